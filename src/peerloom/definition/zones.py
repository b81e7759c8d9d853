"""Time zones by the words of a form: ``UTC+1 (Berlin)`` is Europe/Berlin."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

if TYPE_CHECKING:
    from collections.abc import Mapping

_NAME = re.compile(r"UTC|[A-Za-z_]+(/[A-Za-z0-9_+-]+){1,2}", re.ASCII)
_CITY = re.compile(r"\(([^()]+)\)")
_REGIONS = ("Europe", "America", "Africa", "Asia", "Australia", "Pacific", "Atlantic", "Indian")
_CITIES: Mapping[str, tuple[str, ...]] = {  # cities that no zone is named after, or that have had two names
    "Delhi": ("Asia/Kolkata",),
    "Mumbai": ("Asia/Kolkata",),
    "Beijing": ("Asia/Shanghai",),
    "Kyiv": ("Europe/Kyiv", "Europe/Kiev"),
    "Washington": ("America/New_York",),
    "San_Francisco": ("America/Los_Angeles",),
    "Rio_de_Janeiro": ("America/Sao_Paulo",),
    "Cape_Town": ("Africa/Johannesburg",),
}


def zone_of(text: str, zones: Mapping[str, str] = {}) -> ZoneInfo | None:
    """The time zone that somebody means by ``text``, or None.

    ``zones`` is asked first: it gives the name of the zone of an option. Then the text itself may be such a name, or it
    has a city in brackets after which a zone is named.
    """
    if text in zones:
        return _named(zones[text])
    found = _CITY.search(text)
    if found is None:
        return _named(text.strip())
    plain = unicodedata.normalize("NFKD", found[1].strip())
    city = "".join(c for c in plain if not unicodedata.combining(c)).replace(" ", "_")
    names = _CITIES.get(city) or tuple(f"{region}/{city}" for region in _REGIONS)
    return next((zone for name in names if (zone := _named(name)) is not None), None)


def _named(name: str) -> ZoneInfo | None:
    if not _NAME.fullmatch(name):
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
