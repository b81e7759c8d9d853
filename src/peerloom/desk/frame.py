"""The head of every desk page, which no template can change, and the way between the pages."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass

from markupsafe import Markup, escape

# A drawing of two arches, so that the desk is found among the tabs of a browser.
_ICON = Markup(
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Crect width='32' height='32' "
    "rx='8' fill='%230b4a42'/%3E%3Cpath d='M4 22a6 6 0 0 1 12 0M16 22a6 6 0 0 1 12 0' fill='none' stroke='%23f2a65a' "
    "stroke-width='3' stroke-linecap='round'/%3E%3C/svg%3E"
)


@dataclass(frozen=True, slots=True)
class Link:
    """One page in the list of pages."""

    file: str
    label: str
    icon: str
    current: bool
    count: int = 0  # what waits there; 0 is not shown
    counted: str = ""  # what the count means, for those who do not see it
    tone: str = "calm"
    alarm: bool = False  # something needs a look; what it is is said on the page alone


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around every page."""

    program: str
    place: str
    demo: bool
    day: str
    links: tuple[Link, ...]
    safety: Link


def hash_of(text: str) -> str:
    """The hash of an inline style or script, as a content security policy writes it."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def policy(style: str, script: str) -> str:
    """Nothing is loaded, sent or run but this very style and script. It holds for pages from a disk as well."""
    return (
        f"default-src 'none'; style-src {hash_of(style)}; script-src {hash_of(script)}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def whole(title: str, body: str, style: str, script: str) -> str:
    """A whole page. ``body`` is rendered and looked through; ``style`` and ``script`` are files of the kit.

    Raises:
        ValueError: the style or the script could end its own element.
    """
    if "</" in style or "</" in script or "<!--" in script or "\r" in style + script:
        raise ValueError("a style or script that ends early")
    head = Markup(
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        '<meta name="robots" content="noindex, nofollow, noarchive">\n'
        '<meta name="color-scheme" content="light dark">\n'
        '<meta name="format-detection" content="telephone=no">\n'
        '<link rel="icon" href="{icon}">\n<title>{title}</title>\n'
    ).format(policy=policy(style, script), icon=_ICON, title=escape(title))
    foot = f"<script>{script}</script>\n</body>\n</html>\n"
    return f"{head}<style>{style}</style>\n</head>\n<body>\n{body.strip()}\n{foot}"
