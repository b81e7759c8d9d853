"""The one environment of all desk templates. Every value is text: a browser shows it and runs nothing of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from jinja2 import DictLoader, StrictUndefined, TemplateRuntimeError, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from peerloom.private import revealed
from peerloom.readable import cleaned, short_day

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

_DIAL = re.compile(r"\+?[0-9][0-9 ().\-/]{4,}")
_ANCHOR = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")


def shown(value: object) -> Markup:
    """``value`` for HTML text and quoted attributes. What our own macros and filters made passes unchanged.

    Raises:
        TemplateRuntimeError: it is neither text nor a whole number. Somebody must give it words first.
    """
    if isinstance(value, Markup):
        return value
    if isinstance(value, Undefined):
        str(value)  # raises, with the reason why it is not there
    if not isinstance(value, str | int):
        raise TemplateRuntimeError(f"A page cannot show a {type(value).__name__}; give it words first.")
    return escape(cleaned(revealed(value) if isinstance(value, str) else str(value)))


def _day(value: dt.date) -> Markup:
    """A day, readable for people and programs."""
    return Markup('<time datetime="{}">{}</time>').format(value.isoformat(), short_day(value))


def _iso(value: dt.date | None) -> str:
    """A day as it sorts; nothing for none."""
    return value.isoformat() if value else ""


def _anchor(value: str) -> Markup:
    """Let a code or id pass, for places in a page and class names.

    Raises:
        TemplateRuntimeError: it is no code.
    """
    if _ANCHOR.fullmatch(value) is None:
        raise TemplateRuntimeError("This is not a code.")
    return escape(value)


def _mail(value: str) -> Markup:
    address = quote(cleaned(value), safe="@.+-_")
    return Markup('<a href="mailto:{}">{}</a>').format(address, cleaned(value))


def _phone(value: str) -> Markup:
    """A number to call. What people add in words stays beside it, outside the number."""
    text = escape(cleaned(value))
    found = _DIAL.match(cleaned(value).replace("(0)", "") if value.strip().startswith("+") else cleaned(value))
    if found is None:
        return text
    return Markup('<a href="tel:{}">{}</a>').format(re.sub(r"[^0-9+]", "", found[0]), text)


def _number(value: float) -> Markup:
    """A number as SVG writes it."""
    return escape(f"{value:.1f}".removesuffix(".0"))


def _length(values: Iterable[Any]) -> int:
    return sum(1 for _ in values)


class _Desk(ImmutableSandboxedEnvironment):
    """A sandbox in which templates cannot call methods of values."""

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """No attribute that can be called: values are there to be shown."""
        return not callable(value) and super().is_safe_attribute(obj, attr, value)


def environment(templates: Mapping[str, str]) -> ImmutableSandboxedEnvironment:
    """Make the environment of ``templates`` (name -> text): sandboxed, strict, with every value encoded.

    Filters are only those named here and there are no globals, so that a replaced template can do no more than ours.
    """
    made = _Desk(
        loader=DictLoader(templates),
        undefined=StrictUndefined,
        finalize=shown,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.globals.clear()
    made.filters.clear()
    made.filters.update(anchor=_anchor, day=_day, iso=_iso, length=_length, mail=_mail, number=_number, phone=_phone)
    return made
