from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerloom.definition.reader import read_program
from peerloom.definition.standard_forms import forms_of
from peerloom.needle import Needle, digits, words
from peerloom.people.needles import needles
from peerloom.people.records import Match, Participant, Records
from peerloom.problems import Cell
from peerloom.sources.tables import Row

if TYPE_CHECKING:
    from peerloom.definition.program import Program

TODAY = dt.date(2026, 6, 12)
BORN = dt.date(2009, 3, 4)

TEXT = """\
program: {id: north-star, name: North Star, tagline: A place., summary: We meet., with_minors: no}
forms:
  - id: mentor-sign-up
  - id: win
  - id: own
    title: Own
    who: anyone
    part: recruit
    purpose: Ours.
    questions:
      - {id: open, ask: Say it, type: long, share: public}
      - {id: closed, ask: Say it to us, type: long}
      - {id: table, ask: Say it in a table, type: grid, rows: [a, b], columns: [c, d], share: public}
      - {id: number, ask: A number, type: phone}
      - {id: born, ask: When were you born, type: date}
      - {id: short, ask: A word, type: short}
      - {id: closely, ask: A word for Safety, type: short, share: restricted}
      - {id: interview_by, ask: Which role, type: short, share: restricted}
      - {id: whom, ask: Who is it about, type: short}
  - id: unnamed
    title: Unnamed
    who: anyone
    part: design
    purpose: Ours.
    anonymous: yes
    questions:
      - {id: long, ask: Say it, type: long}
"""


def program(more: str = "") -> Program:
    read = read_program(TEXT + more)
    assert read.program is not None, read.problems
    return read.program


PROGRAM = program()
PERSON = Participant(
    "M-7F3QXZ",
    "mentor",
    "first",
    name="given-a1 middle-a1 surname-a1",
    call="call-a1",
    email="mail-a1@host.example",
    phone="+44 1632 960 777",
    born=BORN,
    minor=True,
    guardian="carer-a1@host.example",
    applied=TODAY,
    answers={},
    cell=Cell("Sign-up", 2),
    status="ready",
    needs=(),
    capacity=1,
)
MATCH = Match("P-3HT8WY", "first", "M-7F3QXZ", "E-2222AA", "active", "approve")
EMPTY = Records(TODAY, (), (), (), (), (), {}, {}, ())


def made(
    *people: Participant,
    rows: tuple[Row, ...] = (),
    public: tuple[str, ...] = (),
    of: Program = PROGRAM,
    written: tuple[str, ...] = (),
    named: tuple[str, ...] = (),
) -> set[tuple[str, str]]:
    """Every needle as its kind and its words."""
    records = replace(EMPTY, participants=people)
    found = needles(records, rows, of, forms_of(of), public, written=written, named=named)
    return {(needle.kind, needle.text.strip()) for needle in found}


def row(form: str = "own", unowned: dict[str, str] | None = None, **cells: str) -> Row:
    return Row(form, "tab", 2, None, cells, unowned or {})


def test_nobody_gives_nothing() -> None:
    assert made() == set()


@pytest.mark.parametrize(
    ("kind", "written"),
    [
        ("code", "M-7F3QXZ"),
        ("name", "given-a1 middle-a1 surname-a1"),
        ("email", "mail-a1@host.example"),
        ("email", "mail-a1 at host.example"),
        ("email", "mail-a1 at host dot example"),
        ("email", "carer-a1@host.example"),
        ("email", hashlib.md5(b"mail-a1@host.example", usedforsecurity=False).hexdigest()),  # how avatars are addressed
        ("email", hashlib.sha1(b"mail-a1@host.example", usedforsecurity=False).hexdigest()),
        ("email", hashlib.sha256(b"mail-a1@host.example").hexdigest()),
        ("birth date", "2009-03-04"),
        ("birth date", "4.3.2009"),
        ("birth date", "04/03/2009"),
        ("birth date", "3/4/2009"),
        ("birth date", "2009/3/4"),
        ("birth date", "4 March 2009"),
        ("birth date", "4th March 2009"),
        ("birth date", "March 4, 2009"),
        ("birth date", "Mar 04 2009"),
        ("birth date", "4th Mar 2009"),
        ("birth date", "20090304"),
    ],
)
def test_everything_about_a_person_is_looked_for(kind: str, written: str) -> None:
    assert (kind, words(written).strip()) in made(PERSON)


