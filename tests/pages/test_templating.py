from __future__ import annotations

import datetime as dt
import html
import json
import unicodedata
from dataclasses import dataclass
from typing import Any

import html5lib
import markdown
import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st
from jinja2 import TemplateSyntaxError, UndefinedError
from jinja2.exceptions import SecurityError, TemplateAssertionError, TemplateRuntimeError

from peerloom.pages.templating import Raw, address, anchor, encoded, environment, front_matter, plain
from peerloom.readable import cleaned

EXTENSIONS = [
    "admonition",
    "attr_list",
    "def_list",
    "footnotes",
    "md_in_html",
    "tables",
    "toc",
    "pymdownx.details",
    "pymdownx.superfences",
    "pymdownx.tabbed",
]
# Every place of a page in which a value can stand.
PLACES = {
    "text": "{}\n",
    "text among words": "one {} two\n",
    "heading": "# {}\n",
    "heading with an id": "## {} {{ #id }}\n",
    "list": "- {}\n- {}\n",
    "link": "[{}](a.md)\n",
    "heading with a link": "### [{}](a.md) {{ #id }}\n",
    "strong": "**{}**\n",
    "table": "| a | b |\n| --- | --- |\n| {} | x |\n",
    "block": '<div class="a" markdown="block">\n\n{}\n\n</div>\n',
    "span": '<p markdown="1">x [{}](a.md) y</p>\n',
    "tag": "<p>{}</p>\n",
    "attribute": '<p title="{}" data-a="{}">x</p>\n',
    "admonition": '!!! note "{}"\n    {}\n',
    "drawing": '<svg><title>{}</title><text x="1">{}</text></svg>\n',
    "two lines": "{}\n{}\n",
    "after a list": "- a\n\n{}\n",
}
BITS = [
    "*",
    "_",
    "**",
    "`",
    "```",
    "~~~",
    "[",
    "]",
    "(",
    ")",
    "](",
    "[x](javascript:alert(1))",
    "<script>",
    "</p>",
    "<b>",
    "<!--",
    "-->",
    "&lt;",
    "&#60;",
]
BITS += ["&", ";", "{", "}", "{{", "}}", "{%", "{: onclick=x }", "{ #id .c }", "|", "\n", "\n\n", "    ", "\t", "# ", "- ", "1. ", "> ", ": ", "---", "===", "!!! note", "??? x", '=== "a"', "[^1]", "[^1]: x", "*[a]: b", "[a]: b", "\\", '"', "'", "http://a.example", "<https://a.example>", "a@b.example", "\u0000", "\u2028", "\u202e", "é", "名", "x", " ", "-", "+", ".", "!", "^", "~", "=", "%", "$", "@", "/", "://"]  # fmt: skip
odd = st.lists(st.sampled_from(BITS) | st.text(max_size=3), max_size=8).map("".join)


def shape(text: str) -> list[tuple[str, tuple[tuple[str, str], ...]]]:
    """The tags of a page with what decides what they do. Texts, and titles of tags, may differ."""
    converter = markdown.Markdown(extensions=EXTENSIONS)
    tree = html5lib.parse(converter.convert(text), namespaceHTMLElements=False)
    found = []
    for element in tree.iter():
        tag = str(element.tag)
        kept = {
            key: value
            for key, value in element.attrib.items()
            if key in {"href", "src", "action", "style", "class"} or key.startswith("on")
        }
        found.append((tag, tuple(sorted(kept.items()))))
    return found


SHAPES = {place: shape(form.format(*["benign words"] * form.count("{}"))) for place, form in PLACES.items()}


@pytest.mark.parametrize("place", PLACES)
@given(text=odd)
@example(text="<script>alert(1)</script>")
@example(text="{{ 7 * 7 }} {% raw %}")
@example(text="a | b")
@example(text="[x](javascript:alert(1))")
@example(text="one\n\n# two")
@example(text="    code")
@example(text="1. a")
@example(text="[TOC]")
def test_a_value_changes_nothing_but_the_words(place: str, text: str) -> None:
    value = encoded(f"x{text}")
    form = PLACES[place]
    assert shape(form.format(*[value] * form.count("{}"))) == SHAPES[place]


@given(st.text())
def test_what_is_read_is_what_was_written(text: str) -> None:
    assert html.unescape(encoded(text)) == cleaned(text)


@given(st.text())
def test_only_letters_digits_spaces_and_commas_stay(text: str) -> None:
    left = encoded(text).replace("&#", "").replace(";", "")
    assert all(sign.isalnum() or sign in " ," for sign in left)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a  b\t\r\n c", "a b c"),
        ("  a ", "a"),
        ("a\u0000b\u2028c\ue000d", "a b c d"),
        ("e\u0301", "\u00e9"),
        ("a\u200bb\u00adc\u202ed", "abcd"),
        ("\u0915\u094d\u200d\u0937", "\u0915\u094d\u200d\u0937"),  # a joiner is spelling in some scripts
        ("x" * 3000, "x" * 2000),
        ("\u00e9" * 3000, "\u00e9" * 2000),
        ("", ""),
    ],
)
def test_a_text_is_cleaned(text: str, shown: str) -> None:
    assert cleaned(text) == shown


