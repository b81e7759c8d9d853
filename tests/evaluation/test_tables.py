from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from peerloom.definition.reader import read_program
from peerloom.evaluation.figures import Figure
from peerloom.evaluation.lasting import Length
from peerloom.evaluation.tables import Beside, beside, closures, project_hours, reach
from peerloom.evaluation.voices import themes, voices
from peerloom.evaluation.waits import until_matched, until_met
from peerloom.people.records import Answer, Match, Meeting, Participant, Records
from peerloom.problems import Cell

TODAY = dt.date(2026, 3, 1)
PROGRAM = read_program(
    """\
program: {id: north-star, name: North Star, tagline: A place., summary: We meet., with_minors: no}
goals:
  - {id: g, title: G, measure: closed-early, target: 20}
cohorts:
  - {id: old, title: Old, sign_up_opens: 2024-08-01, sign_up_closes: 2024-09-01, matching: 2024-09-10, starts: 2024-10-01, ends: 2025-06-01}
  - {id: now, title: Now, sign_up_opens: 2025-08-01, sign_up_closes: 2025-09-01, matching: 2025-09-10, starts: 2025-10-01, ends: 2026-06-01}
partners:
  - {id: library, name: Library, kind: library, summary: Books.}
projects:
  - {id: garden, title: Garden, need: Food, summary: Dig., partner: library, from: 2025-10-01, to: 2026-05-01, hours_goal: 5}
forms: [{id: mentee-sign-up}, {id: hours-log}, {id: suggestion}, {id: end-feedback}, {id: concern}]
"""
).partly.program
assert PROGRAM is not None
EMPTY = Records(TODAY, (), (), (), (), (), {}, {}, ())


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def person(code: str, applied: str = "2025-08-05", status: Any = "ready", **answers: Any) -> Participant:
    return Participant(
        code, "mentee", "now", "", "", "", "", None, minor=False, guardian="", applied=day(applied), answers=answers,
        cell=Cell("x", 2), status=status, needs=(), capacity=1,
    )  # fmt: skip


def match(code: str, status: Any = "active", **more: Any) -> Match:
    days: dict[str, Any] = {key: day(value) for key, value in more.items() if key in {"approved", "started", "ended"}}
    return Match(code, "now", "M-1", f"E-{code}", status, "approve", **days, reason=more.get("reason", ""))


def test_who_still_waits_counts_with_the_time_so_far() -> None:
    people = [person("E-a"), person("E-b", status="waiting"), person("E-c", status="declined")]
    made = [match("a", approved="2025-09-10"), match("a", approved="2025-10-10")]
    assert until_matched(people, made, TODAY) == (Length(36, ended=True), Length(208, ended=False))


def test_who_has_not_met_yet_was_looked_at_until_today_or_the_end() -> None:
    made = [
        match("a", approved="2026-02-01", started="2026-02-11"),
        match("b", approved="2026-02-19"),
        match("c", approved="2026-02-01", ended="2026-02-06", status="closed"),
    ]
    assert until_met(made, TODAY) == (Length(10, ended=True), Length(10, ended=False), Length(5, ended=False))


def test_reasons_of_closures_the_most_frequent_first() -> None:
    assert PROGRAM is not None
    ended = {"started": "2025-10-01", "ended": "2025-12-01", "status": "closed"}
    made = (match("a", **ended, reason="moved"), match("b", **ended, reason="moved"), match("c", **ended), match("d"))
    (table,) = closures(PROGRAM, replace(EMPTY, matches=made))
    assert [(line.label, line.count, line.of) for line in table.lines] == [("moved", 2, 3), ("no reason given", 1, 3)]


def test_reach_counts_answers_and_says_who_did_not_say() -> None:
    assert PROGRAM is not None
    people = (
        person("E-a", disability="yes"),
        person("E-b", disability="Prefer not to say"),
        person("E-c", disability="no"),
    )
    found = {table.title: table for table in reach(PROGRAM, replace(EMPTY, participants=people), TODAY)}
    table = found["Mentees: Do you have a disability or a long illness?"]
    assert [(line.label, line.count, line.of) for line in table.lines] == [("no", 1, 2), ("yes", 1, 2)]
    assert table.note == "1 of 3 did not say."
    assert not any("E-" in line.label for one in found.values() for line in one.lines)


def test_hours_of_a_project_with_its_partner() -> None:
    assert PROGRAM is not None
    cells = [Cell("Hours log", row) for row in (2, 3, 4)]
    meetings = tuple(Meeting("P", TODAY, 90, "", "", cell) for cell in cells)
    log = tuple(Answer("hours-log", c, None, {"project": "Garden"}, str(c.row)) for c in cells[:2])
    one = replace(match("P"), code="P")
    found = project_hours(PROGRAM, replace(EMPTY, matches=(one,), meetings=meetings, answers={"hours-log": log}))
    assert [(g.cohort, g.partner, g.hours, g.matches, g.goal) for g in found] == [("old", "Library", 0, 0, 5), ("now", "Library", 3, 1, 5)]  # fmt: skip


def test_cohorts_side_by_side_with_the_target() -> None:
    assert PROGRAM is not None

    def made(cohort: str, part: int, name: str = "closed-early") -> Figure:
        return Figure(name, cohort, 100 * part / 80, 80, TODAY, part=part)

    rows = beside(PROGRAM, [made("old", 48), made("now", 8), made("old", 40, "stayed-3"), made("now", 40, "stayed-3")])
    by = {row.id: row for row in rows}
    early = by["closed-early"]
    assert (early.older.part, early.newer.part, early.target, early.met) == (48, 8, 20, True)  # less is better
    assert early.difference is not None
    assert early.difference.high < 0
    assert by["stayed-3"].difference is None  # of running matches a plain share of two groups says too much
    assert Beside("hours", early.older, Figure("hours", "now", None, 0, TODAY), None, 5).met is None


def test_own_words_by_theme_once_each_and_in_no_telling_order() -> None:
    found = themes(
        ["More trips please", "The trips were long", "Pizza", "trips, and more talk", "Long breaks"], "Which trips?"
    )
    assert [(theme.word, theme.answers) for theme in found] == [
        ("long", ("Long breaks", "The trips were long")),
        ("", ("More trips please", "Pizza", "trips, and more talk")),
    ]


def test_few_nameless_words_stay_closed_and_concerns_are_never_there() -> None:
    assert PROGRAM is not None

    def said(form: str, count: int, **values: str) -> tuple[Answer, ...]:
        return tuple(Answer(form, Cell(form, row), None, values, f"{form}{row}") for row in range(count))

    answers = {
        "suggestion": said("suggestion", 4, idea="tok-few"),
        "end-feedback": said("end-feedback", 5, best="tok-many", quote="tok-quote"),
        "concern": said("concern", 9, what="tok-concern", now="it is not urgent"),
    }
    found = voices(PROGRAM, replace(EMPTY, answers=answers))
    texts = [text for one in found for theme in one.themes for text in theme.answers]
    assert texts == ["tok-many"] * 5  # what may be public by consent has a page of its own as well
    assert [one.held for one in found] == [0, 4] or [one.held for one in found] == [4, 0]