def test_a_name_is_looked_for_in_every_usual_order() -> None:
    person = replace(PERSON, name="Ga1 Ma1 Sa1", call="Ca1")
    assert {text for kind, text in made(person) if kind == "name"} == {
        "ga1 ma1 sa1",
        "sa1 ga1 ma1",
        "ga1 sa1",
        "sa1 ga1",
        "ga1sa1",
        "sa1ga1",
        "ga1ma1sa1",
        "g sa1",
        "ga1",
        "ma1",
        "sa1",
        "ca1",
    }


def test_a_word_of_the_public_texts_is_not_looked_for_alone() -> None:
    person = replace(PERSON, name="Ga1 Sa1", call="Ca1")
    alone = {text for kind, text in made(person, public=("The Sa1 road. ca1!",)) if kind == "name"}
    assert alone == {"ga1 sa1", "sa1 ga1", "ga1sa1", "sa1ga1", "ga1"}


def test_a_full_name_is_looked_for_even_where_a_public_text_holds_it() -> None:
    """A roster that somebody pasted into a page is such a text."""
    found = made(PERSON, public=("given-a1 middle-a1 surname-a1, mail-a1@host.example, 01632 960777",))
    assert ("name", words(PERSON.name).strip()) in found
    assert ("email", "mail a1 host example") in found
    assert ("phone", "632960777") in found


def test_a_birth_date_in_the_public_texts_or_of_late_is_none() -> None:
    assert not any(
        kind == "birth date" and text == "4 march 2009" for kind, text in made(PERSON, public=("On 4 March 2009.",))
    )
    assert ("birth date", "2009 03 04") in made(PERSON, public=("On 4 March 2009.",))
    assert any(kind == "birth date" for kind, _ in made(replace(PERSON, born=dt.date(2021, 3, 4))))
    assert not any(kind == "birth date" for kind, _ in made(replace(PERSON, born=dt.date(2022, 3, 4))))
    assert not any(kind == "birth date" for kind, _ in made(replace(PERSON, born=None)))


@pytest.mark.parametrize(
    ("day", "text"),
    [(1, "1st"), (2, "2nd"), (3, "3rd"), (11, "11th"), (12, "12th"), (13, "13th"), (22, "22nd"), (30, "30th")],
)
def test_a_day_is_also_a_number_in_a_row(day: int, text: str) -> None:
    assert ("birth date", f"{text} january 2009") in made(replace(PERSON, born=dt.date(2009, 1, day)))


@pytest.mark.parametrize(
    ("written", "numbers"),
    [
        ("01632 960777", {"632960777"}),
        ("+44 (0)1632-960-777", {"632960777"}),
        ("55 66 77 88", {"55667788"}),  # all that a small country has
        ("960 777", set()),
        ("9607777", set()),
        ("01632 960777 or 01632 960888", {"632960777", "632960888"}),
        ("mother: 01632960777\nfather: 01632960888", {"632960777", "632960888"}),
        ("", set()),
        ("none", set()),
    ],
)
def test_phone_numbers_are_looked_for_by_their_end(written: str, numbers: set[str]) -> None:
    assert {text for kind, text in made(replace(PERSON, phone=written)) if kind == "phone"} == numbers


def test_of_two_numbers_in_one_run_both_are_looked_for() -> None:
    found = made(replace(PERSON, phone="01632 960777 / 01632 960888"))
    assert {("phone", "632960777"), ("phone", "632960888")} <= found


