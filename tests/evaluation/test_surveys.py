from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from peerloom.definition.reader import read_program
from peerloom.evaluation.surveys import anonymous_marks, by_chance, in_words, surveys
from peerloom.people.records import Answer, Participant, Records
from peerloom.problems import Cell

if TYPE_CHECKING:
    from peerloom.evaluation.surveys import Survey
    from peerloom.people.records import Side, Value

TODAY = dt.date(2026, 7, 1)
TEXT = """\
program: {id: north-star, name: North Star, tagline: A place., summary: We meet., with_minors: no}
cohorts:
  - {id: old, title: Old, sign_up_opens: 2024-08-01, sign_up_closes: 2024-09-01, matching: 2024-09-10, starts: 2024-10-01, ends: 2025-06-01}
  - {id: now, title: Now, sign_up_opens: 2025-08-01, sign_up_closes: 2025-09-01, matching: 2025-09-10, starts: 2025-10-01, ends: 2026-06-01}
forms:
  - {id: guardian-permission}
  - {id: end-feedback}
  - id: survey
    drop: [belong, adult, friends, plan, lead, team, aware, act, feel_ok]
    questions:
      - {id: low, ask: I often feel alone, type: scale}
      - {id: wave, options: [al inicio, at the end, later], means: {al inicio: at the start}}
evaluation:
  wording: {solve: 676729e8, speak: 17624618, low: 00000000}
  scales:
    - {id: courage, title: Courage, items: [solve, speak, low], reverse: [low], answered_least: 2}
    - {id: sum, title: Sum, items: [solve, speak], score: sum, answered_least: 1, side: mentor}
"""
PROGRAM = read_program(TEXT).partly.program  # the words of `low` are told as changed; here it does not matter
assert PROGRAM is not None


def person(code: str, role: Side = "mentee", cohort: str = "now") -> Participant:
    return Participant(
        code, role, cohort, "", "", "", "", None, minor=False, guardian="", applied=TODAY, answers={},
        cell=Cell("x", 2), status="ready", needs=(), capacity=1,
    )  # fmt: skip


def said(code: str, wave: str, on: str, row: int = 2, **marks: Value) -> Answer:
    values: dict[str, Value] = {"code": code, "wave": wave, "side": "mentee", **marks}
    return Answer("survey", Cell("Survey", row), dt.datetime.fromisoformat(on), values, f"{code}{wave}{row}")


def made(
    *answers: Answer, people: tuple[Participant, ...] = (), permissions: tuple[Answer, ...] = ()
) -> tuple[Survey, ...]:
    assert PROGRAM is not None
    empty = Records(TODAY, (), (), (), (), (), {}, {}, ())
    given = {"survey": answers, "guardian-permission": permissions}
    return surveys(PROGRAM, replace(empty, participants=people, answers=given), TODAY)


A, B, C = person("E-A"), person("E-B"), person("E-C")


def test_who_answered_when_and_who_was_lost() -> None:
    (found,) = made(
        said("E-A", "al inicio", "2025-10-01", solve=2),
        said("E-B", "al inicio", "2025-10-01", solve=2),
        said("E-A", "at the end", "2026-06-01", solve=4),
        said("E-C", "at the end", "2026-06-01", solve=5),
        said("E-Z", "at the end", "2026-06-01", solve=5),  # nobody has this code
        people=(A, B, C),
    )
    assert [(w.name, w.answered, w.both, w.lost) for w in found.waves] == [
        ("at the start", 2, 2, 0),
        ("at the end", 2, 1, 1),
    ]
    solve = next(one for one in found.changes if one.id == "solve")
    assert (solve.n, solve.change, solve.interval) == (1, 2, None)
    assert "One person says nothing about others." in in_words(solve)


def test_the_newest_answer_of_a_wave_counts() -> None:
    (found,) = made(
        said("E-A", "al inicio", "2025-10-02", solve=1),
        said("E-A", "al inicio", "2025-10-01", row=3, solve=5),
        said("E-A", "at the end", "2026-06-01", solve=4),
        people=(A,),
    )
    assert next(one.change for one in found.changes if one.id == "solve") == 3


