"""A program of groups and a program of peers, from the sign-ups to running matches, as a coordinator does it."""

from __future__ import annotations

import datetime as dt
import html
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from peerloom.cli import main
from peerloom.commands.project import open_project
from peerloom.commands.state import read_state
from peerloom.simulate.export import file_name, file_text
from peerloom.spreadsheet import csv_text, read_csv

if TYPE_CHECKING:
    from collections.abc import Callable

    from peerloom.commands.project import Project
    from peerloom.people.records import Records
    from peerloom.simulate.export import Made
    from peerloom.simulate.sent import Value

PROGRAMS = Path(__file__).parents[1] / "programs"
TODAY = "2026-09-06"


class Desk:
    """One program in a folder of its own, with what a coordinator does to it."""

    def __init__(self, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.root, self.capsys = root, capsys
        self.sent: dict[str, list[Made]] = {}

    def run(self, verb: str, day: str = TODAY, *words: str, status: int = 0) -> str:
        self.capsys.readouterr()
        asked = [] if verb == "check" else ["--today", day]
        ended = main([verb, "--root", str(self.root), *asked, *words])
        told = self.capsys.readouterr()
        assert ended == status, told.out + told.err
        return told.out + told.err

    def change(self, old: str, new: str) -> None:
        file = self.root / "program.yaml"
        text = file.read_text(encoding="utf-8")
        assert text.count(old) == 1
        file.write_text(text.replace(old, new), encoding="utf-8")

    @property
    def file(self) -> Path:
        return self.root / "private" / "pairings.csv"

    def lines(self) -> list[dict[str, str]]:
        header, *rows = read_csv(self.file.read_text(encoding="utf-8-sig"))
        return [dict(zip(header, row, strict=True)) for row in rows]

    def decide(self, word: str, which: Callable[[dict[str, str]], bool]) -> None:
        lines = self.lines()
        assert any(which(line) for line in lines)
        changed = [{**line, "Decision": word} if which(line) else line for line in lines]
        self.file.write_text(csv_text([list(lines[0]), *(list(line.values()) for line in changed)]), encoding="utf-8")

    def answer(self, form: str, day: str, **values: Value) -> None:
        """One more answer to a form."""
        asked = {one.id: one for one in self.project(dt.date.fromisoformat(day)).forms}[form]
        at = dt.datetime.fromisoformat(f"{day}T18:00")
        self.sent.setdefault(form, []).append((at, "somebody-7f3a@mail.example", values))
        text = file_text(asked, self.sent[form])
        (self.root / "responses" / file_name(asked.title)).write_text(text, encoding="utf-8")

    def project(self, today: dt.date) -> Project:
        return open_project(self.root, today, today)

    def page(self, name: str) -> str:
        return (self.root / "private" / "desk" / f"{name}.html").read_text(encoding="utf-8")

    def records(self, today: dt.date) -> Records:
        project = self.project(today)
        assert project.program is not None
        return read_state(self.root, project.program, project.forms, today).records


@pytest.fixture
def opened(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[[str], Desk]:
    monkeypatch.delenv("CI", raising=False)

    def copy(name: str) -> Desk:
        shutil.copytree(PROGRAMS / name, tmp_path / name)
        return Desk(tmp_path / name, capsys)

    return copy


MET: dict[str, Value] = {
    "on": dt.date(2026, 9, 11),
    "minutes": 60,
    "where": "online",
    "adult_present": True,
    "felt": 4,
    "safe": "no",
}
GOING: dict[str, Value] = {
    "met": 2,
    "going": 4,
    "heard_me": 4,
    "my_say": 4,
    "mentee_doing": 4,
    "goal_move": "slow",
    "go_on": "yes",
}


def test_groups_from_sign_up_to_check_ins(opened: Callable[[str], Desk]) -> None:
    desk = opened("groups")
    assert desk.run("check").startswith("program.yaml is fine")
    assert "7 of 9 mentees get a group. Proved best" in desk.run("pair")
    lines = desk.lines()
    groups = {line["Group"]: [one for one in lines if one["Group"] == line["Group"]] for line in lines}
    assert sorted(len(of) for of in groups.values()) == [3, 4]
    assert [line["Group"] for line in lines] == sorted(line["Group"] for line in lines)  # kept together
    assert {line["Time"] for line in lines} == {"Monday, after school", "Friday, lunch"}
    for of in groups.values():
        assert len({(line["Mentor code"], line["Co-mentor code"], line["Time"]) for line in of}) == 1
        assert all(line["Why"] and line["State"] == "proposed" for line in of)

    first = lines[0]["Group"]
    desk.decide("approve", lambda line: line["Group"] == first)
    told = desk.run("run")
    assert f"{len(groups[first])} new decisions of yours are kept." in told
    again = desk.lines()
    assert {line["Group"] for line in again if line["State"] == "proposed"} == set(groups) - {first}
    approved = [line for line in again if line["State"] == "approved"]
    assert [(line["Pair"], line["Time"]) for line in approved] == [
        (line["Pair"], line["Time"]) for line in groups[first]
    ]

    page = desk.page("pairings")
    assert "Proposed groups" in page
    assert set(groups) - {first} <= {code for code in groups if f'id="{code}"' in page}
    running = desk.page("matches")
    assert f'<span class="code">{first}</span>' in running
    assert groups[first][0]["Time"] in running
    for line in groups[first]:
        assert line["Mentee"] in running

    match = groups[first][0]
    member, lead, second = match["Mentee code"], match["Mentor code"], match["Co-mentor code"]
    desk.answer("first-meeting", "2026-09-12", code=lead, match=match["Pair"], **MET)
    desk.answer("mentee-check-in", "2026-09-24", code=member, match=match["Pair"], safe="yes", **GOING)
    desk.answer("mentor-check-in", "2026-09-24", code=second, match=match["Pair"], safe="no", **GOING)
    records = desk.records(dt.date.fromisoformat("2026-09-25"))
    assert [problem.message for problem in records.problems if problem.level == "error"] == []
    known = {one.code: one for one in records.matches}
    assert known[match["Pair"]].status == "active"
    assert known[match["Pair"]].people == (lead, second, member)
    assert {(one.match, one.side) for one in records.check_ins} == {
        (match["Pair"], "mentee"),
        (match["Pair"], "mentor"),
    }
    statuses = {person.code: person.status for person in records.participants}
    assert {statuses[code] for code in (lead, second, member)} == {"matched"}


def test_one_member_alone_is_told_and_the_rest_is_proposed_to_the_same_group(opened: Callable[[str], Desk]) -> None:
    desk = opened("groups")
    desk.run("pair")
    one = desk.lines()[0]
    desk.decide("approve", lambda line: line["Pair"] == one["Pair"])
    told = desk.run("pair")
    assert f"The group {one['Group']} has 1 of the 3 mentees that a group needs." in told
    rest = [line for line in desk.lines() if line["Group"] == one["Group"] and line["State"] == "proposed"]
    assert rest
    assert {line["Time"] for line in rest} == {one["Time"]}


def test_a_declined_member_is_never_proposed_to_these_mentors_again(opened: Callable[[str], Desk]) -> None:
    desk = opened("groups")
    desk.run("pair")
    one = desk.lines()[0]
    desk.decide("decline", lambda line: line["Pair"] == one["Pair"])
    desk.run("pair")
    for line in desk.lines():
        if line["State"] == "proposed" and line["Mentee code"] == one["Mentee code"]:
            pair = {line["Mentor code"], line["Co-mentor code"]}
            assert pair.isdisjoint({one["Mentor code"], one["Co-mentor code"]})


def test_one_mentor_leads_a_group_alone_unless_the_program_wants_two(opened: Callable[[str], Desk]) -> None:
    desk = opened("groups")
    desk.change("  co_mentors: 2\n", "")
    assert "8 of 9" in desk.run("pair") or "7 of 9" in desk.run("pair")
    assert {line["Co-mentor code"] for line in desk.lines()} == {""}
    assert len({line["Mentor code"] for line in desk.lines()}) == 2
    desk.decide("approve", bool)
    assert "Groups" in (desk.run("run") and desk.page("matches"))


def test_the_decisions_are_kept_when_the_file_is_lost(opened: Callable[[str], Desk]) -> None:
    desk = opened("groups")
    desk.run("pair")
    desk.decide("approve", bool)
    desk.run("pair")
    before = desk.lines()
    desk.file.unlink()
    desk.run("pair")
    assert desk.lines() == before


def test_a_changed_co_mentor_in_the_file_is_refused(opened: Callable[[str], Desk]) -> None:
    desk = opened("groups")
    desk.run("pair")
    lines = desk.lines()
    other = next(line["Co-mentor code"] for line in lines if line["Group"] != lines[0]["Group"])
    text = desk.file.read_text(encoding="utf-8").replace(lines[0]["Co-mentor code"], other, 1)
    desk.file.write_text(text, encoding="utf-8")
    assert "The code of this pair does not fit its people." in desk.run("pair")


def test_peers_from_sign_up_to_check_ins(opened: Callable[[str], Desk]) -> None:
    desk = opened("peers")
    assert desk.run("check").startswith("program.yaml is fine")
    told = desk.run("pair")
    assert "6 of 7 people get a partner." in told
    assert "1 person waits" in told
    lines = desk.lines()
    assert list(lines[0])[:6] == ["Pair", "Cohort", "First code", "Second code", "First", "Second"]
    assert len(lines) == 3
    assert all("mentor" not in line["Why"].casefold() for line in lines)
    assert "One can help the other with languages." in " ".join(line["Why"] for line in lines)

    match = lines[0]
    desk.decide("approve", lambda line: line["Pair"] == match["Pair"])
    desk.decide("lock", lambda line: line["Pair"] == lines[1]["Pair"])
    desk.run("run")
    states = {line["Pair"]: line["State"] for line in desk.lines()}
    assert states == {match["Pair"]: "approved", lines[1]["Pair"]: "approved", lines[2]["Pair"]: "proposed"}
    for name in ("pairings", "matches", "waiting", "people", "index"):
        assert "mentor" not in visible(desk.page(name)), name
    assert "given-c6 surname-c6" in desk.page("waiting")

    desk.answer("first-meeting", "2026-09-12", code=match["First code"], match=match["Pair"], **MET)
    for code in (match["First code"], match["Second code"]):
        desk.answer("mentee-check-in", "2026-09-24", code=code, match=match["Pair"], safe="yes", **GOING)
    records = desk.records(dt.date.fromisoformat("2026-09-25"))
    assert [problem.message for problem in records.problems if problem.level == "error"] == []
    assert {(one.match, one.side) for one in records.check_ins} == {
        (match["Pair"], "mentor"),
        (match["Pair"], "mentee"),
    }
    statuses = {person.code: person.status for person in records.participants}
    assert (statuses[match["First code"]], statuses[match["Second code"]]) == ("matched", "matched")
    assert sum(status == "matched" for status in statuses.values()) == 4


def visible(page: str) -> str:
    """The text of a page without its style and script."""
    body = page[page.index("<body") :]
    return body.partition("<script")[0].casefold()


def test_the_last_one_joins_a_pair_as_a_third(opened: Callable[[str], Desk]) -> None:
    desk = opened("peers")
    desk.change("    - {rule: gap, question: year, most: 2, why: You are near in age.}\n", "")
    assert "7 of 7 people get a partner." in desk.run("pair")
    third = next(line for line in desk.lines() if line["Third code"])
    desk.decide("approve", lambda line: line["Pair"] == third["Pair"])
    desk.run("run")
    records = desk.records(dt.date.fromisoformat(TODAY))
    (made,) = [match for match in records.matches if match.status == "approved"]
    assert made.people == (third["First code"], third["Third code"], third["Second code"])
    assert third["Third"] in desk.page("matches")


def test_a_declined_three_can_still_be_pairs(opened: Callable[[str], Desk]) -> None:
    desk = opened("peers")
    desk.change("  kind: reciprocal\n", "  kind: reciprocal\n  circle: 3\n")
    told = desk.run("pair")
    assert "Proved best by the solver" in told
    threes = [line for line in desk.lines() if line["Third code"]]
    assert len(threes) == 2
    desk.decide("decline", lambda line: line["Pair"] == threes[0]["Pair"])
    desk.run("pair")
    now = [line for line in desk.lines() if line["State"] == "proposed"]
    assert threes[0]["Pair"] not in {line["Pair"] for line in now}
    assert sum(2 + bool(line["Third code"]) for line in now) == 6


def test_the_public_page_says_how_people_meet(opened: Callable[[str], Desk]) -> None:
    desk = opened("groups")
    desk.run("run")
    page = html.unescape((desk.root / "site/public/how-we-match/index.html").read_text(encoding="utf-8"))
    assert "Two mentors lead a group of 3 to 4 mentees. It meets at a time that suits all of them." in page
    assert "First as many mentees as possible get a group." in page


def test_the_public_page_of_peers_gives_nobody_a_role(opened: Callable[[str], Desk]) -> None:
    desk = opened("peers")
    desk.run("run")
    page = html.unescape((desk.root / "site/public/how-we-match/index.html").read_text(encoding="utf-8"))
    assert "Two people meet." in page
    assert "The two are 0 to 2 steps apart." in page
    assert "One can give what the other asks for, both ways." in page
    assert "First as many people as possible get a partner." in page
    for name in ("how-we-match", "join/mentee"):
        file = desk.root / "site/public" / name / "index.html"
        assert "mentor" not in file.read_text(encoding="utf-8").casefold()


def test_what_if_works_for_both(opened: Callable[[str], Desk]) -> None:
    desk = opened("peers")
    told = desk.run("pair", TODAY, "--what-if", "waive year")
    assert "as it is: 6 of 7 people get a partner." in told
    assert "7 of 7, 1 more." in told
    groups = opened("groups")
    told = groups.run("pair", TODAY, "--what-if", "waive languages")
    assert "8 of 9, 1 more." in told


@pytest.mark.parametrize("name", ["groups", "peers"])
def test_what_is_only_for_one_mentor_with_one_mentee_is_told_in_a_sentence(
    opened: Callable[[str], Desk], name: str
) -> None:
    desk = opened(name)
    told = desk.run("pair", TODAY, "--move")
    assert "Nobody is moved in groups or among peers, so there are no offers." in told
    assert {line["Next best"] for line in desk.lines()} == {""}
    assert "Offer" not in desk.lines()[0]
    told = desk.run("pair", TODAY, "--what-if", "add mentor", status=2)
    assert told.startswith("Mentors can be added only where each mentee has a mentor of their own.")
    told = desk.run("pair", TODAY, "--what-if", "lock M-AAAAAA E-AAAAAA", status=2)
    assert told.startswith("Only one mentor with one mentee can be locked here.")
    told = desk.run("pair", TODAY, "--speed-meetings", status=1)
    assert "Speed meetings are only for programs in which each mentee has a mentor of their own." in told


def test_two_peers_in_the_file_of_who_must_not_meet_are_not_matched(opened: Callable[[str], Desk]) -> None:
    desk = opened("peers")
    desk.run("pair")
    one = desk.lines()[0]
    two = one["Second code"], one["First code"]
    (desk.root / "private" / "keep-apart.csv").write_text(
        f"Mentor code,Mentee code\n{two[0]},{two[1]}\n", encoding="utf-8"
    )
    told = desk.run("pair")
    assert "Nobody has this code" not in told
    for line in desk.lines():
        assert not set(two) <= {line["First code"], line["Second code"], *line.get("Third code", "").split()}


def test_the_page_waiting_compares_nothing_with_pairing_by_hand_in_groups(opened: Callable[[str], Desk]) -> None:
    desk = opened("groups")
    desk.run("run")
    page = desk.page("waiting")
    assert "How well pairs fit</h2>" in page
    assert "by hand" not in page
