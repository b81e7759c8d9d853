"""Recall of the gate: so many values, in 40 encodings and 12 kinds of field, all found.

480 strings in every run; 100,800 with PEERLOOM_LONG=1 (a minute). A string is one value of one person, written in one way,
in one kind of field of an otherwise clean file.
"""

from __future__ import annotations

import base64
import datetime as dt
import gzip
import html
import json
import os
import quopri
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus

import pytest

from peerloom.needle import Needle, words
from peerloom.people.needles import needles
from peerloom.people.records import Match, Participant, Records
from peerloom.problems import Cell
from peerloom.site.gate import Gate
from peerloom.sources.tables import Row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from peerloom.definition.program import Program

LONG = bool(os.environ.get("PEERLOOM_LONG"))
PEOPLE = 210 if LONG else 1
TODAY = dt.date(2026, 6, 12)
MINOR = True


def each(form: str) -> Callable[[str], str]:
    """Every sign on its own, in a form that takes its number."""
    return lambda text: "".join(form.format(ord(sign)) for sign in text)


def octets(form: str) -> Callable[[str], str]:
    return lambda text: "".join(form.format(byte) for byte in text.encode())


def base(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def bold(text: str) -> str:
    return text.translate({97 + i: 0x1D41A + i for i in range(26)} | {65 + i: 0x1D400 + i for i in range(26)})


LOOKS = str.maketrans("aeopcyxi", "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456")
ENCODINGS: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "in capitals": str.upper,
    "in small letters": str.lower,
    "with accents": lambda text: text.replace("e", "e\u0301").replace("a", "\u00e4"),
    "underscores": lambda text: text.replace(" ", "_"),
    "dashes": lambda text: text.replace(" ", " - "),
    "two lines": lambda text: text.replace(" ", "\n"),
    "spaces that do not break": lambda text: text.replace(" ", "\u00a0"),
    "numbered entities": each("&#{};"),
    "hexadecimal entities": each("&#x{:X};"),
    "entities of entities": each("&amp;#{};"),
    "named entities": lambda text: html.escape(text).replace(" ", "&nbsp;").replace("@", "&commat;"),
    "percent signs": octets("%{:02x}"),
    "percent signs twice": lambda text: quote(octets("%{:02X}")(text)),
    "address": quote,
    "address of a form": quote_plus,
    "escapes of scripts": each("\\u{:04x}"),
    "escapes of scripts in braces": each("\\u{{{:x}}}"),
    "short escapes": each("\\x{:02x}"),
    "octal escapes": each("\\{:03o}"),
    "escapes of eight digits": each("\\U{:08x}"),
    "escapes of styles": each("\\{:06x} "),
    "JSON": lambda text: json.dumps(text)[1:-1],
    "zero-width signs": "\u200b".join,
    "soft hyphens": "&shy;".join,
    "joiners and marks of direction": "\u200d\u2060\u202a".join,
    "split by tags": "<b></b>".join,
    "split by comments": "<!-- x -->".join,
    "letters apart": " ".join,
    "letters apart by points": ".".join,
    "look-alike letters": lambda text: text.translate(LOOKS),
    "full-width letters": lambda text: text.translate({c: c + 0xFEE0 for c in range(0x21, 0x7F)}),
    "bold letters of mathematics": bold,
    "quoted-printable": octets("={:02X}"),
    "quoted-printable of mail": lambda text: quopri.encodestring(text.encode(), quotetabs=True).decode().strip(),
    "folds of a calendar": "\r\n ".join,
    "base64": lambda text: f"data:text/plain;base64,{base(text)}",
    "base64 for addresses": lambda text: base64.urlsafe_b64encode(f"it is {text}, as you know".encode()).decode(),
    "base64 in lines": lambda text: base64.encodebytes(f"{'x ' * 30}{text} {'y ' * 30}".encode()).decode(),
    "hexadecimal digits": lambda text: f"{text}, so it is".encode().hex(),
}
FIELDS: dict[str, tuple[str, Callable[[str], bytes]]] = {
    "text": ("a/index.html", lambda text: f"<p>Some words: {text} and more.</p>".encode()),
    "table": ("a/index.html", lambda text: f"<tr><td>{text}</td><td>x</td></tr>".encode()),
    "picture's words": ("a/index.html", lambda text: f'<img src="a.png" alt=" {text} ">'.encode()),
    "remark": ("a/index.html", lambda text: f"<!-- {text} -->".encode()),
    "page's head": ("a/index.html", lambda text: f'<meta name="description" content="{text}">'.encode()),
    "script": ("a.js", lambda text: f'let a = "{text}";'.encode()),
    "style": ("a.css", lambda text: f'.a:after {{ content: "{text} " }}'.encode()),
    "search": ("search/search_index.json", lambda text: f'{{"docs":[{{"text":"{text}"}}]}}'.encode()),
    "calendar": ("a.ics", lambda text: f"BEGIN:VEVENT\r\nSUMMARY:{text}\r\nEND:VEVENT\r\n".encode()),
    "drawing": ("a.svg", lambda text: f"<svg><title>{text}</title></svg>".encode()),
    "map of the site": ("sitemap.xml", lambda text: f"<loc>https://a.example/{text}/</loc>".encode()),
    "packed": ("sitemap.xml.gz", lambda text: gzip.compress(f"<p> {text} </p>".encode(), mtime=0)),
}