@given(st.text())
def test_a_cleaned_text_is_one_line_of_what_can_be_seen(text: str) -> None:
    shown = cleaned(text)
    assert cleaned(shown) == shown
    assert shown == " ".join(shown.split())
    assert all(unicodedata.category(sign) not in {"Cc", "Zl", "Zp", "Cs", "Co", "Cn"} for sign in shown)


def test_what_is_ready_passes() -> None:
    assert encoded(Raw("<b>")) == "<b>"
    assert encoded(5) == "5"
    assert encoded(-5) == "&#45;5"


@pytest.mark.parametrize("value", [None, 1.5, dt.date(2026, 1, 1), ("a",), b"a", object()])
def test_what_has_no_words_yet_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="give it words first"):
        encoded(value)


@given(st.text())
@example("&lt;script&gt;")
@example("&amp;lt;")
def test_a_plain_title_holds_nothing_that_could_be_decoded(text: str) -> None:
    shown = plain(text)
    assert not set('<>"\n') & set(shown)
    assert html.unescape(shown) == shown
    assert plain(shown) == shown


@given(st.text(), st.lists(st.text(), max_size=3))
def test_the_head_of_a_page_is_read_as_it_was_meant(title: str, hide: list[str]) -> None:
    fields = {"title": plain(title), "hide": [plain(entry) for entry in hide], "home": {"a": plain(title), "b": True}}
    text = front_matter(fields)
    assert text.startswith("---\n")
    assert text.count("\n---\n") == 1
    assert yaml.safe_load(text.split("---\n")[1]) == fields
    assert text.endswith("\n---\n")


@pytest.mark.parametrize(
    ("start", "target", "expected"),
    [
        ("index.md", "help.md", "help.md"),
        ("a/b.md", "help.md", "../help.md"),
        ("a/b.md", "a/c.md", "c.md"),
        ("a/index.md", "b/index.md#x", "../b/index.md#x"),
        ("a/b.md", "a/b.md", "b.md"),
    ],
)
def test_an_address_is_seen_from_the_page(start: str, target: str, expected: str) -> None:
    assert address(start, target) == expected


@pytest.mark.parametrize("text", ["", "A", "a b", "a<", "-a", "a.b", "é", "a\n"])
def test_only_an_id_is_an_anchor(text: str) -> None:
    with pytest.raises(ValueError, match="is not an id"):
        anchor(text)
    assert anchor("a_1-b") == "a_1-b"


@dataclass(frozen=True)
class Thing:
    path: str = "guides/one.md"
    title: str = "<b>*x*</b>"

    def method(self) -> str:
        return "called"


def drawn(template: str, **shows: Any) -> str:
    return environment({"a": template}).get_template("a").render({"page": Thing(), **shows})


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{{ page.title }}", "&#60;b&#62;&#42;x&#42;&#60;&#47;b&#62;"),
        ("{{ 'help.md' | to }}", "../help.md"),
        ("{{ 'guides/ID.md#ID' | to('two') }}", "two.md#two"),
        ("{{ 'PART/ID.md' | to('two', 'stories') }}", "../stories/two.md"),
        ("{{ day | day }}, {{ day | month }}, {{ day | iso }}", "5 June 2026, June 2026, 2026-06-05"),
        ("{{ time | clock }}", "18&#58;05"),
        ("{{ names | listed }}", "a, &#60;b&#62; and c"),
        ("{{ 1.25 | number }} {{ 2.0 | number }} {{ 3 | number }}", "1.2 2 3"),
        ("{{ '1,2 3.5,-4' | points }}", "1,2 3.5,-4"),
        ("{{ ['a', 'b'] | length }}", "2"),
        ("{{ '+44 (0)1632 960-1' | phone }}", '<a class="pl-phone" href="tel:&#43;44016329601">&#43;44 &#40;0&#41;1632 960&#45;1</a>'),
        ("{{ 'a+b@c.example' | mail }}", '<a href="mailto:a&#37;2Bb&#64;c&#46;example">a&#43;b&#64;c&#46;example</a>'),
        ("{{ 'https://a.example/?b=c&d' | outside('<x>') }}", '<a class="pl-outside" href="https&#58;&#47;&#47;a&#46;example&#47;&#63;b&#61;c&#38;d" rel="noopener">&#60;x&#62;</a>'),
        ("{{ 'https://a.example/\"x y' | outside('x') }}", '<a class="pl-outside" href="https&#58;&#47;&#47;a&#46;example&#47;&#37;22x&#37;20y" rel="noopener">x</a>'),
        ("{% if names %}yes{% endif %}!\n", "yes!\n"),
        ("{{ code }}", "&#123;&#123; 7 &#42; 7 &#125;&#125;"),
    ],
)  # fmt: skip
def test_filters_say_values_in_words(template: str, expected: str) -> None:
    shows = {"day": dt.date(2026, 6, 5), "time": dt.time(18, 5), "names": ("a", "<b>", "c"), "code": "{{ 7 * 7 }}"}
    assert drawn(template, **shows) == expected


