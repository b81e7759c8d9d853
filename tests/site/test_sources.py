from __future__ import annotations

import datetime as dt

import pytest

from peerloom.definition.allowed import Allowed
from peerloom.needle import Needle, digits, words
from peerloom.site.gate import Gate
from peerloom.site.sources import allowances

DAY = dt.date(2027, 1, 1)
ROSE, ZOFIA, FULL = Needle("name", " rose "), Needle("name", " zofia "), Needle("name", " zofia plantedsson ")
MAIL, PHONE = Needle("email", words("z.p@host.example")), Needle("phone", digits("01632 960777").strip()[-9:])
NEEDLES = (ROSE, ZOFIA, FULL, MAIL, PHONE)


def entry(text: str, page: str = "content/pages/about.md") -> Allowed:
    return Allowed(text, page, "our helper", "she agreed", DAY)


def found(texts: dict[str, str], files: dict[str, str], *entries: Allowed) -> list[str]:
    gate = Gate(NEEDLES, b"", allowances(NEEDLES, texts, entries))
    return sorted({finding.file for finding in gate.look({path: text.encode() for path, text in files.items()})})


GARDEN = {"content/guides/garden.md": "No rose without a thorn."}
ABOUT = {"content/pages/about.md": "We grow a rose. Rose is red.", **GARDEN}
SITE = {
    "about/index.html": "<p>We grow a rose. Rose is red.</p>",
    "search/search_index.json": '{"docs":[{"text":"We grow a rose. Rose is red."},{"text":"a rose. Rose"}]}',
    "help/index.html": "<p>No flower.</p>",
}


def test_a_word_may_stand_where_its_text_has_it_as_often_as_there() -> None:
    assert found(ABOUT, SITE) == []


@pytest.mark.parametrize(
    ("path", "more"),
    [
        ("about/index.html", "Rose"),
        ("help/index.html", "Rose"),
        ("search/search_index.json", '{"docs":[{"text":"Rose Rose Rose"}]}'),
        ("rose/index.html", "x"),
        ("public.json", '{"thanks":"Rose"}'),
    ],
)
def test_once_more_than_its_text_is_found(path: str, more: str) -> None:
    assert found(ABOUT, {**SITE, path: SITE.get(path, "") + more}) == [path]


def test_a_heading_stands_in_the_contents_as_well() -> None:
    texts = {"content/pages/about.md": "## A rose\n", **GARDEN}
    assert found(texts, {"about/index.html": "<h2>A rose</h2> <a>A rose</a> <a>A rose</a>"}) == []


def test_a_name_is_no_word_of_the_language_unless_a_text_writes_it_small() -> None:
    texts = {"content/pages/about.md": "Zofia is red."}
    page = {"about/index.html": "<p>Zofia is red.</p>"}
    assert found(texts, page) == ["about/index.html"]
    assert found({**texts, "content/guides/one.md": "a zofia is a flower"}, page) != []  # pasted once, it is a name
    flowers = {"content/guides/one.md": "a zofia is a flower", "content/guides/two.md": "(zofia) is red"}
    assert found({**texts, **flowers}, page) == []
    assert found(texts, page, entry("Zofia")) == []
    assert found(texts, page, entry("Zofia", "content/pages/join.md")) == ["about/index.html"]
    assert found(texts, {"about/index.html": "Zofia and Zofia"}, entry("Zofia")) == ["about/index.html"]


@pytest.mark.parametrize("text", ["Zofia Plantedsson", "z.p@host.example", "01632 960777", "+44 1632 960-777"])
def test_full_names_addresses_and_numbers_are_allowed_by_an_entry_alone(text: str) -> None:
    texts = {"content/pages/about.md": f"Ask {text} about a rose of zofia plantedsson."}
    page = {"about/index.html": f"<p>Ask {text}.</p>"}
    assert found(texts, page) == ["about/index.html"]
    assert found(texts, page, entry(text)) == []
    assert found(texts, {"help/index.html": f"<p>Ask {text}.</p>"}, entry(text)) == ["help/index.html"]


def test_a_hidden_spelling_is_not_allowed() -> None:
    texts = {"content/pages/about.md": "Zofia is red."}
    assert found(texts, {"about/index.html": "WiBvIGYgaSBhIFpvZmlhIHpvZmlh"}, entry("Zofia")) == ["about/index.html"]


def test_what_stands_on_every_page_may_stand_on_every_page() -> None:
    texts = {"mkdocs.yml": "copyright: a rose\n", **GARDEN}
    assert found(texts, {"a/index.html": "a rose", "b/index.html": "a rose"}) == []


def test_nothing_allows_nothing() -> None:
    assert allowances(NEEDLES, {}) == {}
    assert allowances((), ABOUT, [entry("Rose")]) == {}
