from __future__ import annotations

import base64
import gzip
import json
import quopri
import random
import zlib
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerloom.needle import Needle, words
from peerloom.site import gate as module
from peerloom.site import views as viewing
from peerloom.site.gate import Finding, Gate, gate
from peerloom.site.views import decoded

if TYPE_CHECKING:
    from collections.abc import Callable

NAME = "given-7f3a surname-7f3a"
NEEDLES = (
    Needle("name", words(NAME)),
    Needle("name", " jose "),
    Needle("email", words("given-7f3a@mail.example")),
    Needle("phone", "632960777"),
    Needle("phone", "55667788"),  # of a country whose numbers have eight digits
    Needle("birth date", " 14 march 2009 "),
    Needle("code", words("M-7F3QXZ")),
    Needle("free text", words("canary-1 canary-2 canary-3 canary-4 canary-5 canary-6")),
)
KINDS = {"name", "email", "phone", "birth date", "code", "free text"}


def found(path: str, content: str | bytes) -> list[str]:
    """The kinds of what is found in one file."""
    as_bytes = content.encode() if isinstance(content, str) else content
    return sorted(finding.kind for finding in gate({path: as_bytes}, NEEDLES))


def escaped(text: str, form: str) -> str:
    return "".join(form.format(ord(letter)) for letter in text)


def layers(count: int, pack: Callable[[bytes], bytes], content: bytes) -> bytes:
    for _ in range(count):
        content = pack(content)
    return content


WAYS: dict[str, Callable[[str], str]] = {
    "as it is": lambda text: text,
    "in capitals": str.upper,
    "with accents": lambda text: text.replace("e", "é").replace("a", "å"),
    "numbered entities": lambda text: escaped(text, "&#{};"),
    "hexadecimal entities": lambda text: escaped(text, "&#x{:x};"),
    "entities of entities": lambda text: escaped(text, "&amp;#{};"),
    "percent signs": lambda text: escaped(text, "%{:02x}"),
    "percent signs twice": lambda text: quote(escaped(text, "%{:02X}")),
    "escapes of scripts": lambda text: escaped(text, "\\u{:04x}"),
    "long escapes": lambda text: escaped(text, "\\u{{{:x}}}"),
    "short escapes": lambda text: escaped(text, "\\x{:02x}"),
    "zero-width signs": "\u200b".join,
    "soft hyphens": "&shy;".join,
    "joiners and marks of direction": "\u200d\u2060\u202a".join,
    "split by tags": "<b></b>".join,
    "split by a comment": "<!-- -->".join,
    "look-alike letters": lambda text: text.translate(str.maketrans("aeiuv", "аеіυν")),  # noqa: RUF001 - the case that is tested
    "full-width letters": lambda text: text.translate({c: c + 0xFEE0 for c in range(0x21, 0x7F)}),
    "quoted-printable": lambda text: escaped(text, "={:02X}"),
    "quoted-printable with breaks": "=\r\n".join,
    "folds of a calendar": "\r\n ".join,
    "folds with tabs": "\n\t".join,
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "base64 for addresses": lambda text: base64.urlsafe_b64encode(text.encode()).decode(),
    "base64 for addresses with its own signs": lambda text: base64.urlsafe_b64encode(
        f"~~~???>>> {text}".encode()
    ).decode(),
    "base64 with a letter too many": lambda text: base64.b64encode(f"{text} ".encode()).decode() + "x",
    "base64 of base64 of base64": lambda text: layers(3, base64.b64encode, text.encode()).decode(),
    "base64 of base64": lambda text: base64.b64encode(base64.b64encode(text.encode())).decode(),
    "a packed data address": lambda text: f"data:x;base64,{base64.b64encode(gzip.compress(text.encode())).decode()}",
    "base64 of UTF-16": lambda text: base64.b64encode(text.encode("utf-16-le")).decode(),
    "hexadecimal digits": lambda text: text.encode().hex(),
    "letters apart": " ".join,
    "letters apart by points": ".".join,
    "letters apart by entities": "&nbsp;".join,
    "letters apart by tags": " <b></b>".join,
    "octal escapes": lambda text: escaped(text, "\\{:03o}"),
    "escapes of styles": lambda text: escaped(text, "\\{:06x} "),
    "escapes of eight digits": lambda text: escaped(text, "\\U{:08x}"),
    "bold letters of mathematics": lambda text: text.translate({97 + i: 0x1D41A + i for i in range(26)}),
    "base64 in lines": lambda text: base64.encodebytes(f"{'x' * 50} {text} {'y' * 50}".encode()).decode(),
    "base64 in lines of a script": lambda text: json.dumps(
        base64.encodebytes(f"{'x' * 50} {text} y".encode()).decode()
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_name_is_found_however_it_is_written(way: str) -> None:
    text = f"<p>Before.\n{WAYS[way](NAME)}\nAfter.</p>"
    assert found("index.html", text) == ["name"]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("name", "surname-7f3a, given-7f3a"),  # another order is another needle
        ("email", "given-7f3a@mail.example"),
        ("email", "GIVEN-7F3A@MAIL.example"),
        ("phone", "01632 960 777"),
        ("phone", "+44 (0)1632-960.777"),
        ("phone", "tel:+441632960777"),
        ("phone", "01632<b> </b>960777"),
        ("phone", "01632&nbsp;960&#8209;777"),
        ("phone", "01632\u200b960777"),
        ("phone", "55 66 77 88"),
        ("phone", "+45 55667788"),
        ("birth date", "on 14 March, 2009"),
        ("birth date", "14-march-2009"),
        ("code", "m-7f3qxz"),
        ("code", "M 7F3QXZ"),
        ("free text", "Canary-1: canary-2 - canary-3, (canary-4) canary-5 canary-6!"),
    ],
)
def test_every_kind_of_value_is_found(kind: str, text: str) -> None:
    needles = (*NEEDLES, Needle("name", words("surname-7f3a given-7f3a")))
    assert [finding.kind for finding in gate({"a.html": f"<p>x {text} y</p>".encode()}, needles)] == [kind]


