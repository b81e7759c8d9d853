from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from loopgoogle import Google, serve
from peerloom.google.client import Client, Turns
from peerloom.google.credentials import WRITE, sign_in
from peerloom.google.sheets import Spreadsheets

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from loopgoogle import Account, Book

TIMEOUT = (2.0, 0.5)  # the server's slow answers take longer


@dataclass
class Clock:
    """A clock that goes on only when somebody sleeps."""

    now: float = 0.0
    slept: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@dataclass
class Home:
    """A Google on this machine, an account in it, and a client that waits for nothing."""

    google: Google
    base: str
    account: Account
    clock: Clock

    def book(self, title: str = "Answers", locale: str = "en_GB", **shared: Sequence[str]) -> Book:
        return self.google.new_book(title, locale=locale, writers=shared.get("writers", [self.account.email]))

    def turns(self) -> Turns:
        return Turns(self.clock, self.clock.sleep, lambda _, most: most)

    def client(self, *books: Book, scope: str = WRITE) -> Client:
        signed = sign_in(json.dumps(self.account.key_file(self.base)), [scope])
        return Client(signed, frozenset(book.id for book in books), self.turns(), self.base, TIMEOUT)

    def sheets(self, *books: Book) -> Spreadsheets:
        return Spreadsheets(self.client(*books))


@pytest.fixture(scope="session")
def account_of() -> Iterator[Account]:
    from loopgoogle import new_account  # noqa: PLC0415

    return new_account()  # type: ignore[return-value] # keys take time to make: one for all tests


@pytest.fixture
def home(account_of: Account) -> Iterator[Home]:
    google = Google(slow=0.8)
    google.tokens.accounts[account_of.email] = account_of
    with serve(google) as base:
        yield Home(google, base, account_of, Clock())
    assert google.problems == []  # nothing that Google's documents do not know, on either side
