"""A Google at home: Sheets, Forms answers and sign-in over HTTP on this machine, for tests and for trying things out.

It stores what it is told and answers as Google does, with Google's errors, limits and odd ways. Every request and every
answer is checked against the discovery documents that Google publishes. What it does not know it refuses with 501, and
notes it: a test that meets it fails.

    from loopgoogle import Google, serve

    google = Google()
    book = google.new_book("Answers", zone="Europe/Berlin", locale="de_DE")
    with serve(google) as base:
        ...  # base is "http://127.0.0.1:<port>"
"""

from __future__ import annotations

from loopgoogle.account import Account, new_account
from loopgoogle.book import Book, Sheet
from loopgoogle.faults import KINDS, Fault
from loopgoogle.google import Google
from loopgoogle.server import serve

__all__ = ["KINDS", "Account", "Book", "Fault", "Google", "Sheet", "new_account", "serve"]
