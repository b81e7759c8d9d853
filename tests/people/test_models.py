"""Groups, co-mentors and peers: what a match is when it is not one mentor with one mentee."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import pytest

from peerloom.definition.standard_forms import standard_forms
from peerloom.needle import words
from peerloom.people.codes import group_code, match_code
from peerloom.people.needles import needles

if TYPE_CHECKING:
    from collections.abc import Callable

    from peerloom.people.records import Records
    from tests.people.conftest import Town

    NewTown = Callable[..., Town]

LATER = "2025-11-20"


@pytest.fixture
def groups(new_town: NewTown) -> Town:
    """Groups of two or three that two mentors lead."""
    return new_town(model={"kind": "group", "how": "h", "group_least": 2, "group_most": 3, "co_mentors": 2})


@pytest.fixture
def peers(new_town: NewTown) -> Town:
    """Peers, with every form but the one for mentors, in which nobody is screened."""
    forms = [{"id": name} for name in standard_forms() if name not in {"mentor-sign-up", "screening"}]
    return new_town(model={"kind": "reciprocal", "how": "h"}, forms=forms)


def together(town: Town, mentor: str, mentee: str, *also: str, slot: str = "", decision: str = "approve") -> str:
    """A decision about more than two, or with a time; gives the match's code."""
    town.decide(mentor, mentee, decision)  # type: ignore[arg-type] # one of its words
    town.decisions[-1] = dataclasses.replace(town.decisions[-1], also=also, slot=slot)
    return match_code(mentor, mentee, "2025", also)


def statuses(records: Records) -> dict[str, str]:
    return {person.code: person.status for person in records.participants}


def two_and_two(town: Town) -> dict[str, str]:
    """Two mentors with two mentees, who have met; gives codes."""
    code = {"m1": town.ready_mentor("m1"), "m2": town.ready_mentor("m2")}
    code |= {tag: town.ready_mentee(tag) for tag in ("e1", "e2")}
    for tag in ("e1", "e2"):
        code[f"p{tag}"] = together(town, code["m1"], code[tag], code["m2"], slot="Monday, lunch")
        town.row("first-meeting", "2025-10-06T18:00", code=code["m1"], match=code[f"p{tag}"], on="2025-10-06")
    return code


def test_everybody_in_a_group_has_a_match_and_the_group_has_a_code(groups: Town) -> None:
    code = two_and_two(groups)
    records = groups.records("2025-10-10")
    assert [problem.message for problem in records.problems] == []
    assert {match.group for match in records.matches} == {group_code((code["m2"], code["m1"]), "2025")}
    assert {match.slot for match in records.matches} == {"Monday, lunch"}
    assert {match.people for match in records.matches} == {
        (code["m1"], code["m2"], code["e1"]),
        (code["m1"], code["m2"], code["e2"]),
    }
    assert set(statuses(records).values()) == {"matched"}
    groups_code = next(match.group for match in records.matches)
    kept = needles(records, groups.rows, groups.program, groups.forms)
    assert words(groups_code) in {needle.text for needle in kept}  # no public page may hold it


def test_who_was_not_asked_takes_a_whole_group(new_town: NewTown) -> None:
    model = {"kind": "group", "how": "h", "group_least": 2, "group_most": 5}
    forms = [{"id": name, "drop": ["capacity"] if name == "mentor-sign-up" else []} for name in standard_forms()]
    for town, most in ((new_town(model=model, forms=forms), 5), (new_town(model=model), 2), (new_town(forms=forms), 1)):
        town.ready_mentor("a")
        assert [person.capacity for person in town.records("2025-09-25").participants] == [most]


def test_either_of_two_mentors_may_check_in_and_a_stranger_may_not(groups: Town) -> None:
    code = two_and_two(groups)
    stranger = groups.ready_mentor("m9")
    for mentor in ("m1", "m2"):
        groups.row("mentor-check-in", "2025-10-20T10:00", code=code[mentor], match=code["pe1"])
    groups.row("mentor-check-in", "2025-10-20T10:00", code=stranger, match=code["pe1"])
    records = groups.records("2025-10-21")
    assert [one.side for one in records.check_ins] == ["mentor", "mentor"]
    assert [problem.message for problem in records.problems] == ["This person is not in this match."]


def test_a_mentee_of_the_group_cannot_send_the_mentors_check_in(groups: Town) -> None:
    code = two_and_two(groups)
    groups.row("mentor-check-in", "2025-10-20T10:00", code=code["e1"], match=code["pe1"])
    told = [problem.message for problem in groups.records("2025-10-21").problems]
    assert told == ["This form is for the mentor of the match."]


def test_when_a_co_mentor_leaves_the_matches_are_closing(groups: Town) -> None:
    code = two_and_two(groups)
    groups.row("change-or-stop", "2025-11-01T10:00", code=code["m2"], what="stop")
    assert {match.status for match in groups.records(LATER).matches} == {"closing"}


def test_a_safety_stop_holds_both_mentors(groups: Town) -> None:
    code = two_and_two(groups)
    groups.row(
        "contact-note", "2025-11-01T10:00", match=code["pe1"], on="2025-11-01", decision="pause", topics="safety"
    )
    groups.row("closure", "2025-11-10T10:00", match=code["pe1"], code=code["m1"], ended="2025-11-10", reason="safety")
    groups.row("closure", "2025-11-10T10:00", match=code["pe2"], code=code["m1"], ended="2025-11-10")
    found = statuses(groups.records(LATER))
    assert (found[code["m1"]], found[code["m2"]]) == ("on_hold", "on_hold")
    assert found[code["e1"]] != "on_hold"


