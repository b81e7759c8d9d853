"""What may stand in the texts of content/: Markdown, and nothing that a browser would obey."""

from __future__ import annotations

import html
import itertools
import posixpath
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from peerloom.problems import Place, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

KEYS = ("title", "description", "hide")  # what a text may say about itself between its first two lines of ---
HOMES = {  # texts of pages/ and the page that each is part of
    "pages/about.md": "about.md",
    "pages/join-mentor.md": "join/mentor.md",
    "pages/join-mentee.md": "join/mentee.md",
    "pages/families.md": "families.md",
    "pages/matching.md": "how-we-match.md",
    "pages/accessibility.md": "accessibility.md",
    "pages/privacy.md": "privacy.md",
    "pages/partners.md": "partners/index.md",
}
_HEAD = re.compile(r"---[ \t]*\n(.*?)(?:^|\n)---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_KEY = re.compile(r"([A-Za-z_][\w-]*)[ \t]*:(.*)")
_AUTOLINK = re.compile(r"<(https://|mailto:)[^\s<>\"'`]+>")
_TAG = re.compile(r"<[A-Za-z/!?]")
_SETTING = re.compile(r"\{[^}\n]*=[^}\n]*\}")
_TITLE = re.compile(r"#(?!#)\s*\S")
_INLINE = re.compile(r"(\]\(\s*<?)([^)\s<>]+)")
_PICTURE = re.compile(r"!\[(?:[^\[\]]|\[[^\[\]]*\])*\]\(\s*<?([^)\s<>]+)")
_PICTURE_BY_NAME = re.compile(r"!\[([^\[\]]*)\](?:\[([^\[\]]*)\])?(?!\()")
_NAMED = re.compile(r"^ {0,3}\[(?!\^)([^\]\n]+)\]:\s*<?([^\s<>]+)", re.MULTILINE)
_REFERENCE = re.compile(r"(^ {0,3}\[(?!\^)[^\]\n]+\]:\s*<?)([^\s<>]+)", re.MULTILINE)
_TABLE = re.compile(r"(?:^\|.*(?:\n|\Z)){2,}", re.MULTILINE)
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):")
_SPACE = re.compile(r"[\s\\\x00-\x20]")
_RUNS = re.compile(r"(javascript|vbscript|livescript):|data:(text|image|application)/")
_RUNNING = ("This is a link that runs something.", "Use a link that starts with https://.")
_SCHEMES = ("https", "mailto", "tel")


@dataclass(frozen=True, slots=True)
class Written:
    """A text of content/ as a page shows it."""

    body: str
    description: str = ""
    first: int = 1  # the line of the file on which the body starts


def written(text: str) -> Written:
    """Take the head off ``text``. Odd heads stay in the body; ``content_problems`` tells them."""
    text = text.replace("\r\n", "\n").removeprefix("\ufeff")
    head = _HEAD.match(text)
    if head is None:
        return Written(text)
    said = {key: value for _, key, value in _keys(head[1])}
    return Written(text[head.end() :], said.get("description", ""), text.count("\n", 0, head.end()) + 1)


def _keys(head: str) -> Iterator[tuple[int, str, str]]:
    """The keys of a head with the line of the file, and what is said in quotes or without."""
    for number, row in enumerate(head.split("\n"), start=2):
        found = _KEY.fullmatch(row.rstrip())
        if found is not None:
            yield number, found[1], found[2].strip().strip("\"'")
        elif row.strip() and not row.startswith((" ", "-", "#")):
            yield number, row.strip()[:20], ""


def page_of(path: str) -> str:
    """The page below site/pages that shows the text ``path`` of content/. Other files keep their path."""
    return HOMES.get(path, path)


def as_page(path: str, body: str) -> str:
    """Fit a text of content/ into its page: links lead to pages, wide tables can be scrolled by keyboard."""

    def moved(found: re.Match[str]) -> str:
        return found[1] + _moved(path, found[2])

    body = _REFERENCE.sub(moved, _INLINE.sub(moved, body))
    numbers = itertools.count(1)  # two regions of a page must not have the same name
    return _TABLE.sub(lambda found: _scrolled(found, next(numbers)), body).strip()


def _moved(path: str, target: str) -> str:
    """The address that leads from the page of ``path`` to the page of what ``target`` names."""
    if _SCHEME.match(target.lower()) or target.startswith(("#", "/")):
        return target
    file, hash_, at = target.partition("#")
    home = posixpath.dirname(page_of(path)) or "."
    there = posixpath.normpath(posixpath.join(posixpath.dirname(path), file))
    return posixpath.relpath(page_of(there), home) + hash_ + at


