"""Cells, and how a spreadsheet shows them in its own language."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

_DAY_ZERO = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - a serial number has no zone
_DAY = 86_400
_FORMATS = {  # how a day and a time are shown
    "en_US": "{m}/{d}/{y} {H}:{M:02}:{S:02}",
    "en_GB": "{d:02}/{m:02}/{y} {H:02}:{M:02}:{S:02}",
    "de_DE": "{d:02}.{m:02}.{y} {H:02}:{M:02}:{S:02}",
    "fr_FR": "{d:02}/{m:02}/{y} {H:02}:{M:02}:{S:02}",
    "es_ES": "{d}/{m}/{y} {H}:{M:02}:{S:02}",
    "pt_BR": "{d:02}/{m:02}/{y} {H:02}:{M:02}:{S:02}",
    "pl_PL": "{d}.{m:02}.{y} {H}:{M:02}:{S:02}",
    "sv_SE": "{y}-{m:02}-{d:02} {H:02}:{M:02}:{S:02}",
    "ja_JP": "{y}/{m:02}/{d:02} {H}:{M:02}:{S:02}",
}
LOCALES = tuple(_FORMATS)
_POINT = {"en_US", "en_GB", "ja_JP"}  # the others write 3,5

Kind = Literal["text", "number", "bool", "time", "day"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One value. A time or a day is a number: days since 1899-12-30 and the part of a day, in the book's own zone."""

    value: str | float | bool
    kind: Kind = "text"

    def shown(self, locale: str) -> str:
        """The text that the spreadsheet shows."""
        match self.kind:
            case "text":
                return str(self.value)
            case "bool":
                return "TRUE" if self.value else "FALSE"
            case "number":
                plain = repr(float(self.value)).removesuffix(".0")
                return plain if locale in _POINT else plain.replace(".", ",")
            case "time" | "day":
                moment = moment_of(float(self.value))
                whole = _FORMATS[locale].format(
                    y=moment.year, m=moment.month, d=moment.day, H=moment.hour, M=moment.minute, S=moment.second
                )
                return whole if self.kind == "time" else whole.split(" ", maxsplit=1)[0]

    def plain(self) -> str | float | bool:
        """The value without any format: times are serial numbers."""
        if isinstance(self.value, float) and self.value.is_integer():
            return int(self.value)
        return self.value


def serial_of(moment: dt.datetime) -> float:
    """A moment, in the book's own zone, as days since 1899-12-30."""
    return (moment - _DAY_ZERO).total_seconds() / _DAY


def moment_of(serial: float) -> dt.datetime:
    """The moment of a serial number, to the second."""
    return _DAY_ZERO + dt.timedelta(seconds=round(serial * _DAY))
