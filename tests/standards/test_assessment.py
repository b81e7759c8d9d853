"""Statuses follow from rules and records; what pages may say follows from what is written, and from nothing else."""

from __future__ import annotations

import datetime as dt
import inspect
from dataclasses import replace
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerloom.commands.backups import _ANEW
from peerloom.commands.forget import MADE_ANEW
from peerloom.commands.standards import FILE, FOLDER, show
from peerloom.definition.learning import TOPICS
from peerloom.definition.program import Program
from peerloom.definition.standard_forms import forms_of, standard_forms
from peerloom.definition.standards import KINDS, NEEDS, parts_of
from peerloom.definition.standards_block import Standards
from peerloom.people.records import Answer, Match, Meeting, Participant, Records
from peerloom.problems import Cell, Place
from peerloom.standards.assessment import assessed
from peerloom.standards.findings import status_of
from peerloom.standards.followed import followed
from peerloom.standards.seen import SEEN, seen_of
from peerloom.standards.written import WRITTEN, Written

if TYPE_CHECKING:
    from pathlib import Path

    from peerloom.definition.standards import Item
    from peerloom.standards.assessment import Assessed, Assessment

TODAY = dt.date(2026, 3, 18)
APPROVED, STARTED = dt.date(2025, 9, 20), dt.date(2025, 10, 1)
ALL = {edition: parts_of(Standards(edition=edition)) for edition in (4, 5)}
ITEMS = [item for parts in ALL.values() for part in parts for item in part.items]
COHORT = {
    "id": "now",
    "title": "Now",
    "sign_up_opens": "2025-08-01",
    "sign_up_closes": "2025-09-01",
    "matching": "2025-09-10",
    "starts": "2025-10-01",
    "ends": "2026-06-20",
}


def program_of(standards: Any = None, **more: Any) -> Program:
    about = {"id": "loom", "name": "Loom", "tagline": "t", "summary": "s", "with_minors": "yes"}
    forms = [{"id": name} for name in standard_forms()]
    block = {"edition": "4"} if standards is None else standards
    return Program.model_validate({"program": about, "cohorts": [COHORT], "forms": forms, "standards": block, **more})


def written_of(program: Program, *pages: str) -> Written:
    places: dict[tuple[str | int, ...], Place] = {("program", "mission"): Place("program.yaml", 7, 3)}
    return Written(program, {form.id: form for form in forms_of(program)}, places, pages)


def person(number: int, role: Any, **changed: Any) -> Participant:
    code = f"{'M' if role == 'mentor' else 'E'}-AAAAA{number}"
    usual: dict[str, Any] = {
        "code": code,
        "role": role,
        "cohort": "now",
        "name": f"given-{code}",
        "call": "c",
        "email": f"{code}@people.example",
        "phone": "",
        "born": None,
        "minor": role == "mentee",
        "guardian": "",
        "applied": dt.date(2025, 8, 2),
        "answers": {},
        "cell": Cell("Sign-up", 2),
        "status": "matched",
        "needs": (),
        "capacity": 1,
    }
    return Participant(**{**usual, **changed})


def row(form: str, number: int, at: str = "2026-03-01", /, **values: Any) -> Answer:
    return Answer(form, Cell(form, number), dt.datetime.fromisoformat(f"{at}T09:00"), values, f"{form}-{number}")


def match(number: int, **changed: Any) -> Match:
    usual: dict[str, Any] = {"status": "active", "approved": APPROVED, "started": STARTED}
    return Match(
        f"P-AAAAA{number}", "now", f"M-AAAAA{number}", f"E-AAAAA{number}", decision="approve", **{**usual, **changed}
    )


NONE = Records(TODAY, (), (), (), (), (), {}, {}, ())


def records_of(pairs: int = 2, *rows: Answer, mentee: Any = None, mentor: Any = None, **changed: Any) -> Records:
    """``pairs`` matches that run, and answers."""
    numbers = range(2, 2 + pairs)
    people = [person(n, "mentor", **(mentor or {})) for n in numbers]
    people += [person(n, "mentee", **(mentee or {})) for n in numbers]
    answers: dict[str, tuple[Answer, ...]] = {}
    for one in rows:
        answers[one.form] = (*answers.get(one.form, ()), one)
    usual = replace(NONE, participants=tuple(people), matches=tuple(match(n) for n in numbers), answers=answers)
    return replace(usual, **changed)


