"""What a picture or font carries beside what is seen: place, camera, author, comments, bytes behind its end."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_PLAIN = {
    b"IHDR",
    b"PLTE",
    b"IDAT",
    b"IEND",
    b"tRNS",
    b"gAMA",
    b"cHRM",
    b"sRGB",
    b"sBIT",
    b"bKGD",
    b"pHYs",
    b"acTL",
    b"fcTL",
    b"fdAT",
}
_WEBP_PLAIN = {b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF"}
_GIF_PLAIN = (b"\x0bNETSCAPE2.0", b"\x0bANIMEXTS1.0")  # how often it is played
_JPEG_MARK = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")  # inside the picture only FF 00 and FF D0 to FF D7 stand
_START_OF_SCAN, _END_OF_IMAGE, _COMMENT = 0xDA, 0xD9, 0xFE
_WORDS, _MORE = "words", "more than the picture"


def carried(content: bytes) -> Iterator[tuple[int, str]]:
    """Give everything in a picture that is not the picture, with where it starts. A cut picture carries more, too."""
    if content.startswith(_PNG):
        yield from _png(content)
    elif content.startswith(b"\xff\xd8"):
        yield from _jpeg(content)
    elif content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        yield from _webp(content)
    elif content.startswith((b"GIF87a", b"GIF89a")):
        yield from _gif(content)
    elif content.startswith(b"\0\0\1\0"):
        yield from _ico(content)
    else:
        yield 0, "another kind of file"


def carried_by_font(content: bytes) -> Iterator[tuple[int, str]]:
    """The same of a WOFF2 or TrueType font.

    Source: https://www.w3.org/TR/WOFF2/, section 4.1: length, metadata and private data stand in the header.
    https://learn.microsoft.com/typography/opentype/spec/otff: a table directory names every part of a TrueType font.
    """
    if content.startswith(b"\0\1\0\0"):
        tables = [content[at : at + 16] for at in range(12, 12 + 16 * int.from_bytes(content[4:6]), 16)]
        ends = [int.from_bytes(table[8:12]) + int.from_bytes(table[12:16]) for table in tables]
        end = max(ends, default=0)
        if not end <= len(content) <= end + 3:
            yield end, "something after its end"
        return
    header = [int.from_bytes(content[at : at + 4]) for at in (8, 28, 40)]
    if not content.startswith(b"wOF2") or header[0] != len(content):
        yield 0, "another kind of file"
    elif header[1] or header[2]:
        yield header[1] or header[2], _WORDS


def _png(content: bytes) -> Iterator[tuple[int, str]]:
    at = 8
    while at + 8 <= len(content):
        length, kind = int.from_bytes(content[at : at + 4]), content[at + 4 : at + 8]
        if kind not in _PNG_PLAIN:
            yield at, _WORDS
        at += 12 + length
        if kind == b"IEND":
            break
    if at != len(content) or content[-8:-4] != b"IEND":
        yield min(at, len(content)), _MORE


def _jpeg(content: bytes) -> Iterator[tuple[int, str]]:
    at = 2
    while at + 4 <= len(content) and content[at] == 0xFF:  # noqa: PLR2004 - every marker of a JPEG starts so
        mark = content[at + 1]
        if mark == _END_OF_IMAGE:
            break
        if mark == _COMMENT or 0xE1 <= mark <= 0xEF:  # noqa: PLR2004 - application parts but the first
            yield at, _WORDS
        at += 2 + int.from_bytes(content[at + 2 : at + 4])
        if mark == _START_OF_SCAN:
            found = _JPEG_MARK.search(content, at)
            at = found.start() if found else len(content)
    if content[at:] != b"\xff\xd9":
        yield min(at, len(content)), _MORE


def _webp(content: bytes) -> Iterator[tuple[int, str]]:
    at = 12
    while at + 8 <= len(content):
        kind, length = content[at : at + 4], int.from_bytes(content[at + 4 : at + 8], "little")
        if kind not in _WEBP_PLAIN:
            yield at, _WORDS
        at += 8 + length + length % 2
    if at != len(content):
        yield min(at, len(content)), _MORE


def _gif(content: bytes) -> Iterator[tuple[int, str]]:
    at = 13 + _colours(content[10:11])
    while content[at : at + 1] in {b"!", b","}:
        extends = content[at : at + 1] == b"!"
        plain = content[at + 1 : at + 2] == b"\xf9" or (
            content[at + 1 : at + 2] == b"\xff" and content[at + 2 : at + 14] in _GIF_PLAIN
        )
        if extends and not plain:
            yield at, _WORDS
        at += 2 if extends else 11 + _colours(content[at + 9 : at + 10])
        while content[at : at + 1] not in {b"", b"\0"}:
            at += 1 + content[at]
        at += 1
    if content[at:] != b";":
        yield min(at, len(content)), _MORE


def _colours(flags: bytes) -> int:
    """How many bytes a table of colours takes that these flags announce."""
    return 3 * 2 ** (flags[0] % 8 + 1) if flags and flags[0] >= 0x80 else 0  # noqa: PLR2004 - the flag of a table


def _ico(content: bytes) -> Iterator[tuple[int, str]]:
    count = int.from_bytes(content[4:6], "little")
    end = 6 + 16 * count
    for entry in range(6, min(end, len(content)), 16):
        size, start = (int.from_bytes(content[entry + at : entry + at + 4], "little") for at in (8, 12))
        picture = content[start : start + size]
        if picture.startswith(_PNG):
            yield from ((start + at, what) for at, what in _png(picture))
        end = max(end, start + size)
    if end != len(content):
        yield min(end, len(content)), _MORE