def syllables(number: int) -> str:
    """Another word for each number; none stands in any text."""
    return "".join("bcdfghjklmnprstvwz"[number // 18**i % 18] + "aeiou"[number // 5**i % 5] for i in range(3)) + "x"


def person(i: int) -> Participant:
    given, family = syllables(i).capitalize(), syllables(i * 7 + 4321).capitalize()
    return Participant(
        f"M-{i:06d}X", "mentor", "first", f"{given} {family}", given, f"{given}.{family}@host.example".lower(),
        f"+44 1632 {960000 + i:06d}", dt.date(2009 + i % 5, 1 + i % 12, 1 + i % 28), MINOR, "", TODAY, {},
        Cell("Sign-up", 2), "ready", (), 1,
    )  # fmt: skip


STORY = "we met under the {} bridge and {} told me about a very old {} clock"


def values(i: int) -> Iterator[tuple[str, str]]:
    """What can be leaked of a person: kind and text."""
    one = person(i)
    assert one.born is not None
    yield from (("name", one.name), ("name", one.call), ("name", one.name.split()[1]), ("email", one.email))
    yield from (("phone", one.phone), ("phone", one.phone.replace("+44 ", "0")), ("code", one.code))
    yield from (("birth date", f"{one.born:%d.%m.%Y}"), ("birth date", f"{one.born.day} {one.born:%B} {one.born.year}"))
    yield "free text", " ".join(STORY.format(*[one.call.lower()] * 3).split()[3:12])


@pytest.fixture(scope="module")
def looking(small: Program) -> Gate:
    people = [person(i) for i in range(PEOPLE)]
    records = replace(
        Records(TODAY, (), (), (), (), (), {}, {}, ()),
        participants=tuple(people),
        matches=(Match("P-3HT8WY", "first", "M-7F3QXZ", "E-2222AA", "active", "approve"),),
    )
    rows = [Row("own", "tab", 2, None, {"closed": STORY.format(*[one.call.lower()] * 3)}, {}) for one in people]
    return Gate([*needles(records, rows, small, (), ())])


@pytest.fixture(scope="module")
def small() -> Program:
    from peerloom.definition.reader import read_program  # noqa: PLC0415

    read = read_program("program: {id: a, name: A, tagline: T., summary: S., with_minors: no}")
    assert read.program is not None
    return read.program


def test_the_table_is_whole() -> None:
    assert len(ENCODINGS) == 40
    assert len(FIELDS) == 12


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_everything_is_found(looking: Gate, encoding: str) -> None:
    missed, looked = [], 0
    for number, (field, (path, written)) in enumerate(FIELDS.items()):
        for i in range(PEOPLE):
            known = list(values(i))
            # All kinds of value in turn, so that each meets each encoding and field over the people.
            kind, text = known[(i + number + list(ENCODINGS).index(encoding)) % len(known)]
            looked += 1
            found = looking.look({path: written(ENCODINGS[encoding](text))})
            if kind not in {finding.kind for finding in found}:
                missed.append(f"{kind} in {field}: {text}")
    assert looked == 12 * PEOPLE
    assert missed == []


def test_nothing_is_found_in_what_is_around(looking: Gate) -> None:
    """Or everything would be found for nothing."""
    clean = {path: written(way("an old clock")) for path, written in FIELDS.values() for way in ENCODINGS.values()}
    assert looking.look(clean) == ()


def test_a_needle_that_is_missing_is_missed() -> None:
    assert Gate([Needle("name", words("Nobody"))]).look({"a.html": person(0).name.encode()}) == ()
