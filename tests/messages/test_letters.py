"""Every letter of the inventory, each from the smallest records in which it is due."""

from __future__ import annotations

import dataclasses
import datetime as dt
import email
from collections import Counter
from email.policy import default
from typing import TYPE_CHECKING, Any

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerloom.definition.standard_forms import forms_of
from peerloom.messages.causes import causes
from peerloom.messages.choose import PER_DAYS, PER_THING, chosen, marked
from peerloom.messages.letter import LETTERS, SAFETY, TEAM, Cause, Reader
from peerloom.messages.memory import read_memory, write_memory
from peerloom.messages.outbox import outbox
from peerloom.messages.render import LetterError, written
from peerloom.messages.seen import Seen
from peerloom.people.records import Move
from peerloom.spreadsheet import read_csv
from tests.support.conftest import COHORT, Kit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from peerloom.definition.program import Program
    from peerloom.messages.letter import Draft
    from peerloom.messages.memory import Made
    from peerloom.people.records import Records
    from tests.conftest import Golden

KIT = Kit()
SECRET = "secret-9e9e"  # noqa: S105 - a word to look for
LINK = "https://docs.google.com/forms/d/e/1FAIpQLSe/viewform?usp=pp_url&entry.1=CODE&entry.2=MATCH"
PARTS: dict[str, Any] = {
    "organisation": {"name": "Trust-7f", "email": "team@trust.example"},
    "safeguarding": {
        "role": "Safety lead",
        "phone": "01632 960112",
        "emergency_phone": "112",
        "emergency": "In danger? Call 112.",
    },
    "matching": {"require": [{"rule": "share", "question": "languages"}]},
    "training": {
        "modules": [
            {
                "id": "start",
                "title": "Start here",
                "summary": "s",
                "for": ["mentor", "mentee"],
                "minutes": "30",
                "before_match": "yes",
                "objectives": ["o"],
            }
        ]
    },
    "events": [
        {
            "id": "walk",
            "title": "A walk",
            "on": "2026-04-01",
            "starts": "10:00",
            "ends": "12:00",
            "place": "The bridge",
            "summary": "We walk.",
        }
    ],
}
NEXT = {
    **COHORT,
    "id": "2026",
    "title": "Year 2026",
    "sign_up_opens": "2026-08-01",
    "sign_up_closes": "2026-09-15",
    "matching": "2026-09-20",
    "starts": "2026-10-01",
    "ends": "2027-06-30",
    "breaks": [],
}
FORMS = [
    {"id": form, "link": LINK}
    if form != "survey"
    else {"id": form, "link": LINK, "opens": "2026-05-01", "closes": "2026-05-20"}
    for form in [one.id for one in forms_of(KIT.program())]
]


def program(**parts: Any) -> Program:
    return KIT.program(**{**PARTS, "forms": FORMS, "cohorts": [COHORT, NEXT], **parts})


def mentor(**changed: Any) -> Any:
    answers = {"ref1": f"{SECRET} ref@people.example", "interests": ("chess", "tea"), "languages": ("English",)}
    return KIT.person("M-1", **{"answers": answers, **changed})


def mentee(**changed: Any) -> Any:
    answers = {
        "avoid": SECRET,
        "gender": SECRET,
        "interests": ("tea",),
        "languages": ("English",),
        "hopes": ("a plan",),
    }
    usual = {"answers": answers, "minor": True, "guardian": "parent@people.example"}
    return KIT.person("E-1", **{**usual, **changed})


def two(match: Any, *more: Any) -> tuple[Any, ...]:
    """A pair, beside another one whose names must stand in no letter of theirs."""
    other = dataclasses.replace(match, code="P-2", mentor="M-2", mentee="E-2")
    return (mentor(), mentee(), match, KIT.person("M-2"), KIT.person("E-2"), other, *more)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def approved(on: str = "2025-10-02") -> Any:
    return KIT.match(status="approved", approved=day(on), started=None, moves=(Move("approved", day(on)),))


