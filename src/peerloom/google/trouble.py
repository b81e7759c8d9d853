"""What can go wrong with Google, as a value that says what a coordinator can do about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from peerloom.problems import Place, Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

Kind = Literal[
    "key",  # the key file is none, or broken
    "kind of key",
    "rejected",  # Google does not know the key
    "account",  # the account is gone
    "clock",
    "forbidden",  # it is not shared
    "scope",
    "disabled",
    "not found",
    "no tab",
    "quota",
    "network",
    "elsewhere",
    "broken",  # what came is no answer of Google
    "unrest",  # somebody edits while we read
    "refused",  # a write that Google does not take
    "busy",  # Google has trouble of its own
    "token",
]
_WORDS: Mapping[Kind, tuple[str, str]] = {
    "key": (
        "This is no key that can be used.",
        "Download the key again as JSON: Google Cloud console, Service accounts, Keys, Add key.",
    ),
    "kind of key": (
        "This is a key of another kind.",
        "Use the key of a service account, or workload identity federation.",
    ),
    "rejected": ("Google does not accept this key.", "Make a new key for the service account, and delete this one."),
    "account": ("Google does not know this account any more.", "Ask who removed it, or make a new service account."),
    "clock": (
        "The clock of this computer is wrong, so Google refuses.",
        "Set date and time, then try again.",
    ),
    "forbidden": ("Google does not let this account open the spreadsheet.", "Share it with {email} as {role}."),
    "scope": ("The sign-in asks for too little.", "This is a fault of Peerloom. Please report it."),
    "disabled": (
        "The Google Sheets API is switched off in the project of this account.",
        "Google Cloud console: APIs and services, Library, Google Sheets API, Enable. Then wait five minutes.",
    ),
    "not found": (
        "There is no spreadsheet with this id.",
        "Copy the part of its link between /d/ and /edit into program.yaml.",
    ),
    "no tab": ("There is no such tab.", "{detail}"),
    "quota": ("Google asks us to wait: too many calls in a short time.", "Try again in a few minutes."),
    "network": ("Google cannot be reached.", "Look whether this computer is online. Nothing was changed."),
    "elsewhere": (
        "The network sends us to another place than Google.",
        "Open a browser: some networks want a sign-in of their own first.",
    ),
    "broken": ("What came back is no answer of Google.", "Try again. Some networks put a page of their own before it."),
    "unrest": (
        "Somebody changes the spreadsheet while it is read.",
        "Try again in a minute, when nobody sorts or edits it.",
    ),
    "refused": ("Google did not take what should be written.", "Nothing was written. {detail}"),
    "busy": ("Google has trouble of its own.", "Try again in a few minutes. Nothing was changed."),
    "token": ("Google did not give a token.", "{detail}"),
}


class Trouble(Exception):  # noqa: N818 - it is what the world does, not a fault of ours
    """Google said no, or nothing at all. It never holds an answer, a token or a key."""

    def __init__(self, kind: Kind, detail: str = "") -> None:
        """Keep the kind, and words that help: a tab's title, never what stands in it."""
        super().__init__(kind)
        self.kind: Kind = kind
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Who:
    """With whom a spreadsheet must be shared, for messages."""

    email: str = "the address of the service account"
    role: str = "Viewer"


def problem_of(trouble: Trouble, where: str, who: Who) -> Problem:
    """Say it in words: what is wrong, and what to do. ``where`` is the spreadsheet's or the key's name."""
    message, hint = _WORDS[trouble.kind]
    return Problem(Place(where), message, hint.format(email=who.email, role=who.role, detail=trouble.detail))
