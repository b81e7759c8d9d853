from __future__ import annotations

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerloom.files import templates_folder
from peerloom.site.pictures import carried, carried_by_font


def chunk(kind: bytes, content: bytes = b"") -> bytes:
    return len(content).to_bytes(4) + kind + content + zlib.crc32(kind + content).to_bytes(4)


PIXEL = zlib.compress(b"\0\0\0\0")
PNG = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", bytes(13)) + chunk(b"IDAT", PIXEL) + chunk(b"IEND")
AFTER = 8 + 12 + 13  # where the second chunk starts


def png(*more: bytes) -> bytes:
    return PNG[:AFTER] + b"".join(more) + PNG[AFTER:]


def part(mark: int, content: bytes) -> bytes:
    """A part of a JPEG."""
    return bytes([0xFF, mark]) + (len(content) + 2).to_bytes(2) + content


SCAN = part(0xDA, bytes(10)) + b"\x01\xff\x00\x02\xff\xd0\x03"  # FF 00 and the restart mark D0 belong to the picture
START, END = b"\xff\xd8" + part(0xE0, b"JFIF\0" + bytes(9)), b"\xff\xd9"
JPEG = (
    START + part(0xDB, bytes(65)) + SCAN + part(0xC4, bytes(20)) + SCAN + END
)  # two scans, as photos for the web have


def webp(*parts: tuple[bytes, bytes]) -> bytes:
    body = b"WEBP" + b"".join(
        kind + len(inside).to_bytes(4, "little") + inside + bytes(len(inside) % 2) for kind, inside in parts
    )
    return b"RIFF" + len(body).to_bytes(4, "little") + body


WEBP = webp((b"VP8X", bytes(10)), (b"VP8 ", bytes(5)))


def blocks(*contents: bytes) -> bytes:
    """The parts of a GIF's data."""
    return b"".join(bytes([len(one)]) + one for one in contents) + b"\0"


COLOURS = bytes(6)  # two colours
HEAD = b"GIF89a" + bytes(4) + b"\x80\0\0" + COLOURS
LOOP = b"!\xff" + blocks(b"NETSCAPE2.0", b"\x01\0\0")
CONTROL = b"!\xf9" + blocks(bytes(4))
IMAGE = (
    b"," + bytes(8) + b"\x80" + COLOURS + b"\x02" + blocks(b"!\xfe;!\x01,XMP Data", b"\x01")
)  # marks inside are pixels
GIF = HEAD + LOOP + CONTROL + IMAGE + CONTROL + IMAGE + b";"


def ico(*pictures: bytes) -> bytes:
    start = 6 + 16 * len(pictures)
    entries = b""
    for number, picture in enumerate(pictures):
        before = sum(map(len, pictures[:number]))
        entries += bytes(8) + len(picture).to_bytes(4, "little") + (start + before).to_bytes(4, "little")
    return b"\0\0\1\0" + len(pictures).to_bytes(2, "little") + entries + b"".join(pictures)


ICO = ico(bytes(40), PNG)
PLAIN = {"png": PNG, "jpg": JPEG, "webp": WEBP, "gif": GIF, "ico": ICO}


@pytest.mark.parametrize("kind", PLAIN)
def test_a_plain_picture_carries_nothing(kind: str) -> None:
    assert list(carried(PLAIN[kind])) == []


def test_other_plain_pictures() -> None:
    assert list(carried(png(chunk(b"pHYs", bytes(9)), chunk(b"tRNS", b"\0")))) == []
    assert (
        list(carried(b"GIF87a" + bytes(7) + b"," + bytes(9) + b"\x02" + blocks(b"\0") + b";")) == []
    )  # no table of colours
    assert list(carried(webp((b"VP8L", bytes(4))))) == []


