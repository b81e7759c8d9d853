"""Looks at what a template made, before it becomes a page: only tags, attributes and links that the desk uses.

The kit's own templates always pass. It is there for replaced ones: a page full of names must not load, send or open
anything elsewhere by itself.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

_TAGS = frozenset(
    re.findall(
        r"\w+",
        """
        a abbr article aside b bdi br button caption circle code dd details div dl dt em figcaption figure footer g
        h1 h2 h3 h4 header hr i input label li line main nav ol option p path polyline rect section select small span
        strong summary svg table tbody td text tfoot th thead time tr ul
        """,
    )
)
_ATTRIBUTES = frozenset(
    re.findall(
        r"[\w-]+",
        """
        autocomplete class colspan cx cy d datetime dir fill focusable for height hidden href id lang open placeholder
        points preserveaspectratio r role rowspan rx ry scope selected spellcheck stroke stroke-dasharray
        stroke-linecap stroke-linejoin stroke-width tabindex text-anchor title transform type value viewbox width x x1
        x2 y y1 y2
        """,
    )
)
_HREF = re.compile(r"([a-z]+\.html)?(#[A-Za-z0-9=&_-]*)?|mailto:[^?&:/]+|tel:[+0-9]+")
_START = re.compile(r"<[A-Za-z/!?]")


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.wrong: str = ""
        self.count = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.count += 1
        if tag not in _TAGS:
            self._say(f"the tag <{tag}>")
        for name, value in attrs:
            if name not in _ATTRIBUTES and not name.startswith(("aria-", "data-")):
                self._say(f'the attribute "{name}"')
            if name == "href" and _HREF.fullmatch(value or "") is None:
                self._say("a link that leads out of the desk")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 - the base class names it
        self.count += 1

    def _say(self, what: str) -> None:
        self.wrong = self.wrong or what


def forbidden(body: str) -> str:
    """What is in ``body`` that no desk page may hold, in words; empty when all is well."""
    tags = _Tags()
    tags.feed(body)
    tags.close()
    if not tags.wrong and tags.count != len(_START.findall(body)):
        return "a tag, comment or declaration that browsers read in different ways"
    return tags.wrong
