"""Looks at every tag of the built site, as a browser would read it: no script but ours, no link that runs something.

It is stricter than a browser: whatever could be a tag counts as one, also inside scripts and comments.
"""

from __future__ import annotations

import html
import json
import posixpath
import re
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from peerloom.problems import Place, Problem, in_order

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping
    from pathlib import Path

Attributes = dict[str, str]
_Address = tuple[str, str, str, Attributes]  # the tag's name, the attribute, where it leads, all attributes

# A tag without odd quotes, or else the start of what could be one and is read sign by sign below.
_TAGS = re.compile(r"""<[A-Za-z/!?][^<>"']*(?:"[^"<>]*"[^<>"']*)*>|<[A-Za-z/!?]""")
_NAME = re.compile(r"</?([A-Za-z][^\s/>]*)")
_ATTRIBUTE = re.compile(
    r"""[\s/]*(?P<name>[^\s/>][^\s/>=]*)"""
    r"""(?:\s*=\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\s"'>][^\s>]*)|(?=>)))?"""
)
_END = re.compile(r"[\s/]*>")
_MOST_TAG = 20_000
_MANY = 4

_NEVER = {"iframe", "frame", "frameset", "object", "embed", "applet", "base", "portal", "fencedframe", "template"}
_NEVER |= {
    "set",
    "animate",
    "animatemotion",
    "animatetransform",
    "foreignobject",
}  # in a drawing: they can change a link
_ADDRESSES = {"href", "src", "action", "formaction", "poster", "data", "background", "cite", "longdesc", "manifest"}
_ADDRESSES |= {"xlink:href", "ping", "codebase", "archive", "dynsrc", "lowsrc", "usemap", "imagesrcset", "srcset"}
_LISTS = {"srcset", "imagesrcset", "ping", "archive"}
_NEVER_ATTRIBUTES = {
    "srcdoc",
    "style",
    "formaction",
    "ping",
    "http-equiv",
    "nonce",
    "integrity",
    "background",
    "manifest",
}
_SCHEMES = {"https", "mailto", "tel"}
_POLICY = "content-security-policy"
_ALLOWED = {"'none'", "'self'"}
_WANTED = {"default-src": "'none'", "script-src": "'self'", "style-src": "'self'", "base-uri": "'none'"}
_ID = re.compile(r"""\s(?:id|name)=(?:"([^"]*)"|'([^']*)'|([^\s>"']+))""")
_TAG = re.compile(r"<[^<>]*>")
_BARE = re.compile(r"</?(?:p|code|pre|li|ol|ul|sub|sup)>")
_CSS_LOADS = re.compile(
    r"@import|image-set\(|url\(\s*+(?![\"']?(?:data:|#|[\w.][\w./?#&=-]*[\"']?\s*\)))|expression\(|javascript:",
    re.IGNORECASE,
)
_SVG_NEVER = re.compile(
    r"<\s*(?:script|foreignobject|iframe|handler|set\b|animate)|<!entity|<\?xml-stylesheet", re.IGNORECASE
)


def audit(files: Mapping[str, bytes], trusted: frozenset[str] = frozenset(), base: str = "/") -> tuple[Problem, ...]:
    """Give everything in a built site that a visitor's browser should not meet. An empty answer means all is well.

    Args:
        files: path below the site's root -> its bytes; all of them.
        trusted: paths of files that come with the kit or its theme, byte for byte.
        base: the path under which the site will be served, for pages that link from the root.
    """
    pages = {path: content.decode("utf-8", "replace") for path, content in files.items() if path.endswith(".html")}
    looking = _Looking(files, pages, base)
    problems = [problem for path, text in pages.items() for problem in looking.page(path, text)]
    for path, content in files.items():
        if path not in trusted and path not in pages:
            problems += looking.other(path, content)
    return in_order(_gathered(problems))


