"""No text of people changes the shape of the desk: each odd text in every field that people fill in."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Any

import html5lib

from peerloom.desk.audit import forbidden
from peerloom.desk.render import render_desk
from peerloom.desk.seen import names_of
from peerloom.files import templates_folder
from peerloom.private import Private
from tests.fuzz import LONG, odd_texts

if TYPE_CHECKING:
    from collections.abc import Callable

    from peerloom.desk.seen import Seen
    from peerloom.people.records import Participant

PEOPLE = 25
TEXTS = 5_000 if LONG else 100
LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def desk(texts: list[str], made: Callable[..., Seen], person: Callable[..., Participant]) -> Seen:
    """A desk with one person for each text, who writes it wherever people write."""
    people = tuple(
        replace(
            person(
                f"M-ZZZZ{LETTERS[i]}2", Private(f"x{text}"), answers={"hopes": Private(f"x{text}"), "why": Private(text)},
                needs=(f"x{text}",), call=Private(f"x{text}"), status="screening",
            ),
            email=Private(f"x{text}@host.example"), guardian=Private(f"y{text}@host.example"),
        )
        for i, text in enumerate(texts)
    )  # fmt: skip
    other = made()
    records = replace(other.records, participants=people, matches=(), meetings=(), check_ins=(), goals=(), answers={})
    return replace(other, records=records, names=names_of(people), proposal=None, decisions=(), health=(), check_ins=())


def shapes(pages: dict[str, str]) -> dict[str, list[tuple[str, tuple[str, ...]]]]:
    """Every tag of every page with the names of its attributes, in order of the page."""
    found: dict[str, Any] = {}
    for file in ("people.html", "cards.html", "waiting.html", "data.html", "index.html"):
        tree = html5lib.HTMLParser().parseFragment(pages[file].partition("<body>")[2])
        tags = [(str(e.tag), tuple(sorted(map(str, e.attrib)))) for e in tree.iter()]
        found[file] = sorted(tags)  # people stand in the order of their names
    return found


def test_no_text_changes_the_desk(
    made: Callable[..., Seen], person: Callable[..., Participant], templates: dict[str, str]
) -> None:
    usual = shapes(render_desk(desk(["words"] * PEOPLE, made, person), templates))
    texts, looked = odd_texts(TEXTS), 0
    while batch := list(islice(texts, PEOPLE)):
        looked += len(batch)
        pages = render_desk(desk(batch, made, person), templates)
        assert shapes(pages) == usual
        for page in pages.values():
            assert page.count("<script>") == page.count("</script>") == 1
    assert looked == TEXTS


def test_no_script_of_ours_makes_html_of_a_text() -> None:
    """They sort, filter and show what is there: no text of people can become a tag by them."""
    scripts = sorted(templates_folder().rglob("*.js"))
    assert {file.name for file in scripts} >= {"desk.js", "components.js"}
    for file in scripts:
        found = re.findall(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|createContextualFragment|DOMParser|\beval\b|"
            r"new Function|srcdoc|setAttribute\(\s*[\"']on|setTimeout\(\s*[\"']|\bfetch\b|XMLHttpRequest|WebSocket|sendBeacon",
            file.read_text(encoding="utf-8"),
        )
        assert found == [], file.name


def test_the_desk_refuses_what_people_could_make_of_a_template() -> None:
    assert forbidden("<p>fine</p>") == ""
    assert forbidden("<p onclick='x'>no</p>") != ""
