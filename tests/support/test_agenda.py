from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest

from peerloom.people.records import Move
from peerloom.support.agenda import agenda

Kit = Any
D = dt.date


def tasks(kit: Kit, *things: Any, today: dt.date | None = None, **parts: Any) -> list[tuple[Any, ...]]:
    day = today or kit.today
    found = agenda(kit.records(*things, today=day), kit.program(**parts), day)
    return [(task.kind, task.urgency, task.who, task.text) for task in found]


PERMISSION = "The permission of a parent or carer "


@pytest.mark.parametrize(
    ("changed", "match", "urgency", "text"),
    [
        (
            {"missing": ("permission",), "needs": ("x",), "status": "permission_wanted"},
            True,
            0,
            PERMISSION + "is missing.",
        ),
        (
            {"missing": ("permission",), "needs": ("x",), "status": "permission_wanted"},
            False,
            1,
            PERMISSION + "is missing.",
        ),
        (
            {"missing": ("permission",), "needs": ("x",), "status": "permission_wanted", "applied": D(2026, 2, 20)},
            False,
            2,
            PERMISSION + "is missing.",
        ),
        (
            {"missing": ("permission",), "needs": ("x",), "permission_until": D(2026, 2, 1)},
            True,
            0,
            PERMISSION + "ended on 2026-02-01.",
        ),
        ({"permission_until": D(2026, 3, 9)}, False, 0, PERMISSION + "ends on 2026-03-09."),
        ({"permission_until": D(2026, 4, 1)}, False, 1, PERMISSION + "ends on 2026-04-01."),
        ({"permission_until": D(2026, 5, 1)}, False, 2, PERMISSION + "ends on 2026-05-01."),
        ({"permission_until": D(2026, 5, 2)}, False, None, ""),
        ({"permission_until": D(2026, 3, 9), "minor": False}, False, None, ""),
        ({"missing": ("permission",), "needs": ("x",), "status": "withdrawn"}, False, None, ""),
    ],
)
def test_permissions_that_are_missing_or_end(
    kit: Kit, changed: dict[str, Any], match: bool, urgency: int | None, text: str
) -> None:
    person = kit.person("E-1", **{"minor": True, "status": "ready", **changed})
    fine = [kit.match(started=D(2026, 3, 1)), kit.goal()] if match else []
    assert tasks(kit, person, *fine) == ([("permission", urgency, ("E-1",), text)] if text else [])


@pytest.mark.parametrize(
    ("changed", "today", "urgency", "text"),
    [
        (
            {"missing": ("screening",), "needs": ("x",), "status": "applied"},
            "2025-09-05",
            2,
            "The screening is not finished.",
        ),
        (
            {"missing": ("screening",), "needs": ("x",), "status": "applied"},
            "2025-09-06",
            1,
            "The screening is not finished.",
        ),
        (
            {"missing": ("screening",), "needs": ("x",), "status": "lapsed", "screened_until": D(2025, 9, 1)},
            "2025-09-06",
            1,
            "The screening ended on 2025-09-01.",
        ),
        ({"status": "ready", "screened_until": D(2025, 10, 1)}, "2025-09-06", 1, "The screening ends on 2025-10-01."),
        ({"status": "ready", "screened_until": D(2025, 12, 1)}, "2025-09-06", None, ""),
    ],
)
def test_screenings_that_are_missing_or_end(
    kit: Kit, changed: dict[str, Any], today: str, urgency: int | None, text: str
) -> None:
    day = dt.date.fromisoformat(today)
    assert tasks(kit, kit.person("M-1", **changed), today=day) == (
        [("screening", urgency, ("M-1",), text)] if text else []
    )


def test_a_mentor_in_a_match_without_a_screening_is_urgent(kit: Kit) -> None:
    person = kit.person("M-1", missing=("screening",), needs=("x",), status="lapsed")
    assert tasks(kit, person, kit.match(started=D(2026, 3, 1))) == [
        ("screening", 0, ("M-1",), "The screening is not finished.")
    ]


def test_training_that_is_missing_is_named(kit: Kit) -> None:
    needs = ("the screening", 'the module "Start"', "30 more minutes of training")
    person = kit.person("M-1", status="accepted", needs=needs[1:], missing=("training", "training"))
    assert tasks(kit, person) == [
        ("training", 1, ("M-1",), 'Training is missing: the module "Start", 30 more minutes of training.')
    ]
    assert tasks(kit, person, cohorts=[])[0][1] == 2