@pytest.mark.parametrize(
    ("content", "at"),
    [
        (png(chunk(b"tEXt", b"Author\0given-7f3a")), AFTER),
        (png(chunk(b"zTXt", b"Author\0\0x")), AFTER),
        (png(chunk(b"iTXt", b"Author\0")), AFTER),
        (png(chunk(b"eXIf", bytes(8))), AFTER),
        (png(chunk(b"tIME", bytes(7))), AFTER),
        (png(chunk(b"iCCP", b"name\0")), AFTER),
        (png(chunk(b"prVt", b"x")), AFTER),  # a kind of its own
        (START + part(0xFE, b"given-7f3a") + SCAN + END, len(START)),
        (START + part(0xE1, b"Exif\0\0") + SCAN + END, len(START)),
        (START + part(0xED, b"Photoshop") + SCAN + END, len(START)),
        (START + SCAN + part(0xFE, b"given-7f3a") + END, len(START + SCAN)),  # behind the picture, before its end
        (START + SCAN + part(0xE1, b"Exif\0\0") + SCAN + END, len(START + SCAN)),  # between two scans
        (webp((b"VP8 ", bytes(4)), (b"EXIF", bytes(4))), 24),
        (webp((b"VP8 ", bytes(3)), (b"XMP ", bytes(4))), 24),  # after a part of an odd length
        (HEAD + b"!\xfe" + blocks(b"given-7f3a") + IMAGE + b";", len(HEAD)),
        (HEAD + b"!\x01" + blocks(bytes(12), b"given-7f3a") + IMAGE + b";", len(HEAD)),
        (HEAD + b"!\xff" + blocks(b"XMP DataXMP", b"x") + IMAGE + b";", len(HEAD)),
        (HEAD + b"!\xff" + blocks(b"GIVEN--7F3A", b"x") + IMAGE + b";", len(HEAD)),
        (HEAD + IMAGE + b"!\xfe" + blocks(b"given-7f3a") + b";", len(HEAD + IMAGE)),
        (ico(png(chunk(b"tEXt", b"Author\0x"))), 22 + AFTER),
        (ico(PNG, png(chunk(b"eXIf", b"x"))), 38 + len(PNG) + AFTER),
    ],
)  # fmt: skip
def test_words_in_a_picture_are_found_where_they_stand(content: bytes, at: int) -> None:
    assert list(carried(content)) == [(at, "words")]


@pytest.mark.parametrize("kind", PLAIN)
def test_what_stands_behind_the_end_is_found(kind: str) -> None:
    picture = PLAIN[kind]
    end = len(picture) - {"jpg": len(END), "gif": 1}.get(kind, 0)
    for more in (b"x", b"given-7f3a \xff\xd9", picture, b";"):
        told = list(carried(picture + more))
        assert told[0][0] == end
        assert kind == "webp" or told == [(end, "more than the picture")]  # what looks like a part is told as one


@pytest.mark.parametrize("kind", PLAIN)
def test_a_cut_picture_is_not_taken_for_a_whole_one(kind: str) -> None:
    picture = PLAIN[kind]
    whole = [length for length in range(len(picture)) if not list(carried(picture[:length]))]
    assert whole == ([12, 30] if kind == "webp" else [])  # a WebP says its length, and nobody needs it


@pytest.mark.parametrize(
    "content", [b"", b"BM", b"%PDF-1.7", b"<svg/>", b"RIFF....WAVE", b"\0\0\2\0", b"GIF88a", b"\x89PNG"]
)
def test_another_kind_of_file_is_no_picture(content: bytes) -> None:
    assert list(carried(content)) == [(0, "another kind of file")]


@given(st.sampled_from(sorted(PLAIN)), st.binary(max_size=60))
def test_no_bytes_break_it(kind: str, more: bytes) -> None:
    for start in (4, 12, 20, len(PLAIN[kind])):
        assert all(0 <= at <= start + len(more) for at, _ in carried(PLAIN[kind][:start] + more))


def font(*, length: int = 48, words: int = 0, private: int = 0) -> bytes:
    head = bytearray(48)
    head[0:4], head[8:12], head[28:32], head[40:44] = (
        b"wOF2",
        length.to_bytes(4),
        words.to_bytes(4),
        private.to_bytes(4),
    )
    return bytes(head)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (font(), []),
        (font(words=40), [(40, "words")]),
        (font(private=44), [(44, "words")]),
        (font(length=47), [(0, "another kind of file")]),
        (font() + b"x", [(0, "another kind of file")]),
        (b"wOFF" + font()[4:], [(0, "another kind of file")]),
        (b"", [(0, "another kind of file")]),
    ],
)
def test_a_font_carries_letters_alone(content: bytes, told: list[tuple[int, str]]) -> None:
    assert list(carried_by_font(content)) == told


def test_the_fonts_of_the_kit_carry_nothing() -> None:
    fonts = sorted(templates_folder().rglob("*.woff2"))
    assert fonts
    assert [list(carried_by_font(file.read_bytes())) for file in fonts] == [[] for _ in fonts]