def closed(reason: str, status: Any = "closed") -> Any:
    moves = (Move("approved", day("2025-09-22")), Move("active", day("2025-10-06")), Move(status, day("2026-02-01")))
    return KIT.match(status=status, reason=reason, ended=day("2026-02-01"), moves=moves)


def moved(status: Any, on: str) -> Any:
    return KIT.match(status=status, moves=(*KIT.match().moves, Move(status, day(on))))


A = KIT.answer
NEW = {"status": "applied", "applied": dt.date(2025, 9, 1)}
CASES: dict[str, tuple[str, tuple[Any, ...]]] = {  # letter -> the day, and all there is
    "L-01": (
        "2026-03-02",
        (A("nomination", nominee="given-9c", asked=True, contact="n9c@people.example", you=SECRET),),
    ),
    "L-02": ("2025-09-01", (mentee(**NEW),)),
    "L-03": ("2025-09-01", (mentee(**NEW, missing=("permission",), needs=("p",)),)),
    "L-04": ("2025-09-08", (mentee(**NEW, missing=("permission",), needs=("p",)),)),
    "L-05": ("2025-09-02", (mentor(**NEW),)),
    "L-06": ("2025-09-02", (mentor(**NEW, missing=("screening",), needs=("s",)),)),
    "L-07": ("2025-09-12", (mentor(status="accepted", screened_on=day("2025-09-10")),)),
    "L-08": ("2025-09-12", (mentor(status="declined"), A("screening", "2025-09-10T10:00", code="M-1", steps=SECRET))),
    "L-09": ("2025-09-18", (mentor(**NEW, missing=("training",), needs=("t",)),)),
    "L-10": ("2025-09-16", (mentee(status="ready"),)),
    "L-11": ("2025-10-02", two(approved())),
    "L-12": ("2025-10-05", two(approved())),
    "L-13": (
        "2025-10-05",
        (
            mentor(status="ready"),
            mentee(status="ready"),
            KIT.match(
                status="rejected",
                started=None,
                moves=(Move("approved", day("2025-09-22")), Move("rejected", day("2025-10-04"))),
            ),
        ),
    ),
    "L-14": ("2025-10-02", (mentee(status="waiting"),)),
    "L-15": ("2025-10-02", (mentor(status="ready"),)),
    "L-16": ("2025-09-30", (mentee(status="ready", answers={"avoid": SECRET}),)),
    "L-17": ("2025-10-02", two(dataclasses.replace(approved(), status="agreed"))),
    "L-18": ("2025-10-09", two(approved())),
    "L-19": ("2025-10-08", two(KIT.match())),
    "L-20": (
        "2025-10-20",
        two(
            KIT.match(),
            KIT.goal(),
            A("mentor-check-in", "2025-10-10T10:00", match="P-1", code="M-1", next=day("2025-10-24"), hard=SECRET),
        ),
    ),
    "L-21": ("2025-11-06", two(KIT.match())),
    "L-22": ("2025-11-07", two(KIT.match(), KIT.goal(by=day("2025-11-10")))),
    "L-23": ("2025-11-07", two(KIT.match())),
    "L-24": ("2026-02-15", two(KIT.match(), KIT.goal())),
    "L-25": ("2026-03-02", two(KIT.match(), A("mentor-check-in", match="P-1", code="M-1", need=("more training",)))),
    "L-26": ("2026-03-02", two(KIT.match(), KIT.goal(state="done"), A("goal-review", match="P-1", code="M-1"))),
    "L-27": (
        "2026-05-10",
        (*two(KIT.match())[2:], mentor(screened_until=day("2026-06-01")), mentee(permission_until=day("2026-06-01"))),
    ),
    "L-28": ("2026-05-02", two(KIT.match())),
    "L-29": ("2026-03-31", two(KIT.match())),
    "L-30": ("2026-03-02", two(moved("paused", "2026-02-25"))),
    "L-31": ("2026-06-01", two(KIT.match())),
    "L-32": ("2026-02-03", two(closed("moved"))),
    "L-33": ("2026-02-03", two(closed("completed"), KIT.meeting("2025-11-01", minutes=180))),
    "L-34": ("2026-02-20", two(closed("completed"))),
    "L-35": ("2026-06-10", two(KIT.match())),
    "L-36": ("2026-07-02", (A("partner-interest", org="Library-7f", email="lib@partner.example"),)),
    "L-37": ("2026-03-02", two(KIT.match())),
    "L-38": ("2026-03-02", two(KIT.match())),
    "L-39": ("2026-03-02", (mentee(status="withdrawn"), A("change-or-stop", code="E-1", what="stop", more=SECRET))),
}