def _scrolled(found: re.Match[str], number: int) -> str:
    name = "Table" if number == 1 else f"Table {number}"
    start = f'<div class="pl-scroll" tabindex="0" role="region" aria-label="{name}" markdown="block">'
    return f"{start}\n\n{found[0].rstrip()}\n\n</div>\n"


def content_problems(content: Mapping[str, str]) -> Iterator[Problem]:
    """Give what may not stand in the texts of ``content`` (path below content/ -> text), by file and line.

    Raw HTML, settings in braces such as ``{onclick=...}``, links that run something, links to texts that
    are not there, and keys other than title, description and hide. It looks at code as well: a text
    that is code for one reader can be live for another.
    """
    for path in sorted(content):
        if path.endswith(".md"):
            yield from _of_text(path, content[path], content)


def _of_text(path: str, text: str, content: Mapping[str, str]) -> Iterator[Problem]:
    text = text.replace("\r\n", "\n").removeprefix("\ufeff")
    head = _HEAD.match(text)
    in_head = head[0].count("\n") if head else 0
    for line, key, _ in _keys(head[1] if head else ""):
        if key not in KEYS:
            hint = f"Remove it. A text can say {', '.join(KEYS)} here."
            yield Problem(Place(f"content/{path}", line, 1), f'"{key}" is not used here.', hint)
    for line, row in enumerate(text.split("\n"), start=1):
        for start, message, hint in _of_row(row):
            yield Problem(Place(f"content/{path}", line, start + 1), message, hint)
        if _RUNS.search(_bare(row)):
            yield Problem(Place(f"content/{path}", line, 1), *_RUNNING)
        if line > in_head and _TITLE.match(row):
            message = "The title of the page comes from program.yaml."
            yield Problem(Place(f"content/{path}", line, 1), message, "Start headings in texts with ##.")
    if _RUNS.search(_bare(text)) and not any(_RUNS.search(_bare(row)) for row in text.split("\n")):
        yield Problem(Place(f"content/{path}"), *_RUNNING)  # spread over lines, which browsers join again
    for at, target in _pictures(text):
        if _SCHEME.match(_bare(target)) or _bare(target).startswith("//"):
            line, column = text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
            message = "This picture would be loaded from another host, which then sees each visitor."
            hint = "Save it in content/pictures/, if you may, and name that file."
            yield Problem(Place(f"content/{path}", line, column), message, hint)
    for pattern in (_INLINE, _REFERENCE):
        for found in pattern.finditer(text):
            line = text.count("\n", 0, found.start(2)) + 1
            column = found.start(2) - text.rfind("\n", 0, found.start(2))
            for message, hint in _of_link(path, found[2], content):
                yield Problem(Place(f"content/{path}", line, column), message, hint)


def _pictures(text: str) -> Iterator[tuple[int, str]]:
    """Where each picture's address stands, and the address: written beside it, or once for the whole text."""
    yield from ((found.start(1), found[1]) for found in _PICTURE.finditer(text))
    named = {found[1].casefold(): (found.start(2), found[2]) for found in _NAMED.finditer(text)}
    used = {(found[2] or found[1]).casefold() for found in _PICTURE_BY_NAME.finditer(text)}
    yield from (place for name, place in named.items() if name in used)


def _of_row(row: str) -> Iterator[tuple[int, str, str]]:
    """What is wrong in one line: where it starts, what it is, what to do."""
    tag = _TAG.search(_AUTOLINK.sub(lambda found: " " * len(found[0]), row))
    if tag is not None:
        yield tag.start(), "HTML is not used in texts.", "Write it in Markdown, or put a space after the <."
    setting = _SETTING.search(row)
    if setting is not None:
        yield setting.start(), "Settings in braces are not used in texts.", "Remove the braces and what is in them."


def _bare(text: str) -> str:
    """``text`` as a browser may read it in an address: decoded, without spaces, breaks and backslashes."""
    return _SPACE.sub("", html.unescape(html.unescape(text))).lower()


def _of_link(path: str, target: str, content: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    bare = html.unescape(target).replace("\\", "")
    scheme = _SCHEME.match(bare.lower())
    if scheme is not None or bare.startswith("/"):
        if scheme is None or scheme[1] not in _SCHEMES:
            yield "This kind of link is not used.", "Start it with https:// or mailto:, or name a text of content/."
        return
    file = bare.partition("#")[0]
    there = posixpath.normpath(posixpath.join(posixpath.dirname(path), file))
    if file and there not in content:
        yield f"There is no file content/{there}.", "Check the link. It is read from where this text is."
