"""The plain views of a file's bytes in which a private value is looked for, however it was written there."""

from __future__ import annotations

import base64
import binascii
import html
import re
import zlib
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_BYTES = 50_000_000
MOST_DEPTH = 3
SHORT = 1000  # signs; longer texts are not remembered
_MOST_UNPACKED = 2_000_000
_GZIP = b"\x1f\x8b"
_PACKED = {"gz"}

TAG = re.compile(r"<[^<>]{0,2000}>")
_GLUED = re.compile(r"[^\s<>](?:<[^<>]{0,2000}>)+[^\s<>]")
_INLINE = re.compile(  # tags that part no words
    r"<!--[^<>]{0,2000}-->|</?(?:a|abbr|b|bdi|cite|code|del|dfn|em|font|i|ins|kbd|mark|q|s|small|span|strong|sub|sup|"
    r"u|var|wbr|tspan)\b[^<>]{0,2000}>",
    re.IGNORECASE,
)
_PERCENT = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_ESCAPE = re.compile(
    r"\\(?:u\{([0-9A-Fa-f]{1,6})\}|u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})|U([0-9A-Fa-f]{8})|([0-7]{3})|([nrt/]))"
)
_STYLE_ESCAPE = re.compile(r"\\([0-9A-Fa-f]{2,6})\s?")  # of style sheets: hexadecimal digits, and a space ends them
_FOLD = re.compile(r"\r?\n[ \t]")
# Where a fold could part a word; it starts with the break, because that is quick to look for.
_FOLDED = re.compile(r"\n(?:(?<=[^\s>]\n)|(?<=[^\s>]\r\n))[ \t](?:\r?\n[ \t])*[^\s<]")
_QUOTED = re.compile(r"(?:=(?:\r?\n|[0-9A-Fa-f]{2}))+")
_QUOTES = re.compile(r"=[0-9A-Fa-f\r\n]")  # how each quoted sign starts
_SPELLED = re.compile(r" (?:[^ ] ){3,}")  # of a plain view: letters on their own, four or more in a row
_BASE64 = re.compile(r"(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{16,}={0,2}")  # a run starts where none is before it
_SHORT_BASE64 = re.compile(r"base64,([A-Za-z0-9+/_-]{8,15}(?![A-Za-z0-9+/_-])={0,2})")
_MORE_LINES = re.compile(r"(?:=?(?:\r?\n|\\r?\\n|\\n)[ \t]*[A-Za-z0-9+/_-]+)+={0,2}")  # of one run, as mail has it
_BREAK = re.compile(r"=?(?:\r?\n|(?:\\r)?\\n)[ \t]*")
_HEX = re.compile(r"(?:[0-9a-fA-F]{2}){8,}")
_PRINTABLE = re.compile(rb"[\x20-\x7e]{6,}")
_LINE_ENDS = {"\n", "\r", "\\"}
_READABLE = 0.9  # of the signs of what was decoded, before it counts as a text


class UnseenError(Exception):
    """Something that cannot be looked into, in words."""


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
    number = found[1] or found[2] or found[3] or found[4]
    if number is not None:
        return _sign(int(number, 16))
    return _sign(int(found[5], 8)) if found[5] else "/" if found[6] == "/" else " "


def _sign(code: int) -> str:
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else " "  # noqa: PLR2004 - Unicode's limits


def views(text: str) -> tuple[str, ...]:
    """The ways to read a text: decoded, without its tags, with folded lines joined, and so on; each once."""
    plain = decoded(text)
    found = [plain]
    if "<" in plain:
        parts = TAG.split(plain)
        found.append(" ".join(parts))
        if _GLUED.search(plain):
            found += ["".join(parts), " ".join(TAG.split(_INLINE.sub("", plain)))]
    if _FOLDED.search(plain):
        found.append(_FOLD.sub("", plain))
    if _QUOTES.search(plain):
        found.append(_QUOTED.sub(_unquoted, plain))
    if "\\" in text and _STYLE_ESCAPE.search(text):
        found.append(_STYLE_ESCAPE.sub(lambda sign: _sign(int(sign[1], 16)), text))
    return tuple(dict.fromkeys(found))


def spelled(plain: str) -> list[str]:
    """Words of a plain view whose letters stand alone, as in "z o f i a", put together."""
    return [found[0].replace(" ", "") for found in _SPELLED.finditer(plain)]


def _unquoted(found: re.Match[str]) -> str:
    return _as_text(bytes.fromhex("".join(found[0].replace("=", "").split())))


def _as_text(content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def texts(content: bytes, ending: str, depth: int = 0) -> Iterator[tuple[int, str]]:
    """Every text in ``content``: as it is, unpacked, in other encodings, hidden in runs of letters.

    The number is where what hides the text starts, or 0.

    Raises:
        UnseenError: something is packed so that it cannot be looked into.
    """
    inside = _unpacked(content) if content[:2] == _GZIP else None
    if inside is None and ending in _PACKED:
        raise UnseenError("a packed file that cannot be opened")
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
    yield from hidden(text, ending, depth)


def _deeper(content: bytes, ending: str, depth: int) -> Iterator[tuple[int, str]]:
    if depth == MOST_DEPTH:
        raise UnseenError("something packed too deeply to look into")
    yield from texts(content, ending, depth + 1)


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
            raise UnseenError("something packed that is too large to look into")
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
    yield from hidden(text, ending, depth)
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


def hidden(text: str, ending: str, depth: int = 0) -> Iterator[tuple[int, str]]:
    """Texts inside runs of base64 or hexadecimal digits. The latter are runs of the former as well."""
    plain = text.isascii()

    def place(at: int) -> int:
        return (at if plain else len(text[:at].encode("utf-8", "replace"))) or 1

    end = 0
    for found in _BASE64.finditer(text):
        run = found[0]
        for start, one in _of_run(run, ending, depth) if len(run) < SHORT else _inside(run, ending, depth):
            yield place(found.start() + start), one
        if found.start() >= end and text[found.end() : found.end() + 1] in _LINE_ENDS:
            lines = _MORE_LINES.match(text, found.end())
            if lines is not None:
                end = lines.end()
                whole = _BREAK.sub("", text[found.start() : end])
                yield from ((place(found.start()), one) for _, one in _inside(whole, ending, depth))
    for found in _SHORT_BASE64.finditer(text) if "base64," in text else ():
        yield from ((place(found.start(1)), one) for _, one in _of_run(found[1], ending, depth))


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
    run = run.rstrip("=").replace("-", "+").replace("_", "/")
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
