"""What looks like a person's data in a file of a repository, where nobody's answers are at hand to compare with.

It finds a roster, an address or a key that somebody pasted. It cannot know names: those are found by the gate, at home.
"""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from peerloom.needle import digits, words
from peerloom.site.gate import Finding
from peerloom.site.pictures import carried, carried_by_font
from peerloom.site.views import decoded

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

_MOST_BYTES = 5_000_000
_TABLES = {"csv", "tsv", "xls", "xlsx", "xlsm", "ods", "numbers", "doc", "docx", "odt", "pages", "rtf", "pdf"}
_TABLES |= {"db", "sqlite", "sqlite3", "mdb", "accdb", "zip", "7z", "rar", "gz", "vcf", "eml", "msg", "mbox", "pst"}
_PICTURES = {"png", "jpg", "jpeg", "webp", "gif", "ico"}
_FONTS = {"woff2", "ttf"}

_MAIL = re.compile(r"(?<![\w.+%@-])[A-Za-z0-9][\w.+%-]{0,63}@(?:[A-Za-z0-9-]{1,63}\.){1,4}[A-Za-z]{2,24}(?![\w@])")
_INVENTED = re.compile(r"(?:.*\.)?(?:example|test|invalid|localhost|example\.(?:com|net|org)|noreply\.github\.com)")
_NOBODY = {"git", "noreply", "no-reply"}  # the first is how repositories are addressed
_PHONES = (
    re.compile(r"(?<![\w.+/-])\+[1-9](?:[ ().\u2010-\u2013-]{0,2}\d){7,13}(?![\w-])"),
    re.compile(r"(?<![\w./+-])\(?0\d{1,4}\)?(?:[ ./\u2010-\u2013-]?\d){6,9}(?![\w-])"),
    re.compile(r"(?<![\w./+-])(?:\(\d{3}\) ?|\d{3}[-.])\d{3}[-.]\d{4}(?![\w-])"),
)
_LEAST_DIGITS, _MOST_DIGITS = 9, 15
# Numbers that films use, and nobody has: Ofcom and the North American plan keep them free.
_FILM = re.compile(r".*(?:1632960\d{3}|2079460\d{3}|7700900\d{3}|\d{3}4960\d{3}|\d{3}55501\d\d)")
_DATE = re.compile(
    r"(?<![\w.-])(?:(?:19|20)\d\d[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./ ]\d{1,2}[-./ ](?:19|20)\d\d|"
    r"\d{1,2}(?:st|nd|rd|th|\.)? [^\W\d]{3,10} (?:19|20)\d\d|"
    r"[^\W\d]{3,10} \d{1,2}(?:st|nd|rd|th)?, (?:19|20)\d\d)(?!\w)"
)
_BIRTH = re.compile(
    r"\b(?:birth(?:day|date)?|born|dob|d\.o\.b|geboren|geburtsdatum|geb|n[\u00e9e]e? le|naissance|nacimiento|"
    r"nacid[oa]|nascimento|nascid[oa]|urodzenia|urodzon[ay])\b",
    re.IGNORECASE,
)
_NEAR = 40  # signs between the word and the date
_KEYS = re.compile(
    r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY|\"type\"\s*:\s*\"service_account\"|\bgh[pousr]_[A-Za-z0-9]{36}\b|"
    r"\bgithub_pat_\w{22,}|\bAIza[\w-]{35}\b|\bya29\.[\w-]{20,}|\bAKIA[A-Z0-9]{16}\b|\bxox[abp]-[\w-]{10,}"
)
_KEY_FILE = re.compile(r"(?:.*/)?(?:gha-creds-[^/]*\.json|id_(?:rsa|ed25519|ecdsa)|[^/]*\.(?:pem|p12|pfx|keystore))")
_COLUMN = {
    "name": re.compile(r"\b(?:full |first |last |sur|your )?name\b|\bnombre\b|\bnom\b|\bnachname\b", re.IGNORECASE),
    "more": re.compile(r"e-?mail|\bphone\b|\btel\b|telefon|birth|\bdob\b|\bborn\b|address", re.IGNORECASE),
}
_SEPARATOR = re.compile(r"[,;\t|]")
_CELL = 40  # signs of a column's title
_NAME = re.compile(r"\s*\"?[^\W\d_a-z][^\W\d_]+(?:[ '\u2019-][^\W\d_a-z][^\W\d_]*){1,3}\"?\s*")
_YOUNG = re.compile(r"(?:19|20)\d\d|\d{1,2}")
_MOST_ROWS = 5


@dataclass(frozen=True, slots=True)
class _Id:
    kind: str
    pattern: re.Pattern[str]
    good: Callable[[str], bool]  # of its letters and digits