def found(test: str, records: Records, program: Program | None = None) -> tuple[str, str]:
    word, *names = test.split()
    finding = SEEN[word](seen_of(written_of(program or program_of()), records), *names)
    return finding.level, finding.what


def item_of(name: str, records: Records, standards: Any = None, *pages: str) -> Assessed:
    whole = assessed(written_of(program_of(standards), *pages), records)
    assert whole is not None
    return next(item for item in whole.items if item.id == name)


@pytest.mark.parametrize(
    ("levels", "least", "expected"),
    [
        (("yes", "yes"), 1, "met"),
        (("yes", "no"), 1, "partly"),
        (("part",), 1, "partly"),
        (("no",), 1, "not"),
        (("said",), 1, "not"),
        (("yes", "said"), 1, "partly"),
        (("not yet",), 1, "not yet"),
        (("yes", "not yet"), 1, "not yet"),
        (("no", "not yet"), 1, "not"),
        (("yes", "no", "not yet"), 1, "partly"),
        (("yes", "no", "no"), 2, "not"),
        (("yes", "yes", "no"), 2, "partly"),
    ],
)
def test_the_status_follows_from_the_tests(levels: Any, least: int, expected: str) -> None:
    assert status_of(levels, least) == expected


@given(st.lists(st.sampled_from(["yes", "part", "no", "not yet", "said"]), min_size=1), st.integers(1, 4))
def test_only_what_holds_in_full_is_met_and_a_better_finding_never_lowers_a_status(levels: Any, least: int) -> None:
    order = ["not", "partly", "not yet", "met"]
    status = status_of(tuple(levels), least)
    assert (status == "met") == (set(levels) == {"yes"})
    for i, level in enumerate(levels):
        if level in {"no", "said", "part"}:
            better = status_of((*levels[:i], "yes", *levels[i + 1 :]), least)
            assert order.index(better) >= order.index(status)


def test_the_items_of_both_editions_are_there_once() -> None:
    ids = {edition: [item.id for part in parts for item in part.items] for edition, parts in ALL.items()}
    counts = {1: 7, 2: 12, 3: 4, 4: 4, 5: 12, 6: 9}
    wanted = {f"B.{part}.{number}" for part, last in counts.items() for number in range(1, last + 1)}
    assert set(ids[4]) == wanted | {"E.1.1", "E.1.2", "E.1.3", "E.1.4", "E.1.x", "E.3.x"}
    assert ids[5] == [f"EL-{number:02}" for number in range(1, 17)]
    assert len(ids[4]) == len(set(ids[4]))


@pytest.mark.parametrize("item", ITEMS, ids=[item.id for item in ITEMS])
def test_every_item_has_tests_that_are_known_and_name_what_there_is(item: Item) -> None:
    forms = {form.id: {question.id for question in form.questions} for form in standard_forms().values()}
    assert item.title.endswith(".")
    assert item.next.endswith(".")
    assert item.tests
    assert item.na in {"", "no-minors", "no-adult-mentors"}
    for test in item.tests:
        word, *names = test.split()
        inspect.signature({**WRITTEN, **SEEN}[word]).bind(None, *names)  # raises when a word is too much or too little
        if word in {"form", "question", "options", "answered", "used", "statistics"}:
            assert names[0] in forms
            assert word in {"form", "statistics"} or names[1] in forms[names[0]]
        if word in {"screened", "family-answer"}:
            assert names[0] in forms["screening" if word == "screened" else "guardian-permission"]
        if word in {"topic", "topics"}:
            assert set(names[word == "topics" :]) <= set(TOPICS)
        if word in {"policy", "policies"}:
            assert set(names[word == "policies" :]) <= set(KINDS)


def test_what_points_of_ones_own_may_need_is_written_and_no_person() -> None:
    assert set(NEEDS) <= set(WRITTEN)
    assert not set(WRITTEN) & set(SEEN)