def _gathered(problems: Iterable[Problem]) -> Iterator[Problem]:
    """One problem for what stands in the frame of many pages; of another, each page."""
    same: dict[tuple[str, int], list[Problem]] = {}
    for problem in problems:
        line = problem.place.line if isinstance(problem.place, Place) else 0
        same.setdefault((problem.message, line), []).append(problem)
    for group in same.values():
        if len(group) < _MANY:
            yield from group
        else:
            yield replace(group[0], hint=f"The same on {len(group) - 1} more pages. {group[0].hint}")


class _Looking:
    """One look at one site, with what has been seen already: most tags stand on every page."""

    def __init__(self, files: Mapping[str, bytes], pages: Mapping[str, str], base: str) -> None:
        self.files = files
        self.pages = pages
        self.base = base
        self._read: dict[str, tuple[tuple[str, ...], tuple[_Address, ...]]] = {}
        self._told: dict[tuple[str, str], tuple[str, ...]] = {}
        self._anchors: dict[str, frozenset[str]] = {}
        self._fine: set[str] = set()  # tags that are so on every page, and say nothing about what may be loaded

    def page(self, path: str, text: str) -> Iterator[Problem]:
        """Everything wrong with one page; the same thing twice is told once."""
        folder = posixpath.dirname(path)
        said: set[str] = set()
        limited = False
        for at, tag in _tags(text, self._fine):
            limited = limited or (_POLICY in tag.lower() and _is_policy(_read(tag)))
            for wrong in self._told_of(folder, path, tag):
                if wrong not in said:
                    said.add(wrong)
                    yield _problem(path, text, at, wrong)
        if not limited:
            yield _problem(path, text, 0, "This page does not say what it may load.")

    def _told_of(self, folder: str, path: str, tag: str) -> tuple[str, ...]:
        if tag not in self._read:
            self._read[tag] = _wrong_in(tag)
        wrong, addresses = self._read[tag]
        if not addresses:
            if not wrong and _POLICY not in tag.lower():
                self._fine.add(tag)
            return wrong
        where = path if "#" in tag else folder
        found = self._told.get((where, tag))
        if found is None:
            leads = [self._wrong_address(folder, path, *address) for address in addresses]
            found = self._told[where, tag] = (*wrong, *chain.from_iterable(leads))
        return found

    def _wrong_address(
        self, folder: str, path: str, name: str, attribute: str, target: str, attributes: Attributes
    ) -> Iterator[str]:
        target = target.strip()
        if target.startswith("#"):
            if len(target) > 1 and unquote(target[1:]) not in self._ids(path):
                yield f'There is no part "{target}" on this page.'
            return
        if any(ord(sign) <= 0x20 for sign in target) or "\\" in target:  # noqa: PLR2004 - the space
            yield f"An address in {attribute} has a sign that browsers read in different ways."
            return
        scheme = re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", target)
        if scheme or target.startswith("//"):
            yield from _wrong_outside(name, attribute, target, attributes)
        elif target.startswith("/"):
            if not target.startswith(self.base):
                yield f'The link "{target}" leads out of the site.'
            else:
                yield from self._wrong_inside("", target.removeprefix(self.base))
        else:
            yield from self._wrong_inside(folder, target)

    def _wrong_inside(self, folder: str, target: str) -> Iterator[str]:
        parts = urlsplit(target)
        there = posixpath.normpath(posixpath.join(folder, unquote(parts.path))) if parts.path or folder else "."
        if there.startswith(".."):
            yield f'The link "{target}" leads out of the site.'
            return
        there = "" if there == "." else there
        page = posixpath.join(there, "index.html") if posixpath.join(there, "index.html") in self.files else there
        if page not in self.files:
            yield f'The link "{target}" leads to nothing.'
        elif parts.fragment and page in self.pages and unquote(parts.fragment) not in self._ids(page):
            yield f'The link "{target}" leads to a part that is not on its page.'

    def _ids(self, path: str) -> frozenset[str]:
        if path not in self._anchors:
            found = _ID.findall(self.pages.get(path, ""))
            self._anchors[path] = frozenset(html.unescape("".join(one)) for one in found) | {"top"}
        return self._anchors[path]

    def other(self, path: str, content: bytes) -> Iterator[Problem]:
        """What is wrong with a file that is no page: a picture or style of the program, the search index."""
        text, name = content.decode("utf-8", "replace"), path.lower()
        if name.endswith(".svg"):
            yield from self._svg(path, text)
        elif name.endswith(".css"):
            found = _CSS_LOADS.search(text)
            if found:
                yield _problem(path, text, found.start(), "This style loads something from elsewhere.")
        elif name.endswith((".js", ".mjs", ".wasm", ".htm", ".xhtml", ".xht", ".swf", ".webmanifest")):
            yield Problem(Place(path), "This file could run in a browser, and it is not the kit's.", "Remove it.")
        elif name.endswith("search_index.json"):
            for odd in sorted(set(_odd_in_index(text))):
                yield Problem(Place(path), f"The search index holds a tag {odd}.", "Search for it in content/.")

    def _svg(self, path: str, text: str) -> Iterator[Problem]:
        found = _SVG_NEVER.search(text)
        if found:
            yield _problem(path, text, found.start(), "This picture could run something.")
        for at, tag in _tags(text):
            read = _read(tag)
            if read is None or any(key.startswith("on") for key in read[1]):
                yield _problem(path, text, at, "This picture could run something.")
            elif any(_leads_out(key, value) for key, value in read[1].items()):
                yield _problem(path, text, at, "This picture loads something from elsewhere.")
        loads = _CSS_LOADS.search(re.sub(_TAG, "", text))
        if loads and not found:
            yield Problem(
                Place(f"site/public/{path}"), "This picture loads something from elsewhere.", "Remove its style."
            )