ONE = f"x {NAME} y"
FILES: list[tuple[str, str | bytes]] = [
    ("index.html", f"<p>{ONE}</p>"),
    ("index.html", f'<img alt="{ONE}">'),
    ("index.html", f"<a href='/search?q={quote(NAME)}'>"),
    ("index.html", f"<!-- {ONE} -->"),
    ("index.html", "<td>given-7f3a</td><td>surname-7f3a</td>"),
    ("INDEX.HTML", ONE),
    ("index.html", ONE.encode() + b"\xff"),  # no UTF-8
    ("index.html", b"\xe9" + NAME.encode() + b"\xe9"),  # between what could be letters
    ("index.html", b"\x1f\x8b " + ONE.encode()),  # only looks packed
    ("search/search_index.json", json.dumps({"docs": [{"text": ONE, "location": "a/"}]})),
    ("public.json", json.dumps({"label": ONE.replace("e", "é")})),  # escaped by the writer
    ("assets/site.js", f'let a="{ONE}";'),
    ("look/own.css", f".a:after{{content:'{ONE}'}}"),
    ("look/own.css", f"/* {ONE} */"),
    ("events/events.ics", "SUMMARY:x given-7\r\n f3a sur\r\n\tname-7f3a\r\n"),
    ("art.svg", f"<svg><metadata>{ONE}</metadata></svg>"),
    ("sitemap.xml", f"<loc>https://a.example/{quote(NAME)}/</loc>"),
    ("robots.txt", ONE),
    ("page.md", ONE),
    ("sitemap.xml.gz", gzip.compress(ONE.encode(), mtime=0)),
    ("a.gz", gzip.compress(b"clean") + gzip.compress(ONE.encode())),  # in the second part
    ("a.gz", gzip.compress(gzip.compress(ONE.encode()))),
]


@pytest.mark.parametrize(("path", "content"), FILES, ids=[f"{number}-{file[0]}" for number, file in enumerate(FILES)])
def test_it_looks_into_every_kind_of_file(path: str, content: str | bytes) -> None:
    assert found(path, content) == ["name"]


def test_what_is_packed_under_another_ending_is_found_all_the_same() -> None:
    assert "name" in found("index.html", gzip.compress(ONE.encode()))


