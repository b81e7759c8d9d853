"""What a sync with Google costs, beside plain gspread as its documentation teaches it.

python -m benchmarks.google

Both run against the same Google at home, so that only calls, time and memory of the client differ.
"""

from __future__ import annotations

import datetime as dt
import json
import resource
import sys
import time
from typing import TYPE_CHECKING

from loopgoogle import Google, serve
from loopgoogle.cells import Cell, serial_of
from peerloom.google.client import Client
from peerloom.google.credentials import WRITE, sign_in
from peerloom.google.rounds import NewTab, Round, plan_round, write_round
from peerloom.google.sheets import Spreadsheets

if TYPE_CHECKING:
    from collections.abc import Callable

    from loopgoogle import Account, Book

FORMS, PROPOSALS, COLUMNS = 6, 20, 30
START = dt.datetime(2026, 9, 1, 8, 0, 0)  # noqa: DTZ001 - the sheet's own zone
QUOTA = 60  # reads, and writes, a minute of one account


def filled(google: Google, account: Account, rows: int, forms: int = FORMS) -> Book:
    """A spreadsheet with a tab of so many answers for each form."""
    book = google.new_book("Answers", writers=[account.email])
    for form in range(forms):
        tab = book.new_tab(f"Form {form}")
        tab.add(["Timestamp", *(f"Question {n}" for n in range(COLUMNS - 1))])
        for row in range(rows):
            at = Cell(serial_of(START + dt.timedelta(minutes=row)), "time")
            tab.add([at, *(f"answer {row} {n}" for n in range(COLUMNS - 1))])
    return book


def round_of() -> Round:
    """Twenty proposals."""
    rows = (("Pair", "Mentor", "Why", "Decision"), *((f"P-{n}", f"M-{n}", "because", "") for n in range(PROPOSALS)))
    return Round("2026-27", (NewTab("Pairings", rows),))


def ours(account: Account, book: Book, base: str, *, write: bool) -> None:
    """One sync as Peerloom does it."""
    client = Client(sign_in(json.dumps(account.key_file(base)), [WRITE]), frozenset({book.id}), base=base)
    sheets = Spreadsheets(client)
    tabs = sheets.read(book.id).tabs
    if write:
        write_round(sheets, book.id, round_of(), plan_round(sheets, book.id, tabs, round_of()))


def plain(account: Account, book: Book, base: str, *, write: bool) -> None:
    """One sync as gspread's documentation teaches it: open, each tab, all records; a new tab, row by row."""
    import gspread  # noqa: PLC0415 - the peer
    import gspread.urls  # noqa: PLC0415
    from google.auth.transport.requests import AuthorizedSession  # noqa: PLC0415

    signed = sign_in(json.dumps(account.key_file(base)), [WRITE])
    session = AuthorizedSession(signed)  # type: ignore[no-untyped-call]
    send = session.request
    session.request = lambda method, url, **more: send(  # type: ignore[method-assign,no-untyped-call]
        method, url.replace("https://sheets.googleapis.com", base), **more
    )
    opened = gspread.Client(auth=signed, session=session).open_by_key(book.id)
    for form in range(FORMS):
        opened.worksheet(f"Form {form}").get_all_values()
    if write:
        tab = opened.add_worksheet("Proposals", rows=100, cols=5)
        for row in round_of().tabs[0].rows[1:]:
            tab.append_row(list(row))


def measured(make: Callable[[], None], google: Google) -> tuple[float, int, int]:
    """Seconds of CPU, reads and writes of one sync."""
    google.calls.clear()
    start = time.process_time()
    make()
    cpu = time.process_time() - start
    reads = sum(call.verb == "GET" or call.path.endswith(":search") for call in google.calls)
    return cpu, reads, len(google.calls) - reads


def main() -> int:
    """Print both tables."""
    print(f"One sync of {FORMS} forms with 100 answers each, and {PROPOSALS} proposals written back:\n")
    print("| | reads | writes | programs a minute |")
    print("| --- | ---: | ---: | ---: |")
    for name, sync in (("Peerloom", ours), ("plain gspread", plain)):
        google = Google()
        account = google.new_account()
        book = filled(google, account, 100)
        with serve(google) as base:
            _, reads, writes = measured(lambda: sync(account, book, base, write=True), google)  # noqa: B023 - called at once
        print(f"| {name} | {reads} | {writes} | {min(QUOTA // max(reads, 1), QUOTA // max(writes, 1))} |")
    print(f"\nReading one tab of {COLUMNS} columns (client and server share this process):\n")
    print("| rows | seconds of CPU | peak memory, MB |")
    print("| ---: | ---: | ---: |")
    for rows in (1000, 5000, 20_000):
        google = Google(checks=False)
        account = google.new_account()
        book = filled(google, account, rows, forms=1)
        with serve(google) as base:
            cpu, *_ = measured(lambda: ours(account, book, base, write=False), google)  # noqa: B023 - called at once
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"| {rows:,} | {cpu:.2f} | {peak} |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