def _is_policy(read: tuple[str, Attributes] | None) -> bool:
    """Whether a tag says what its page may load."""
    return read is not None and read[0] == "meta" and read[1].get("http-equiv", "").lower() == _POLICY


def _leads_out(key: str, value: str) -> bool:
    return (key in _ADDRESSES and not value.strip().startswith("#")) or "url(" in value.replace("url(#", "")


def _tags(text: str, known: Container[str] = ()) -> Iterator[tuple[int, str]]:
    """Everything that could be a tag, with where it starts, but for those that are known."""
    for found in _TAGS.finditer(text):
        at, tag = found.start(), found[0]
        if tag in known:
            continue
        if tag.endswith(">"):
            yield at, tag
        elif not text.startswith(("<!--", "<!doctype", "<!DOCTYPE"), at):
            yield at, text[at : _close(text, at)]


def _close(text: str, at: int) -> int:
    """Where the tag that starts at ``at`` ends for a browser, or the end of what is looked at."""
    name = _NAME.match(text, at)
    place = name.end() if name else at + 2
    last = min(len(text), at + _MOST_TAG)
    while place < last:
        end = _END.match(text, place)
        if end:
            return end.end()
        attribute = _ATTRIBUTE.match(text, place)
        if attribute is None or attribute.end() == place:
            return last
        place = attribute.end()
    return last


def _read(tag: str) -> tuple[str, Attributes] | None:
    """The name of a tag and its attributes, decoded; None if a browser would not end it where it ends here."""
    if tag.startswith(("<!", "<?")):
        return "", {}
    name = _NAME.match(tag)
    if name is None:
        return None if not tag.startswith("</") else ("", {})
    place, attributes = name.end(), Attributes()
    while place < len(tag):
        end = _END.match(tag, place)
        if end:
            opens = "" if tag.startswith("</") else name[1].lower()
            return (opens, attributes) if end.end() == len(tag) else None
        found = _ATTRIBUTE.match(tag, place)
        if found is None or found.end() == place:
            return None
        value = found["double"] or found["single"] or found["bare"] or ""
        attributes.setdefault(found["name"].lower(), html.unescape(value))
        place = found.end()
    return None


