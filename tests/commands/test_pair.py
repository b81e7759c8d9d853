"""A round through the year: sign-ups come, matches end, people are moved, and decisions contradict each other."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
from io import StringIO
from typing import TYPE_CHECKING

import pytest

from peerloom.commands.pair import pair_people, tell
from peerloom.matching.pairings import newest, read_pairings
from peerloom.people.codes import match_code
from peerloom.people.records import Decided
from peerloom.problems import Cell
from tests.people.conftest import Town

if TYPE_CHECKING:
    from peerloom.commands.pair import Paired
    from peerloom.people.records import Match
    from peerloom.problems import Problem

MATCHING = {
    "require": [{"rule": "share", "question": "languages"}],
    "prefer": [{"wish": "similar", "question": "interests"}],
}
DAY = "2025-10-20"
BOTH = "English, Polish"


class Year(Town):
    """A town whose coordinator opens the pairings file."""

    def __init__(self) -> None:
        super().__init__(matching=MATCHING)

    def round(self, today: str = DAY, *, move: bool = False) -> Paired:
        day = dt.date.fromisoformat(today)
        found = pair_people(self.program, self.forms, self.records(today), self.decisions, day, move=move)
        assert found is not None
        return found

    def write(self, text: str, today: str, **decisions: str) -> tuple[Problem, ...]:
        """Read the file as a run does, with a word beside some pairs (by the mentee's code)."""
        rows = []
        header, *lines = text.removeprefix("\ufeff").splitlines()
        at = header.split(",").index("Decision")
        assert header.count('"') == 0
        for cells in csv.reader(StringIO("\r\n".join(lines))):
            if not cells[at]:
                cells[at] = decisions.get(cells[3].replace("-", "_"), "")
            rows.append(cells)
        out = StringIO()
        csv.writer(out).writerows([header.split(","), *rows])
        read, problems = read_pairings(out.getvalue(), "pairings.csv")
        day = dt.date.fromisoformat(today)
        dated = [dataclasses.replace(one, on=one.on or (day if one.decision else None)) for one in read]
        self.decisions = list(newest([*self.decisions, *dated]))
        return problems

    def matches(self, today: str) -> dict[str, Match]:
        return {match.code: match for match in self.records(today).matches}


def pairs(paired: Paired) -> set[tuple[str, str]]:
    return {(pair.mentor, pair.mentee) for pair in paired.proposal.pairs}


@pytest.fixture
def year() -> Year:
    return Year()


def with_an_offer(year: Year) -> tuple[str, str, str, str]:
    """M-one takes both languages and has E-one; M-two speaks Polish and would fit E-one; E-two waits."""
    one = year.ready_mentor("1a1a", languages=BOTH, capacity="1")
    two = year.ready_mentor("2b2b", languages="Polish", capacity="1")
    first, second = year.ready_mentee("1c1c", languages=BOTH), year.ready_mentee("2d2d", languages="English")
    year.decide(one, first)
    return one, two, first, second


def test_a_round_moves_nobody_and_offers_what_moving_would_bring(year: Year) -> None:
    one, two, first, second = with_an_offer(year)
    found = year.round()
    assert pairs(found) == set()
    assert [waits.mentee for waits in found.proposal.waiting] == [second]
    (offer,) = found.offers
    assert [(move.mentor, move.mentee) for move in offer.pairs] == [(two, first), (one, second)]
    out = StringIO()
    tell(found, out, public_log=False)
    assert "Moving 1 pair would match 1 more person:" in out.getvalue()
    assert f"{first} with {two}, instead of {one}" in out.getvalue()
    assert "Nobody was moved." in out.getvalue()
    tell(found, out := StringIO(), public_log=True)
    assert out.getvalue() == "Pairing of 2025 is done.\n"
    assert year.matches(DAY)[match_code(one, first, "2025")].status == "approved"


def test_an_offer_that_is_taken_ends_the_old_match_and_lets_the_other_in(year: Year) -> None:
    one, two, first, second = with_an_offer(year)
    year.row("first-meeting", "2025-10-06T18:00", code=one, match=match_code(one, first, "2025"), on="2025-10-06")
    found = year.round()
    assert found.offers[0].moves[0].instead is not None
    assert found.offers[0].moves[0].instead.met
    keys = {first.replace("-", "_"): "approve", second.replace("-", "_"): "approve"}
    assert year.write(found.text, DAY, **keys) == ()
    after = year.matches("2025-10-21")
    old = after[match_code(one, first, "2025")]
    assert (old.status, old.ended, old.reason) == ("closed", dt.date(2025, 10, 20), "moved to another mentor")
    assert after[match_code(two, first, "2025")].status == "approved"
    assert after[match_code(one, second, "2025")].status == "approved"
    again = year.round("2025-10-21")
    assert (again.offers, again.clashes, pairs(again)) == ((), (), set())
    people = {person.code: person for person in year.records("2025-10-21").participants}
    for code in (one, two, first, second):
        assert (people[code].status, people[code].needs) == ("matched", ())  # no cooling-off after a move
    assert year.write(again.text, "2025-10-22") == ()  # the file that is written can be read
    assert year.matches("2025-10-22")[old.code].status == "closed"
    year.decisions = [
        dataclasses.replace(one, decision="decline") if one.mentee == second else one for one in year.decisions
    ]
    assert year.write(year.round("2025-10-23").text, "2025-10-23") == ()  # each row stands for itself now
    assert year.matches("2025-10-23")[match_code(one, second, "2025")].status == "rejected"


def test_an_offer_that_is_taken_in_part_is_told_and_not_applied(year: Year) -> None:
    one, two, first, _ = with_an_offer(year)
    found = year.round()
    (problem,) = year.write(found.text, DAY, **{first.replace("-", "_"): "approve"})
    code = found.offers[0].code
    assert problem.message == f"1 of the 2 rows of the offer {code} is approved. None of it was applied."
    assert problem.hint.startswith(f"Write approve in every row of {code}, or clear")
    assert problem.level == "error"
    after = year.matches(DAY)
    assert after[match_code(one, first, "2025")].status == "approved"
    assert match_code(two, first, "2025") not in after


def test_an_open_offer_is_no_proposal(year: Year) -> None:
    one, two, first, second = with_an_offer(year)
    year.write(year.round().text, DAY)
    again = year.round()
    assert (again.added, again.gone) == ((), ())
    assert set(year.matches(DAY)) == {match_code(one, first, "2025")}
    assert {(d.mentor, d.mentee) for d in year.decisions if d.offer} == {(two, first), (one, second)}


def test_an_offer_that_is_declined_does_not_come_again(year: Year) -> None:
    _, two, first, second = with_an_offer(year)
    found = year.round()
    keys = {first.replace("-", "_"): "decline", second.replace("-", "_"): ""}
    assert year.write(found.text, DAY, **keys) == ()
    again = year.round()
    assert again.offers == ()
    assert (two, first) not in pairs(again)


def test_moves_of_those_who_have_not_met_can_stand_among_the_proposals(year: Year) -> None:
    one, _, first, _ = with_an_offer(year)
    found = year.round(move=True)
    assert found.moving
    assert found.text.count("proposed") == 2
    tell(found, out := StringIO(), public_log=False)
    assert "stand among the proposals" in out.getvalue()
    year.row("first-meeting", "2025-10-06T18:00", code=one, match=match_code(one, first, "2025"), on="2025-10-06")
    later = year.round(move=True)
    assert later.offers == ()
    tell(later, out := StringIO(), public_log=False)
    assert "No move of pairs who have not met would match more people." in out.getvalue()


def test_what_was_locked_is_never_moved(year: Year) -> None:
    with_an_offer(year)
    year.decisions = [dataclasses.replace(year.decisions[0], decision="lock")]
    assert year.round().offers == ()


def test_a_late_sign_up_is_proposed_around_those_who_are_matched(year: Year) -> None:
    one, first = year.ready_mentor("1a1a", capacity="1"), year.ready_mentee("1c1c")
    year.decide(one, first)
    two, second = year.ready_mentor("2b2b", capacity="1"), year.ready_mentee("2d2d")
    assert pairs(year.round()) == {(two, second)}
    year.row("change-or-stop", "2025-10-18T10:00", code=first, what="stop taking part")
    assert pairs(year.round()) == {(two, second)} or pairs(year.round()) == {(one, second)}
    assert first not in {mentee for _, mentee in pairs(year.round())}


def test_a_declined_pair_is_never_proposed_again_and_its_note_stays(year: Year) -> None:
    one, first = year.ready_mentor("1a1a"), year.ready_mentee("1c1c")
    found = year.round()
    assert pairs(found) == {(one, first)}
    year.decisions = [Decided("2025", one, first, "decline", dt.date(2025, 9, 25), "cousins", Cell("pairings.csv", 2))]
    for day in (DAY, "2025-11-20"):
        again = year.round(day)
        assert pairs(again) == set()
        assert "cousins" in again.text
        assert year.write(again.text, day) == ()


def closed(year: Year, again: str, on: str = "2025-10-10", capacity: str = "2") -> tuple[str, str, str]:
    """A match that ended; another mentor and mentee are there too."""
    one, first = year.ready_mentor("1a1a", capacity=capacity), year.ready_mentee("1c1c")
    match = year.decide(one, first)
    year.row("first-meeting", "2025-10-01T18:00", code=one, match=match, on="2025-10-01")
    for side, code in (("mentor", one), ("mentee", first)):
        year.row("closure", f"{on}T18:00", code=code, match=match, side=side, ended=on, again=again, reason="no time")
    return one, first, match


def test_nobody_is_proposed_before_the_cooling_off_is_over(year: Year) -> None:
    one, first, _ = closed(year, "yes")
    two, second = year.ready_mentor("2b2b", capacity="1"), year.ready_mentee("2d2d")
    assert pairs(year.round("2025-10-20")) == {(two, second)}
    resting = {p.code: p.needs for p in year.records("2025-10-20").participants}
    assert resting[one] == resting[first] == ("some days without a match, until 2025-10-24",)
    then = pairs(year.round("2025-10-24"))
    assert {mentee for _, mentee in then} == {first, second}
    assert (one, first) not in then  # they were matched before


@pytest.mark.parametrize(("again", "free"), [("yes", "2025-10-24"), ("no", ""), ("later", "")])
def test_a_mentor_with_another_match_rests_as_well(year: Year, again: str, free: str) -> None:
    one, _, _ = closed(year, again)
    other = year.ready_mentee("3e3e")
    year.decide(one, other)
    new = year.ready_mentee("4f4f")
    assert pairs(year.round("2025-10-20")) == set()
    assert pairs(year.round("2025-10-24")) == ({(one, new)} if free else set())


@pytest.mark.parametrize(
    ("spoil", "said", "do"),
    [
        ("tf", "{f} has 2 mentors at once: ", "Write decline beside one"),
        ("os", "{o} has 1 place and 2 mentees: ", "ask this mentor for one"),
        (
            "ts",
            "{t} and {s} are approved, but a rule keeps them apart: the language.",
            "Write decline beside them",
        ),
    ],
)
def test_decisions_that_contradict_each_other_or_a_rule_are_told(year: Year, spoil: str, said: str, do: str) -> None:
    code = dict(zip("otfs", with_an_offer(year), strict=True))
    assert year.round().clashes == ()
    year.decide(code[spoil[0]], code[spoil[1]], "lock")
    (problem,) = year.round().clashes
    assert problem.message.startswith(said.format(**code))
    assert do in problem.hint
    assert isinstance(problem.place, Cell)
    assert problem.place.tab == "pairings.csv"
    tell(year.round(), out := StringIO(), public_log=False)
    assert problem.message in out.getvalue()


def test_a_mentor_who_offers_fewer_places_later_is_left_in_peace(year: Year) -> None:
    one, first, second = year.ready_mentor("1a1a", capacity="1"), year.ready_mentee("1c1c"), year.ready_mentee("2d2d")
    for mentee in (first, second):
        match = year.decide(one, mentee)
        year.row("first-meeting", "2025-10-06T18:00", code=one, match=match, on="2025-10-06")
    assert year.round().clashes == ()


def test_the_file_names_the_next_best_mentor_and_what_that_would_cost(year: Year) -> None:
    one, two = year.ready_mentor("1a1a", languages=BOTH), year.ready_mentor("2b2b", languages="Polish")
    year.ready_mentee("1c1c", languages=BOTH)
    found = year.round()
    (pair,) = found.proposal.pairs
    other = {one: two, two: one}[pair.mentor]
    assert f"{other}: the fit over all would be the same." in found.text
    assert "surname-" in found.text