@pytest.mark.parametrize(
    "template",
    [
        "{{ 'a' ~ 'b' }}",
        "{{ 'a' + 'b' }}",
        "{{ '%s' % 'b' }}",
        "{{ 'a' * 3 }}",
        "{% set a = 'a' ~ page.title %}",
    ],
)
def test_templates_do_not_glue_texts(template: str) -> None:
    with pytest.raises(TemplateSyntaxError, match="do not glue"):
        drawn(template)


@pytest.mark.parametrize(
    "template",
    [
        "{{ nothing }}",
        "{{ page.nothing }}",
        "{% if nothing %}x{% endif %}",
        "{% for one in nothing %}x{% endfor %}",
        "{{ page.method() }}",
        "{{ page.method }}",
        "{{ page.__class__ }}",
        "{{ page.__init__.__globals__ }}",
        "{{ ''.__class__.__mro__ }}",
        "{{ 'a'.format() }}",
        "{{ page.title.format(page) }}",
        "{{ page.title.format_map }}",
        "{{ [].append(1) }}",
        "{{ page.title.upper() }}",
        "{{ range(10 ** 9) }}",
        "{{ lipsum() }}",
        "{{ cycler.__init__ }}",
        "{{ dict() }}",
        "{{ namespace() }}",
        "{{ 'a' | attr('upper') }}",
        "{{ 'a' | safe }}",
        "{{ '<b>' | e }}",
        "{{ ['a'] | map('upper') }}",
        "{{ [1] | join }}",
        "{{ page }}",
        "{{ nobody }}",
        "{{ half }}",
        "{{ names }}",
        "{{ '../x.md' | to }}",
        "{{ 'https://evil.example' | to }}",
        "{{ 'guides/ID.md' | to('../../x') }}",
        "{{ 'x y' | points }}",
        "{{ 'A B' | anchor }}",
        "{% include 'b' %}",
        "{% import 'os' as os %}",
    ],
)
def test_a_template_can_do_no_more_than_ours(template: str) -> None:
    errors = (
        SecurityError,
        UndefinedError,
        TemplateAssertionError,
        TemplateRuntimeError,
        TypeError,
        ValueError,
        LookupError,
    )
    with pytest.raises(errors):
        drawn(template, nobody=None, half=1.5, names=["a"])


def test_an_odd_value_cannot_change_the_values_of_others() -> None:
    values: list[str] = ["a"]
    with pytest.raises((SecurityError, UndefinedError)):
        drawn("{{ values.append('b') }}", values=values)
    assert values == ["a"]


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "{{ 7 * 7 }}",
        "a | b",
        "[x](javascript:alert(1))",
        "one\ntwo",
        "*a* _b_ `c` # d",
        "---",
        '"q"',
    ],
)
def test_odd_texts_of_program_yaml_change_no_page(make: Any, text: str) -> None:
    """Every text of the small program takes the odd one; the pages keep the shape that harmless words give."""

    def changed(to: str) -> dict[str, str]:
        made = make(lambda tree: _put(tree, to), texts={})
        return {path: page.split("\n---\n", 1)[1] for path, page in made.texts.items()}

    odd_pages, plain_pages = changed(f"x{text}"), changed("xwords")
    assert odd_pages.keys() == plain_pages.keys()
    for path, page in odd_pages.items():
        tags, usual = shape(page), shape(plain_pages[path])
        drawings = {"svg", "text", "line", "rect", "circle", "path"}  # a longer word may take one more line
        assert [tag for tag in tags if tag[0] not in drawings] == [tag for tag in usual if tag[0] not in drawings], path


TEXTS = {"title", "summary", "why", "text", "tagline", "mission", "vision", "place", "how", "need", "where", "name", "say", "happens", "ask", "setting", "scene", "materials", "hours", "what", "contact", "by", "start", "unit", "review", "decided_by", "purpose", "emergency", "role", "kind_", "address", "consent"}  # fmt: skip


def _put(node: Any, text: str) -> None:
    """Put ``text`` in the place of every text that people read. Links to edit a page tell lines, so they go."""
    if isinstance(node, dict):
        node.pop("edit_url", None)
        for key, value in node.items():
            if isinstance(value, str) and key in TEXTS and not _is_day(value):
                node[key] = text
            elif isinstance(value, list) and value and all(isinstance(entry, str) and " " in entry for entry in value):
                node[key] = [text] * len(value)
            else:
                _put(value, text)
    elif isinstance(node, list):
        for entry in node:
            _put(entry, text)


def _is_day(text: str) -> bool:
    return text[:4].isdigit() and text[4:5] == "-"


def test_the_odd_text_got_onto_the_pages(make: Any) -> None:
    made = make(lambda tree: _put(tree, "xcanary words"), texts={})
    assert sum(text.count("xcanary words") for text in made.texts.values()) > 100
    assert json.dumps(made.rendered.extra).count("xcanary words") > 3