def test_nobody_of_a_cohort_that_is_over_is_asked_but_those_who_wait(kit: Kit) -> None:
    lacks = {"missing": ("training",), "needs": ("x",)}
    people = [
        kit.person("M-1", status="accepted", **lacks),
        kit.person("E-1", status="waiting", minor=True, permission_until=D(2026, 8, 1)),
    ]
    assert [task[2] for task in tasks(kit, *people, today=D(2026, 7, 25))] == [("E-1",)]
    assert ("M-1",) in [task[2] for task in tasks(kit, *people, today=D(2026, 6, 30))]  # its last day


def test_once_a_new_round_has_opened_only_those_who_can_still_be_matched_are_asked(kit: Kit) -> None:
    lacks = {"missing": ("training",), "needs": ("x",)}
    first = kit.program().cohorts[0].model_dump(mode="json")
    later = {**first, "id": "2026", "title": "2026", "sign_up_opens": "2026-03-01"}
    people = [
        kit.person("M-1", status="accepted", **lacks),
        kit.person("M-2", status="lapsed", **lacks),  # in a match, see below
        kit.person("E-2", status="waiting", **lacks),
        kit.person("M-3", status="accepted", cohort="2026", **lacks),
    ]
    match = dataclasses.replace(kit.match(), mentor="M-2")
    found = tasks(kit, *people, match, cohorts=[first, later], today=D(2026, 3, 2))
    assert sorted(task[2] for task in found if task[0] == "training") == [("E-2",), ("M-2",), ("M-3",)]


@pytest.mark.parametrize(
    ("today", "urgency"),
    [("2025-10-07", None), ("2025-10-08", 2), ("2025-10-15", 2), ("2025-10-16", 1), ("2025-10-30", 0)],
)
def test_approved_matches_that_do_not_meet(kit: Kit, today: str, urgency: int | None) -> None:
    day = dt.date.fromisoformat(today)
    match = kit.match(status="agreed", started=None, moves=())
    text = f"No first meeting after {(day - D(2025, 10, 1)).days} days."
    assert tasks(kit, match, today=day) == (
        [] if urgency is None else [("first-meeting", urgency, ("M-1", "E-1"), text)]
    )


def test_who_was_approved_is_told(kit: Kit) -> None:
    told = ("first-meeting", 1, ("M-1", "E-1"), "Approved. Write to both, and give them their codes.")
    match = kit.match(status="approved", started=None, moves=())
    assert tasks(kit, match, today=D(2025, 10, 2)) == [told]
    assert told not in tasks(kit, match, today=D(2025, 10, 9))  # by then it is time for the first meeting


@pytest.mark.parametrize(
    ("on", "urgency"), [("2026-02-16", None), ("2026-02-15", 1), ("2026-01-31", 1), ("2026-01-30", 0)]
)
def test_quiet_matches(kit: Kit, on: str, urgency: int | None) -> None:
    found = [task for task in tasks(kit, kit.match(), kit.meeting(on)) if task[0] == "quiet"]
    assert [task[1] for task in found] == ([] if urgency is None else [urgency])


def test_late_check_ins_are_one_task_a_side(kit: Kit) -> None:
    match = kit.match(started=D(2026, 1, 20))
    things = [match, kit.meeting("2026-02-28"), kit.check_in("2026-02-03", "mentee")]
    assert tasks(kit, *things, today=D(2026, 2, 28)) == [
        ("check-in", 1, ("M-1",), "2 check-ins are missing."),
        ("check-in", 1, ("E-1",), "The check-in is 11 days late."),
    ]
    assert tasks(kit, kit.match(status="closing", started=D(2026, 1, 20)), kit.answer("closure", match="P-1")) == []


def test_a_match_that_is_ending_wants_its_closure(kit: Kit) -> None:
    match = kit.match(status="closing", started=D(2026, 3, 1), moves=(Move("closing", D(2026, 3, 1)),))
    ending = [("closing", 1, ("M-1", "E-1"), "This match is ending; its closure is not written down yet.")]
    assert tasks(kit, match) == ending
    assert tasks(kit, match, kit.answer("closure", match="P-1")) == []
    assert tasks(kit, match, cohorts=[]) == ending


