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
    "days",  # a shorter one
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

    @property
    def formula(self) -> str:
        """How it is worked out."""
        return _FORMULAS[self.id]

    @property
    def method(self) -> str:
        """Where the method comes from, for what is more than counting and dividing."""
        return _METHODS.get(self.id, "")

    @property
    def usual(self) -> str:
        """What programs usually aim at, for a program that has set no target of its own."""
        return _USUAL.get(self.id, "")


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
        "stayed-12",
        "Matches that reach 12 months",
        "Share of matches that last 365 days or more, with running ones counted up to now (Kaplan-Meier).",
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
        "time-to-match",
        "Days until there is a match",
        "Half of all mentees have a match within so many days of their sign-up. Those still waiting are counted with "
        "the time so far (Kaplan-Meier).",
        "days",
        public=False,
        needs=("mentee-sign-up",),
    ),
    FigureSpec(
        "time-to-first-meeting",
        "Days until the first meeting",
        "Half of all approved matches meet within so many days of the approval. Those that have not met yet are "
        "counted with the time so far (Kaplan-Meier).",
        "days",
        public=False,
        needs=("first-meeting",),
    ),
    FigureSpec(
        "survey-answered",
        "Answered the survey again",
        "People who answered the survey at the start and again at the end, of those who answered at the start.",
        "share",
        public=False,
        needs=("survey",),
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

_KM = "Kaplan and Meier (1958), https://doi.org/10.2307/2281868"
_METHODS = dict.fromkeys(
    ("match-length", "stayed-3", "stayed-6", "stayed-12", "time-to-match", "time-to-first-meeting"), _KM
)
_STAYED = (
    "S(t) = product over every day up to t on which matches ended of (1 - ended / still running just before); t = {}"
)
_MEDIAN = "the first day t on which S(t) is 0.5 or less, where S is the share of {} after t days"
_FORMULAS = {
    "mentors-applied": "number of different people in the mentor sign-up",
    "mentees-applied": "number of different people in the mentee sign-up",
    "mentors-screened": "number of mentors whose screening is valid on the day",
    "mentors-trained": "number of mentors with every module that comes before a match",
    "matches-made": "number of different mentees with an approved match",
    "mentees-waiting": "number of ready mentees without a match",
    "match-rate": "100 * mentees with a match / (mentees with a match + ready mentees without one)",
    "seats-used": "100 * matches that have not ended / sum of the places of ready mentors",
    "check-ins-due": "number of check-ins due up to the day",
    "check-ins-done": "100 * check-ins within 7 days of their day / check-ins due up to the day",
    "hours": "sum of minutes / 60",
    "meetings": "meetings / (sum of the days that matches ran / 30.4375)",
    "service-hours": "sum of minutes of service / 60",
    "goals-set": "100 * active matches of 30 days or more with a goal / active matches of 30 days or more",
    "goals-reached": "100 * goals done / goals done, dropped or past their day",
    "mentee-satisfaction": "sum of marks / number of marks",
    "mentor-satisfaction": "sum of marks / number of marks",
    "match-length": _MEDIAN.format("matches that still run") + ", / 30.4375",
    "stayed-3": "100 * S(t); " + _STAYED.format("91 days"),
    "stayed-6": "100 * S(t); " + _STAYED.format("183 days"),
    "stayed-12": "100 * S(t); " + _STAYED.format("365 days"),
    "closed-early": "100 * matches that ended before the agreed day and were not completed / matches that started",
    "time-to-match": _MEDIAN.format("mentees without a match"),
    "time-to-first-meeting": _MEDIAN.format("approved matches that have not met"),
    "survey-answered": "100 * people who answered at the start and at the end / people who answered at the start",
    "modules": "number of modules",
    "partners": "number of partners",
    "projects": "number of projects",
    "events": "number of events",
}
_USUAL = {
    "match-rate": "70 percent or more",
    "seats-used": "80 to 95 percent",
    "mentees-waiting": "nobody longer than 60 days",
    "time-to-match": "60 days or less",
    "time-to-first-meeting": "14 days or less",
    "check-ins-done": "90 percent or more",
    "goals-set": "90 percent or more",
    "goals-reached": "60 percent or more",
    "mentee-satisfaction": "4 of 5 or more",
    "mentor-satisfaction": "4 of 5 or more",
    "closed-early": "below 38 percent, the average of 170 programs",
    "survey-answered": "60 percent or more",
}