def records(letter: str) -> Records:
    on, things = CASES[letter]
    return KIT.records(*things, today=day(on))


def due(letter: str, **parts: Any) -> tuple[Cause, ...]:
    return causes(Seen(records(letter), program(**parts), day(CASES[letter][0])))


def drafts(letter: str, templates: Mapping[str, str], **parts: Any) -> tuple[Draft, ...]:
    made = program(**parts)
    return written(due(letter), made, forms_of(made), templates)


def test_the_table_holds_the_inventory() -> None:
    assert sorted(CASES) == sorted(LETTERS) == [f"L-{number:02}" for number in range(1, 40)]


@pytest.mark.parametrize("letter", sorted(LETTERS))
def test_a_letter_is_drafted_and_holds_nothing_that_its_reader_may_not_see(
    letter: str, templates: dict[str, str]
) -> None:
    made = drafts(letter, templates)
    assert letter in {draft.letter for draft in made}
    for draft in made:
        text = f"{draft.subject} {draft.body} {draft.calendar}"
        assert SECRET not in text
        theirs = ("1", "2") if draft.reader.code.endswith("1") else ("2", "1") if draft.reader.code else ("", "1")
        for role in ("M", "E"):
            own = {"L-05"} if role == "M" else set()
            assert draft.letter in own or f"{role}-{theirs[1]}" not in text
            assert draft.letter in own or f"surname-{role}" not in text
        assert "\n\n\n" not in draft.body
        assert "CODE" not in text


@pytest.mark.parametrize("letter", ["L-03", "L-04", "L-11", "L-14", "L-17", "L-19", "L-31"])
def test_a_minors_letter_goes_to_the_guardian_as_well(letter: str, templates: dict[str, str]) -> None:
    mails = {draft.reader.email for draft in drafts(letter, templates) if draft.letter == letter}
    assert "parent@people.example" in mails


def test_the_other_is_not_named_before_a_match_is_approved(templates: dict[str, str]) -> None:
    proposed = KIT.match(status="proposed", approved=None, started=None, moves=())
    seen = Seen(KIT.records(*two(proposed), today=day("2025-10-02")), program(), day("2025-10-02"))
    made = written(causes(seen), seen.program, forms_of(seen.program), templates)
    assert made
    assert not any("call-M-1" in draft.body for draft in made if draft.reader.code != "M-1")
    told = [draft for draft in drafts("L-11", templates) if draft.letter == "L-11" and draft.reader.code == "E-1"]
    assert all("call-M-1" in draft.body and "- tea" in draft.body for draft in told)
    assert told


def test_links_carry_the_codes_of_their_reader(templates: dict[str, str]) -> None:
    (draft,) = [d for d in drafts("L-20", templates) if d.letter == "L-20" and d.reader.code == "M-1"]
    assert "entry.1=M-1&entry.2=P-1" in draft.body
    assert "goal-7f3a" in draft.body
    parsed: Any = icalendar.Calendar.from_ical(draft.calendar)
    (event,) = parsed.walk("VEVENT")
    assert event["DTSTART"].dt == day("2025-10-24")
    assert "change" in draft.body