def test_who_wants_a_talk_is_listed_until_somebody_wrote_a_note(kit: Kit) -> None:
    match = kit.match(started=D(2026, 3, 1))
    asked = kit.answer("mentee-check-in", "2026-03-01T10:00", code="E-1", match="P-1", talk=True)
    assert tasks(kit, match, asked) == [("talk", 1, ("E-1",), "Would like to talk with the team.")]
    assert tasks(kit, match, asked, kit.answer("contact-note", "2026-03-01T18:00", match="P-1")) == []
    assert (
        tasks(kit, match, kit.answer("mentee-check-in", "2026-03-01T10:00", code="E-1", match="P-1", talk=False)) == []
    )


def test_a_question_before_the_first_meeting(kit: Kit) -> None:
    match = kit.match(status="approved", started=None, approved=D(2026, 3, 1), moves=())
    asked = kit.answer("match-answer", code="E-1", match="P-1", answer="I have a question first")
    yes = kit.answer("match-answer", "2026-03-02T10:00", row=3, code="E-1", match="P-1", answer="yes let us meet")
    found = [task for task in tasks(kit, match, asked) if task[0] == "question"]
    assert found == [("question", 1, ("E-1",), "Has a question before the first meeting.")]
    assert [task for task in tasks(kit, match, asked, yes) if task[0] == "question"] == []


@pytest.mark.parametrize(
    ("what", "urgency", "text"),
    [
        ("change my details", 1, "Asks to have details changed."),
        ("pause", 1, "Asks for a pause."),
        ("stop", 1, "Wants to stop."),
        ("take back a permission", 0, "Takes back a permission; ask which one."),
        ("see or delete my data", 1, "Asks to see or delete their data."),
        ("", None, ""),
    ],
)
def test_what_people_ask_for_stands_for_two_weeks(kit: Kit, what: str, urgency: int | None, text: str) -> None:
    for at, there in (("2026-03-02T10:00", True), ("2026-02-16T10:00", True), ("2026-02-15T10:00", False)):
        asked = kit.answer("change-or-stop", at, code="E-1", what=what)
        assert tasks(kit, asked) == ([("change", urgency, ("E-1",), text)] if text and there else [])


def test_details_that_are_not_right(kit: Kit) -> None:
    wrong = kit.answer("details-check", "2025-09-16T10:00", code="E-1", right=False)
    before, after = (kit.answer("contact-note", f"2025-09-{day}T10:00", code="E-1", match="P-1") for day in (15, 17))
    assert [task[0] for task in tasks(kit, kit.person("E-1"), wrong, before)] == ["details"]
    assert tasks(kit, kit.person("E-1"), wrong, after) == []
    assert tasks(kit, kit.person("E-1"), wrong) == [("details", 1, ("E-1",), "Says that some details are not right.")]
    assert tasks(kit, kit.person("E-1", applied=D(2025, 9, 16)), wrong) != []
    assert tasks(kit, kit.person("E-1", applied=D(2025, 9, 17)), wrong) == []
    assert tasks(kit, wrong) == []


def test_a_safety_answer_is_only_said_to_be_there(kit: Kit) -> None:
    asked = kit.answer("mentee-check-in", code="E-1", match="P-1", safe="no: please contact me", what="what-7f3a")
    old = kit.answer("concern", "2025-09-01T10:00", now="it is not urgent")
    (task,) = agenda(kit.records(asked, old), kit.program(), kit.today)
    assert (task.kind, task.urgency, task.who) == ("safety", 0, ())
    assert task.text == "Somebody answered the safety question; see the page Safety."
    assert (str(task.cell), task.due) == ('"mentee-check-in", row 2, question "safe"', D(2026, 3, 1))


def test_the_most_urgent_comes_first_then_the_earliest_then_by_code(kit: Kit) -> None:
    lacks = {"minor": True, "status": "permission_wanted", "missing": ("permission",), "needs": ("x",)}
    people = [
        kit.person("E-3", **lacks, applied=D(2026, 2, 20)),
        kit.person("E-2", **lacks),
        kit.person("E-1", **lacks),
        kit.person("E-0", **lacks, applied=D(2025, 10, 1)),
    ]
    concern = kit.answer("concern", None, now="it is not urgent")
    assert [task[2] for task in tasks(kit, *people, concern)] == [(), ("E-1",), ("E-2",), ("E-0",), ("E-3",)]
