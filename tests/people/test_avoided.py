from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from peerloom.people.avoided import NOBODY, avoided
from peerloom.people.codes import named_codes
from peerloom.people.records import Participant
from peerloom.problems import Cell

if TYPE_CHECKING:
    from peerloom.people.records import Side, Status

MINOR = True
DAY = dt.date(2026, 6, 12)
NAMES = {"M-AAAAAA": "Given-1a Family-1a", "M-BBBBBB": "Given-2b de Family-2b", "M-CCCCCC": "Onename3c"}


def person(
    code: str,
    name: str,
    avoid: str = "",
    *,
    cohort: str = "c",
    email: str = "",
    status: Status = "ready",
    on: dt.date = DAY,
) -> Participant:
    side: Side = "mentor" if code.startswith("M") else "mentee"
    answers = {"avoid": avoid} if avoid else {}
    mail = email or f"{code}@x.example"
    return Participant(
        code, side, cohort, name, "", mail, "", None, MINOR, "", on, answers, Cell("t", 2), status, (), 1
    )  # fmt: skip


def mentors() -> list[Participant]:
    return [person(code, name) for code, name in NAMES.items()]


@pytest.mark.parametrize(
    ("avoid", "named", "clear"),
    [
        ("", "", True),
        ("no", "", True),
        ("Nobody, thank you.", "", True),
        ("N/A", "", True),
        ("I would rather not say.", "", True),
        ("Given-1a Family-1a", "A", True),
        ("please not GIVEN 1A  FAMILY 1A!", "A", True),
        ("Family-1a Given-1a", "A", True),
        ("de Family-2b, Given-2b", "B", True),
        ("M-AAAAAA", "A", True),
        ("not with m aaaaaa, please", "A", True),
        ("maaaaaa and Given-2b de Family-2b", "AB", True),
        ("Given-1a Family-1a and my cousin", "A", False),
        ("My cousin", "", False),
        ("Given-1a", "", False),
        ("Family-1a", "", False),
        ("Onename3c", "", False),
        ("M-ZZZZZZ", "", False),
        ("Somebody in 10C, I told the team who", "", False),
        ("I would rather not be with a neighbour", "", False),
        ("Given-1a's brother", "", False),
    ],
)
def test_who_is_named_is_read_and_what_is_left_is_told(avoid: str, named: str, clear: bool) -> None:
    found = avoided([*mentors(), person("E-DDDDDD", "given-4d family-4d", avoid)])
    assert found.pairs == {(f"M-{letter * 6}", "E-DDDDDD") for letter in named}
    assert found.unclear == (() if clear else ("E-DDDDDD",))


@pytest.mark.parametrize("avoid", ["Łucja Żółć-77", "lucja zolc-77", "zolc 77, Lucja", "Żółć-77 Łucja"])
def test_accents_and_the_order_of_two_names_do_not_count(avoid: str) -> None:
    mentor = person("M-AAAAAA", "Lucja Zolc-77")
    found = avoided([mentor, person("E-DDDDDD", "given-4d family-4d", avoid)])
    plain = "ł" not in avoid.casefold()  # a letter of its own, which nobody can know to be an l
    assert (found.pairs, found.unclear) == (
        (frozenset({("M-AAAAAA", "E-DDDDDD")}), ()) if plain else (frozenset(), ("E-DDDDDD",))
    )


def test_it_holds_both_ways_and_in_all_roles_and_rounds() -> None:
    writer = person("M-AAAAAA", "given-1a family-1a", "given-2b family-2b", email="one@x.example", cohort="old")
    also = person("E-AAAAA2", "given-1a family-1a", email="one@x.example")
    other = person("E-BBBBBB", "given-2b family-2b", email="two@x.example")
    mentor = person("M-BBBBB2", "Given-2b Family-2b", email="TWO@x.example")
    found = avoided([writer, also, other, mentor])
    assert found.pairs == {
        ("M-AAAAAA", "E-BBBBBB"),
        ("M-BBBBB2", "E-AAAAA2"),
        ("E-AAAAA2", "E-BBBBBB"),  # where peers meet
        ("M-AAAAAA", "M-BBBBB2"),  # where two mentors lead a group
    }


def test_of_two_who_share_a_name_both_are_kept_apart() -> None:
    same = [person(code, "given-1a family-1a") for code in ("M-AAAAAA", "M-BBBBBB")]
    found = avoided([*same, person("E-DDDDDD", "x y", "given-1a family-1a")])
    assert found.pairs == {("M-AAAAAA", "E-DDDDDD"), ("M-BBBBBB", "E-DDDDDD")}


def test_a_line_of_the_coordinator_settles_an_unclear_answer() -> None:
    people = [*mentors(), person("E-DDDDDD", "given-4d family-4d", "my cousin")]
    assert avoided(people).unclear == ("E-DDDDDD",)
    line = avoided(people, [("M-CCCCCC", "E-DDDDDD")])
    assert (line.pairs, line.unclear) == (frozenset({("M-CCCCCC", "E-DDDDDD")}), ())
    looked = avoided(people, [(NOBODY, "E-DDDDDD")])
    assert (looked.pairs, looked.unclear) == (frozenset(), ())
    assert avoided(people, [("M-ZZZZZZ", "E-YYYYYY")]).pairs == frozenset()


def test_the_newest_answer_is_looked_at_and_an_older_one_is_not_forgotten() -> None:
    old = person(
        "E-DDDDDD", "given-4d family-4d", "Given-1a Family-1a, and a neighbour", cohort="a", on=dt.date(2025, 6, 1)
    )
    new = person("E-DDDDDD", "given-4d family-4d", cohort="b")
    found = avoided([*mentors(), new, old])
    assert (found.pairs, found.unclear) == (frozenset({("M-AAAAAA", "E-DDDDDD")}), ())
    gone = person("E-DDDDDD", "given-4d family-4d", "a neighbour", status="withdrawn")
    assert avoided([gone]).unclear == ()


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("M-7F3QXZ", ("M-7F3QXZ",)),
        ("m 7f3qxz, or M7F3QXY", ("M-7F3QXZ", "M-7F3QXY")),
        ("E-7F3QXZ", ()),
        ("xM-7F3QXZ M-7F3QX M-7F3QXZZ M-7F3QX0", ()),
        ("", ()),
    ],
)
def test_codes_are_found_among_words(text: str, codes: tuple[str, ...]) -> None:
    assert named_codes(text, "M") == codes
