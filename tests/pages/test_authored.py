from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerloom.definition.checks import PAGES
from peerloom.pages.authored import HOMES, as_page, content_problems, page_of, written

OTHERS = {"guides/other.md": "", "pictures/a.png": "", "pages/join-mentor.md": ""}


def told(text: str, path: str = "guides/one.md") -> list[str]:
    found = content_problems({path: text, **OTHERS})
    return [f"{problem.place}".removeprefix(f"content/{path}") + f" {problem.message}" for problem in found]


HTML = "HTML is not used in texts."
BRACES = "Settings in braces are not used in texts."
RUNS = "This is a link that runs something."
KIND = "This kind of link is not used."
HOST = "This picture would be loaded from another host, which then sees each visitor."
TITLE = "The title of the page comes from program.yaml."

GOOD = """\
---
title: One
description: "How: in short."
hide: [toc]
---
## First

A *word*, **more** and `code` — 1 < 2 and 3 > 2, a <3, {braces}, a & b.

- See [this](other.md), [that](../pages/join-mentor.md#x "Title") and [the web](https://library.example/a_(b)?c=d&e).
- Mail <mailto:hello@trust.example> or <https://library.example/>, [call](tel:+441632960111), [down](#first).
- ![A picture](../pictures/a.png){ .wide } [ref][one] [^1]

[one]: https://library.example/ "Title"
[two]: other.md
[^1]: See the note. It has words.

!!! tip "Try this"
    Ask, then wait.

| a | b |
| --- | --- |
| 1 | 2 |

```
code
```
"""


def test_a_good_text_has_no_problem() -> None:
    assert told(GOOD) == []


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("![a](https://evil.example/a.png)", ":1:6"),
        ("x\n\n![a [b] c](<https://evil.example/a.png> 'T')", ":3:13"),
        ("[![a](https://evil.example/a.png)](other.md)", ":1:7"),
        ("![a](//evil.example/a.png)", ":1:6"),
        ("![a](https&colon;//evil.example/a.png)", ":1:6"),
        ("![a][one]\n\n[one]: https://evil.example/a.png", ":3:8"),
        ("![One][]\n\n[one]: https://evil.example/a.png", ":3:8"),
        ("![one]\n\n[ONE]: <https://evil.example/a.png>", ":3:9"),
        ("![two\nlines](https://evil.example/a.png)", ":2:8"),
    ],
)
def test_a_picture_of_another_host_is_told(text: str, place: str) -> None:
    assert f"{place} {HOST}" in told(text)


@pytest.mark.parametrize(
    "text",
    [
        "![a](../pictures/a.png)",
        "[a](https://good.example/a.png)",
        "[![a](../pictures/a.png)](https://good.example/)",
        "![a][one] [two]\n\n[one]: ../pictures/a.png\n[two]: https://good.example/",
    ],
)
def test_other_pictures_and_links_are_not(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a <b>b</b>", [f":1:3 {HTML}"]),
        ("\n\n  <script>alert(1)</script>", [f":3:3 {HTML}"]),
        ("</p>", [f":1:1 {HTML}"]),
        ("<!-- x -->", [f":1:1 {HTML}"]),
        ("<?php", [f":1:1 {HTML}"]),
        ("<img src=x onerror=alert(1)>", [f":1:1 {HTML}"]),
        ("<https://library.example/ onclick=x>", [f":1:1 {HTML}"]),
        ("<ftp://a.example>", [f":1:1 {HTML}"]),
        ("`<b>`", [f":1:2 {HTML}"]),  # code for one reader can be live for another
        ("[x](a){: onclick=alert(1) }", [f":1:7 {BRACES}", ":1:5 There is no file content/guides/a."]),
        ("## T { #id onclick=x }", [f":1:6 {BRACES}"]),
        ("{ style='color:red' }", [f":1:1 {BRACES}"]),
        ("[x](javascript:alert(1))", [f":1:1 {RUNS}", f":1:5 {KIND}"]),
        ("[x](JaVaScRiPt:alert(1))", [f":1:1 {RUNS}", f":1:5 {KIND}"]),
        ("[x](&#106;avascript:alert(1))", [f":1:1 {RUNS}", f":1:5 {KIND}"]),
        ("[x](java\\script:alert(1))", [f":1:1 {RUNS}", f":1:5 {KIND}"]),
        ("[x](<java script:alert(1)>)", [f":1:1 {RUNS}", f":1:5 {HTML}", ":1:6 There is no file content/guides/java."]),
        ("[x](java\nscript:alert(1))", [f" {RUNS}", ":1:5 There is no file content/guides/java."]),
        ("[x](java&Tab;script:x)", [f":1:1 {RUNS}", ":1:5 There is no file content/guides/java\tscript:x."]),
        ("[x](vbscript:x)", [f":1:1 {RUNS}", f":1:5 {KIND}"]),
        ("[x](data:text/html,x)", [f":1:1 {RUNS}", f":1:5 {KIND}"]),
        ("[x]: javascript:alert(1)", [f":1:1 {RUNS}", f":1:6 {KIND}"]),
        ("[x]:\n  javascript:alert(1)", [f":2:1 {RUNS}", f":2:3 {KIND}"]),
        ("![x](http://evil.example/a.png)", [f":1:6 {KIND}", f":1:6 {HOST}"]),
        ("[x](//evil.example)", [f":1:5 {KIND}"]),
        ("[x](/guides/other.md)", [f":1:5 {KIND}"]),
        ("[x](file:///etc/passwd)", [f":1:5 {KIND}"]),
        ("[x](gone.md)", [":1:5 There is no file content/guides/gone.md."]),
        ("[x](../../gone.md)", [":1:5 There is no file content/../gone.md."]),
        ("[x](other.md#y) [z](gone.md#y)", [":1:21 There is no file content/guides/gone.md."]),
        ("a\n\n[x]: gone.md", [":3:6 There is no file content/guides/gone.md."]),
        ("# Title", [f":1:1 {TITLE}"]),
        ("a\n\n#Title", [f":3:1 {TITLE}"]),
        (
            "---\ntemplate: x.html\nhide: toc\nextra: y\n---\n",
            [':2:1 "template" is not used here.', ':4:1 "extra" is not used here.'],
        ),
        ("---\nx y\n---\n", [':2:1 "x y" is not used here.']),
        ("---\n---\n# T", [f":3:1 {TITLE}"]),
        ("---\n# a remark\ntitle: x\n---\n# T", [f":5:1 {TITLE}"]),
        ("\ufeff---\r\nother: x\r\n---\r\n# T", [':2:1 "other" is not used here.', f":4:1 {TITLE}"]),
    ],
)
def test_what_a_browser_would_obey_is_refused_with_its_place(text: str, expected: list[str]) -> None:
    assert sorted(told(text)) == sorted(expected)


