"""Answers straight from a form, where its owner shares it: the Forms interface, read as a tab would be."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from peerloom.google.client import FORMS
from peerloom.google.sheets import Tab

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from peerloom.google.client import Client

_PAGE = 5000  # answers in one call, at most
_TIME, _ADDRESS = "Timestamp", "Email Address"


def read_form(client: Client, form: str, zone: str) -> Tab:
    """Every answer of a form, oldest first. Two reads, and one more for each 5,000 answers.

    Args:
        client: the gate to Google.
        form: its id: what stands between /d/ and /edit when you edit it.
        zone: the time zone in which times are given, as IANA names it. Google gives UTC.

    Returns:
        A tab with the form's title, the columns of its linked sheet, and no number of its own. Several choices are
        joined as the sheet does it, or by semicolons where a choice holds a comma.

    Raises:
        Trouble: there is no answer that can be used.
    """
    told = client.ask("get", f"{FORMS}/v1/forms/{form}")
    titles = dict(_questions(told))
    replies = sorted(_replies(client, form), key=lambda reply: (_moment(reply["createTime"]), reply["responseId"]))
    with_address = any(reply.get("respondentEmail") for reply in replies)
    header = (_TIME, *((_ADDRESS,) if with_address else ()), *titles.values())
    rows = [_row(reply, titles, ZoneInfo(zone), with_address=with_address) for reply in replies]
    title = told.get("info", {}).get("title", "")
    return Tab(-1, title, hidden=False, rows=(header, *rows))


def _questions(told: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Question id -> the title of its column, in the order of the form; a grid has one for each of its rows."""
    for item in told.get("items", []):
        title = item.get("title", "")
        question = item.get("questionItem", {}).get("question")
        if question is not None:
            yield question["questionId"], title
        for row in item.get("questionGroupItem", {}).get("questions", []):
            yield row["questionId"], f"{title} [{row.get('rowQuestion', {}).get('title', '')}]"


def _replies(client: Client, form: str) -> Iterator[Mapping[str, Any]]:
    token = ""
    while True:
        params = {"pageSize": _PAGE, **({"pageToken": token} if token else {})}
        page = client.ask("get", f"{FORMS}/v1/forms/{form}/responses", params=params)
        yield from page.get("responses", [])
        token = page.get("nextPageToken", "")
        if not token:
            return


def _moment(text: str) -> dt.datetime:
    """A moment in UTC; as a text ``...00Z`` would come after ``...00.500Z``."""
    return dt.datetime.fromisoformat(text)


def _row(reply: Mapping[str, Any], titles: Mapping[str, str], zone: ZoneInfo, *, with_address: bool) -> tuple[str, ...]:
    sent = _moment(reply.get("lastSubmittedTime") or reply["createTime"]).astimezone(zone)
    answers = reply.get("answers", {})
    picked = (
        [one.get("value", "") for one in answers.get(name, {}).get("textAnswers", {}).get("answers", [])]
        for name in titles
    )
    address = (reply.get("respondentEmail", ""),) if with_address else ()
    return (f"{sent:%Y-%m-%d %H:%M:%S}", *address, *(_joined(one) for one in picked))


def _joined(picks: list[str]) -> str:
    return (";" if any("," in pick for pick in picks) and len(picks) > 1 else ", ").join(picks)