def test_a_long_text_in_place_of_a_name_is_no_name() -> None:
    person = replace(PERSON, name="I would rather not say my name here", call="ask me when we meet for the first time")
    assert not any(kind == "name" for kind, _ in made(person))


def test_short_and_empty_values_are_left_out() -> None:
    person = replace(PERSON, name="Al", call="", email="", guardian="", phone="", born=None)
    assert made(person) == {("code", "m 7f3qxz")}
    assert ("name", "12345") not in made(replace(person, name="12345"))


def test_codes_of_matches_are_looked_for() -> None:
    found = needles(replace(EMPTY, matches=(MATCH,)), (), PROGRAM, forms_of(PROGRAM))
    assert found == (Needle("code", " p 3ht8wy "),)


LONG = "wort-1 wort-2 wort-3 wort-4 wort-5 wort-6 wort-7"


def test_answers_are_looked_for_in_runs_of_six_words() -> None:
    parts = words(LONG).split()
    runs = {("free text", " ".join(parts[i : i + 6])) for i in range(len(parts) - 5)}
    assert made(rows=(row(closed=LONG),)) == runs
    assert made(rows=(row(closed=LONG),), public=(f"As we say: {LONG}!",)) == set()
    assert made(rows=(row(closed="wort-1 wort-2"),)) == set()
    assert made(rows=(row(closed="aa bb cc dd ee ff gg hhh"),)) != set()  # 24 signs are somebody's own words
    assert made(rows=(row(closed="aa bb cc dd ee ff gg hh"),)) == set()


def test_what_people_wrote_for_the_site_is_not_private() -> None:
    assert made(rows=(row(open=f"{LONG} mail-b2@host.example"),)) == set()
    assert made(rows=(Row("own", "tab", 2, None, {"table[a]": LONG}),)) == set()


@pytest.mark.parametrize(
    ("cells", "kind", "text"),
    [
        ({"closed": "write to mail-b2@host.example, or not"}, "email", "mail b2 host example"),
        ({"open_": "<mail-b2@host.example>;"}, "email", "mail b2 host example"),
        ({"number": "01632 960777"}, "phone", "632960777"),
        ({"name": "Gb2 Sb2"}, "name", "gb2 sb2"),
        ({"mentor_name": "Gb2 Sb2"}, "name", "gb2 sb2"),
        ({"child": "Gb2 Sb2"}, "name", "sb2 gb2"),
        ({"sign": "Gb2 Sb2"}, "name", "g sb2"),
        ({"call": "Gb2"}, "name", "gb2"),
        ({"grid[Monday]": LONG}, "free text", "wort 1 wort 2 wort 3"),
    ],
)
def test_each_kind_of_answer_gives_its_needles(cells: dict[str, str], kind: str, text: str) -> None:
    """Also in a form that the program does not have, and in a question that it dropped."""
    for form in ("own", "gone"):
        if form == "own" or "number" not in cells:
            assert (kind, text) in made(rows=(Row(form, "tab", 2, None, cells),))


def test_columns_that_no_question_owns_are_looked_for_as_well() -> None:
    found = made(rows=(row(unowned={"Remarks": f"{LONG} mail-b2@host.example"}),))
    assert ("email", "mail b2 host example") in found
    assert any(kind == "free text" for kind, _ in found)


def test_addresses_dates_and_numbers_are_no_free_text() -> None:
    assert not any(kind == "free text" for kind, _ in made(rows=(row(number="1 2 3 4 5 6 7 8 9 10 11 12 13 14"),)))
    assert not any(
        kind == "free text" for kind, _ in made(rows=(row("mentor-sign-up", email="a.b.c.d.e.f.g.h.i.j@host.example"),))
    )


OURS = """\
organisation: {name: Trust, email: hello@ours.example, phone: 01632 960111}
safeguarding: {role: Lead, phone: 01632 960222, email: safe@ours.example, emergency_phone: 01632 960333, emergency: Call.}
help: [{id: line, name: Line, what: Talks., kind: feelings, phone: 01632 960444, verified: 2026-01-01}]
publication: {privacy_contact: privacy@ours.example}
"""


