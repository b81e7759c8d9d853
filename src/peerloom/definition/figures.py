"""The register of figures: what each one means. The numbers themselves are made elsewhere.

A page prints a title and a definition from here; it can never reach the people behind the number.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "people",  # a count of people: suppressed below the threshold, rounded
    "things",  # a count of things such as modules: exact
    "share",  # people among people, in percent
    "mean",  # an average of answers on a scale
    "hours",  # a sum of hours that many people gave
    "months",  # a length of time
]


@dataclass(frozen=True, slots=True)
class FigureSpec:
    """What one figure is: its words, how it is computed, and whether it may become public."""

    id: str
    title: str
    definition: str  # how it is counted, in plain words
    kind: Kind
    public: bool
    needs: tuple[str, ...] = ()  # ids of the forms, or form.question, that it is computed from


_ALL = (
    FigureSpec(
        "mentors-applied",
        "Mentor sign-ups",
        "People who filled in the mentor sign-up, each counted once.",
        "people",
        public=True,
        needs=("mentor-sign-up",),
    ),
    FigureSpec(
        "mentees-applied",
        "Mentee sign-ups",
        "People who filled in the mentee sign-up, each counted once.",
        "people",
        public=True,
        needs=("mentee-sign-up",),
    ),
    FigureSpec(
        "mentors-screened",
        "Mentors screened",
        "Mentors whose interview, references and checks are done and still valid.",
        "people",
        public=False,
        needs=("screening",),
    ),
    FigureSpec(
        "mentors-trained",
        "Mentors trained",
        "Mentors who finished every module that is required before a match.",
        "people",
        public=True,
        needs=("training-done",),
    ),
    FigureSpec(
        "matches-made",
        "Young people with a mentor",
        "Mentees who had at least one approved match in the cohort.",
        "people",
        public=True,
        needs=("mentee-sign-up",),
    ),
    FigureSpec(
        "mentees-waiting",
        "Young people waiting",
        "Mentees who are ready and have no match yet.",
        "people",
        public=True,
        needs=("mentee-sign-up",),
    ),
    FigureSpec(
        "match-rate",
        "Share matched",
        "Mentees with a match, of those with a match or ready and waiting.",
        "share",
        public=True,
        needs=("mentee-sign-up",),
    ),
    FigureSpec(
        "seats-used",
        "Places used",
        "Places of ready mentors that are filled.",
        "share",
        public=False,
        needs=("mentor-sign-up.capacity",),
    ),
    FigureSpec(
        "check-ins-due",
        "Check-ins due",
        "Check-ins that fell due up to this day, one a match and side.",
        "people",
        public=False,
        needs=("mentor-check-in", "mentee-check-in"),
    ),
    FigureSpec(
        "check-ins-done",
        "Check-ins done on time",
        "Check-ins that came within seven days of the day they were due, of all that were due.",
        "share",
        public=True,
        needs=("mentor-check-in", "mentee-check-in"),
    ),
    FigureSpec(
        "hours",
        "Hours together",
        "Minutes in the hours log, added up, in hours.",
        "hours",
        public=True,
        needs=("hours-log.minutes",),
    ),
    FigureSpec(
        "meetings",
        "Meetings a month",
        "Meetings in the hours log, for each month that a match ran.",
        "mean",
        public=True,
        needs=("hours-log.minutes",),
    ),
    FigureSpec(
        "service-hours",
        "Hours of service",
        "Minutes in the hours log that were part of a service project, in hours.",
        "hours",
        public=True,
        needs=("hours-log.project",),
    ),
    FigureSpec(
        "goals-set",
        "Matches with a goal",
        "Active matches older than 30 days that have set a goal.",
        "share",
        public=True,
        needs=("goal",),
    ),
    FigureSpec(
        "goals-reached",
        "Goals reached",
        "Goals marked done, of those done, dropped or past their day.",
        "share",
        public=True,
        needs=("goal-review",),
    ),
    FigureSpec(
        "mentee-satisfaction",
        "Mentees: how happy with the program",
        "Average of the answers from 1 to 5 in the half-way and end feedback.",
        "mean",
        public=True,
        needs=("end-feedback.satisfied",),
    ),
    FigureSpec(
        "mentor-satisfaction",
        "Mentors: how happy with the program",
        "Average of the answers from 1 to 5 in the half-way and end feedback.",
        "mean",
        public=True,
        needs=("end-feedback.satisfied",),
    ),
    FigureSpec(
        "match-length",
        "How long matches last",
        "Half of all matches last at least this long. Matches that still run are counted with the time so far "
        "(Kaplan-Meier).",
        "months",
        public=True,
        needs=("first-meeting", "closure"),
    ),
    FigureSpec(
        "stayed-3",
        "Matches that reach 3 months",
        "Share of matches that last 91 days or more, with running ones counted up to now (Kaplan-Meier).",
        "share",
        public=True,
        needs=("first-meeting", "closure"),
    ),
    FigureSpec(
        "stayed-6",
        "Matches that reach 6 months",
        "Share of matches that last 183 days or more, with running ones counted up to now (Kaplan-Meier).",
        "share",
        public=True,
        needs=("first-meeting", "closure"),
    ),
    FigureSpec(
        "closed-early",
        "Matches that ended early",
        "Matches that ended before the agreed day for a reason other than completed, of all that started.",
        "share",
        public=True,
        needs=("closure",),
    ),
    FigureSpec(
        "modules",
        "Training modules",
        "Modules of the training path.",
        "things",
        public=True,
    ),
    FigureSpec(
        "partners",
        "Partners",
        "Organisations that help the program.",
        "things",
        public=True,
    ),
    FigureSpec(
        "projects",
        "Service projects",
        "Projects in which pairs help the town.",
        "things",
        public=True,
    ),
    FigureSpec(
        "events",
        "Events",
        "Events on the calendar of this year.",
        "things",
        public=True,
    ),
)

FIGURES = {spec.id: spec for spec in _ALL}
