"""The town around the program: partners, projects, events, and where to find help."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from peerloom.definition.fields import Day, Link, Model, Phone, Slug, Text, TimeOfDay, Whole, YesNo
from peerloom.definition.organisation import Role


class Partner(Model):
    """An organisation that helps. It becomes a card and a page at ``partners/<id>/``."""

    id: Slug
    name: Text
    kind: Literal[
        "school",
        "nonprofit",
        "business",
        "community-centre",
        "college",
        "local-government",
        "food-bank",
        "youth-club",
        "health",
        "library",
        "faith",
        "sports-club",
        "museum",
    ]
    offers: tuple[
        Literal["rooms", "training", "volunteers", "money", "goods", "events", "advice", "placements"], ...
    ] = ()
    areas: tuple[Slug, ...] = ()
    since: Annotated[Whole, Field(ge=1900, le=2100)] | None = None
    link: Link | None = None
    contact: Text = ""  # a role, never a person
    summary: Text


class Project(Model):
    """Service that pairs do together for the town."""

    id: Slug
    title: Text
    need: Text
    summary: Text
    partner: Slug | None = None
    from_: Annotated[Day, Field(alias="from")]
    to: Day
    where: Text = ""
    tasks: tuple[Text, ...] = ()
    hours_goal: Whole | None = None


class Event(Model):
    """Something to come to. It goes into the calendar file as well."""

    id: Slug
    title: Text
    on: Day
    starts: TimeOfDay
    ends: TimeOfDay
    place: Text
    public: YesNo = True  # only public events show their place
    for_: Annotated[tuple[Role, ...], Field(alias="for")] = ()
    partner: Slug | None = None
    summary: Text


class HelpEntry(Model):
    """A place that helps, with the day on which somebody last checked that it still does."""

    id: Slug
    name: Text
    what: Text
    kind: Literal["emergency", "safety", "feelings", "family", "school", "money", "health", "civic"]
    phone: Phone | None = None
    text: Phone | None = None
    link: Link | None = None
    hours: Text = ""
    verified: Day