@pytest.mark.parametrize("kind", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_a_text_of_wide_letters_is_read_or_stopped(kind: str) -> None:
    assert found("a.html", ONE.encode(kind))
    assert "a text with signs that cannot be read" in found("a.html", b"clean " * 2000 + "Jose".encode(kind))


@pytest.mark.parametrize("kind", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("before", [b"", b"x"])
def test_wide_letters_inside_another_text_are_read(kind: str, before: bytes) -> None:
    assert "name" in found("a.html", before + ONE.encode(kind))
    assert "name" in found("a.html", b"\xff" + before + ONE.encode(kind))


@pytest.mark.parametrize("kind", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("before", [b"", b"x"])
def test_wide_letters_of_other_scripts_are_read(kind: str, before: bytes) -> None:
    content = before + " \u0438\u043c\u044f \u540d ".encode(kind) + b"\xff"
    needles = [Needle("name", " \u0438\u043c\u044f "), Needle("name", " \u540d ")]
    assert [finding.kind for finding in gate({"a.html": content}, needles)].count("name") == 2


@pytest.mark.parametrize("text", ["Jos%E9", "Jos%C3%A9", "Jos=E9", "Jos=C3=A9", "Jos=C3=\r\n=A9", "Jos&eacute;"])
def test_letters_with_accents_are_found_in_both_usual_encodings(text: str) -> None:
    assert found("a.html", f"<a href='x/{text}'>") == ["name"]


def test_the_other_scripts_of_a_text_do_not_hide_what_is_coded_in_it() -> None:
    hidden = base64.b64encode(ONE.encode())
    assert found("a.html", b"caf\xe9 " + hidden) == ["name"]  # no UTF-8


@pytest.mark.parametrize("name", ["given-7f3a-surname-7f3a", "given%2D7f3a_Surname-7F3A", "Given-7f3a/surname-7f3a"])
def test_file_names_are_looked_at_even_of_files_of_the_kit(name: str) -> None:
    (finding,) = gate({f"stories/{name}.html": b"clean"}, NEEDLES, trusted=[f"stories/{name}.html"])
    assert finding.kind == "name in the file's name"


def test_of_files_of_the_kit_only_the_name_is_looked_at() -> None:
    assert gate({"assets/a.js": ONE.encode()}, NEEDLES, trusted=["assets/a.js"]) == ()
    assert gate({"assets/b.js": ONE.encode()}, NEEDLES, trusted=["assets/a.js"]) != ()


def gz(flags: int, extra: bytes) -> bytes:
    """A packed file whose head holds more."""
    packed = gzip.compress(b"clean", mtime=0)
    return packed[:3] + bytes([flags]) + packed[4:10] + extra + packed[10:]


@pytest.mark.parametrize(
    ("path", "content", "kind"),
    [
        ("list.csv", b"clean", "a kind of file that is not published"),
        ("list.xlsx", b"clean", "a kind of file that is not published"),
        ("letter.pdf", b"clean", "a kind of file that is not published"),
        ("CNAME", b"clean", "a kind of file that is not published"),
        (".hidden", b"clean", "a kind of file that is not published"),
        ("a.html", b"\0link", "a link to another file"),
        ("a.html", b"cle\0an", "a text with signs that cannot be read"),
        ("a.html", b"x" * 5000 + b"\0", "a text with signs that cannot be read"),
        ("a.gz", b"clean", "a packed file that cannot be opened"),
        ("a.gz", gzip.compress(b"clean")[:-9], "a packed file that cannot be opened"),
        ("a.gz", gzip.compress(b"clean") + b"more", "a packed file that cannot be opened"),
        ("a.gz", gz(8, b"list.csv\0"), "a packed file that carries words"),
        ("a.gz", gz(16, b"remark\0"), "a packed file that carries words"),
        ("a.gz", gz(4, b"\x04\0more"), "a packed file that carries words"),
        ("a.gz", layers(5, gzip.compress, ONE.encode()), "something packed too deeply to look into"),
        ("a.html", layers(4, base64.b64encode, ONE.encode()), "something packed too deeply to look into"),
        ("a.woff2", b"wOFFx" * 20, "a font that carries another kind of file"),
        ("a.png", b"<svg>", "a picture that carries another kind of file"),
        ("A.PNG", b"<svg>", "a picture that carries another kind of file"),
    ],
)
def test_what_it_cannot_read_it_stops(path: str, content: bytes, kind: str) -> None:
    assert kind in found(path, content)


def test_too_large_is_stopped_packed_or_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_BYTES", 1000)
    monkeypatch.setattr(viewing, "MOST_BYTES", 1000)
    assert found("a.html", b"x" * 1000) == []
    assert found("a.html", b"x" * 1001) == ["a file too large to look into"]
    assert found("a.html", ONE.encode() * 100) == ["a file too large to look into"]  # and it is not looked into
    assert found("a.gz", gzip.compress(b"x" * 1000)) == []
    for packed in (
        gzip.compress(b"x" * 1001),
        gzip.compress(b"x" * 600) * 2,
        gzip.compress(gzip.compress(bytes(9**6))),
    ):
        assert found("a.gz", packed) == ["something packed that is too large to look into"]


def test_a_bomb_is_not_unpacked() -> None:
    """It would be ten thousand million letters."""
    bomb = gzip.compress(gzip.compress(bytes(10_000_000)) * 1000)
    assert found("a.gz", bomb) == ["something packed that is too large to look into"]


CLEAN: dict[str, str] = {
    "index.html": "<!doctype html><html lang='en'><head><title>Two Rivers</title></head><body><h1>Given a surname</h1>"
    '<svg viewBox="0 0 400 300"><path d="M163.2 96.1 77.7-55,66 77 88.5 z"/></svg>'
    "<p>14 March 2010. 14 april 2009. 01632 960 778. 155667788. 5566778. canary 1 canary 2 canary 3</p>"
    "<a href='mailto:hello@mail.example'>Surname 7f3a given</a> sevengiven-7f3a surname-7f3ab</body></html>",
    "search/search_index.json": json.dumps({"docs": [{"location": "", "text": "<p>Given names, surnames</p>"}]}),
    "assets/own.css": ".md-nav__link--active-permalink{--pl-accent-foreground:#00665b}",
    "site.js": "const interestingly_long_identifier=/[a-z]{3}/.test('responsibilities')",
    "events.ics": "BEGIN:VCALENDAR\r\nUID:given@surname.7f3a\r\nDTSTART:20260314T183000\r\nEND:VCALENDAR\r\n",
    "sitemap.xml": "<urlset><url><loc>https://two-rivers.example/given/7f3a/</loc></url></urlset>",
    "sha.txt": "d41d8cd98f00b204e9800998ecf8427e e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
}


def test_clean_pages_raise_no_alarm() -> None:
    assert gate({path: text.encode() for path, text in CLEAN.items()}, NEEDLES) == ()


@given(st.lists(st.sampled_from(["given", "surname", "-", " ", "<b>", "canary-1", "14", "march"]), max_size=12))
def test_parts_of_values_raise_no_alarm(parts: list[str]) -> None:
    assert "7f3a" not in "".join(parts)
    assert found("a.html", "".join(parts)) == []


@given(st.binary(max_size=400), st.sampled_from(["html", "css", "json", "svg", "gz", "png", "woff2", "exe", ""]))
def test_it_never_breaks(content: bytes, ending: str) -> None:
    assert found(f"a.{ending}", content) == found(f"a.{ending}", content)


@given(st.text(), st.sampled_from(sorted(WAYS)), st.text())
def test_what_stands_around_a_name_never_hides_it(before: str, way: str, after: str) -> None:
    """But for what would take the name apart: letters that touch it, and tags or codes that it would become part of."""
    text = f"{before}\n.. <p> {WAYS[way](NAME)} </p> ..\n{after}"
    assert "name" in found("a.html", text.encode("utf-8", "replace"))


def test_pictures_of_random_bytes_do_not_look_like_short_names() -> None:
    """A hundred thousand bytes hold many a word of three or four letters by chance; one of a picture is not looked for."""
    chance = random.Random(7)  # noqa: S311 - the same bytes in every run
    short = [Needle("name", f" {a}{b}{c} ") for a in "aeio" for b in "mnrst" for c in "aeiou"]
    photo = b"\xff\xd8\xff\xda\0\x02" + chance.randbytes(100_000).replace(b"\xff", b"\0") + b"\xff\xd9"
    assert gate({"a.jpg": photo}, short) == ()
    assert gate({"a.html": photo[:20_000]}, short) != ()  # where a text is expected, each is


def test_in_pictures_longer_values_are_found() -> None:
    hidden = b"\xff\xd8\xff\xda\0\x02.." + ONE.encode() + b"..\xff\xd9"
    assert found("a.jpg", hidden) == ["name"]
    packed = zlib.compress(ONE.encode())
    png = b"\x89PNG\r\n\x1a\n" + len(packed).to_bytes(4) + b"IDAT" + packed + b"crc." + bytes(4) + b"IENDcrc."
    assert found("a.png", png) == ["name"]


def test_the_report_says_where_and_never_what() -> None:
    text = f"one line\nanother line\nhere {NAME} and 01632 960777"
    findings = gate({"a.html": text.encode(), "b.html": text.encode()}, NEEDLES, key=b"key")
    assert [(f.file, f.offset, f.kind) for f in findings] == [
        ("a.html", 22, "name"),
        ("a.html", 22, "phone"),
        ("b.html", 22, "name"),
        ("b.html", 22, "phone"),
    ]
    assert findings[0].ref == findings[2].ref != findings[1].ref
    assert len(findings[0].ref) == 6
    said = " ".join(map(str, findings))
    assert not any(part in said for part in ("7f3a", "given", "960777"))
    assert str(findings[0]) == f"a.html, byte 22: name (number {findings[0].ref})"
    assert str(Finding("a.csv", 0, "a kind of file that is not published")) == (
        "a.csv, byte 0: a kind of file that is not published"
    )


def test_the_number_depends_on_the_key_of_the_run() -> None:
    one, other = (gate({"a.html": ONE.encode()}, NEEDLES, key=key)[0].ref for key in (b"one", b"other"))
    assert one != other


def test_the_place_of_what_is_spread_over_lines_is_its_first_line() -> None:
    (finding,) = gate({"a.html": "é\nx given-7f3a\n\nsurname-7f3a".encode()}, NEEDLES)
    assert finding.offset == len("é\n".encode())


def test_where_it_is_hidden_the_place_is_what_hides_it() -> None:
    hidden = base64.b64encode(ONE.encode()).decode()
    (finding,) = gate({"a.html": f"<p>é</p>{hidden}".encode()}, NEEDLES)
    assert finding.offset == len("<p>é</p>".encode())


def test_in_a_file_of_one_line_the_place_is_that_of_the_value() -> None:
    """The search index is one line of several hundred thousand signs."""
    entry = '{"location":"a/","text":"nothing \u00e9 here at all","title":"Given"},'
    leak = '{"location":"b/","text":"we thank given-7f3a surname-7f3a"},'
    index = f'{{"docs":[{entry * 9000}{leak}{entry * 9000}]}}'
    (finding,) = gate({"search/search_index.json": index.encode()}, NEEDLES)
    assert abs(finding.offset - index.encode().index(b"given-7f3a")) <= 10


def test_a_short_name_whose_letters_stand_apart_must_be_all_of_them() -> None:
    needles = [Needle("name", " amy ")]
    assert gate({"a.html": b"<p>it was A m y, she said</p>"}, needles) != ()
    assert gate({"a.html": b"<p>g a m y z</p>"}, needles) == ()


def test_texts_of_any_kind_can_be_looked_at() -> None:
    found = Gate(NEEDLES).in_texts({"content/b.md": "clean", "program.yaml": f"# {NAME}", "content/a.md": f"\n{NAME}"})
    assert [(f.file, f.offset, f.kind) for f in found] == [("content/a.md", 1, "name"), ("program.yaml", 0, "name")]


def test_a_gate_that_remembers_gives_the_same_answers() -> None:
    kept = Gate(NEEDLES)
    clean, leak = {"a.html": b"clean"}, {"a.html": ONE.encode()}
    assert [bool(kept.look(files)) for files in (clean, leak, clean, leak, clean | leak)] == [
        False,
        True,
        False,
        True,
        True,
    ]
    assert kept.look({"a.html": b"\xff\xd8"}) == ()
    assert kept.look({"a.jpg": b"\xff\xd8"}) != ()  # the same bytes are judged by the kind of file
    assert kept.look({"b.html": b"clean", f"{NAME}.html": b"clean"}) != ()


def test_without_needles_only_what_cannot_be_read_is_told() -> None:
    assert gate({"a.html": ONE.encode()}, ()) == ()
    assert gate({"a.csv": b""}, ()) != ()


@given(st.text())
def test_decoding_ends(text: str) -> None:
    assert isinstance(decoded(text), str)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("&amp;amp;amp;lt;", "&lt;"),  # three times, not more
        ("&lt;b&gt;", "<b>"),
        ("%2525", "%"),
        (r"a\nb\tc\/d", "a b c/d"),
        (r"\ud800\u{110000}", "  "),
        (r"\u00e9", "é"),
        (quopri.encodestring("é".encode()).decode().strip(), "=C3=A9"),  # a view of its own
    ],
)
def test_entities_percent_signs_and_escapes_are_undone(text: str, plain: str) -> None:
    assert decoded(text) == plain


def test_the_table_has_every_kind() -> None:
    assert {needle.kind for needle in NEEDLES} == KINDS
