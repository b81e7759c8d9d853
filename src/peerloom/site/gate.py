"""The privacy gate: looks for every private value in every byte and file name of what is to be published.

What it cannot read, it stops. Its report says file, offset, kind and a keyed number, never the value, so it may be
public.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import html
import re
import zlib
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

from peerloom.needle import digits, words
from peerloom.site.pictures import carried, carried_by_font

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from peerloom.needle import Needle

MOST_BYTES = 50_000_000
MOST_DEPTH = 3
_MOST_UNPACKED = 2_000_000
_GZIP = b"\x1f\x8b"
_TEXTS = {"html", "css", "js", "json", "xml", "svg", "txt", "ics", "md", "webmanifest"}
_PICTURES = {"png", "jpg", "jpeg", "webp", "gif", "ico"}
_PACKED = {"gz"}
_FONTS = {"woff2"}

_TAG = re.compile(r"<[^<>]{0,2000}>")
_PERCENT = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_ESCAPE = re.compile(r"\\(?:u\{([0-9A-Fa-f]{1,6})\}|u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})|([nrt/]))")
_FOLD = re.compile(r"\r?\n[ \t]")
# Where a fold could part a word; it starts with the break, because that is quick to look for.
_FOLDED = re.compile(r"\n(?:(?<=[^\s>]\n)|(?<=[^\s>]\r\n))[ \t](?:\r?\n[ \t])*[^\s<]")
_QUOTED = re.compile(r"(?:=(?:\r?\n|[0-9A-F]{2}))+")
_QUOTES = re.compile(r"=[0-9A-F\r\n]")  # how each quoted sign starts
_BASE64 = re.compile(r"(?:[A-Za-z0-9+/_-]{16,}|base64,[A-Za-z0-9+/_-]{8,})={0,2}")
_HEX = re.compile(r"(?:[0-9a-fA-F]{2}){8,}")
_PRINTABLE = re.compile(rb"[\x20-\x7e]{6,}")
_PHONE, _SHORT_PHONE = 9, 8
_START = 3
_SHORT = 1000  # signs; longer texts are not remembered
_BY_CHANCE = 8  # letters; a shorter word turns up in the bytes of any larger picture or font
_READABLE = 0.9  # of the signs of what was decoded, before it counts as a text


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """A private value, or something that could hide one. ``ref`` tells two values apart and neither of them."""

    file: str
    offset: int  # in bytes from the start of the file, or in its name; where it is hidden, of what hides it
    kind: str
    ref: str = ""

    def __str__(self) -> str:
        """Say it in a line that may be public."""
        ref = f" (number {self.ref})" if self.ref else ""
        return f"{self.file}, byte {self.offset}: {self.kind}{ref}"


class Gate:
    """The needles, sorted for quick looking. One gate can look at many folders, and remembers clean files."""

    def __init__(self, needles: Iterable[Needle], key: bytes = b"") -> None:
        self._key = key
        self._by_start: dict[tuple[str, ...], list[Needle]] = defaultdict(list)  # first words, at most three
        self._phones: dict[str, Needle] = {}
        for needle in needles:
            if needle.kind == "phone":
                self._phones[needle.text] = needle
            else:
                self._by_start[tuple(needle.text.split()[:_START])].append(needle)
        lengths = sorted({len(start) for start in self._by_start})
        self._starts = {length: {start for start in self._by_start if len(start) == length} for length in lengths}
        self._clean: set[tuple[str, bytes]] = set()
        self._nothing: set[str] = set()  # short texts without anything private: most stand on every page

    def look(self, files: Mapping[str, bytes], trusted: Iterable[str] = ()) -> tuple[Finding, ...]:
        """Give everything private in ``files`` (path -> bytes), sorted. An empty answer means: may be published.

        Args:
            files: everything that is to be published, by its path.
            trusted: paths of files that come with the kit or its theme, byte for byte; only their names are looked at.
        """
        known = frozenset(trusted)
        found: set[Finding] = set()
        for path, content in files.items():
            for needle in self._in(path):
                found.add(Finding(path, 0, f"{needle.kind} in the file's name", self._ref(needle)))
            if path not in known:
                found.update(self._file(path, content))
        return tuple(sorted(found))

    def _file(self, path: str, content: bytes) -> Iterator[Finding]:
        ending = path.rpartition(".")[2].lower() if "." in path else ""
        seen = (ending, hashlib.sha256(content).digest())
        if seen in self._clean:
            return
        found = [*_unreadable(path, ending, content), *self._content(path, ending, content)]
        if not found:
            self._clean.add(seen)
        yield from found

    def _content(self, path: str, ending: str, content: bytes) -> Iterator[Finding]:
        if len(content) > MOST_BYTES or ending not in _TEXTS | _PICTURES | _PACKED | _FONTS:
            return
        told: set[Needle] = set()
        least = _BY_CHANCE if ending in _PICTURES | _FONTS else 0
        try:
            for at, text in _texts(content, ending, 0):
                for needle in self._in(text):
                    if needle not in told and len(needle.text.strip()) >= least:
                        told.add(needle)
                        yield Finding(path, at or _where(content, text, needle), needle.kind, self._ref(needle))
        except _UnseenError as unseen:
            yield Finding(path, 0, str(unseen))

    def _in(self, text: str) -> Iterator[Needle]:
        if text in self._nothing:
            return
        found = [*self._words_in(text), *(self._phones_in(text) if self._phones else ())]
        if not found and len(text) < _SHORT:
            self._nothing.add(text)
        yield from found

    def _words_in(self, text: str) -> Iterator[Needle]:
        for view in _views(text):
            parts = view.split()
            for length, starts in self._starts.items():
                for start in starts.intersection(zip(*(parts[i:] for i in range(length)), strict=False)):
                    yield from (needle for needle in self._by_start[start] if needle.text in view)

    def _phones_in(self, text: str) -> Iterator[Needle]:
        plain = decoded(text)
        for one in dict.fromkeys((text, plain, _TAG.sub("", plain))):
            for run in digits(one).split():
                # Shorter numbers of small countries are looked for at the end alone: else chance would find them.
                ends = (run[-_SHORT_PHONE:], *(run[i : i + _PHONE] for i in range(len(run) - _PHONE + 1)))
                yield from (self._phones[end] for end in ends if end in self._phones)

    def _ref(self, needle: Needle) -> str:
        return hmac.new(self._key, needle.text.encode(), "sha256").hexdigest()[:6]


def gate(
    files: Mapping[str, bytes], needles: Iterable[Needle], trusted: Iterable[str] = (), key: bytes = b""
) -> tuple[Finding, ...]:
    """Look for ``needles`` in ``files`` once; see ``Gate``."""
    return Gate(needles, key).look(files, trusted)


def decoded(text: str) -> str:
    """Undo entities, percent signs and escapes until nothing is left to undo, at most three times."""
    for _ in range(MOST_DEPTH):
        before = text
        if "&" in text:
            text = html.unescape(text)
        if "%" in text:
            text = _PERCENT.sub(lambda found: _as_text(unquote_to_bytes(found[0])), text)
        if "\\" in text:
            text = _ESCAPE.sub(_unescaped, text)
        if text == before:
            break
    return text


def _unescaped(found: re.Match[str]) -> str:
    number = found[1] or found[2] or found[3]
    if number is None:
        return "/" if found[4] == "/" else " "
    code = int(number, 16)
    return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else " "  # noqa: PLR2004 - Unicode's limits


def _views(text: str) -> Iterator[str]:
    """The plain views of a text in which a needle is looked for; the same view is given once."""
    plain = decoded(text)
    parts = _TAG.split(plain) if "<" in plain else [plain]
    seen = set()
    for one in (
        plain,
        "".join(parts),
        " ".join(parts),
        _FOLD.sub("", plain) if _FOLDED.search(plain) else plain,
        _QUOTED.sub(_unquoted, plain) if _QUOTES.search(plain) else plain,
    ):
        if one not in seen:
            seen.add(one)
            yield words(one)


def _unquoted(found: re.Match[str]) -> str:
    return _as_text(bytes.fromhex(found[0].replace("=", "")))


def _as_text(content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("latin-1")


class _UnseenError(Exception):
    """Something that cannot be looked into, in words."""


def _texts(content: bytes, ending: str, depth: int) -> Iterator[tuple[int, str]]:
    """Every text in ``content``: as it is, unpacked, in other encodings, hidden in runs of letters.

    The number is where what hides the text starts, or 0.
    """
    inside = _unpacked(content) if content[:2] == _GZIP else None
    if inside is None and ending in _PACKED:
        raise _UnseenError("a packed file that cannot be opened")
    if inside is not None:
        yield from ((1, text) for _, text in _deeper(inside, "", depth))
        return
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        yield from _binary(content, ending, depth)
        return
    yield 0, text
    if "\0" in text:
        yield from ((1, other) for other in _wide(content))
    yield from _hidden(text, ending, depth)


def _deeper(content: bytes, ending: str, depth: int) -> Iterator[tuple[int, str]]:
    if depth == MOST_DEPTH:
        raise _UnseenError("something packed too deeply to look into")
    yield from _texts(content, ending, depth + 1)


def _unpacked(content: bytes) -> bytes | None:
    """What is packed, all parts of it; None if it cannot be opened."""
    inside = b""
    while content:
        part = zlib.decompressobj(wbits=31)
        try:
            inside += part.decompress(content, MOST_BYTES + 1 - len(inside))
        except zlib.error:
            return None
        if len(inside) > MOST_BYTES:
            raise _UnseenError("something packed that is too large to look into")
        if not part.eof:
            return None
        content = part.unused_data
    return inside


def _binary(content: bytes, ending: str, depth: int) -> Iterator[tuple[int, str]]:
    """Texts in what is no UTF-8: Latin-1, both kinds of UTF-16 from both offsets, printable runs, packed parts."""
    text = content.decode("latin-1")
    yield 0, text
    yield from ((1, other) for other in _wide(content))
    yield 1, b"\n".join(_PRINTABLE.findall(content)).decode("ascii")
    yield from _hidden(text, ending, depth)
    for start in re.finditer(rb"x[\x01\x5e\x9c\xda]", content):
        inflated = _inflated(content[start.start() :])
        if inflated:
            yield from ((start.start(), text) for _, text in _deeper(inflated, "", depth))


def _wide(content: bytes) -> Iterator[str]:
    for kind in ("utf-16-le", "utf-16-be"):
        for offset in (0, 1):
            yield content[offset:].decode(kind, "replace")


def _inflated(packed: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(packed, _MOST_UNPACKED)
    except zlib.error:
        return b""


def _hidden(text: str, ending: str, depth: int) -> Iterator[tuple[int, str]]:
    """Texts inside runs of base64 or hexadecimal digits. The latter are runs of the former as well."""
    plain = text.isascii()
    for found in _BASE64.finditer(text):
        run = found[0]
        for start, one in _of_run(run, ending, depth) if len(run) < _SHORT else _inside(run, ending, depth):
            at = found.start() + start
            yield (at if plain else len(text[:at].encode("utf-8", "replace"))) or 1, one


@lru_cache(maxsize=20_000)  # the same runs stand on every page: names of styles, paths of drawings
def _of_run(run: str, ending: str, depth: int) -> tuple[tuple[int, str], ...]:
    return tuple({text: (start, text) for start, text in _inside(run, ending, depth)}.values())


def _inside(run: str, ending: str, depth: int) -> Iterator[tuple[int, str]]:
    """The texts that a run hides, each with where in it what hides it starts."""
    parts = [(0, _from_base64(run)), *((found.start(), bytes.fromhex(found[0])) for found in _HEX.finditer(run))]
    for start, content in parts:
        if content[:2] == _GZIP or _looks_readable(content):
            yield from ((start, one) for _, one in _deeper(content, ending, depth))


def _from_base64(run: str) -> bytes:
    run = run.removeprefix("base64,").rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(run[: len(run) - (len(run) % 4 == 1)] + "=" * (-len(run) % 4))
    except (binascii.Error, ValueError):
        return b""


def _looks_readable(content: bytes) -> bool:
    """Whether nine of ten signs can be read; UTF-16 counts with every second byte."""
    if not content:
        return False
    thin = content.replace(b"\0", b"")
    try:
        text = thin.decode("utf-8")
    except UnicodeDecodeError:
        text = thin.decode("latin-1")
    return bool(text) and sum(sign.isprintable() or sign.isspace() for sign in text) >= _READABLE * len(text)


def _where(content: bytes, text: str, needle: Needle) -> int:
    """About where a needle starts: the first line from which on it is found in three lines, else the start."""
    lines = text.split("\n")
    for end in range(1, len(lines) + 1) if needle.kind != "phone" else ():
        for start in range(end - 1, max(end - 4, -1), -1):
            if needle.text in words(decoded(" ".join(lines[start:end]))):
                return min(len("\n".join([*lines[:start], ""]).encode("utf-8", "replace")), len(content))
    return 0


def _unreadable(path: str, ending: str, content: bytes) -> Iterator[Finding]:
    """What nobody can look into is not published: unknown kinds, links, too large files, pictures that carry words."""
    if content == b"\0link":
        yield Finding(path, 0, "a link to another file")
    elif ending not in _TEXTS | _PICTURES | _PACKED | _FONTS:
        yield Finding(path, 0, "a kind of file that is not published")
    elif len(content) > MOST_BYTES:
        yield Finding(path, 0, "a file too large to look into")
    elif ending in _PICTURES:
        yield from (Finding(path, at, f"a picture that carries {what}") for at, what in carried(content))
    elif ending in _FONTS:
        yield from (Finding(path, at, f"a font that carries {what}") for at, what in carried_by_font(content))
    elif ending in _PACKED and content[3:4] and content[3] & 0x1C:  # a name, a remark or more, beside what is packed
        yield Finding(path, 0, "a packed file that carries words")
    elif ending in _TEXTS and b"\0" in content:
        yield Finding(path, 0, "a text with signs that cannot be read")
