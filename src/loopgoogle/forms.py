"""Forms and their answers as the Forms interface gives them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

PAGE = 5000


@dataclass(slots=True)
class Reply:
    """One answer to a form: question id -> what was picked or written."""

    id: str
    sent: dt.datetime  # with its zone
    answers: dict[str, list[str]]
    email: str = ""
    changed: dt.datetime | None = None  # when it was edited last


@dataclass(slots=True)
class OnlineForm:
    """One form."""

    id: str
    title: str
    questions: dict[str, str]  # question id -> its words; of a grid's row "words [row]"
    replies: list[Reply] = field(default_factory=list)
    readers: set[str] = field(default_factory=set)

    def told(self) -> dict[str, Any]:
        """The form itself."""
        plain = {name: words for name, words in self.questions.items() if not words.endswith("]")}
        items = [
            {
                "itemId": f"i{name}",
                "title": words,
                "questionItem": {"question": {"questionId": name, "textQuestion": {}}},
            }
            for name, words in plain.items()
        ]
        items += self._grids()
        return {"formId": self.id, "info": {"title": self.title, "documentTitle": self.title}, "items": items}

    def _grids(self) -> list[dict[str, Any]]:
        grids: dict[str, list[dict[str, Any]]] = {}
        for name, words in self.questions.items():
            title, _, row = words.rpartition(" [")
            if words.endswith("]"):
                told = {"questionId": name, "rowQuestion": {"title": row.removesuffix("]")}}
                grids.setdefault(title, []).append(told)
        return [
            {"itemId": f"g{n}", "title": title, "questionGroupItem": {"questions": rows}}
            for n, (title, rows) in enumerate(grids.items())
        ]

    def page(self, size: int, token: str, since: dt.datetime | None, after: dt.datetime | None) -> dict[str, Any]:
        """One page of answers, oldest first: sent at or after ``since``, or later than ``after``."""
        found = [
            reply
            for reply in self.replies
            if (since is None or _last(reply) >= since) and (after is None or _last(reply) > after)
        ]
        start = int(token or 0)
        told: dict[str, Any] = {}
        if found[start : start + size]:
            told["responses"] = [self._reply(reply) for reply in found[start : start + size]]
        if start + size < len(found):
            told["nextPageToken"] = str(start + size)
        return told

    def _reply(self, reply: Reply) -> dict[str, Any]:
        answers = {
            name: {"questionId": name, "textAnswers": {"answers": [{"value": one} for one in picked]}}
            for name, picked in reply.answers.items()
        }
        told: dict[str, Any] = {
            "formId": self.id,
            "responseId": reply.id,
            "createTime": written(reply.sent),
            "lastSubmittedTime": written(_last(reply)),
            "answers": answers,
        }
        if reply.email:
            told["respondentEmail"] = reply.email
        return told


def _last(reply: Reply) -> dt.datetime:
    return reply.changed or reply.sent


def written(moment: dt.datetime) -> str:
    """A moment as Google writes it: with a part of a second only where there is one."""
    plain = moment.astimezone(dt.UTC).replace(tzinfo=None)
    part = f".{plain.microsecond // 1000:03}" if plain.microsecond else ""
    return f"{plain:%Y-%m-%dT%H:%M:%S}{part}Z"