def test_a_low_mark_that_is_good_is_turned_round_and_missing_items_have_a_rule() -> None:
    (found,) = made(
        said("E-A", "al inicio", "2025-10-01", solve=2, speak=2, low=4),  # 2, 2, 2
        said("E-A", "at the end", "2026-06-01", solve=4, low=1),  # 4, 5 of three: enough
        said("E-B", "al inicio", "2025-10-01", solve=2),  # one of three: no score
        said("E-B", "at the end", "2026-06-01", solve=2, speak=2, low=2),
        people=(A, B),
    )
    courage = next(one for one in found.changes if one.id == "courage")
    assert (courage.n, courage.change) == (1, 2.5)
    assert not courage.tested
    assert [one.id for one in found.changes] == [
        "courage",
        "solve",
        "speak",
        "serve",
        "voice",
        "low",
    ]  # no scale of mentors


def test_a_sum_is_not_lowered_by_a_missing_item() -> None:
    mentor = person("M-A", "mentor")
    (found,) = made(
        said("M-A", "al inicio", "2025-10-01", solve=3, speak=3),
        said("M-A", "at the end", "2026-06-01", solve=3),
        people=(mentor,),
    )
    assert next(one.change for one in found.changes if one.id == "sum") == 0


def test_answers_belong_with_the_last_start() -> None:
    """Somebody of two cohorts: a follow-up after the first belongs to it until they start anew."""
    found = made(
        said("E-A", "al inicio", "2024-10-01", solve=1),
        said("E-A", "later", "2025-09-01", solve=5),
        said("E-A", "al inicio", "2025-10-01", solve=2),
        said("E-A", "at the end", "2026-06-01", solve=3),
        people=(A, person("E-A", cohort="old")),
    )
    changes = [
        (one.cohort, change.wave, change.change) for one in found for change in one.changes if change.id == "solve"
    ]
    assert changes == [("old", "later", 4), ("now", "at the end", 1)]


def test_a_guardian_who_says_no_is_heard() -> None:
    no = Answer("guardian-permission", Cell("x", 2), None, {"child": "E-A", "allow_survey": False}, "k")
    (found,) = made(said("E-A", "al inicio", "2025-10-01", solve=1), people=(A,), permissions=(no,))
    assert (found.waves, found.changes, found.refused) == ((), (), 1)


def test_yes_and_no_in_points_of_a_hundred() -> None:
    people = tuple(person(f"E-{i}") for i in range(30))
    answers = [said(f"E-{i}", "al inicio", "2025-10-01", row=i, voice=i >= 9 and i < 12) for i in range(30)]
    answers += [said(f"E-{i}", "at the end", "2026-06-01", row=i, voice=i < 9) for i in range(30)]
    (found,) = made(*answers, people=people)
    voice = next(one for one in found.changes if one.id == "voice")
    assert voice.change == pytest.approx(20)
    assert voice.interval is not None
    assert (voice.interval.low, voice.interval.high) == pytest.approx((-3.2, 40.7), abs=0.05)
    assert "It can be chance" in in_words(voice)


def test_the_sentence_never_says_that_the_program_did_it() -> None:
    people = tuple(person(f"E-{i}") for i in range(25))
    answers = [said(f"E-{i}", "al inicio", "2025-10-01", row=i, solve=2) for i in range(25)]
    answers += [said(f"E-{i}", "at the end", "2026-06-01", row=i, solve=3 + i % 2) for i in range(24)]
    (found,) = made(*answers, people=people)
    solve = next(one for one in found.changes if one.id == "solve")
    assert in_words(solve) == (
        "Among the 24 who answered both times, it went up by 1.5 on average, more than chance alone explains well. There was "
        "no comparison group, so other causes are possible. 1 answered at the start and not again; they may have fared otherwise."
    )
    for change in found.changes:
        assert not {"caused", "proved", "proves", "improved"} & set(in_words(change).split())
    assert by_chance(found.changes * 20) == 1


def test_few_answers_without_a_name_are_shown_to_nobody() -> None:
    assert PROGRAM is not None

    def marks(count: int) -> list[tuple[int, float | None]]:
        given = tuple(
            Answer("end-feedback", Cell("End feedback", i), None, {"side": "mentor", "satisfied": 4}, f"{i}")
            for i in range(count)
        )
        empty = Records(TODAY, (), (), (), (), (), {"end-feedback": given}, {}, ())
        found = anonymous_marks(PROGRAM, empty, TODAY)
        return [(one.n, one.mean) for one in found if one.title.startswith("All in all")]

    assert marks(4) == [(0, None)]
    assert marks(5) == [(5, 4.0)]
