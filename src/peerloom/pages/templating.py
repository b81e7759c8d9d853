"""The one environment of all page templates: what a value may become on its way into a page.

A value is text. It is encoded so that it can be neither Markdown nor HTML, wherever it stands.
Only ``Raw`` passes, and only this module and the macros of our own templates make it.
"""

from __future__ import annotations

import html
import json
import posixpath
import re
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from jinja2 import DictLoader, StrictUndefined, TemplateSyntaxError, nodes, pass_context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from peerloom.pages.words import clock, listed
from peerloom.private import Private
from peerloom.readable import cleaned, day, month

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from jinja2.runtime import Context

Raw = Markup  # text that is ready for a page; templates give it on unchanged
_MARKED = re.compile(r"[^\w ,]|_")
_SLUG = re.compile(r"[a-z0-9][a-z0-9_-]*")
_PAGE = re.compile(r"[a-z0-9-]+(/[a-z0-9-]+)*\.(md|ics|css|js)(#[a-z0-9-]+)?")
_HARMLESS = str.maketrans({"<": "\u2039", ">": "\u203a", '"': "\u201d"})
_GLUE: Final = (nodes.Concat, nodes.Add, nodes.Mod, nodes.Mul)


def encoded(value: object) -> Raw:
    """Encode ``value`` for Markdown, HTML text and quoted HTML attributes at once.

    Letters and digits of any script, space and comma stay; every other character becomes ``&#N;``.
    ``Raw`` passes unchanged.
    """
    if isinstance(value, Raw):
        return value
    if isinstance(value, Private):
        raise TypeError("A page cannot show what is private.")
    if not isinstance(value, str | int):
        raise TypeError(f"A page cannot show a {type(value).__name__}; give it words first.")
    text = cleaned(str(value))
    return Raw(_MARKED.sub(lambda found: f"&#{ord(found[0])};", text))


def plain(text: str) -> str:
    """Give ``text`` for places that site builders print as they find it: page titles, descriptions, the nav.

    Some of them print it raw, some strip tags and decode it first, so angle brackets and straight
    double quotes become their typographic neighbours, and nothing is left that could be decoded.
    """
    shown = cleaned(text).translate(_HARMLESS)
    return shown if html.unescape(shown) == shown else shown.replace("&", "\uff06")


def front_matter(fields: Mapping[str, Any]) -> str:
    """Write the head of a page; each value as JSON, which YAML reads as it stands."""
    rows = (f"{name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in fields.items())
    return f"---\n{''.join(rows)}---\n"


def anchor(value: str) -> Raw:
    """Let an id pass as it is, for addresses and class names.

    Raises:
        ValueError: it is not an id.
    """
    if _SLUG.fullmatch(value) is None:
        raise ValueError(f"{value!r} is not an id")
    return Raw(value)


def address(start: str, target: str) -> str:
    """Give the relative address of the file ``target`` as seen from the page ``start``; both below site/pages."""
    path, hash_, at = target.partition("#")
    return posixpath.relpath(path, posixpath.dirname(start) or ".") + hash_ + at


@pass_context
def _to(context: Context, target: str, name: str = "", part: str = "") -> Raw:
    """The address of a page of this site, for a Markdown link. Builders turn ``.md`` into what they make.

    ``ID`` and ``PART`` in ``target`` stand for ``name`` and ``part``.
    """
    target = target.replace("ID", name).replace("PART", part)
    if _PAGE.fullmatch(target) is None:
        raise ValueError(f"{target!r} is not a page of this site")
    return Raw(address(context["page"].path, target))


def _outside(link: str, text: str) -> Raw:
    """A link to another site. The address stands in an attribute, where nothing of it can be Markdown."""
    target = encoded(quote(link, safe="-._~:/?#@!$&'()*+,;=%[]"))
    return Raw(f'<a class="pl-outside" href="{target}" rel="noopener">{encoded(text)}</a>')


def _phone(number: str) -> Raw:
    digits = re.sub(r"[^0-9+]", "", number)
    return Raw(f'<a class="pl-phone" href="tel:{encoded(digits)}">{encoded(number)}</a>')


def _mail(mail: str) -> Raw:
    return Raw(f'<a href="mailto:{encoded(quote(mail, safe="@"))}">{encoded(mail)}</a>')


def _iso(value: dt.date) -> Raw:
    return Raw(value.isoformat())


def _number(value: float) -> Raw:
    """A number as SVG and HTML attributes write it."""
    return Raw(f"{value:.1f}".removesuffix(".0"))


class _Pages(ImmutableSandboxedEnvironment):
    """A sandbox in which templates cannot call methods, nor glue texts past the encoder."""

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """No attribute that can be called: values are there to be shown."""
        return not callable(value) and super().is_safe_attribute(obj, attr, value)

    def wrap_str_format(self, value: Any) -> None:
        """Not even ``format``, which a plain sandbox lets pass."""

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        glued = next(iter(tree.find_all(_GLUE)), None)
        if glued is not None:
            raise TemplateSyntaxError("Templates do not glue texts with ~ + % or *.", glued.lineno, name, filename)
        return tree


def _points(value: str) -> Raw:
    """Points of an SVG shape."""
    if re.fullmatch(r"[0-9., -]+", value) is None:
        raise ValueError("these are not points")
    return Raw(value)


def _sealed(value: str) -> Raw:
    """Rows of letters. They can be longer than a text for people may be, so they are not cut."""
    if re.fullmatch(r"[a-p ]*", value) is None:
        raise ValueError("these are not sealed rows")
    return Raw(value)


def _length(values: Iterable[Any]) -> int:
    return sum(1 for _ in values)


def environment(templates: Mapping[str, str]) -> ImmutableSandboxedEnvironment:
    """Make the environment of ``templates`` (name -> text): sandboxed, strict, with every value encoded.

    Filters and globals are only those named here, so that a replaced template can do no more than ours.
    """
    made = _Pages(
        loader=DictLoader(templates),
        undefined=StrictUndefined,
        finalize=encoded,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.globals.clear()
    made.filters.clear()
    made.filters.update(
        anchor=anchor,
        clock=clock,
        day=day,
        iso=_iso,
        length=_length,
        listed=listed,
        mail=_mail,
        month=month,
        number=_number,
        outside=_outside,
        phone=_phone,
        points=_points,
        sealed=_sealed,
        to=_to,
    )
    return made
