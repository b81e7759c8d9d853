"""What can go wrong on the way to Google and back, on order."""

from __future__ import annotations

from dataclasses import dataclass

_ERRORS = {  # kind -> (status, Google's word for it, message)
    "400": (400, "INVALID_ARGUMENT", "Request contains an invalid argument."),
    "401": (401, "UNAUTHENTICATED", "Request had invalid authentication credentials."),
    "403": (403, "PERMISSION_DENIED", "The caller does not have permission"),
    "403 scope": (403, "PERMISSION_DENIED", "Request had insufficient authentication scopes."),
    "403 disabled": (
        403,
        "PERMISSION_DENIED",
        "Google Sheets API has not been used in project 1 before or it is disabled. Enable it, then retry.",
    ),
    "404": (404, "NOT_FOUND", "Requested entity was not found."),
    "408": (408, "DEADLINE_EXCEEDED", "The request timed out."),
    "409": (409, "ABORTED", "The operation was aborted."),
    "429": (429, "RESOURCE_EXHAUSTED", "Quota exceeded for quota metric 'Read requests'."),
    "429 later": (429, "RESOURCE_EXHAUSTED", "Quota exceeded for quota metric 'Write requests'."),
    "500": (500, "INTERNAL", "Internal error encountered."),
    "502": (502, "UNAVAILABLE", "Bad gateway."),
    "503": (503, "UNAVAILABLE", "The service is currently unavailable."),
    "503 after": (503, "UNAVAILABLE", "The service is currently unavailable."),
    "504": (504, "DEADLINE_EXCEEDED", "Deadline expired before operation could complete."),
}
_OTHERS = (
    "502 page",  # a page instead of JSON
    "drop",  # the line is cut before anything happens
    "drop after",  # it was done, and the line is cut before the answer
    "cut",  # the answer ends in its middle
    "cut JSON",  # the answer is complete as HTTP and broken as JSON
    "empty",  # an answer without a body
    "page",  # a page with status 200, as a network's own sign-in sends it
    "slow",  # the answer comes too late
    "slow after",  # it was done, and the answer comes too late
    "revoked",  # every token is worth nothing from now on
    "redirect",  # another address
)
KINDS = (*_ERRORS, *_OTHERS)
AFTER = {"503 after", "drop after", "slow after", "cut", "cut JSON", "empty"}  # it was done all the same


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that goes wrong.

    ``at`` counts the calls to Sheets and Forms from 0; None: every call that fits. ``path`` must stand in the path.
    """

    kind: str
    at: int | None = None
    path: str = ""
    times: int = 1  # it happens so often, then no more

    def error(self) -> tuple[int, str, str] | None:
        """Status, word and message, where it is an error that Google itself would send."""
        return _ERRORS.get(self.kind)
