"""Somebody asks to be forgotten. On the demo, whose people are invented."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import zipfile
from typing import TYPE_CHECKING

import pytest

from peerloom.commands import forget
from peerloom.commands.forget import spellings
from peerloom.commands.lines import NotLines, changed_lines
from peerloom.ledger.store import open_ledger
from peerloom.people.codes import read_code

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def table(file: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig"))))


def approved(root: Path) -> dict[str, str]:
    """A line of the pairings file: a mentee whose match runs, and who shares nothing with anybody else."""
    rows = [row for file in sorted((root / "responses").glob("*.csv")) for row in table(file) if None not in row]
    for line in table(root / "private" / "pairings.csv"):
        if line["State"] == "running":
            mine = tokens(root, line["Mentee code"])
            held = [row for row in rows if mine & set(row.values())]
            if all(
                line["Mentee code"] in map(read_code, row.values()) or line["Mentee"] in row.values() for row in held
            ):
                return line
    raise AssertionError("the demo has nobody like this")


def tokens(root: Path, code: str) -> set[str]:
    """What identifies a mentee of the demo: code, name, addresses and phone of the sign-up."""
    name = next(line["Mentee"] for line in table(root / "private" / "pairings.csv") if line["Mentee code"] == code)
    row = next(row for row in table(root / "responses" / "Mentee sign-up.csv") if name in row.values())
    found = {code, name, *(text for text in row.values() if "@" in text)}
    found |= {text for text in row.values() if re.fullmatch(r"[+\d ()-]{9,}", text)}
    assert len(found) >= 4
    return found


def traces(folder: Path, texts: set[str]) -> set[str]:
    found = set()
    for file in folder.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            found |= {file.name for text in texts for spelt in spellings(text) if spelt in content}
    return found


def bytes_of(folder: Path) -> dict[str, bytes]:
    found = {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}
    assert found
    return found


def test_the_plan_names_everything_and_changes_nothing(mine: Path, told: Callable[..., tuple[int, str]]) -> None:
    line = approved(mine)
    before = bytes_of(mine)
    status, text = told("forget", mine, line["Mentee code"])
    assert status == 0
    assert re.search(rf"^Everything about {line['Mentee code']}:\n  - \d+ answers of the ledger", text, re.MULTILINE)
    for part in (
        "  - 1 decision about them\n",
        "  - their lines in private/pairings.csv\n",
        "  - private/desk, whole; the next run makes it anew\n",
        "  * responses/Mentee sign-up.csv: 1 row of theirs; or add --responses\n",
        "  * responses/Pairings 2025-26.csv: lines about them; or add --responses\n",
        "  * the answers in each Google Form and its sheet, and the sheet's version history\n",
        "  * git: if their data was ever committed",
        "\nNothing was erased. To do it, run this again with --apply.\n",
    ):
        assert part in text
    changed = {path for path, content in bytes_of(mine).items() if before.get(path) != content}
    assert changed <= {"private/ledger.db", "private/ledger.db.sum"}  # it read the answers once more
    assert line["Mentee"] not in text


def test_nothing_is_left_in_any_file_and_they_do_not_come_back(
    mine: Path, told: Callable[..., tuple[int, str]]
) -> None:
    line = approved(mine)
    code, texts = line["Mentee code"], tokens(mine, line["Mentee code"])
    assert told("backup", mine)[0] == 0
    assert {"ledger.db", "pairings.csv", "people.html"} <= traces(mine / "private", texts)
    others = rows_of_others(mine, code)
    status, text = told("forget", mine, code, "--apply")
    assert status == 0, text
    assert re.search(r"^Erased: \d+ answers, 1 decision\.$", text, re.MULTILINE)
    assert text.endswith("Every file in private/ and site/ was looked through: no byte of theirs is left.\n")
    assert traces(mine / "private", texts) == set()
    assert traces(mine / "site", texts) == set()
    assert rows_of_others(mine, code) == others
    assert told("verify", mine)[0] == 0
    status, text = told("run", mine)  # their rows still lie in responses/
    assert status == 0, text
    ended = re.search(r"duplicate \+ (\d+) erased\.", text)
    assert ended is not None
    assert int(ended[1]) > 5
    assert traces(mine / "private", texts) == set()
    assert told("verify", mine)[0] == 0
    status, text = told("forget", mine, code)
    assert status == 1
    assert "Nobody has this code or address." in text


def rows_of_others(root: Path, code: str) -> dict[str, tuple[str, str]]:
    """Every answer that has nothing to do with a person, as the ledger keeps it."""
    with open_ledger(root / "private" / "ledger.db") as ledger:
        found = ledger._connection.execute("SELECT hash, cells, unowned FROM answer")  # noqa: SLF001 - as it lies there
        return {
            key: (cells, rest)
            for key, cells, rest in found
            if code not in {read_code(text) for text in json.loads(cells).values()} and "guardian" not in cells
        }


def test_with_responses_the_sheets_lose_their_rows_and_no_other_byte(
    mine: Path, told: Callable[..., tuple[int, str]]
) -> None:
    code = approved(mine)["Mentee code"]
    texts = tokens(mine, code)
    before = bytes_of(mine / "responses")
    with_them = {path for path in before if any(text.encode() in before[path] for text in texts)}
    assert len(with_them) > 5
    status, text = told("forget", mine, code, "--responses", "--apply")
    assert status == 0, text
    after = bytes_of(mine / "responses")
    assert traces(mine / "responses", texts) == set()
    for path, content in after.items():
        lines = before[path].splitlines(keepends=True)
        assert [line for line in content.splitlines(keepends=True) if line not in lines] == []
        assert (content != before[path]) == (path in with_them), path
    status, text = told("run", mine)
    assert status == 0, text
    assert "are gone since" not in text


def test_the_gate_still_looks_for_somebody_whose_rows_come_again(
    mine: Path, told: Callable[..., tuple[int, str]]
) -> None:
    line = approved(mine)
    told("forget", mine, line["Mentee code"], "--apply")
    page = next((mine / "content").rglob("*.md"))
    page.write_text(f"{page.read_text(encoding='utf-8')}\n\n{line['Mentee']} was here.\n", encoding="utf-8")
    status, text = told("build", mine)
    assert status == 1
    assert "The privacy gate stopped this." in text


def test_two_people_with_one_address_are_told_apart(mine: Path, told: Callable[..., tuple[int, str]]) -> None:
    file = mine / "responses" / "Mentee sign-up.csv"
    rows = table(file)
    column = next(head for head in rows[0] if "e-mail address" in head)
    for row in rows[:2]:  # two children of one family
        row[column] = "family-91bc@home.example"
    with file.open("w", encoding="utf-8", newline="") as stream:
        sheet = csv.DictWriter(stream, list(rows[0]))
        sheet.writeheader()
        sheet.writerows(rows)
    assert told("run", mine)[0] == 0
    shared = rows[0][column]
    status, text = told("forget", mine, shared)
    assert status == 1
    assert re.search(r"Several people have this address\.\n +Name one of them by code: E-\w+, E-\w+\.", text)
    codes = re.findall(r"E-\w{6}", text.split("Name one")[1])
    status, text = told("forget", mine, codes[0], "--apply")
    assert status == 0, text
    status, text = told("run", mine)
    assert status == 0
    people = (mine / "private" / "desk" / "people.html").read_text(encoding="utf-8")
    assert codes[1] in people
    assert codes[0] not in people


def test_somebody_without_a_code_is_known_by_address(mine: Path, told: Callable[..., tuple[int, str]]) -> None:
    rows = table(mine / "responses" / "Partner interest.csv")
    mail = next(text for text in rows[0].values() if "@" in text)
    status, text = told("forget", mine, mail, "--apply")
    assert status == 0, text
    assert "Everything about a person without a code:" in text
    assert traces(mine / "private", {mail}) == set()
    assert told("run", mine)[0] == 0
    assert traces(mine / "private", {mail}) == set()


def test_words_on_the_public_site_go_with_their_writer(mine: Path, told: Callable[..., tuple[int, str]]) -> None:
    shown = [line for line in table(mine / "private" / "releases.csv") if line["Decision"] == "publish"]
    page = b"".join(bytes_of(mine / "site" / "public").values())
    words = next(line["Words"] for line in shown if line["Words"].encode() in page)
    with open_ledger(mine / "private" / "ledger.db") as ledger:
        writer = next(
            row.cells["code"] for row in ledger.current() if words in row.cells.values() and row.cells.get("code")
        )
    status, text = told("forget", mine, writer, "--apply")
    assert status == 0, text
    assert "their words on the public site, which is made anew" in text
    assert traces(mine / "site", {words}) == set()


def test_nobody_and_a_public_log(
    mine: Path, told: Callable[..., tuple[int, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    for asked in ("E-222222", "nobody@elsewhere.example"):
        status, text = told("forget", mine, asked)
        assert status == 1
        assert text.endswith(
            "private/ledger.db: Nobody has this code or address.\n"
            "     Look the code up on the desk, page People. Somebody who was forgotten is not there any more.\n"
        )
    monkeypatch.setenv("CI", "1")
    assert told("forget", mine, "E-222222")[0] == 2
    assert told("purge", mine)[0] == 2


def test_a_damaged_backup_stops_nothing_and_is_told(mine: Path, told: Callable[..., tuple[int, str]]) -> None:
    line = approved(mine)
    told("backup", mine)
    backup = next((mine / "private" / "backups").glob("*.zip"))
    backup.write_bytes(backup.read_bytes()[:-9])
    status, text = told("forget", mine, line["Mentee code"], "--apply")
    assert status == 1
    assert "Nothing was erased in this backup. Delete it by hand." in text
    assert f"  * private/backups/{backup.name}\n" in text
    backup.unlink()
    assert traces(mine / "private", {line["Mentee code"]}) == set()


def test_stopped_on_its_way_it_is_finished_by_the_next_one(
    mine: Path, told: Callable[..., tuple[int, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever is done first, the ledger is last: until then everything can be found again."""
    line = approved(mine)
    code, texts = line["Mentee code"], tokens(mine, line["Mentee code"])
    told("backup", mine)

    class Stopped(BaseException):
        pass

    def stop(*_: object) -> None:
        raise Stopped

    with monkeypatch.context() as patched:
        patched.setattr(forget, "erase_in_backup", stop)
        with pytest.raises(Stopped):
            told("forget", mine, code, "--apply")
    assert "ledger.db" in traces(mine / "private", texts)
    assert told("forget", mine, code, "--apply")[0] == 0
    assert traces(mine / "private", texts) == set()
    backup = next((mine / "private" / "backups").glob("*.zip"))
    with zipfile.ZipFile(backup) as archive:
        assert archive.testzip() is None