def _weighted(weights: Iterable[int], modulus: int, number: str) -> int:
    return sum(weight * int(digit) for weight, digit in zip(weights, number, strict=False)) % modulus


def _nhs(number: str) -> bool:
    return (11 - _weighted(range(10, 1, -1), 11, number)) % 11 == int(number[9]) and len(set(number)) > 1


def _pesel(number: str) -> bool:
    month = int(number[2:4]) % 20
    dated = 1 <= month <= 12 and 1 <= int(number[4:6]) <= 31  # noqa: PLR2004 - months and days
    return dated and (10 - _weighted((1, 3, 7, 9, 1, 3, 7, 9, 1, 3), 10, number)) % 10 == int(number[10])


def _dni(number: str) -> bool:
    plain = number[:-1].translate(str.maketrans("XYZ", "012"))
    return "TRWAGMYFPDXBNJZSQVHLCKE"[int(plain) % 23] == number[-1]


def _cpf(number: str) -> bool:
    ends = [_weighted(range(size, 1, -1), 11, number) for size in (10, 11)]
    return len(set(number)) > 1 and [0 if end < 2 else 11 - end for end in ends] == [int(number[9]), int(number[10])]  # noqa: PLR2004 - its rule


def _nir(number: str) -> bool:
    return 97 - int(number[:13]) % 97 == int(number[13:])


