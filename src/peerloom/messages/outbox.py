"""The files of the outbox: a letter as .eml, and two tables of all of them."""

from __future__ import annotations

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from typing import TYPE_CHECKING

from peerloom.readable import cleaned
from peerloom.spreadsheet import csv_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from peerloom.messages.letter import Draft

MERGE, GMAIL = "mail-merge.csv", "gmail-drafts.csv"


def outbox(drafts: Iterable[Draft], sender: str) -> dict[str, str | bytes]:
    """Every file of the outbox: name -> content. The same drafts give the same bytes.

    Nobody's name stands in a file name. A draft opens in a mail program as a letter that is not sent yet.
    """
    drafts = tuple(drafts)
    files: dict[str, str | bytes] = {f"{draft.code}.eml": eml(draft, sender) for draft in drafts}
    title = ("Draft", "Email", "Name", "Program code", "Letter", "Subject", "Text")
    files[MERGE] = csv_text(
        [
            title,
            *((d.code, d.reader.email, d.reader.call, d.reader.code, d.letter, d.subject, d.body) for d in drafts),
        ]
    )
    files[GMAIL] = csv_text([("To", "Subject", "Body"), *((d.reader.email, d.subject, d.body) for d in drafts)])
    return files


def eml(draft: Draft, sender: str) -> bytes:
    """One letter as a file that mail programs open to send (``X-Unsent``); without a day, which sending gives it."""
    message = EmailMessage(policy=SMTP)
    message["X-Unsent"] = "1"
    if sender:
        message["From"] = sender
    message["To"] = _address(draft.reader.email)
    message["Subject"] = draft.subject
    message.set_content(draft.body, cte="base64")
    message.make_mixed(boundary=f"part-{draft.code}")
    if draft.calendar:
        message.add_attachment(
            draft.calendar.encode(), maintype="text", subtype="calendar", filename="day.ics", cte="base64"
        )
    return message.as_bytes()


def _address(email: str) -> Address | str:
    """An address that the standard knows; else a blank, so that a human fills it in."""
    try:
        return Address(addr_spec=cleaned(email))
    except (ValueError, IndexError):
        return ""
