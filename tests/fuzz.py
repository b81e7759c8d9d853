"""Odd texts, the same in every run: what somebody could type into a form to change a page, a sheet or a file.

``LONG`` is set by PEERLOOM_LONG=1, for the figures in docs/benchmarks.md. Without it a run takes seconds.
"""

from __future__ import annotations

import os
import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

LONG = bool(os.environ.get("PEERLOOM_LONG"))

MARKDOWN = [
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
    "![",
    "#",
    "##",
    ">",
    "-",
    "+",
    "1.",
    "---",
    "===",
    "|",
    ":",
    "!!!",
    "???",
    "===",
    "[^1]",
    "*[a]:",
    "[TOC]",
    "\\",
    "~",
    "^",
    "==",
]
MARKDOWN += ["[x](javascript:alert(1))", "![x](//evil.example/x.png)", "<https://evil.example>", "{: onclick=x }"]
MARKDOWN += [
    "{ #id .c }",
    "{{ 7*7 }}",
    "{% raw %}",
    "{# x #}",
    "    ",
    "\t",
    "\n",
    "\n\n",
    "\r\n",
    "[a]: http://b.example",
]
HTML = [
    "<script>alert(1)</script>",
    "</p>",
    "<b>",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "&lt;",
    "&#60;",
    "&#x3c;script&#x3e;",
]
HTML += [
    "<img src=x onerror=y>",
    "<svg onload=x>",
    "</style>",
    "</title>",
    "</textarea>",
    "<a href='javascript:x'>",
    "<x",
]
HTML += [
    '"',
    "'",
    "=",
    ">",
    "<",
    "&",
    "/>",
    '" onmouseover="x',
    "' autofocus onfocus='x",
    "javascript:",
    "data:text/html,",
]
CELLS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "=cmd|' /C calc'!A0",
    "\uff1d1",
    "\uff0b1",
    "\uff0d1",
    "\uff201",
    "'=1",
    "\t=1",
    "\r=1",
    ";=1",
    "\n=1",
]
SIGNS = [
    "\u0000",
    "\u0007",
    "\u200b",
    "\u202e",
    "\u2028",
    "\u2029",
    "\ufeff",
    "\u00ad",
    "\ud7ff",
    "\ue000",
    "\U000e0041",
    "\u0301",
]
PLAIN = [
    "given-x1",
    "words",
    "\u00e9",
    "\u540d",
    "\u0430",
    "\u0627\u0644",
    "x",
    " ",
    ",",
    ".",
    ";",
    "%",
    "$",
    "0",
    "12",
]
BITS = (*MARKDOWN, *HTML, *CELLS, *SIGNS, *PLAIN, *PLAIN)


def odd_texts(count: int, seed: int = 7) -> Iterator[str]:
    """So many texts, glued from fragments and random signs."""
    chance = random.Random(seed)  # noqa: S311 - the same texts in every run
    for _ in range(count):
        parts = chance.choices(BITS, k=chance.randint(1, 7))
        if chance.random() < 0.3:
            parts.insert(
                chance.randint(0, len(parts)),
                chr(chance.choice((chance.randint(1, 0x2FF), chance.randint(0x2000, 0xD7FF)))),
            )
        yield "".join(parts)