def _luhn(number: str) -> bool:
    doubled = [int(digit) * (2 - i % 2) for i, digit in enumerate(number)]
    return sum(one // 10 + one % 10 for one in doubled) % 10 == 0


_IDS = (
    _Id(
        "a social security number", re.compile(r"(?<![\w-])(?!000|666|9)\d{3}-(?!00)\d\d-(?!0000)\d{4}(?![\w-])"), bool
    ),
    _Id(
        "a national insurance number",
        re.compile(r"\b(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d\d ?\d\d ?\d\d ?[A-D]\b"),
        bool,
    ),
    _Id("a health service number", re.compile(r"(?<![\w-])\d{3}[ -]\d{3}[ -]\d{4}(?![\w-])"), _nhs),
    _Id("a PESEL number", re.compile(r"(?<![\w.-])\d{11}(?![\w.-])"), _pesel),
    _Id("a DNI number", re.compile(r"\b[XYZ\d]\d{7}-?[A-Z]\b"), _dni),
    _Id("a CPF number", re.compile(r"(?<![\w.-])\d{3}\.\d{3}\.\d{3}-\d\d(?![\w.-])"), _cpf),
    _Id("a French social security number", re.compile(r"(?<![\w.-])[12](?: ?\d){14}(?![\w.-])"), _nir),
    _Id("a personal number", re.compile(r"(?<![\w-])\d{6}[-+]\d{4}(?![\w-])"), _luhn),
    _Id("a fiscal code", re.compile(r"\b[A-Z]{6}\d\d[A-EHLMPRST]\d\d[A-Z]\d{3}[A-Z]\b"), bool),
)


class Patterns:
    """The rules, with what is the program's own and may stand anywhere."""

    def __init__(
        self, own: Iterable[str] = (), key: bytes = b"", allowed: Mapping[str, Collection[str]] | None = None
    ) -> None:
        """Keep what may stand there.

        Args:
            own: addresses as ``words`` writes them, and the ends of phone numbers as ``digits`` does.
            key: makes the numbers of the report.
            allowed: file -> more of the same that may stand in this file.
        """
        self._own = frozenset(own)
        self._key = key
        self._allowed = allowed or {}

    def look(self, file: str, content: bytes) -> tuple[Finding, ...]:
        """Give everything in a file that looks like a person's data or a key, sorted. It never says the value.

        A link is given as ``audit.read_folder`` gives it.
        """
        ending = file.rpartition(".")[2].lower() if "." in file else ""
        if content == b"\0link":
            return (Finding(file, 0, "a link to another file"),)
        if _KEY_FILE.fullmatch(file):
            return (Finding(file, 0, "a file of keys"),)
        if ending in _TABLES:
            return (Finding(file, 0, "a kind of file that answers or letters are kept in"),)
        if ending in _PICTURES:
            return tuple(Finding(file, at, f"a picture that carries {what}") for at, what in carried(content))
        if ending in _FONTS:
            return tuple(Finding(file, at, f"a font that carries {what}") for at, what in carried_by_font(content))
        if len(content) > _MOST_BYTES:
            return (Finding(file, 0, "a file too large to look into"),)
        text = _text(content)
        if text is None:
            return (Finding(file, 0, "a file that cannot be read as text"),)
        return tuple(sorted({*self._lines(file, text), *_tables(file, text)}))

    def _lines(self, file: str, text: str) -> Iterator[Finding]:
        at, may = 0, self._own.union(self._allowed.get(file, ()))
        for line in text.splitlines(keepends=True):
            for plain in dict.fromkeys((line, decoded(line))):
                for start, kind, value in self._in(plain, may):
                    offset = at + (len(plain[:start].encode("utf-8", "replace")) if plain == line else 0)
                    yield Finding(file, offset, kind, hmac.new(self._key, value.encode(), "sha256").hexdigest()[:6])
            at += len(line.encode("utf-8", "replace"))

    def _in(self, line: str, may: Collection[str]) -> Iterator[tuple[int, str, str]]:
        if "@" in line:
            yield from ((m.start(), "an e-mail address", m[0]) for m in _MAIL.finditer(line) if _is_mail(m[0], may))
        for found in _KEYS.finditer(line):
            yield found.start(), "a key", found[0]
        if not any(sign.isdigit() for sign in line):
            return
        ids = {found.span(): (one.kind, found[0]) for one in _IDS for found in one.pattern.finditer(line)
               if one.good("".join(filter(str.isalnum, found[0])))}  # fmt: skip
        yield from ((span[0], kind, value) for span, (kind, value) in ids.items())
        for pattern in _PHONES:
            for found in pattern.finditer(line):
                inside = any(a < found.end() and found.start() < b for a, b in ids)
                if not inside and _is_phone(found[0], may):
                    yield found.start(), "a phone number", found[0]
        if _BIRTH.search(line):
            yield from ((m.start(), "a birth date", m[0]) for m in _DATE.finditer(line) if _is_near(line, m))


def _is_mail(mail: str, may: Collection[str]) -> bool:
    name, _, host = mail.lower().partition("@")
    return name not in _NOBODY and _INVENTED.fullmatch(host) is None and words(mail) not in may


def _is_phone(phone: str, may: Collection[str]) -> bool:
    run = "".join(filter(str.isdigit, phone))
    if _DATE.fullmatch(phone.strip("()")) or not _LEAST_DIGITS <= len(run) <= _MOST_DIGITS:
        return False
    made_up = _FILM.fullmatch(run) is not None or len(set(run)) <= 2  # noqa: PLR2004 - as in 0000000001
    return not made_up and not any(run[-size:] in may for size in (8, 9))


def _is_near(line: str, date: re.Match[str]) -> bool:
    around = (line[max(0, date.start() - _NEAR) : date.start()], line[date.end() : date.end() + _NEAR])
    return any(_BIRTH.search(part) for part in around)


def _text(content: bytes) -> str | None:
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return content.decode("utf-16", "replace")
    if b"\0" in content:
        return None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _tables(file: str, text: str) -> Iterator[Finding]:
    """Titles of columns as a roster has them, and rows that each begin with a name and hold more about it."""
    at, rows, first, before = 0, 0, 0, ""
    for line in text.splitlines(keepends=True):
        cells = _SEPARATOR.split(line)
        if len(cells) > 1 and _is_header(cells) and not _is_sentence(line, before):
            yield Finding(file, at, "the titles of a list of people")
        if _is_row(cells):
            first = first if rows else at
            rows += 1
        elif line.strip():
            rows = 0
        if rows == _MOST_ROWS + 1:
            yield Finding(file, first, "a list of people")
        at += len(line.encode("utf-8", "replace"))
        before = line


def _is_header(cells: list[str]) -> bool:
    short = [cell.strip() for cell in cells if cell.strip()]
    if not short or any(len(cell) > _CELL for cell in short):
        return False
    return any(_COLUMN["name"].search(c) for c in short) and any(_COLUMN["more"].search(c) for c in short)


def _is_sentence(line: str, before: str) -> bool:
    """Whether a line is prose or code: it ends like a sentence, goes on one, or holds brackets."""
    end = line.strip().strip("|\"'").strip()
    goes_on = bool(before.strip()) and before.strip()[-1] in ",;" and line.lstrip()[:1].islower()
    return not end or end[-1] in ".:?!" or any(sign in end for sign in "(){}[]<>=`") or goes_on


def _is_row(cells: list[str]) -> bool:
    kept = [cell for cell in cells if cell.strip()]
    if len(kept) < 2 or _NAME.fullmatch(kept[0]) is None:  # noqa: PLR2004 - a name and more
        return False
    more = " ".join(kept[1:])
    return bool("@" in more or _DATE.search(more) or len(digits(more).split()) or _same_kind(kept[1:]))


def _same_kind(cells: list[str]) -> bool:
    """Whether one of the cells is an age or a year of birth, alone."""
    return any(_YOUNG.fullmatch(cell.strip()) for cell in cells) and all(a != b for a, b in pairwise(cells))