@pytest.mark.parametrize("edition", [4, 5])
def test_without_people_nothing_about_them_is_judged(edition: int) -> None:
    whole = assessed(written_of(program_of({"edition": str(edition)})), NONE)
    assert whole is not None
    about = [item for item in whole.items if item.findings]
    assert about
    for item in about:
        tests = next(one.tests for one in ITEMS if one.id == item.id)
        for test, finding in zip(tests, item.findings, strict=True):
            assert (test.split()[0] in SEEN) == (finding.level == "not yet"), item.id


def test_without_the_block_there_is_no_assessment() -> None:
    program = program_of().model_copy(update={"standards": None})
    assert assessed(written_of(program), NONE) is None


@pytest.mark.parametrize(
    ("test", "records", "expected"),
    [
        (
            "screened interview_on",
            records_of(2, row("screening", 2, code="M-AAAAA2", interview_on=APPROVED)),
            ("no", "matched mentors, form screening, question interview_on: 1 of 2"),
        ),
        (
            "screened interview_on",
            records_of(1, row("screening", 2, code="M-AAAAA2", interview_on=APPROVED + dt.timedelta(days=1))),
            ("no", "matched mentors, form screening, question interview_on: 0 of 1"),
        ),
        (
            "screened interview_on",
            records_of(5, *(row("screening", n, code=f"M-AAAAA{n}", interview_on=APPROVED) for n in range(2, 6))),
            ("part", "matched mentors, form screening, question interview_on: 4 of 5"),
        ),
        ("record-check", records_of(1, mentor={"minor": True}), ("not yet", "matched adult mentors, form screening, question record_check_on: nobody yet")),
        ("permission", records_of(2, mentee={"permission": True}), ("yes", "matched minors with a permission that holds: 2 of 2")),
        (
            "permission",
            records_of(9, participants=tuple(person(n, "mentee", permission=n > 2) for n in range(2, 11))),
            ("no", "matched minors with a permission that holds: 8 of 9"),
        ),
        (
            "family-answer commit",
            records_of(1, row("guardian-permission", 2, child="E-AAAAA2", commit=False)),
            ("no", "matched minors, form guardian-permission, question commit: 0 of 1"),
        ),
        (
            "answered mentor-sign-up stay 100 80",
            records_of(2, mentor={"answers": {"stay": True}}),
            ("yes", "matched people, form mentor-sign-up, question stay: 2 of 2"),
        ),
        ("used mentor-sign-up heard 2", records_of(1, row("mentor-sign-up", 2, heard="a"), row("mentor-sign-up", 3, heard="b")), ("yes", "form mentor-sign-up, question heard: 2 different answers")),
        ("used mentor-sign-up heard 2", records_of(1, row("mentor-sign-up", 2, heard="a")), ("part", "form mentor-sign-up, question heard: 1 different answers")),
        ("first-meeting", records_of(1, row("first-meeting", 2, match="P-AAAAA2")), ("yes", "matches that have begun, form first-meeting: 1 of 1")),
        (
            "introduced",
            records_of(2, row("first-meeting", 2, match="P-AAAAA2", adult_present=True), row("first-meeting", 3, match="P-AAAAA3", adult_present=False)),
            ("no", "first meetings, question adult_present: 1 of 2"),
        ),
        (
            "agreed",
            records_of(1, *(row("agreement", n, match="P-AAAAA2", side=side, sign="name-7f3a") for n, side in enumerate(("mentor", "mentee", "coordinator")))),
            ("no", "matches that have begun, form agreement, every side: 0 of 1"),
        ),
        (
            "agreed",
            records_of(1, *(row("agreement", n, match="P-AAAAA2", side=side, sign="name-7f3a") for n, side in enumerate(("mentor", "mentee", "coordinator", "parent or carer")))),
            ("yes", "matches that have begun, form agreement, every side: 1 of 1"),
        ),
        ("family-contact", records_of(1, row("adult-check-in", 2, child="E-AAAAA2")), ("yes", "running matches whose family was heard in three months: 1 of 1")),
        ("family-contact", records_of(1, row("adult-check-in", 2, "2025-12-01", child="E-AAAAA2")), ("no", "running matches whose family was heard in three months: 0 of 1")),
        (
            "family-contact",
            records_of(1, answers={"contact-note": (row("contact-note", 2, "2026-03-01", match="P-AAAAA2", on=TODAY, **{"with": ("guardian",)}),)}),
            ("yes", "running matches whose family was heard in three months: 1 of 1"),
        ),
        ("reviewed", records_of(2, row("contact-note", 2, match="P-AAAAA2", on=TODAY, decision="go on")), ("part", "matches of three months and more, form contact-note, question decision: 1 of 2")),
        ("surveyed 50", records_of(2, row("survey", 2, code="E-AAAAA3")), ("yes", "matches of three months and more, form survey: 1 of 2")),
        ("check-ins", records_of(1), ("no", "check-ins that fell due, made in time: 0 of 24")),
        ("exit", records_of(1), ("not yet", "matches that ended, form closure, both sides: nobody yet")),
        (
            "exit",
            records_of(1, row("closure", 2, match="P-AAAAA2", side="mentor"), row("closure", 3, match="P-AAAAA2", side="mentee"), matches=(match(2, status="closed", ended=TODAY),)),
            ("yes", "matches that ended, form closure, both sides: 1 of 1"),
        ),
        ("exit-told", records_of(1, row("closure", 2, match="P-AAAAA2", told="yes"), matches=(match(2, status="closed", ended=TODAY),)), ("yes", "matches that ended, form closure, question told: 1 of 1")),
        ("family-exit", records_of(1, row("closure", 2, match="P-AAAAA2", side="mentor"), matches=(match(2, status="closed", ended=TODAY),)), ("no", "matches of minors that ended, the family heard: 0 of 1")),
        ("family-exit", records_of(1, row("closure", 2, match="P-AAAAA2", side="parent or carer"), matches=(match(2, status="closed", ended=TODAY),)), ("yes", "matches of minors that ended, the family heard: 1 of 1")),
        ("caseload", records_of(3), ("yes", "running matches: 3, for 40 a coordinator")),
        ("logged", records_of(1), ("no", "meetings that were agreed, in the hours log: 0 of 22")),
        (
            "logged",
            records_of(1, meetings=tuple(Meeting("P-AAAAA2", STARTED, 60, "", "", Cell("Hours log", n)) for n in range(18))),
            ("yes", "meetings that were agreed, in the hours log: 18 of 22"),
        ),
    ],
)  # fmt: skip
def test_what_answers_show_is_counted(test: str, records: Records, expected: tuple[str, str]) -> None:
    assert found(test, records) == expected


