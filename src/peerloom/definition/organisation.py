"""Who runs the program, whom to call, what the program is for and when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from peerloom.definition.fields import (
    Day,
    Hours,
    Link,
    Mail,
    Model,
    Phone,
    QuestionId,
    Slug,
    Spot,
    Steps,
    Text,
    Whole,
    YesNo,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

Role = Literal["mentor", "mentee", "family", "coordinator"]


class About(Model):
    """The program itself: its name and what it is for. It becomes the home page and the about page."""

    id: Slug
    name: Text
    tagline: Text  # one sentence that a stranger understands
    summary: Text
    mission: Text = ""
    vision: Text = ""
    values: tuple[Text, ...] = ()
    language: Slug = "en"
    place: Text = ""  # the town or school that it serves
    with_minors: YesNo = True
    adult_age: Whole = 18
    site_url: Link | None = None
    edit_url: Link | None = None  # start of the links "edit this page", up to and with the branch
    demo: YesNo = False  # all people are invented; only this allows answers to be tracked by git
    demo_day: Day | None = None  # a demo stands still on this day, so that its dates fit its answers


class Organisation(Model):
    """Who is behind the program. Addresses are those of a role, never of a person."""

    name: Text
    kind: Text = ""
    email: Mail
    phone: Phone | None = None
    address: Text = ""
    website: Link | None = None
    funders: tuple[Text, ...] = ()


class Safeguarding(Model):
    """Whom to tell and what to do. It becomes the "help now" way on every page."""

    role: Text  # a named role, for example "Safeguarding lead"
    phone: Phone
    email: Mail | None = None
    emergency_phone: Phone
    emergency: Text  # what to do when someone is in danger now
    steps: tuple[Text, ...] = ()


class Shape(Model):
    """How people meet: the model of mentoring."""

    kind: Literal["one-on-one", "group", "cross-age", "reciprocal"]
    how: Text  # in a sentence or two, for the public page
    formats: tuple[Text, ...] = ()
    steps: tuple[Text, ...] = ()  # the year from a participant's side, in order
    mentors_most: Whole = 3  # mentees that one mentor may take at most
    group_least: Annotated[Whole, Field(ge=1)] = 3  # mentees in a group; the next four are for the kind group alone
    group_most: Annotated[Whole, Field(ge=1)] = 6
    group_slot: QuestionId | None = None  # a grid or choices in both sign-ups: a group needs a time that suits all
    co_mentors: Annotated[Whole, Field(ge=1, le=2)] = 1  # mentors who lead a group together
    circle: Annotated[Whole, Field(ge=2, le=3)] = 2  # for the kind reciprocal alone: people in a match

    @property
    def reciprocal(self) -> bool:
        """Whether people are peers without roles, who all sign up with the form for mentees."""
        return self.kind == "reciprocal"

    @property
    def one_by_one(self) -> bool:
        """Whether each mentee has a mentor of their own: neither groups nor peers."""
        return self.kind in {"one-on-one", "cross-age"}

    @property
    def takes_most(self) -> int:
        """How many mentees one mentor may take at most."""
        if self.kind == "group" and "mentors_most" not in self.model_fields_set:
            return self.group_most
        return min(self.mentors_most, self.group_most) if self.kind == "group" else self.mentors_most


class Goal(Model):
    """What the program wants to reach, how that is measured, and by when."""

    id: Slug
    title: Text
    why: Text = ""
    measure: Text = ""  # id of a figure, for example `hours`, or `form.question` for a survey question
    start: Text = ""  # where things stood when the goal was set
    target: Whole | None = None
    unit: Text = ""
    by: Day | None = None


class LogicModel(Model):
    """From what goes in to what changes. It is drawn on the about page."""

    inputs: tuple[Text, ...]
    activities: tuple[Text, ...]
    outputs: tuple[Text, ...]
    outcomes: tuple[Text, ...]
    impact: tuple[Text, ...]


class RoleSheet(Model):
    """What a mentor, mentee, family or coordinator must be, promises, and may expect."""

    id: Role
    title: Text
    summary: Text
    eligibility: tuple[Text, ...] = ()
    commitments: tuple[Text, ...] = ()
    expectations: tuple[Text, ...] = ()  # what they can count on from the program
    gains: tuple[Text, ...] = ()
    hard: tuple[Text, ...] = ()  # what can be hard about it, said beforehand
    steps: tuple[Text, ...] = ()  # from the first click to the first meeting
    form: Slug | None = None  # the form to join with


class Break(Model):
    """Days on which nothing falls due."""

    title: Text
    first: Day
    last: Day


class Cohort(Model):
    """One round of the program, from sign-up to the last meeting."""

    id: Slug
    title: Text
    sign_up_opens: Day
    sign_up_closes: Day
    matching: Day
    starts: Day
    ends: Day
    meetings_per_month: Whole = 4
    meeting_minutes: Whole = 60
    check_in_days: Whole = 14  # a check-in is due this many days after the last
    breaks: tuple[Break, ...] = ()
    places: Whole | None = None


class Support(Model):
    """When a match needs a look. Days count as calendar days outside breaks."""

    first_contact_days: Whole = 2  # after the first meeting
    first_meeting_days: Whole = 14  # after approval; later is late
    check_in_late_days: Whole = 7  # after it was due
    quiet_days: Whole = 14  # no meeting for longer: talk to both
    silent_days: Whole = 30  # no meeting for longer: act now
    caseload: Whole = 40  # matches that one coordinator can look after
    screening_months: Whole = 24  # how long a screening stays valid
    cooling_off_days: Whole = 14  # between a closure and a new match


class Evaluation(Model):
    """What is measured and shown."""

    waves: tuple[Text, ...] = ()
    figures: tuple[Slug, ...] = ()  # ids of figures for the public progress page, in order; none: all that may be
    review: Text = ""  # what is done with the results
    anonymous: tuple[Slug, ...] = ()  # ids of forms whose answers carry no address


class Milestone(Model):
    """Something worth thanks, counted for all together."""

    id: Slug
    title: Text
    text: Text


class Award(Model):
    """A certificate, and what somebody has done who gets it: everything that is named, and at least one meeting."""

    id: Slug
    title: Text  # public: the page that checks codes shows it
    text: Text = ""  # one sentence on the certificate
    for_: Annotated[tuple[Literal["mentor", "mentee"], ...], Field(alias="for", min_length=1)] = ("mentor", "mentee")
    hours: Whole = 0  # together, in one round
    meetings: Whole = 0
    goals: Whole = 0  # reached
    to_the_end: YesNo = False  # a match that was completed, or that lasted to the last day of its round


_AWARDS = (
    Award(id="full-round", title="Certificate of a full round", text="and stayed to the end.", to_the_end=True),
    Award(id="goal-reached", title="Certificate of a goal reached", text="and reached a goal together.", goals=1),
)


class Recognition(Model):
    """How people are thanked."""

    summary: Text = ""
    milestones: tuple[Milestone, ...] = ()
    awards: tuple[Award, ...] = Field(default=_AWARDS, description="Who gets which certificate.")


class Publication(Model):
    """How careful the public figures are. Stricter is free; less needs ``looser: yes``, and every page says it."""

    least: Whole = Field(default=10, description="No count of people below this is ever shown.")
    round_to: Whole = 5
    percent_least: Whole = 20
    looser: YesNo = Field(
        default=False,
        description="Allows lower limits than the kit's: 5, 3 and 10. Every page says so. Never fewer than 10 minors.",
    )
    privacy_contact: Mail | None = None
    keep_months: Whole = 12  # answers are kept this long after the program year
    help_checked_months: Whole = 12  # a help entry older than this is a problem


class Rule(Model):
    """A hard rule of the pairing: a pair that breaks it is never proposed.

    ``share``, ``overlap``, ``compatible``, ``gap``, ``differ`` and ``near`` read one question that both forms ask, or
    one of the mentor and another one of the mentee.
    """

    rule: Literal[
        "share",
        "overlap",
        "compatible",
        "gap",
        "differ",
        "near",
        "new",
        "trained",
        "screened",
        "permission",
        "consent",
    ]
    question: QuestionId | None = None
    mentee: QuestionId | None = None  # two different questions: of the mentee
    mentor: QuestionId | None = None  # and of the mentor
    least: Whole | None = None  # share, overlap: answers in common; gap: mentor minus mentee
    most: Whole | None = None
    hours: Whole | None = None  # overlap: hours a week, by the hours of `week`
    km: Whole | None = None  # near: at most, by the places of `areas`; without it: the same answer
    any: Text | None = None  # compatible, near: the option that goes with every other
    months: Whole | None = None  # new: after so many months two people may be matched again
    why: Text = ""  # said on the page "how we match"

    @property
    def of_mentor(self) -> str:
        """The question whose answer of the mentor it reads, or ""."""
        return self.mentor or self.question or ""

    @property
    def of_mentee(self) -> str:
        """The question whose answer of the mentee it reads, or ""."""
        return self.mentee or self.question or ""

    @property
    def name(self) -> str:
        """What it is called where reasons are counted: its kind and its question."""
        return f"{self.rule}:{self.of_mentee}"


Points = Annotated[Whole, Field(ge=0, le=1000)]
LEVELS: Mapping[str, int] = {"must": 4, "high": 4, "medium": 2, "low": 1, "off": 0}  # a weight in points


class Wish(Model):
    """Something that makes a pair better.

    It counts by a weight (must and high 4 points, medium 2, low 1, off 0), by its own ``points``, or by the points of
    its ``steps``. With the weight ``must`` a pair that meets nothing of it cannot be.
    """

    # met: liked each other at a speed meeting
    wish: Literal["similar", "covers", "overlap", "near", "close", "steps", "differ", "asked", "waited", "met"]
    question: QuestionId | None = None  # asked in both forms
    mentee: QuestionId | None = None  # two different questions: of the mentee
    mentor: QuestionId | None = None  # and of the mentor
    weight: Literal["must", "high", "medium", "low", "off"] = "medium"
    points: Points | None = None  # in place of a level
    steps: Steps = Field(default_factory=dict)  # steps: points by gap, mentor minus mentee; near: points by km, at most
    hours: Whole | None = None  # overlap: so many hours a week, by the hours of `week`, give all its points
    any: Text | None = None  # near, asked: the option that goes with every other
    why: Text = ""

    @property
    def worth(self) -> int:
        """The points that it gives at most, in the points of the file; 0: it does not count."""
        if self.weight == "off":
            return 0
        if self.wish == "steps" or self.steps:
            return max(self.steps.values(), default=0)
        return LEVELS[self.weight] if self.points is None else self.points

    @property
    def of_mentor(self) -> str:
        """The question whose answer of the mentor it reads, or ""."""
        return self.mentor or self.question or ""

    @property
    def of_mentee(self) -> str:
        """The question whose answer of the mentee it reads, or ""."""
        return self.mentee or self.question or ""


MOST_RULES = 24  # of each list: with those of readiness they have to fit into a number of 64 bits


class Fairness(Model):
    """How much of the fit of all together may be given up, so that the poorest fit of all is better."""

    price: Annotated[Whole, Field(ge=0, le=100)] = 1  # percent of the fit over all, at most; 0: no lowest fit is kept


class SpeedMeetings(Model):
    """Short first talks before the pairing; ``peerloom pair --speed-meetings`` plans them."""

    rounds: Annotated[Whole, Field(ge=1, le=20)]  # how many talks one person has at most


class Matching(Model):
    """How pairs are found. The public page "how we match" says the same in words.

    In every mode but ``stable`` as many mentees as possible are matched before anything else counts. Then: ``balanced``
    a lowest fit at a small price, and the best fit over all; ``total`` the best fit over all; ``leximin`` the best fit
    for whoever fits worst, then for the next. ``stable``: nobody finds a better partner who would agree.
    """

    mode: Literal["balanced", "total", "leximin", "stable"] = "balanced"
    fairness: Fairness = Fairness()  # for the mode balanced alone
    require: Annotated[tuple[Rule, ...], Field(max_length=MOST_RULES)] = ()
    prefer: Annotated[tuple[Wish, ...], Field(max_length=MOST_RULES)] = ()
    week: dict[str, Hours] = Field(default_factory=dict)  # column of the form's week -> its hours, for `hours`
    zone: Text | None = None  # the program's own time zone, for example Europe/Berlin
    zones: dict[str, Text] = Field(default_factory=dict)  # an option of the question `zone` that has no known city
    areas: dict[str, Spot] = Field(default_factory=dict)  # option of a question -> its place on the map, for `near`
    speed_meetings: SpeedMeetings | None = None
    decided_by: Text = "the program coordinator"

    @property
    def counted(self) -> tuple[Wish, ...]:
        """The wishes that give points, in the order of the file."""
        return tuple(wish for wish in self.prefer if wish.worth > 0)

    @property
    def in_points(self) -> bool:
        """Whether the file says points, so that pairs with equal points must have equal scores."""
        return any(wish.points is not None or wish.steps for wish in self.prefer)
