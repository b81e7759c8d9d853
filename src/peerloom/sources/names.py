"""Which form a file, a sheet or a tab belongs to, by its name."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from peerloom.sources.headers import COLLECTED, TIMES, known_headers

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from peerloom.sources.tables import Wanted

# What Google adds to a form's title, in some languages, and what browsers add to a file that is there already.
_TAB = (
    r"form[ _]?responses|formularantworten|réponses au formulaire|respuestas de formulario"
    r"|respostas ao formulário|risposte del modulo|formulierreacties"
)
_ENDING = re.compile(
    rf"(\.(csv|xlsx)|\((responses?|antworten|réponses|respuestas|respostas|risposte|reacties)\)"
    rf"| - ({_TAB})[ _]?\d+|\(\d+\))$"
)
_RESPONSES = re.compile(rf"({_TAB}) ?\d+")
_LONGEST_SHEET = 31  # Excel cuts longer names of sheets


def normal(name: str) -> str:
    """A file's, sheet's or form's name for comparing: without what exports add, letters and digits alone."""
    text = " ".join(unicodedata.normalize("NFKC", name).casefold().split())
    while (shorter := _ENDING.sub("", text).strip()) not in {text, ""}:
        text = shorter
    return " ".join(re.sub(r"[\W_]", " ", text).split())


def is_responses(title: str) -> bool:
    """Say whether a sheet bears the name that Google gives to the answers of a form, whichever it is."""
    return _RESPONSES.fullmatch(normal(title)) is not None


@dataclass(frozen=True, slots=True)
class FormNames:
    """Which form a name means, and which headers its columns can have."""

    forms: Mapping[str, str]
    headers: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, forms: Sequence[Wanted]) -> FormNames:
        """Read the titles, ids and older titles of the forms. Titles go first."""
        names: dict[str, str] = {}
        for titles in ([form.title for form in forms], [form.id for form in forms]):
            for title, form in zip(titles, forms, strict=True):
                names.setdefault(normal(title), form.id)
        for form in forms:
            for title in form.also:
                names.setdefault(normal(title), form.id)
        headers = {form.id: frozenset(known_headers(form)) | TIMES | COLLECTED for form in forms}
        return cls(names, headers)

    def form_of(self, name: str) -> str | None:
        """The form of a file's or tab's name."""
        return self.forms.get(normal(name))

    def form_of_sheet(self, title: str) -> str | None:
        """The form of a sheet's own name, which Excel may have cut."""
        name = normal(title)
        if name in self.forms or len(title) < _LONGEST_SHEET:
            return self.forms.get(name)
        long = {form for known, form in self.forms.items() if known.startswith(name)}
        return long.pop() if len(long) == 1 else None