def test_who_has_stopped_or_is_held_gets_no_letter() -> None:
    for status in ("withdrawn", "on_hold", "excluded"):
        everything = KIT.records(mentor(status=status), mentee(status=status), KIT.match(), today=day("2026-06-01"))
        assert {cause.letter for cause in causes(Seen(everything, program(), day("2026-06-01")))} <= TEAM


def test_an_end_for_safety_is_for_a_human() -> None:
    seen = Seen(KIT.records(*two(closed("safety")), today=day("2026-02-03")), program(), day("2026-02-03"))
    assert {cause.letter for cause in causes(seen)} <= {*TEAM, "L-28"}


def test_a_program_replaces_a_letter_and_writes_it_in_other_languages(templates: dict[str, str]) -> None:
    own = {**templates, "L-39.es.txt.j2": "Subject: Hecho\nHola {{ call }}\n"}
    spanish = dataclasses.replace(due("L-39")[-1])
    assert spanish.letter == "L-39"
    reader = dataclasses.replace(spanish.reader, language="es")
    made = program()
    (draft,) = written([dataclasses.replace(spanish, reader=reader)], made, forms_of(made), own)
    assert (draft.subject, draft.body) == ("Hecho", "Hola call-E-1\n")
    for bad in ("Hola\n", "Subject: x\n{{ nothing }}\n", "Subject: x\n{% if %}\n", "Subject: x\n{{ facts.goals }}"):
        with pytest.raises(LetterError) as raised:
            written([spanish], made, forms_of(made), {**templates, "L-39.txt.j2": bad})
        assert "L-39.txt.j2" in str(raised.value.problem.place)


def test_the_language_is_the_one_that_was_asked_for() -> None:
    seen = Seen(KIT.records(mentee(answers={"letters": "Polish"})), program(), KIT.today)
    assert {seen.reader(person).language for person in seen.people.values()} == {"pl"}
    assert [one.language for one in seen.guardian(seen.people["E-1"])] == ["pl"]


def test_an_eml_file_opens_as_a_draft(templates: dict[str, str]) -> None:
    made = drafts("L-29", templates)
    files = outbox(made, "team@trust.example")
    assert files == outbox(made, "team@trust.example")
    (name,) = [f"{d.code}.eml" for d in made if d.letter == "L-29" and d.reader.code == "E-1"]
    content = files[name]
    assert isinstance(content, bytes)
    message = email.message_from_bytes(content, policy=default)
    assert (message["X-Unsent"], message["To"], message["From"]) == ("1", "E-1@mail.example", "team@trust.example")
    assert [part.get_content_type() for part in message.walk()] == ["multipart/mixed", "text/plain", "text/calendar"]
    rows = read_csv(str(files["gmail-drafts.csv"]))
    assert rows[0] == ["To", "Subject", "Body"]
    assert len(rows) == len(read_csv(str(files["mail-merge.csv"]))) == len(made) + 1


def test_an_address_that_is_none_breaks_nothing(templates: dict[str, str]) -> None:
    draft = dataclasses.replace(drafts("L-39", templates)[-1], reader=Reader("E-1", "x", "a\nBcc: b@c.example", "en"))
    content = outbox([draft], "")[f"{draft.code}.eml"]
    assert isinstance(content, bytes)
    assert b"\nBcc" not in content


def test_a_few_letters_as_they_are_read(templates: dict[str, str], golden: Golden) -> None:
    few = ("L-02", "L-11", "L-20", "L-31")
    made = {
        f"{draft.letter}{'-guardian' if draft.reader.guardian else ''}-{draft.reader.code}.txt": f"{draft.subject}\n\n{draft.body}"
        for letter in few
        for draft in drafts(letter, templates)
        if draft.letter == letter and draft.reader.code.endswith("-1")
    }
    golden("letters", made)


def test_the_limits_to_the_day() -> None:
    def reminder(step: int) -> Cause:
        return Cause("L-20", "x", Reader("A1", "a", "a@people.example", "en"), step=step)

    memory: tuple[Made, ...] = ()
    made: list[int] = []
    for days in (0, 6, 7, 14, 30):
        today = KIT.today + dt.timedelta(days=days)
        ready, memory = chosen([reminder(days)], memory, {"A1": "a@people.example"}, today)
        made += [days for _ in ready]
        memory, _ = marked(memory, ["all"], today)
    assert made == [0, 7]  # not after six days, and no third


