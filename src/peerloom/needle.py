"""A private value to look for, and the plain view of a text in which it is found however it is written."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

Kind = Literal["name", "email", "phone", "birth date", "free text", "code"]
LEAST = 3  # shorter ones would be found in any text

_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
    "\U000e0000-\U000e007f]"
)
# Letters that look alike or are written in two ways. The second row: Cyrillic, the third: Greek.
_LETTERS = str.maketrans(
    {"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"}  # noqa: RUF001 - telling look-alikes is what this table is for
    | dict(zip("аеорсухіјѕһԁґ", "aeopcyxijshdr", strict=True))
    | dict(zip("αεορικντυχ", "aeopikvtux", strict=True))
)
_OTHER = re.compile(r"[\W_]+")
_DIGITS = re.compile(r"[0-9](?:[\s()+._/\u2010-\u2015\u2212-]{0,4}[0-9]){6,}")
_NO_DIGIT = re.compile(r"[^0-9]")
_SHORTEST_NUMBER = 7


@dataclass(frozen=True, slots=True)
class Needle:
    """One private value, as ``words`` or ``digits`` writes it. It never prints itself."""

    kind: Kind
    text: str

    def __repr__(self) -> str:
        """Say the kind alone."""
        return f"Needle({self.kind})"


def words(text: str) -> str:
    """Give ``text`` in small plain letters: one space between words, one before and one after.

    Accents, invisible signs, look-alike letters of other scripts and everything between words are the same here,
    so "José  d'Árc" is " jose d arc ". Words of other scripts keep their letters.
    """
    return f" {' '.join(text.translate(_PLAIN).split())} "


class _Plain(dict[int, str]):
    """What becomes of each sign, worked out when it is first met: no sign's neighbours matter."""

    def __missing__(self, code: int) -> str:
        sign = "" if _INVISIBLE.match(chr(code)) else chr(code)
        plain = unicodedata.normalize("NFKD", sign.casefold().translate(_LETTERS)).casefold().translate(_LETTERS)
        self[code] = _OTHER.sub(" ", "".join(part for part in plain if not unicodedata.combining(part)))
        return self[code]


_PLAIN = _Plain()


def digits(text: str) -> str:
    """Give every number of ``text`` that may be a phone number, without what people put between the digits.

    Each run of seven digits or more, with at most four separators between two, stands between spaces. Signs that
    nobody sees and the width of digits make no difference.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))
    runs = (_NO_DIGIT.sub("", found[0]) for found in _DIGITS.finditer(text))
    return f" {' '.join(run for run in runs if len(run) >= _SHORTEST_NUMBER)} "