def _wrong_in(tag: str) -> tuple[tuple[str, ...], tuple[_Address, ...]]:
    """What is wrong with a tag wherever it stands, and the addresses in it, which depend on the page."""
    read = _read(tag)
    if read is None:
        return ("A tag here is not closed in a way that every browser reads alike.",), ()
    name, attributes = read
    never = [f"There is a tag <{name}>, which is not used here."] if name in _NEVER else []
    addresses = [
        (name, attribute, target, attributes)
        for attribute in sorted(_ADDRESSES & attributes.keys())
        for target in _targets(attribute, attributes[attribute])
    ]
    return (*never, *_wrong_attributes(name, attributes)), tuple(addresses)


def _wrong_attributes(name: str, attributes: Attributes) -> Iterator[str]:
    handlers = [key for key in attributes if key.startswith(("on", "@")) or '"' in key or "'" in key]
    for key in handlers:
        yield f"A tag <{name}> has the attribute {key}, which could run something."
    if _is_policy((name, attributes)):
        if not _is_strict(attributes.get("content", "")):
            yield "What this page may load was changed."
    else:
        for key in sorted(_NEVER_ATTRIBUTES & attributes.keys()):
            yield f"A tag <{name}> has the attribute {key}, which is not used here."
    if name == "script" and "src" not in attributes and attributes.get("type") != "application/json":
        yield "There is a script inside the page."
    if name == "form" and attributes.keys() & {"action", "method", "target"}:
        yield "There is a form that sends something."
    if name == "style":
        yield "There is a style inside the page."


def _is_strict(policy: str) -> bool:
    """Whether a policy lets a page load from its own site alone. Of two rules of a name the first counts."""
    rules = [words for rule in policy.split(";") if (words := rule.lower().split())]
    first = {words[0]: words[1:] for words in reversed(rules)}
    wanted = all(first.get(name) == [source] for name, source in _WANTED.items())
    return wanted and all(set(first[name]) <= _ALLOWED | ({"data:"} if name == "img-src" else set()) for name in first)


def _targets(attribute: str, value: str) -> list[str]:
    if attribute not in _LISTS:
        return [value]
    return [entry.split()[0] for entry in value.split(",") if entry.split()]


def _wrong_outside(name: str, attribute: str, target: str, attributes: Attributes) -> Iterator[str]:
    scheme = "" if target.startswith("//") else target.partition(":")[0].lower()
    if scheme not in _SCHEMES:
        yield f"A link starts with {f'{scheme}:' if scheme else '//'}, which is not used here."
    elif name == "link" and attributes.get("rel") == "canonical":
        return
    elif name not in {"a", "area"} or attribute != "href":
        yield f"A tag <{name}> loads something from another host."
    elif scheme == "https" and not _is_open(target):
        yield "A link hides the host that it leads to."


def _is_open(target: str) -> bool:
    """Whether people can see which host an address leads to."""
    try:
        parts = urlsplit(target)
        return bool(parts.hostname) and "@" not in parts.netloc and parts.netloc.isascii()
    except ValueError:
        return False


def _odd_in_index(text: str) -> Iterator[str]:
    try:
        entries = json.loads(text)["docs"]
    except (ValueError, KeyError, TypeError):
        yield "that cannot be read"
        return
    for entry in entries:
        for part in (entry.get("title", ""), entry.get("text", "")):
            yield from (f"<{found[1:12]}" for found in re.findall(r"<[^&]?[^>]{0,40}>?", _BARE.sub("", part)))


def _problem(path: str, text: str, at: int, message: str) -> Problem:
    line = text.count("\n", 0, at) + 1
    hint = "Look for it in the text that this page is made from."
    return Problem(Place(f"site/public/{path}", line, at - text.rfind("\n", 0, at)), message, hint)


def read_folder(folder: Path) -> dict[str, bytes]:
    """Every file below ``folder``, by its path. A link is given as its own name and never followed."""
    found: dict[str, bytes] = {}
    for file in sorted(folder.rglob("*")):
        path = file.relative_to(folder).as_posix()
        if file.is_symlink():
            found[path] = b"\0link"
        elif file.is_file():
            found[path] = file.read_bytes()
    return found
