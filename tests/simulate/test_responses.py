"""The demo's own answers are fresh, and hold the oddities that they promise.

Freshen them with ``peerloom simulate --seed 7 --mentors 60 --mentees 90``.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from peerloom.commands.simulate import run
from peerloom.definition.reader import read_program
from peerloom.definition.standard_forms import forms_of
from peerloom.evaluation.measure import measure
from peerloom.matching.pairings import read_pairings
from peerloom.needle import words
from peerloom.people.people import read_records
from peerloom.simulate import phrases
from peerloom.sources.choices import split_choices
from peerloom.sources.columns import read_rows
from peerloom.sources.csv_folder import CsvFolder
from peerloom.support.due import check_ins

if TYPE_CHECKING:
    from collections.abc import Callable

    from peerloom.definition.forms import Form, Question
    from peerloom.definition.program import Program
    from peerloom.people.records import Records
    from peerloom.sources.tables import Row

    Found = Callable[["Answers"], int]

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "responses"
DAY = dt.date(2026, 6, 12)
MAIL = re.compile(r"[^\s@,;<>()\"]+@[^\s@,;<>()\"]+")
PHONE = re.compile(r"[+(]?\d[\d ()./-]{8,}\d")
FICTIONAL = re.compile(r"(0|44|440|0044)?(1632960|7700900)\d{3}")


class Answers:
    """Every answer of the demo, and what is asked."""

    def __init__(self) -> None:
        program = read_program((ROOT / "program.yaml").read_text(encoding="utf-8")).program
        assert program is not None
        self.program: Program = program
        self.forms: dict[str, Form] = {form.id: form for form in forms_of(program)}
        tables, self.of_files = CsvFolder(FOLDER).read_tables(tuple(self.forms.values()))
        self.read = read_rows(tables, tuple(self.forms.values()))
        self.lines = [line for table in tables for line in table.lines]

    def of(self, form: str) -> list[Row]:
        return [row for row in self.read.rows if row.form == form]

    def texts(self) -> list[str]:
        return [text for row in self.read.rows for text in row.cells.values()]

    def asked(self, form: str, name: str) -> Question:
        return next(question for question in self.forms[form].questions if question.id == name)


@pytest.fixture(scope="module")
def answers() -> Answers:
    return Answers()


def test_they_are_fresh(tmp_path: Path) -> None:
    assert run(ROOT, io.StringIO(), seed=7, mentors=60, mentees=90, weeks=40, into=tmp_path) == 0
    made = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    kept = {file.name: file.read_bytes() for file in FOLDER.iterdir() if file.suffix == ".csv"}
    assert len(made) > 30
    assert made.keys() == kept.keys()
    assert [name for name in made if made[name] != kept[name]] == []


def test_every_file_is_read_without_a_problem(answers: Answers) -> None:
    assert {row.form for row in answers.read.rows} == set(answers.forms)
    assert answers.of_files == ()
    assert answers.read.problems == ()


def own_words(answers: Answers, form: str, name: str) -> int:
    """How many answers to a question of several choices end with words of one's own."""
    question = answers.asked(form, name)
    picks = [split_choices(row.cells.get(name, ""), question.options, other=True) or () for row in answers.of(form)]
    return sum(bool(set(pick) - set(question.options)) for pick in picks)


def again(answers: Answers) -> list[tuple[Row, Row]]:
    """Sign-ups of one address and name in one season, in pairs."""
    rows = [row for row in answers.of("mentor-sign-up") if row.at is not None and row.at.date() < dt.date(2026, 5, 1)]
    return [
        (one, other)
        for i, one in enumerate(rows)
        for other in rows[i + 1 :]
        if one.cells["email"].casefold() == other.cells["email"].casefold()
    ]


def empty_rows() -> int:
    files = [list(csv.reader(io.StringIO(f.read_text(encoding="utf-8")))) for f in sorted(FOLDER.glob("*.csv"))]
    return sum(not any(row) for rows in files for row in rows)


def late(answers: Answers) -> int:
    """Sign-ups after the sign-up has closed, and before that of the next cohort."""
    rows = [*answers.of("mentor-sign-up"), *answers.of("mentee-sign-up")]
    return sum(row.at is not None and dt.date(2025, 9, 19) < row.at.date() < dt.date(2026, 5, 1) for row in rows)


def families(answers: Answers) -> int:
    """Addresses that several mentees share."""
    names: dict[str, set[str]] = {}
    for row in answers.of("mentee-sign-up"):
        names.setdefault(row.cells["email"].casefold(), set()).add(row.cells["name"])
    return sum(len(found) > 1 for found in names.values())


def in_both_roles(answers: Answers) -> int:
    mentors = {row.cells["email"].casefold() for row in answers.of("mentor-sign-up")}
    own = {r.cells["email"].casefold() for r in answers.of("mentee-sign-up") if r.cells["email"] != r.cells["guardian"]}
    return len(mentors & own)


