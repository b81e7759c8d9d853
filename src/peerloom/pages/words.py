"""Plain English for what program.yaml says by a key word, and for days and times."""

from __future__ import annotations

from typing import TYPE_CHECKING

from peerloom.definition.learning import TOPICS

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

FOR = {
    "mentor": "mentors",
    "mentee": "mentees",
    "family": "families",
    "coordinator": "coordinators",
}
WHO = {
    "mentor": "mentors",
    "mentee": "mentees",
    "both": "mentors and mentees",
    "family": "parents and carers",
    "partner": "partner organisations",
    "coordinator": "the program team",
    "referee": "people who give a reference",
    "staff": "staff",
    "anyone": "anyone",
}
SHARE = {
    "public": "Everybody, once you have agreed to the exact words",
    "partner": "Your match and the program team",
    "coordinator": "The program team",
    "statistics": "The program team. Otherwise only counted, never shown beside a person",
    "restricted": "Only those who look after safety",
}
USE = {
    "contact": "to reach you",
    "joining": "to see whether you can join",
    "matching": "to find a good match",
    "safety": "to keep everybody safe",
    "training": "to see which training is done",
    "support": "to help your match along",
    "figures": "to count whom we reach and what helps",
    "thanks": "to thank people",
    "running": "to run the program",
}
PART = {
    "design": "Planning the program",
    "recruit": "Joining",
    "screen": "Checks before a match",
    "train": "Training",
    "match": "Finding and starting a match",
    "support": "While you meet",
    "celebrate": "Thanks and stories",
    "evaluate": "What we learn",
    "close": "Ending well",
    "renew": "Going on next year",
}
MODEL = {
    "one-on-one": "One mentor, one mentee",
    "group": "One mentor, a small group",
    "cross-age": "Older and younger, side by side",
    "reciprocal": "Each teaches the other",
}
PARTNER_KIND = {
    "school": "School",
    "nonprofit": "Nonprofit",
    "business": "Business",
    "community-centre": "Community centre",
    "college": "College",
    "local-government": "Local government",
    "food-bank": "Food bank",
    "youth-club": "Youth club",
    "health": "Health",
    "library": "Library",
    "faith": "Faith group",
    "sports-club": "Sports club",
    "museum": "Museum",
}
PROMPT_KIND = {"conversation": "Conversation", "activity": "Activity", "reflection": "Reflection"}
THEME = {
    "getting-to-know": "Getting to know each other",
    "school": "School",
    "feelings": "Feelings",
    "goals": "Goals",
    "friends": "Friends",
    "town": "Our town",
    "future": "The future",
    "fun": "Just for fun",
    "ending": "Saying goodbye",
}
AGES = {"young": "Younger", "teen": "Teenagers", "all": "All ages"}
PLACE = {
    "anywhere": "Anywhere",
    "school": "At school",
    "outdoors": "Outdoors",
    "online": "Online",
    "library": "In the library",
}
HELP_KIND = {
    "emergency": "Emergency",
    "safety": "Feeling safe",
    "feelings": "Feelings",
    "family": "Family and home",
    "school": "School",
    "money": "Money and food",
    "health": "Health",
    "civic": "Your rights and your town",
}
VERDICT = {"good": "That works well", "mixed": "That works in part", "poor": "That does not help"}


def clock(value: dt.time) -> str:
    """Say a time of day: 18:30."""
    return f"{value.hour:02d}:{value.minute:02d}"


def listed(words: Iterable[str]) -> str:
    """Join ``words`` as people do: a, b and c. Nothing gives an empty text."""
    *first, last = tuple(words) or ("",)
    return f"{', '.join(first)} and {last}" if first else last


def spaced(slug: str) -> str:
    """Say an id as words: old-town is Old town."""
    return slug.replace("-", " ").replace("_", " ").capitalize()


def topic(value: str) -> str:
    """Say a topic of the training in words."""
    return TOPICS[value].capitalize()


def length(minutes: int) -> str:
    """Say how long: 45 minutes, 1 hour, 2 hours 15 minutes."""
    hours, rest = divmod(minutes, 60)
    parts = [f"{hours} hour{'s' if hours > 1 else ''}"] if hours else []
    if rest or not hours:
        parts.append(f"{rest} minute{'s' if rest != 1 else ''}")
    return " ".join(parts)