def test_what_is_not_shared_is_not_told() -> None:
    both = {"values": ("being kind",), "interests": ("tea",)}
    seen = Seen(KIT.records(mentor(answers=both), mentee(answers=both)), program(), KIT.today)
    assert seen.in_common(seen.people["M-1"], seen.people["E-1"]) == ("tea",)
    form = {"id": "mentee-sign-up", "questions": [{"id": "year", "share": "restricted"}]}
    person = mentee(status="ready", answers={"year": "9", "values": ("being kind",)})
    kept = KIT.program(**{**PARTS, "forms": [form]})
    seen = Seen(KIT.records(person, today=day("2025-09-16")), kept, day("2025-09-16"))
    (used,) = [cause.facts["used"] for cause in causes(seen) if cause.letter == "L-10"]
    assert [line for line in used if "being kind" in line]
    assert not [line for line in used if line.endswith(" 9")]


kinds = st.sampled_from(sorted(LETTERS))
made_causes = st.builds(
    lambda letter, thing, who, step: Cause(
        letter, thing, Reader(who, who, f"{who[:1]}@people.example", "en"), step=step
    ),
    kinds,
    st.sampled_from(["a", "b"]),
    st.sampled_from(["A1", "A2", "B1"]),
    st.integers(1, 3),
)


@given(st.lists(st.tuples(st.integers(0, 9), st.lists(made_causes, max_size=6), st.booleans()), max_size=6))
def test_never_two_for_one_cause_and_never_more_than_the_limits(
    runs: list[tuple[int, list[Cause], bool]],
) -> None:
    memory: tuple[Made, ...] = ()
    today, ever, mails = KIT.today, list[tuple[dt.date, Cause]](), {"A1": "A@people.example", "A2": "A@people.example"}
    mails["B1"] = "B@people.example"
    for days, found, sent in runs:
        today += dt.timedelta(days=days)
        known = {made.code for made in memory}
        ready, memory = chosen(found, memory, mails, today)
        again = chosen(found, memory, mails, today)
        assert again == (ready, memory)
        assert len({made.code for made in memory}) == len(memory)
        ever += [(today, cause) for cause in ready if cause.code not in known]
        if sent:
            memory, _ = marked(memory, ["all"], today)
        kept = {made.code for made in memory}
        ever = [(on, cause) for on, cause in ever if cause.code in kept]
        assert all(
            count <= PER_THING
            for count in Counter(made.about for made in memory if made.letter not in SAFETY | TEAM).values()
        )
        for on, cause in ever:
            for later, other in ever:
                same = cause is not other and cause.reader.email == other.reader.email
                if same and not {cause.letter, other.letter} & (SAFETY | TEAM) and on <= later:
                    assert (later - on).days >= PER_DAYS
        assert read_memory(write_memory(memory), "letters.csv", today) == (
            tuple(sorted(memory, key=lambda m: (m.on, m.code))),
            (),
        )


def test_a_mark_that_cannot_be_read_is_told() -> None:
    text = "Draft,Letter,For,Reader,Made on,Sent on\nL-20-ab-1,L-20,E-1,,2026-03-01,soon\nL-20-cd-1,L-20,E-1,,x,\n"
    found, odd = read_memory(text, "letters.csv", KIT.today)
    assert found == ()
    assert [(str(problem.place), problem.level) for problem in odd] == [
        ('"letters.csv", row 2, question "Sent on"', "error"),
        ('"letters.csv", row 3, question "Made on"', "error"),
    ]
    ((made,), odd) = read_memory(text.replace("soon", "yes").partition("L-20-cd")[0], "letters.csv", KIT.today)
    assert (made.sent, odd) == (KIT.today, ())