def codes(answers: Answers, form: str) -> list[str]:
    return [row.cells["code"] for row in answers.of(form)]


PROMISES: dict[str, tuple[int, int, Found]] = {  # at least, at most, how many there are
    "an own answer beside options": (3, 30, lambda a: own_words(a, "mentor-sign-up", "interests")),
    "an option with a comma beside another": (
        3,
        60,
        lambda a: sum("help for the fare, " in text for text in a.texts()),
    ),
    "an own answer with a comma": (1, 20, lambda a: sum("chess, draughts" in text for text in a.texts())),
    "somebody signs up twice": (2, 12, lambda a: len(again(a))),
    "with other capitals": (1, 12, lambda a: sum(x.cells["email"] != y.cells["email"] for x, y in again(a))),
    "with other answers": (1, 12, lambda a: sum(x.cells["interests"] != y.cells["interests"] for x, y in again(a))),
    "an empty row": (4, 4, lambda _: empty_rows()),
    "a late sign-up": (2, 15, late),
    "brothers and sisters with one address": (2, 20, families),
    "mentor and mentee at once": (1, 5, in_both_roles),
    "a line break in an answer": (1, 20, lambda a: sum("\n" in text for text in a.texts())),
    "a quotation mark": (1, 20, lambda a: sum('"' in text for text in a.texts())),
    "a start like a formula": (10, 400, lambda a: sum(text.startswith(("=", "+", "-")) for text in a.texts())),
    "an emoji": (5, 300, lambda a: sum(any(ord(c) > 0x1F300 for c in text) for text in a.texts())),
    "Arabic letters": (
        3,
        60,
        lambda a: sum("\u0600" <= r.cells["name"][0] <= "\u06ff" for r in a.of("mentee-sign-up")),
    ),
    "Cyrillic letters": (
        3,
        60,
        lambda a: sum("\u0400" <= r.cells["name"][0] <= "\u04ff" for r in a.of("mentee-sign-up")),
    ),
    "Chinese letters": (
        1,
        60,
        lambda a: sum("\u4e00" <= r.cells["name"][0] <= "\u9fff" for r in a.of("mentee-sign-up")),
    ),
    "Devanagari letters": (
        1,
        60,
        lambda a: sum("\u0900" <= r.cells["name"][0] <= "\u097f" for r in a.of("mentee-sign-up")),
    ),
    "a phone number with +44": (
        5,
        80,
        lambda a: sum(r.cells.get("phone", "").startswith("+44") for r in a.of("mentee-sign-up")),
    ),
    "a phone number with words": (
        2,
        60,
        lambda a: sum("after" in r.cells.get("phone", "") for r in a.of("mentee-sign-up")),
    ),
    "minutes in words": (1, 4, lambda a: sum(r.cells["minutes"] == "about an hour" for r in a.of("hours-log"))),
    "a code in small letters": (5, 90, lambda a: sum(code.islower() for code in codes(a, "hours-log"))),
    "no permission": (1, 5, lambda a: sum(r.cells["allow_join"] == "No" for r in a.of("guardian-permission"))),
    "a worry of a mentor": (1, 1, lambda a: sum(r.cells["safe"] != "no" for r in a.of("mentor-check-in"))),
    "a mentee who does not feel safe": (
        1,
        1,
        lambda a: sum(r.cells["safe"].startswith("no:") for r in a.of("mentee-check-in")),
    ),
    "a pause": (2, 8, lambda a: sum(r.cells["what"] == "pause" for r in a.of("change-or-stop"))),
    "somebody who stops": (3, 15, lambda a: sum(r.cells["what"] == "stop" for r in a.of("change-or-stop"))),
    "an early end": (10, 45, lambda a: sum(r.cells["reason"] != "completed" for r in a.of("closure"))),
    "a win that may be shown": (8, 15, lambda a: sum(r.cells["show"].startswith("yes") for r in a.of("win"))),
    "a win that may not": (1, 6, lambda a: sum(r.cells["show"] == "no" for r in a.of("win"))),
}


@pytest.mark.parametrize("promise", PROMISES)
def test_an_oddity_that_is_promised_is_there(answers: Answers, promise: str) -> None:
    least, most, found = PROMISES[promise]
    assert least <= found(answers) <= most


def test_a_few_codes_are_wrong(answers: Answers) -> None:
    known = {code.upper().replace("-", "").replace(" ", "") for code in codes(answers, "hours-log")}
    typed = [code.upper().replace("-", "").replace(" ", "") for code in codes(answers, "mentor-check-in")]
    assert 1 <= sum(code not in known for code in typed) <= 6


def test_no_address_is_outside_of_example_hosts(answers: Answers) -> None:
    hosts = {mail.rpartition("@")[2].rstrip(".").lower() for text in answers.texts() for mail in MAIL.findall(text)}
    hosts |= {text.partition("//")[2].partition("/")[0] for text in answers.texts() if text.startswith("http")}
    assert len(hosts) > 5
    assert [host for host in hosts if not host.endswith(".example")] == []


