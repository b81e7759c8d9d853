"""The block ``standards``: which edition a program measures itself against, and what it says about it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from peerloom.definition.fields import Day, Model, Slug, Text, Whole


class Stated(Model):
    """What the program says about an item, who answers for it (a role), and since when."""

    note: Text
    by: Text
    on: Day


class LocalItem(Model):
    """A point that the standard does not have: of a supplement, of a school, or the program's own, in its own words."""

    id: Slug
    of: Text  # where it comes from; points of one source stand together
    title: Text
    next: Text  # what to do while it is not met
    needs: Annotated[tuple[Text, ...], Field(min_length=1)] = ("said",)  # what must be there; see NEEDS


class Standards(Model):
    """The program's own look at itself. It becomes the page "What we follow" and the desk's page Standards."""

    edition: Annotated[Whole, Field(ge=4, le=5)]
    not_applicable: dict[Text, Text] = Field(default_factory=dict)  # id of an item -> why it is about nobody here
    evidence: dict[Text, Stated] = Field(default_factory=dict)  # id of an item -> what the program says
    local: tuple[LocalItem, ...] = ()
