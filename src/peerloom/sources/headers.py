"""What can stand at the top of a column: a question's text, or what Google adds in the form's language."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from peerloom.sources.tables import Asked, Wanted

ENGLISH_TIME = "timestamp"
TIMES = frozenset(
    {
        ENGLISH_TIME,
        "zeitstempel",
        "horodateur",
        "marca temporal",
        "carimbo de data/hora",
        "informazioni cronologiche",
        "tijdstempel",
        "sygnatura czasowa",
        "tidsstämpel",
        "tidsstempel",
        "tidsmerke",
        "aikaleima",
        "časová značka",
        "zaman damgası",  # noqa: RUF001 - the letter is Turkish
        "отметка времени",
        "позначка часу",
        "タイムスタンプ",
        "타임스탬프",
        "时间戳记",
        "時間戳記",
    }
)
COLLECTED = frozenset(
    {
        "email address",
        "username",
        "e-mail-adresse",
        "nutzername",
        "adresse e-mail",
        "nom d'utilisateur",
        "dirección de correo electrónico",
        "nombre de usuario",
        "endereço de e-mail",
        "nome de usuário",
        "indirizzo email",
        "e-mailadres",
        "adres e-mail",
        "e-postadress",
        "adresse email",
    }
)


def norm(text: str) -> str:
    """A header for comparing: one kind of letter, one kind of space, no case."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def names_of(question: Asked) -> Iterator[tuple[int, str, str]]:
    """Every header under which a question can stand: rank, header, key of its cells. A low rank goes first.

    Today's words go before older ones, and those before the id. A grid has a column and a key for each of its rows.
    """
    for rank, titles in enumerate(((question.ask,), question.also, (question.id,))):
        for title in titles:
            if question.type == "grid":
                for row in question.rows:
                    yield rank, norm(f"{title} [{row}]"), f"{question.id}[{row}]"
            else:
                yield rank, norm(title), question.id


def known_headers(form: Wanted) -> dict[str, tuple[str, ...]]:
    """Header -> the keys that it can mean, in the order of the questions. More than one: it cannot be told."""
    best: dict[str, tuple[int, list[str]]] = {}
    for question in form.questions:
        for rank, name, key in names_of(question):
            old = best.get(name)
            if old is None or rank < old[0]:
                best[name] = (rank, [key])
            elif rank == old[0] and key not in old[1]:
                old[1].append(key)
    return {name: tuple(keys) for name, (_, keys) in best.items()}


def letter(column: int) -> str:
    """A column's letter, as a spreadsheet shows it: 0 is A, 26 is AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def listed(words: Iterable[str]) -> str:
    """Words as a sentence lists them: ``A``, ``A and B``, ``A, B and C``."""
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last
