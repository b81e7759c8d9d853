"""Sets a text on one page of PDF, in any script for which there is a font; the same text gives the same bytes."""

from __future__ import annotations

import datetime as dt
import logging
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from fontTools.ttLib import TTFont
from fpdf import FPDF
from fpdf.enums import Align, XPos, YPos

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

_BODY, _TITLE, _NAME, _SMALL = 13, 30, 26, 9  # points
_INK, _SOFT = (20, 40, 38), (90, 90, 90)
_SIDE = 28  # millimetres left and right
_LEADING = 0.55  # millimetres of a line for each point
_UNSEEN = {"Cf", "Cc", "Zs", "Zl", "Zp"}  # they need no drawing


@dataclass(frozen=True, slots=True)
class Font:
    """A font file and the signs that it can draw."""

    file: Path
    signs: frozenset[int]


@lru_cache(maxsize=64)
def read_font(file: Path) -> Font:
    """Read which signs a font draws. A file that is no font raises what fontTools raises."""
    with TTFont(file, fontNumber=0, lazy=True) as font:
        return Font(file, frozenset(font.getBestCmap() or ()))


def fonts_for(text: str, fonts: Sequence[Font]) -> tuple[Font, ...] | None:
    """The fonts that draw ``text``, the first always. None when a sign is in none: nothing is drawn as a box."""
    left = {ord(sign) for sign in text if unicodedata.category(sign) not in _UNSEEN}
    chosen = list(fonts[:1])
    left -= fonts[0].signs
    for font in fonts[1:]:
        if left & font.signs:
            chosen.append(font)
            left -= font.signs
    return None if left else tuple(chosen)


def pdf_of(text: str, fonts: Sequence[Font], today: dt.date, *, title: str, wide: bool) -> bytes:
    """Set ``text`` on a page of A4. Right-to-left scripts run as they must, also beside others.

    Args:
        text: lines; one that starts with ``#`` is a title, ``##`` a name, ``>`` small print, and ``---`` a line across.
        fonts: those of ``fonts_for``.
        today: the only date that goes into the file.
        title: of the document; no name, because programs show it.
        wide: a certificate lies on its side, centred, with a frame; a letter stands.
    """
    logging.getLogger("fontTools").setLevel(logging.ERROR)  # it tells what it leaves out of fonts, by the page
    pdf = FPDF(orientation="landscape" if wide else "portrait", format="A4")
    pdf.set_creation_date(dt.datetime(today.year, today.month, today.day, tzinfo=dt.UTC))
    pdf.set_title(title)
    pdf.set_producer("Peerloom")
    pdf.set_auto_page_break(auto=True, margin=20)
    for number, font in enumerate(fonts):
        pdf.add_font(f"font{number}", "", font.file)
    pdf.add_page()
    pdf.set_font("font0", "", _BODY)
    pdf.set_fallback_fonts([f"font{number}" for number in range(1, len(fonts))])
    pdf.set_text_shaping(use_shaping_engine=True)
    pdf.set_left_margin(_SIDE)
    pdf.set_right_margin(_SIDE)
    pdf.set_xy(_SIDE, 50 if wide else 30)
    if wide:
        _frame(pdf)
    _lines(pdf, text.splitlines(), Align.C if wide else Align.L)
    return bytes(pdf.output())


def _frame(pdf: FPDF) -> None:
    pdf.set_draw_color(11, 74, 66)
    pdf.set_line_width(1.2)
    pdf.rect(12, 12, pdf.w - 24, pdf.h - 24)
    pdf.set_draw_color(242, 166, 90)
    pdf.set_line_width(0.4)
    pdf.rect(15, 15, pdf.w - 30, pdf.h - 30)


def _lines(pdf: FPDF, lines: Iterable[str], align: Align) -> None:
    for line in lines:
        kind, _, rest = line.partition(" ")
        size = {"#": _TITLE, "##": _NAME, ">": _SMALL}.get(kind, _BODY)
        if line.strip() == "---":
            pdf.line(_SIDE, pdf.get_y(), pdf.w - _SIDE, pdf.get_y())
            pdf.ln(4)
        elif not line.strip():
            pdf.ln(_BODY * _LEADING * 0.7)
        else:
            pdf.set_font_size(size)
            pdf.set_text_color(*(_SOFT if kind == ">" else _INK))
            words = rest if size != _BODY else line
            pdf.multi_cell(0, size * _LEADING, words, align=align, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