def test_the_numbers_and_addresses_of_the_program_are_public() -> None:
    typed = [
        row(number=f"01632 960{end}", closed=f"{name}@ours.example")
        for end, name in (("111", "hello"), ("222", "safe"), ("333", "privacy"), ("444", "hello"))
    ]
    assert made(rows=tuple(typed), of=program(OURS)) == set()
    assert made(rows=tuple(typed)) != set()


def test_what_somebody_pasted_into_a_page_does_not_excuse_itself() -> None:
    pasted = (f"{LONG}. Born on 4 March 2009. Ga1 and Sa1.",)
    person = replace(PERSON, name="Ga1 Sa1", call="Ca1")
    found = made(person, rows=(row(closed=LONG),), written=pasted)
    assert ("free text", "wort 1 wort 2 wort 3") in found
    assert ("birth date", "4 march 2009") in found
    assert ("name", "ga1 sa1") in found
    assert ("name", "ga1") in found  # on the page itself it is allowed by its line alone: site.sources
    assert ("name", "ca1") in found


@pytest.mark.parametrize(
    ("cells", "unowned"),
    [
        ({"short": "ask 01632 960777"}, {}),
        ({"closed": "My father, +44 (0)1632-960-777, on 2026-03-09 at 15.30-16.30"}, {}),
        ({"table_": "01632.960.777"}, {}),
        ({}, {"Remarks": "01632 960777"}),
    ],
)
def test_phone_numbers_are_looked_for_in_every_answer(cells: dict[str, str], unowned: dict[str, str]) -> None:
    assert {text for kind, text in made(rows=(row(unowned=unowned, **cells),)) if kind == "phone"} == {"632960777"}


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-09",
        "2026-03-09 15:30",
        "2026-03-09 15:30:10",
        "9.3.2026",
        "from 09/03/2026 15.30 - 16.30 on",
        "15.30-16.30",
        "2025-2026",
        "2025 \u2013 2026",
        "M-7F3QXZ and P-345678",
        "1,000,000 things in 2026",
        "960 7777",
    ],
)
def test_days_hours_years_and_codes_are_no_phone_numbers(text: str) -> None:
    assert not any(kind == "phone" for kind, _ in made(rows=(row(short=text, unowned={"More": text}),)))


def test_an_anonymous_form_holds_no_phone_numbers() -> None:
    assert not any(kind == "phone" for kind, _ in made(rows=(row("unnamed", long="01632 960777"),)))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Gbb Sbb", "gbb sbb"),
        ("It is about Gbb Sbb, my neighbour", "gbb sbb"),
        ("Dr. Gbb Sbb (01632 960777)", "gbb sbb"),
        ("My Aunt Gbb Sbb", "gbb sbb"),
        ("J. Sbb", "j sbb"),
        ("Gbb van der Sbb", "gbb van der sbb"),
        ("GBB SBB", "gbb sbb"),
        ("Gbb O'Sbb-Tbb", "gbb o sbb tbb"),
        ("\u738b \u5c0f\u660e", "\u738b \u5c0f\u660e"),
        (
            "\u0905\u092e\u093f\u0924 \u0936\u0930\u094d\u092e\u093e",
            "\u0905\u092e\u093f\u0924 \u0936\u0930\u094d\u092e\u093e",
        ),
        ("Gbb Sbb gbb@host.example", "gbb sbb"),
    ],
)
def test_names_among_other_words_are_looked_for(text: str, name: str) -> None:
    name = words(name).strip()
    for answer in (
        row(closely=text),
        row(whom=text),
        row("gone", ref1=text),
        row("gone", urgent=text),
        row(unowned={"More": text}),
    ):
        assert ("name", name) in made(rows=(answer,))


