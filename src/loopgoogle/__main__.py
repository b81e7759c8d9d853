"""A Google at home to try things by hand: ``python -m loopgoogle --key key.json``."""

from __future__ import annotations

import argparse
import csv
import json
import threading
from pathlib import Path

from loopgoogle.google import Google
from loopgoogle.server import serve


def main() -> int:
    """Serve until it is stopped. Every CSV file of a folder becomes a tab of one spreadsheet."""
    parser = argparse.ArgumentParser(prog="python -m loopgoogle", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="where to serve; the next free port if you do not say")
    parser.add_argument("--key", type=Path, default=Path("google-key.json"), help="where the key file is written")
    parser.add_argument("--folder", type=Path, help="CSV files that become tabs")
    told = parser.parse_args()
    google = Google()
    account = google.new_account()
    book = google.new_book("At home", writers=[account.email])
    for file in sorted(told.folder.glob("*.csv")) if told.folder else []:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            book.new_tab(file.stem).add(*csv.reader(stream))
    if not book.sheets:
        book.new_tab("Sheet1")
    with serve(google, told.port) as base:
        told.key.write_text(json.dumps(account.key_file(base)), encoding="utf-8")
        print(f"Serving at {base}. The spreadsheet's id: {book.id}")
        print(f"The key is {told.key}. Stop with Ctrl+C.", flush=True)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            print(f"\n{len(google.calls)} calls. {'; '.join(google.problems) or 'No problem.'}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
