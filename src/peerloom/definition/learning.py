"""What people learn and read: training modules, guides, prompts, policies, stories."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from peerloom.definition.fields import Day, Link, Model, Slug, Text, Whole, YesNo
from peerloom.definition.organisation import Role

TOPICS = {
    "requirements": "what the program asks",
    "expectations": "goals and expectations",
    "roles": "duties and roles",
    "relationship": "building the relationship",
    "ethics": "ethics and safety",
    "ending": "ending well",
    "help": "where to find help",
    "inclusion": "people with special needs",
    "first-steps": "the first meetings",
    "families": "working with families",
    "civic": "civic responsibility",
    "listening": "listening and communication",
    "conflict": "solving conflicts",
    "goals": "setting goals",
    "empathy": "empathy",
    "boundaries": "boundaries and when to refer",
    "culture": "culture",
    "feedback": "giving feedback",
    "emotions": "handling feelings",
    "body-language": "body language",
    "online": "meeting online",
    "finding-mentors": "finding mentors yourself",
}
Topic = Literal[
    "requirements",
    "expectations",
    "roles",
    "relationship",
    "ethics",
    "ending",
    "help",
    "inclusion",
    "first-steps",
    "families",
    "civic",
    "listening",
    "conflict",
    "goals",
    "empathy",
    "boundaries",
    "culture",
    "feedback",
    "emotions",
    "body-language",
    "online",
    "finding-mentors",
]


class Reviewed(Model):
    """When a text was last read and approved, and by which role."""

    on: Day
    by: Text


class Source(Model):
    """Something to read further."""

    title: Text
    by: Text = ""
    year: Whole | None = None
    link: Link | None = None


class Choice(Model):
    """One thing to say or do in a role play, and what follows."""

    say: Text
    happens: Text
    verdict: Literal["good", "mixed", "poor"]
    next: Slug | None = None  # id of the step that follows; without it the play ends here


class Step(Model):
    """One moment of a role play."""

    id: Slug
    scene: Text
    choices: Annotated[tuple[Choice, ...], Field(min_length=2)]


class Scenario(Model):
    """A role play to click through, or to print and act out. The first step is the start."""

    id: Slug
    title: Text
    setting: Text
    steps: Annotated[tuple[Step, ...], Field(min_length=1)]


class Answer(Model):
    """One answer of a self-check question, with the reason why it is right or not."""

    say: Text
    right: YesNo
    why: Text


class Check(Model):
    """A question to check yourself with. Nothing is stored or sent."""

    id: Slug
    ask: Text
    answers: Annotated[tuple[Answer, ...], Field(min_length=2)]


class Module(Model):
    """One training module. It becomes one page at ``training/<id>/``."""

    id: Slug
    title: Text
    summary: Text
    for_: Annotated[tuple[Role, ...], Field(alias="for", min_length=1)]
    minutes: Annotated[Whole, Field(ge=5, le=600)]
    in_person: YesNo = False
    before_match: YesNo = False  # must be done before a match
    refresh_months: Whole | None = None
    needs: tuple[Slug, ...] = ()  # ids of modules to take before this one
    topics: tuple[Topic, ...] = ()
    objectives: Annotated[tuple[Text, ...], Field(min_length=1)]
    reviewed: Reviewed | None = None
    sources: tuple[Source, ...] = ()
    scenarios: tuple[Scenario, ...] = ()
    checks: tuple[Check, ...] = ()


class Training(Model):
    """The training path."""

    summary: Text = ""
    minutes_before_match: Whole = 120  # a mentor has done this much before the first match
    required_topics: tuple[Topic, ...] = ()  # each must be covered by a module
    modules: tuple[Module, ...] = ()


class Guide(Model):
    """A longer text for one kind of reader, at ``guides/<id>/``."""

    id: Slug
    title: Text
    summary: Text
    for_: Annotated[tuple[Role, ...], Field(alias="for", min_length=1)]
    minutes: Whole | None = None  # reading time
    reviewed: Reviewed | None = None


class Prompt(Model):
    """Something to talk about or do together."""

    id: Slug
    title: Text
    kind: Literal["conversation", "activity", "reflection"]
    text: Text
    minutes: Whole
    ages: Literal["young", "teen", "all"] = "all"
    place: tuple[Literal["anywhere", "school", "outdoors", "online", "library"], ...] = ("anywhere",)
    theme: Literal["getting-to-know", "school", "feelings", "goals", "friends", "town", "future", "fun", "ending"]
    materials: Text = ""


class Policy(Model):
    """A rule that people can read, at ``policies/<id>/``."""

    id: Slug
    title: Text
    kind: Literal[
        "code-of-conduct",
        "confidentiality",
        "safeguarding",
        "closure",
        "accessibility",
        "complaints",
        "photos",
        "online",
        "privacy",
        "insurance",
        "other",
    ]
    summary: Text
    reviewed: Reviewed | None = None


class Story(Model):
    """A story that may be told: whose consent it rests on is part of it."""

    id: Slug
    title: Text
    summary: Text
    on: Day
    consent: Text