@pytest.mark.parametrize(
    "text",
    [
        "no",
        "No",
        "None",
        "No One",
        "Prefer Not to Say",
        "Site Supervisor",
        "My Mum",
        "somebody small",
        "M DEAX33",
        "M-DEAX33",
        "Gbb, Sbb",
        "",
    ],
)
def test_other_words_are_no_names(text: str) -> None:
    public = ("The site supervisor is not here, the room is small.",)
    assert made(rows=(row(closely=text, whom=text, unowned={"More": text}),), public=public) == set()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("gbb sbb", {"gbb sbb", "sbb gbb"}),
        ("it is about gbb sbb, my neighbour", {"gbb sbb", "sbb gbb"}),
        ("gbb from class 9", {"gbb"}),
        ("gbb", {"gbb"}),
        ("Gbb, Sbb", set()),
        ("gbb sbb tbb ubb vbb", set()),  # a sentence, not a name
        ("m-7f3qxz", set()),
    ],
)
def test_names_without_large_letters_are_looked_for_where_somebody_is_asked_for(text: str, names: set[str]) -> None:
    public = ("It is about my neighbour from class 9.",)
    for answer in (row(closely=text), row(whom=text), row("gone", ref1=text)):
        assert {name for kind, name in made(rows=(answer,), public=public) if kind == "name"} == names
    assert not any(kind == "name" for kind, _ in made(rows=(row(unowned={"More": "gbb sbb"}),), public=public))


def test_a_word_that_a_page_writes_small_makes_no_name_and_a_pasted_name_does() -> None:
    answer = row(closely="Gbb Sbb")
    assert ("name", "gbb sbb") in made(rows=(answer,), written=("Gbb Sbb, gbb.sbb@host.example",))
    assert made(rows=(answer,), written=("A gbb is a sbb.",)) == set()


def test_roles_and_plain_answers_are_no_names() -> None:
    assert made(rows=(row(interview_by="Gbb Sbb", short="Gbb Sbb", closed="Gbb Sbb"),)) == set()


def test_a_first_name_that_was_released_is_not_looked_for_alone() -> None:
    person = replace(PERSON, name="Gbb Sbb", call="Gbb")
    found = made(person, named=("Gbb",))
    assert made(person) - found == {("name", "gbb")}
    assert {("name", "gbb sbb"), ("name", "sbb"), ("name", "gbbsbb")} <= found
    two = replace(PERSON, name="Gbb Sbb", call="Tbb Ubb")
    assert made(two) - made(two, named=("Tbb Ubb",)) == {("name", "tbb"), ("name", "ubb")}


people = st.builds(
    lambda name, call, mail, phone: replace(PERSON, name=name, call=call, email=mail, phone=phone),
    st.text(max_size=30),
    st.text(max_size=10),
    st.text(max_size=20),
    st.text("0123456789 +-/", max_size=30),
)


@given(
    st.lists(people, max_size=4), st.lists(st.builds(lambda text: row(closed=text), st.text()), max_size=3), st.text()
)
def test_the_same_input_gives_the_same_needles_in_one_order(
    people: list[Participant], rows: list[Row], public: str
) -> None:
    records, forms = replace(EMPTY, participants=tuple(people)), forms_of(PROGRAM)
    found = needles(records, rows, PROGRAM, forms, [public])
    turned = replace(EMPTY, participants=tuple(reversed(people)))
    assert found == needles(turned, list(reversed(rows)), PROGRAM, forms, [public])
    assert [(n.kind, n.text) for n in found] == sorted({(n.kind, n.text) for n in found})


@given(people)
def test_every_needle_is_written_as_the_gate_reads(person: Participant) -> None:
    for needle in needles(replace(EMPTY, participants=(person,)), (), PROGRAM, forms_of(PROGRAM)):
        if needle.kind == "phone":
            assert digits(needle.text).strip() == needle.text
        else:
            assert words(needle.text) == needle.text
        assert len(needle.text.strip()) >= 3