def test_training_counts_only_before_the_match() -> None:
    module = {"id": "start", "title": "S", "summary": "s", "for": ["mentor"], "minutes": "120", "objectives": ["o"]}
    program = program_of(training={"modules": [module]})
    before, after = {"start": APPROVED}, {"start": APPROVED + dt.timedelta(days=1)}
    assert found("trained", records_of(1, mentor={"trained": before}), program)[0] == "yes"
    assert found("trained", records_of(1, mentor={"trained": after}), program)[0] == "no"
    assert found("trained-later", records_of(1, mentor={"trained": after}), program)[0] == "yes"


def test_a_gap_in_the_permissions_is_never_partly_met() -> None:
    people = tuple(person(n, "mentee", permission=n > 2) for n in range(2, 11))
    assert item_of("B.2.10", records_of(9, participants=people)).status == "not"


def test_a_note_of_the_team_never_makes_an_item_met() -> None:
    note = {"note": "We do.", "by": "Board", "on": "2026-03-02"}
    item = item_of("B.1.2", NONE, {"edition": "4", "evidence": {"B.1.2": note}})
    assert (item.status, item.lifted, item.next) == ("not", True, "")
    assert item.stated is not None
    assert item_of("B.1.2", NONE).next != ""


def test_what_is_about_nobody_says_why() -> None:
    given_reason = item_of("B.1.2", NONE, {"edition": "4", "not_applicable": {"B.1.2": "We write no messages."}})
    assert (given_reason.status, given_reason.reason) == ("not applicable", "We write no messages.")
    assert item_of("B.2.4", records_of(1, mentor={"minor": True})).status == "not applicable"
    assert item_of("B.2.4", records_of(1)).status == "not"


