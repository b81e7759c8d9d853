"""The impact report as a PDF of A4, in any script for which there is a font; the same report gives the same bytes."""

from __future__ import annotations

import datetime as dt
import logging
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

from fontTools.ttLib import TTFont
from fpdf import FPDF
from fpdf.enums import XPos, YPos
from fpdf.fonts import FontFace

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from peerloom.report.impact import Bar, GoalLine, Impact

FONTS = Path(__file__).with_name("fonts")
_INK, _SOFT, _GREEN, _LINE = (24, 34, 32), (84, 96, 93), (11, 74, 66), (205, 214, 211)
_SIDE = 18.0  # millimetres
_UNSEEN = {"Cf", "Cc", "Zs", "Zl", "Zp"}


def undrawn(found: Impact, fonts: Sequence[Path]) -> frozenset[str]:
    """The signs of a report that no font can draw. They would be left out, so nobody makes such a file."""
    known: set[int] = set()
    for file in (FONTS / "DejaVuSans.ttf", *fonts):
        with TTFont(file, fontNumber=0, lazy=True) as font:
            known |= set(font.getBestCmap() or ())
    texts = "".join(_texts(found))
    return frozenset(sign for sign in texts if unicodedata.category(sign) not in _UNSEEN and ord(sign) not in known)


def _texts(found: Impact) -> Iterable[str]:
    yield from (found.program, found.place, found.cohort, found.what, found.review, found.contact)
    yield from (*found.activities, *found.partners, *found.funders, *found.limits)
    for goal in found.goals:
        yield from (goal.title, goal.now, goal.target, goal.start)


def report_pdf(found: Impact, fonts: Sequence[Path], day: dt.date) -> bytes:
    """Set the report.

    Args:
        found: the report.
        fonts: more font files, for scripts that the kit's own font does not have.
        day: the day of the figures, the only date of the file.
    """
    logging.getLogger("fontTools").setLevel(logging.ERROR)  # it tells what it leaves out of fonts
    pdf = FPDF(format="A4")
    pdf.set_creation_date(dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC))
    pdf.set_title(f"Impact report: {found.program}")
    pdf.set_lang("en")
    pdf.set_producer("Peerloom")
    pdf.set_margins(_SIDE, 15, _SIDE)
    pdf.set_auto_page_break(auto=True, margin=14)
    pdf.add_font("own", "", FONTS / "DejaVuSans.ttf")
    pdf.add_font("own", "B", FONTS / "DejaVuSans-Bold.ttf")
    for number, file in enumerate(fonts):
        pdf.add_font(f"more{number}", "", file)
    pdf.set_font("own", "", 9)
    if fonts:
        pdf.set_fallback_fonts([f"more{number}" for number in range(len(fonts))], exact_match=False)
    pdf.set_text_shaping(use_shaping_engine=True)
    pdf.add_page()
    _head(pdf, found)
    _goals(pdf, found)
    _figures(pdf, found)
    _foot(pdf, found)
    return bytes(pdf.output())


def _write(pdf: FPDF, text: str, size: float = 9, style: str = "", ink: tuple[int, int, int] = _INK) -> None:
    pdf.set_font("own", style, size)
    pdf.set_text_color(*ink)
    pdf.multi_cell(0, size * 0.5, text, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def _title(pdf: FPDF, text: str) -> None:
    pdf.ln(3)
    _write(pdf, text, 12, "B", _GREEN)
    pdf.ln(1)


def _head(pdf: FPDF, found: Impact) -> None:
    _write(pdf, found.program, 19, "B", _GREEN)
    parts = ("Impact report", found.cohort, found.place, f"figures of {found.day}")
    _write(pdf, " · ".join(part for part in parts if part), 9, "", _SOFT)
    if found.demo:
        _write(pdf, "A demonstration: every person in it is invented.", 9, "B")
    pdf.ln(2)
    _write(pdf, found.what, 10)


def _goals(pdf: FPDF, found: Impact) -> None:
    if found.goals:
        _title(pdf, "What we wanted, and where we are")
    for goal in found.goals:
        _write(pdf, goal.title, 9.5, "B")
        _write(pdf, _standing(goal), 8.5, "", _SOFT)
        if goal.bar is not None:
            _bar(pdf, goal.bar)
        pdf.ln(1.5)


def _standing(goal: GoalLine) -> str:
    people = f", {goal.people}" if goal.people else ""
    start = f" At the start: {goal.start}." if goal.start else ""
    target = f" Target: {goal.target}." if goal.target else ""
    return f"Now: {goal.now}{people}.{target}{start} Measured by: {goal.measure}."


def _bar(pdf: FPDF, bar: Bar) -> None:
    """A line with what is reached, what the range leaves open, and a mark at the target."""
    wide, top = pdf.epw, pdf.get_y() + 0.8
    pdf.set_fill_color(*_LINE)
    pdf.rect(_SIDE, top, wide, 2.2, style="F")
    pdf.set_fill_color(120, 170, 160)
    pdf.rect(_SIDE, top, wide * bar.high, 2.2, style="F")
    pdf.set_fill_color(*_GREEN)
    pdf.rect(_SIDE, top, wide * bar.low, 2.2, style="F")
    pdf.set_fill_color(*_INK)
    pdf.rect(_SIDE + wide * bar.target - 0.3, top - 0.8, 0.6, 3.8, style="F")
    pdf.set_y(top + 3.4)


def _figures(pdf: FPDF, found: Impact) -> None:
    if not found.figures:
        return
    _title(pdf, "The figures")
    pdf.set_font("own", "", 8)
    pdf.set_text_color(*_INK)
    pdf.set_draw_color(*_LINE)
    pdf.set_fill_color(255, 255, 255)
    head = FontFace(emphasis="BOLD", color=_GREEN)
    with pdf.table(
        col_widths=(30, 22, 20, 55), line_height=3.7, borders_layout="HORIZONTAL_LINES", text_align="LEFT",
        headings_style=head, padding=0.7,
    ) as table:  # fmt: skip
        row = table.row()
        for text in ("Figure", "Value", "Rests on, day", "How it is counted"):
            row.cell(text)
        for figure in found.figures:
            row = table.row()
            people = f"{figure.people}, {figure.day}" if figure.people else figure.day
            for text in (figure.title, figure.said, people, figure.definition):
                row.cell(text)
    if found.held:
        pdf.ln(1)
        are = "is" if found.held == 1 else "are"
        _write(pdf, f"{found.held} more {are} not shown, because too few people stand behind them.", 8, "", _SOFT)


def _foot(pdf: FPDF, found: Impact) -> None:
    for title, lines in (("What we do", found.activities), ("With thanks to", (*found.partners, *found.funders))):
        if lines:
            _title(pdf, title)
            _write(pdf, " · ".join(lines))
    _title(pdf, "What these figures can show, and what they cannot")
    for line in found.limits:
        _write(pdf, line)
    if found.review:
        _write(pdf, found.review)
    if found.contact:
        pdf.ln(2)
        _write(pdf, f"Questions: {found.contact}", 9, "", _SOFT)