def test_a_group_below_its_least_size_is_told_until_it_has_enough(groups: Town) -> None:
    mentors = groups.ready_mentor("m1"), groups.ready_mentor("m2")
    mentees = groups.ready_mentee("e1"), groups.ready_mentee("e2")
    together(groups, mentors[0], mentees[0], mentors[1])
    code = group_code(mentors, "2025")
    told = [f"{p.place}: {p.message}" for p in groups.records("2025-09-25").problems]
    assert told == [f'"pairings.csv", row 2: The group {code} has 1 of the 2 mentees that a group needs.']
    together(groups, mentors[0], mentees[1], mentors[1])
    assert groups.records("2025-09-25").problems == ()


@pytest.mark.parametrize(
    ("who", "column"), [("also", "Co-mentor code"), ("mentor", "Mentor code"), ("mentee", "Mentee code")]
)
def test_a_code_of_nobody_is_told_in_its_column(groups: Town, who: str, column: str) -> None:
    code: dict[str, Any] = {"mentor": groups.ready_mentor("m1"), "also": groups.ready_mentor("m2")}
    code |= {"mentee": groups.ready_mentee("e1"), who: "M-ZZZZZZ"}
    together(groups, code["mentor"], code["mentee"], code["also"])
    (problem,) = groups.records("2025-09-25").problems
    assert f'question "{column}"' in str(problem.place)
    assert groups.records("2025-09-25").matches == ()


# Peers


def pair_of_peers(town: Town, *tags: str) -> tuple[list[str], str]:
    """Ready people in one match; gives their codes and that of the match."""
    codes = sorted(town.ready_mentee(tag) for tag in tags)
    match = together(town, codes[0], codes[1], *codes[2:])
    town.row("first-meeting", "2025-10-06T18:00", code=codes[0], match=match, on="2025-10-06")
    return codes, match


def test_both_of_a_pair_are_matched_and_check_in_with_one_form(peers: Town) -> None:
    codes, match = pair_of_peers(peers, "a", "b")
    for code in codes:
        peers.row("mentee-check-in", "2025-10-20T10:00", code=code, match=match)
    records = peers.records("2025-10-21")
    assert [problem.message for problem in records.problems] == []
    assert [one.side for one in records.check_ins] == ["mentor", "mentee"]
    assert set(statuses(records).values()) == {"matched"}
    assert records.matches[0].status == "active"
    assert records.matches[0].group == ""


def test_both_sides_of_peers_make_an_agreement(peers: Town) -> None:
    codes, match = pair_of_peers(peers, "a", "b")
    peers.rows = [row for row in peers.rows if row.form != "first-meeting"]
    for code in codes:
        assert peers.records("2025-10-01").matches[0].status == "approved"
        peers.row("agreement", "2025-09-25T10:00", code=code, match=match, side="mentee")
    assert peers.records("2025-10-01").matches[0].status == "agreed"


def test_the_third_of_a_circle_is_in_the_match(peers: Town) -> None:
    codes, match = pair_of_peers(peers, "a", "b", "c")
    for code in codes:
        peers.row("mentee-check-in", "2025-10-20T10:00", code=code, match=match)
    records = peers.records("2025-10-21")
    assert [problem.message for problem in records.problems] == []
    assert records.matches[0].people == (codes[0], codes[2], codes[1])
    assert sorted(one.side for one in records.check_ins) == ["mentee", "mentor", "mentor"]
    assert set(statuses(records).values()) == {"matched"}


def test_after_the_end_each_peer_is_asked_for_a_word(peers: Town) -> None:
    codes, match = pair_of_peers(peers, "a", "b")
    peers.row("closure", "2025-11-01T10:00", code=codes[0], match=match, ended="2025-11-01", side="mentee", again="no")
    found = statuses(peers.records(LATER))
    assert found[codes[0]] == "finished"
    people = {person.code: person for person in peers.records(LATER).participants}
    assert people[codes[1]].missing in {("closure",), ()}


def test_a_safety_stop_holds_both_peers(peers: Town) -> None:
    codes, match = pair_of_peers(peers, "a", "b")
    peers.row("contact-note", "2025-11-01T10:00", match=match, on="2025-11-01", decision="pause", topics="safety")
    records = peers.records(LATER)
    assert records.matches[0].status == "suspended"
    assert {statuses(records)[code] for code in codes} == {"on_hold"}


def test_peers_who_ask_not_to_meet_are_kept_apart(peers: Town) -> None:
    one, other = peers.ready_mentee("a", avoid="given-b surname-b"), peers.ready_mentee("b")
    assert peers.records("2025-09-15").apart == {tuple(sorted((one, other)))}


def test_peers_are_screened_where_the_program_asks_for_it(new_town: NewTown) -> None:
    forms = [{"id": name} for name in standard_forms() if name != "mentor-sign-up"]
    town = new_town(model={"kind": "reciprocal", "how": "h"}, forms=forms)
    code = town.ready_mentee("a")
    assert statuses(town.records("2025-09-15"))[code] == "applied"
    town.row("screening", "2025-09-06T10:00", code=code)
    assert statuses(town.records("2025-09-15"))[code] == "ready"


def test_a_mentor_in_a_program_of_pairs_is_no_third(town: Town) -> None:
    mentor, mentee, match = town.running()
    other = town.ready_mentor("m2")
    town.row("mentor-check-in", "2025-10-20T10:00", code=other, match=match)
    assert [problem.message for problem in town.records("2025-10-21").problems] == ["This person is not in this match."]
    assert town.records("2025-10-21").matches[0].people == (mentor, mentee)