def test_an_item_says_the_line_that_shows_it() -> None:
    about = {"id": "loom", "name": "Loom", "tagline": "t", "summary": "s", "mission": "m"}
    program = program_of({"edition": "5"}).model_copy(
        update={"program": Program.model_validate({"program": about}).program}
    )
    whole = assessed(written_of(program, "about.md"), NONE)
    assert whole is not None
    item = whole.items[0]
    assert [(one.level, one.where) for one in item.findings] == [
        ("yes", "program.yaml, line 7"),
        ("no", ""),
        ("yes", "site/pages/about.md"),
    ]
    assert item.status == "partly"


@pytest.mark.parametrize("edition", [4, 5])
def test_the_public_page_says_nothing_that_answers_show_and_nothing_that_is_missing(edition: int) -> None:
    stated = "EL-06" if edition == 5 else "B.2.3"
    note = {"note": "We do.", "by": "Board", "on": "2026-03-02"}
    block = {"edition": str(edition), "evidence": {stated: note}}
    program = program_of(block)
    assert program.standards is not None
    shown = [item for part in followed(written_of(program), program.standards) for item in part.items]
    assert {item.how for item in shown} <= {"seen", "in part", "stated"}
    assert [item.id for item in shown if item.how == "stated"] == [stated]
    for item in shown:
        tests = next(one.tests for one in ITEMS if one.id == item.id)
        assert item.how == "stated" or all(test.split()[0] in WRITTEN for test in tests)
    whole = assessed(written_of(program), NONE)
    assert whole is not None
    missing = {item.id for item in whole.items if item.status in {"not", "not yet", "not applicable"}}
    assert missing & {item.id for item in shown} <= {stated}


def told(root: Path, found_: Assessment | None, *, public_log: bool = False) -> tuple[int, str]:
    out = StringIO()
    return show(root, program_of(), found_, out, public_log=public_log), out.getvalue()


def test_the_verb_says_each_item_and_writes_it_to_print(tmp_path: Path) -> None:
    whole = assessed(written_of(program_of()), records_of(2))
    assert whole is not None
    status, said = told(tmp_path, whole)
    assert status == 0
    printed = (tmp_path / FOLDER / FILE).read_text(encoding="utf-8")
    for item in whole.items:
        assert item.id in said
        assert f"{item.id}:" in printed
    assert "given-" not in said + printed  # nobody is named
    assert "<script" not in printed
    assert "0 of 2" in printed


def test_in_a_public_log_no_item_is_told(tmp_path: Path) -> None:
    whole = assessed(written_of(program_of()), records_of(2))
    assert whole is not None
    status, said = told(tmp_path, whole, public_log=True)
    assert status == 0
    assert not [item.id for item in whole.items if item.id in said]
    assert " of 2" not in said


def test_without_the_block_the_verb_says_what_to_do(tmp_path: Path) -> None:
    status, said = told(tmp_path, None)
    assert status == 1
    assert "edition: 5" in said
    assert not (tmp_path / FOLDER).exists()


def test_a_template_that_cannot_be_used_is_told_by_its_place(tmp_path: Path) -> None:
    (tmp_path / "templates" / "paper").mkdir(parents=True)
    (tmp_path / "templates" / "paper" / "standards.html.j2").write_text("{{ nothing }}", encoding="utf-8")
    status, said = told(tmp_path, assessed(written_of(program_of()), NONE))
    assert status == 1
    assert "templates/paper/standards.html.j2" in said


def test_what_is_written_is_erased_with_a_person_and_made_anew() -> None:
    name = FOLDER.removeprefix("private/")
    assert name in MADE_ANEW
    assert name in _ANEW


def test_what_is_about_nobody_is_not_said_to_be_followed() -> None:
    def ids(block: Any, **about: str) -> set[str]:
        base = {"id": "loom", "name": "Loom", "tagline": "t", "summary": "s", **about}
        program = program_of(block).model_copy(update={"program": Program.model_validate({"program": base}).program})
        assert program.standards is not None
        return {item.id for part in followed(written_of(program), program.standards) for item in part.items}

    assert {"B.6.9", "B.5.5"} <= ids({"edition": "4"})
    assert "B.6.9" not in ids({"edition": "4", "not_applicable": {"B.6.9": "Nothing ends here."}})
    assert "B.5.5" not in ids({"edition": "4"}, with_minors="no")