def test_every_phone_number_is_one_that_nobody_has(answers: Answers) -> None:
    found = [number for text in answers.texts() for number in PHONE.findall(text)]
    digits = [only for number in found if len(only := re.sub(r"\D", "", number)) > 8]
    assert len(digits) > 200
    assert [number for number in digits if FICTIONAL.fullmatch(number) is None] == []


def test_numbers_and_addresses_of_the_program_are_nobodys(answers: Answers) -> None:
    ours = re.sub(r"\D", "", (ROOT / "program.yaml").read_text(encoding="utf-8"))
    numbers = {re.sub(r"\D", "", n)[-10:] for text in answers.texts() for n in PHONE.findall(text)}
    assert [number for number in numbers if len(number) == 10 and number in ours] == []


def test_nothing_is_from_after_the_day_of_the_demo(answers: Answers) -> None:
    days = [row.at.date() for row in answers.read.rows if row.at is not None]
    assert max(days) == DAY


def test_no_full_name_stands_in_a_public_text(answers: Answers) -> None:
    texts = [(ROOT / "program.yaml"), *sorted((ROOT / "content").rglob("*.md"))]
    public = words(" ".join(file.read_text(encoding="utf-8") for file in texts))
    names = {
        row.cells["name"]
        for form in ("mentor-sign-up", "mentee-sign-up", "guardian-permission")
        for row in answers.of(form)
    }
    assert len(names) > 200
    assert [name for name in names if f" {words(name).strip()} " in public] == []


def test_what_may_be_shown_repeats_no_six_words_of_what_may_not() -> None:
    shown = [
        *phrases.QUOTES,
        *(text for _, text in phrases.WINS),
        *(text for row in phrases.PARTNERS for text in (row[0], *row[2])),
    ]
    groups = [
        value for name, value in vars(phrases).items() if name.isupper() and name not in {"QUOTES", "WINS", "PARTNERS"}
    ]
    private = [
        text for group in groups for entry in group for text in ([entry] if isinstance(entry, str) else flat(entry))
    ]
    assert len(private) > 150
    runs = {run for text in shown for run in six(text)}
    assert [text for text in private if runs & set(six(text))] == []


def flat(entry: tuple[str | tuple[str, ...], ...]) -> list[str]:
    return [text for part in entry for text in ([part] if isinstance(part, str) else part)]


def six(text: str) -> list[str]:
    parts = words(text).split()
    return [" ".join(parts[i : i + 6]) for i in range(len(parts) - 5)]


@pytest.fixture(scope="module")
def records(answers: Answers) -> Records:
    text = (FOLDER / "Pairings 2025-26.csv").read_text(encoding="utf-8")
    decided, problems = read_pairings(text, "Pairings 2025-26.csv")
    assert problems == ()
    return read_records(answers.program, tuple(answers.forms.values()), answers.read.rows, decided, DAY)


def test_few_rows_are_held_and_nearly_all_are_used(records: Records) -> None:
    fates = list(records.fates.values())
    assert len(fates) > 5_000
    assert 5 <= fates.count("held") <= 20
    assert fates.count("rejected") == 0


FIGURES = {  # least, most
    "mentors-applied": (60, 60),
    "mentees-applied": (90, 90),
    "mentors-screened": (45, 55),
    "matches-made": (58, 66),
    "mentees-waiting": (10, 20),
    "check-ins-done": (70, 85),
    "hours": (1_000, 1_250),
    "service-hours": (100, 300),
    "meetings": (2, 4),
    "goals-reached": (60, 80),
    "mentee-satisfaction": (3.9, 4.5),
    "mentor-satisfaction": (3.9, 4.5),
    "stayed-3": (85, 97),
    "closed-early": (15, 25),
}


def test_the_figures_are_believable(answers: Answers, records: Records) -> None:
    values = {
        figure.id: figure.value for figure in measure(answers.program, records, DAY) if figure.cohort == "2025-26"
    }
    odd = {name: values[name] for name, (least, most) in FIGURES.items() if not least <= (values[name] or 0) <= most}
    assert odd == {}


def test_some_check_ins_are_late_and_a_few_matches_are_quiet_or_paused(answers: Answers, records: Records) -> None:
    due = check_ins(records, answers.program)
    assert sum(item.late and item.done is not None for item in due) > 5
    last: dict[str, dt.date] = {}
    for meeting in records.meetings:
        last[meeting.match] = max(meeting.on, last.get(meeting.match, meeting.on))
    active = [match.code for match in records.matches if match.status == "active"]
    quiet = [code for code in active if (DAY - last[code]).days > answers.program.support.quiet_days]
    assert 2 <= len(quiet) <= 8
    assert any(move.to == "paused" for match in records.matches for move in match.moves)  # a pause ends by itself