def test_every_problem_says_what_to_do() -> None:
    found = list(
        content_problems(
            {"guides/one.md": "<b> [x](javascript:1) [y](http:x) {a=b}\n# T", "guides/two.md": "---\nx: y\n---\n"}
        )
    )
    assert len(found) >= 6
    assert all(problem.hint for problem in found)


def test_only_texts_are_looked_at() -> None:
    assert list(content_problems({"look/own.css": "<b>", "pictures/a.svg": "<svg>"})) == []


@given(st.text("<>[](){}:#-=ab&;\n \\/\"'`javscript.md|", max_size=60))
def test_no_text_breaks_it(text: str) -> None:
    assert told(text) == told(text)
    written(text)
    as_page("guides/one.md", text)


@pytest.mark.parametrize(
    ("text", "body", "description", "first"),
    [
        ("Text.\n", "Text.\n", "", 1),
        ("---\ndescription: Short.\n---\nText.\n", "Text.\n", "Short.", 4),
        ("---\ntitle: x\ndescription: 'It''s: so'\n---\n\nText.\n", "\nText.\n", "It''s: so", 5),
        ('---\ndescription: "Short"\n--- \nText.', "Text.", "Short", 4),
        ("---\n---\nText.", "Text.", "", 3),
        ("\ufeff---\r\ndescription: Short.\r\n---\r\nText.\r\n", "Text.\n", "Short.", 4),
        ("Text.\n\n---\n\nMore.\n\n---\n", "Text.\n\n---\n\nMore.\n\n---\n", "", 1),  # lines across the page
        ("---\nnever closed\n", "---\nnever closed\n", "", 1),
        ("", "", "", 1),
    ],
)
def test_the_head_is_taken_off(text: str, body: str, description: str, first: int) -> None:
    found = written(text)
    assert (found.body, found.description, found.first) == (body, description, first)


@pytest.mark.parametrize(
    ("path", "text", "page"),
    [
        ("guides/one.md", "[x](two.md#a)", "[x](two.md#a)"),
        ("guides/one.md", "[x](../pages/join-mentor.md)", "[x](../join/mentor.md)"),
        ("pages/join-mentor.md", "[x](../guides/one.md)", "[x](../guides/one.md)"),
        ("pages/about.md", "[x](../guides/one.md#a)", "[x](guides/one.md#a)"),
        ("pages/about.md", "[x](families.md)", "[x](families.md)"),
        ("pages/partners.md", "[x](../partners/library.md)", "[x](library.md)"),
        ("pages/about.md", "![x](../pictures/a.png)", "![x](pictures/a.png)"),
        (
            "pages/about.md",
            "[x](https://a.example/b.md) [y](mailto:a@b.example) [z](#a)",
            "[x](https://a.example/b.md) [y](mailto:a@b.example) [z](#a)",
        ),
        ("pages/about.md", "[x]: ../guides/one.md", "[x]: guides/one.md"),
        ("pages/about.md", "[^1]: See it.", "[^1]: See it."),
        ("pages/about.md", '[x](<../guides/one.md> "T")', '[x](<guides/one.md> "T")'),
        ("guides/one.md", "\n\nText.\n\n", "Text."),
    ],
)
def test_links_lead_to_pages(path: str, text: str, page: str) -> None:
    assert as_page(path, text) == page


def test_a_wide_table_can_be_reached_by_keyboard() -> None:
    page = as_page("guides/one.md", "Before.\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n\nAfter. | no table\n")
    assert page == (
        'Before.\n\n<div class="pl-scroll" tabindex="0" role="region" aria-label="Table" markdown="block">\n\n'
        "| a | b |\n| --- | --- |\n| 1 | 2 |\n\n</div>\n\nAfter. | no table"
    )


def test_every_text_of_pages_has_its_page() -> None:
    assert HOMES.keys() == {f"pages/{name}.md" for name in PAGES}
    assert page_of("guides/one.md") == "guides/one.md"
    assert len(set(HOMES.values())) == len(HOMES)
