"""What a source of answers gives: tables of text, then rows whose columns are known by question."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from peerloom.problems import Cell

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from peerloom.problems import Problem

RESPONDENT = ("_address", "email", "code")  # the first of these cells that is filled says who answered


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a sheet as text. ``number`` counts as the spreadsheet does: the header is row 1."""

    number: int
    cells: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Table:
    """One tab or file as it was found; nothing is read into it yet."""

    name: str  # for messages: the file's name or the tab's title
    form: str  # id of the form that it belongs to
    header: tuple[str, ...]
    lines: tuple[Line, ...]
    broken: bool = False  # it is there, but could not be read; then there is no header and no line


@dataclass(frozen=True, slots=True)
class Row:
    """One answer to one form, its columns found by question id.

    ``cells`` maps a question's id to its text; a grid has one entry a row, ``id[row name]``.
    Columns that no question owns are kept under their header in ``unowned`` and shown nowhere.
    """

    form: str
    tab: str
    number: int
    at: dt.datetime | None  # when it was sent, in the sheet's own time; None where the form keeps no time
    cells: Mapping[str, str] = field(repr=False)  # what people wrote is not printed by accident
    unowned: Mapping[str, str] = field(default_factory=dict, repr=False)
    copy: int = 0  # how many rows with the same content stand before it in its tab; the ledger counts them

    @property
    def cell(self) -> Cell:
        """Where it stands, for messages."""
        return Cell(self.tab, self.number)


@dataclass(frozen=True, slots=True)
class Rows:
    """What tables hold: rows whose columns are known, rows that cannot be used, and all that is odd.

    Of a form in ``unread`` nothing is given: a file of it is broken, or its columns cannot be told apart.
    """

    rows: tuple[Row, ...]
    rejected: tuple[Row, ...]  # too large to keep as an answer; only their place and form count
    problems: tuple[Problem, ...]
    unread: frozenset[str] = frozenset()  # ids of forms


class Asked(Protocol):
    """A question, as far as a source must know it: under which titles its column can stand."""

    @property
    def id(self) -> str:
        """Its id."""
        ...

    @property
    def ask(self) -> str:
        """Its words."""
        ...

    @property
    def type(self) -> str:
        """Its type, for example grid."""
        ...

    @property
    def rows(self) -> Sequence[str]:
        """Names of the rows of a grid."""
        ...

    @property
    def required(self) -> bool:
        """Whether it must be answered."""
        ...

    @property
    def also(self) -> Sequence[str]:
        """Older titles."""
        ...


class Wanted(Protocol):
    """A form, as far as a source must know it."""

    @property
    def id(self) -> str:
        """Its id."""
        ...

    @property
    def title(self) -> str:
        """Its title."""
        ...

    @property
    def anonymous(self) -> bool:
        """Whether time and address are dropped on reading."""
        ...

    @property
    def repeats(self) -> bool:
        """Whether one person answers it again and again."""
        ...

    @property
    def also(self) -> Sequence[str]:
        """Older titles."""
        ...

    @property
    def questions(self) -> Sequence[Asked]:
        """Its questions, in order."""
        ...


class Source(Protocol):
    """Where answers come from: a folder of CSV files, or later a spreadsheet."""

    def read_tables(self, forms: Sequence[Wanted]) -> tuple[tuple[Table, ...], tuple[Problem, ...]]:
        """Give every table that can be read, in a fixed order, and what could not be read."""
        ...