CSV = (
    b"\xef\xbb\xbfCode;Words;Note\r\n"
    b'E-1;"two\r\nlines; and ""quotes""";\r\n'
    b"E-2;plain;about E-1\r\n"
    b"\r\n"
    b"E-3;\xe2\x80\xa8 a sign that ends a line elsewhere;x\r\n"
    b"E-4;last without an end"
)


def test_lines_go_whole_and_the_rest_keeps_its_bytes() -> None:
    def without(code: str) -> Callable[[list[str]], list[str] | None]:
        return lambda cells: None if code in cells else cells

    lines = CSV.split(b"E-2")
    assert changed_lines(CSV, without("E-9")) == CSV
    assert changed_lines(CSV, without("E-1")) == b"\xef\xbb\xbfCode;Words;Note\r\nE-2" + lines[1]
    assert changed_lines(CSV, without("E-4")) == CSV.removesuffix(b"E-4;last without an end")
    blanked = changed_lines(CSV, lambda cells: ["" if "about" in cell else cell for cell in cells])
    assert blanked == CSV.replace(b"about E-1", b"")
    for broken in (b'a,b\r\n"never closed,1\r\n', "a,ä\r\n".encode("utf-16")):
        with pytest.raises(NotLines):
            changed_lines(broken, without("x"))


def test_only_this_user_can_read_what_is_kept(mine: Path, told: Callable[..., tuple[int, str]]) -> None:
    if os.name != "posix":
        pytest.skip("permissions of this kind are POSIX")
    told("backup", mine)
    told("forget", mine, approved(mine)["Mentee code"], "--apply")
    files = [file for file in (mine / "private").rglob("*") if file.is_file() and file.name != "desk"]
    assert {file.name for file in files} >= {"ledger.db", "ledger.key", "pairings.csv", "backups.txt"}
    assert [file.name for file in files if file.stat().st_mode & 0o077] == []
