"""Pages in many scripts: every sign is drawn, or nothing is made."""

from __future__ import annotations

import datetime as dt

import pytest

from peerloom.certificates.paper import Font, fonts_for, pdf_of, read_font
from peerloom.files import templates_folder

DAY = dt.date(2026, 6, 12)
FOLDER = templates_folder() / "certificates" / "fonts"
FONTS = tuple(
    read_font(file) for file in sorted(FOLDER.glob("*.ttf"), key=lambda f: (f.name != "NotoSans-Regular.ttf", f.name))
)
NAMES = [
    "Zoë Ångström-Łukasz",
    "Оксана Соловей",
    "Ελένη Νικολάου",
    "ليلى حدّاد",
    "תמר שקד",
    "कविता शर्मा",
    "অনিতা সেন",
    "கவிதா ராஜன்",
    "สมชาย ใจดี",
    "ნინო ბერიძე",
    "Անի Պետրոսյան",
    "ሰላም ተስፋዬ",
    "សុខា",
    "Nguyễn Thị Ánh",
]


def made(text: str, *, wide: bool = True) -> bytes:
    chosen = fonts_for(text, FONTS)
    assert chosen is not None
    return pdf_of(text, chosen, DAY, title="Certificate", wide=wide)


def test_the_fonts_were_found_and_may_be_shipped() -> None:
    assert len(FONTS) >= 15
    assert "SIL OPEN FONT LICENSE" in (FOLDER / "OFL.txt").read_text(encoding="utf-8").upper()


@pytest.mark.parametrize("name", NAMES)
def test_a_name_in_any_script_is_drawn_and_the_same_each_time(name: str) -> None:
    pdf = made(f"# Certificate\n\n## {name}\n")
    assert pdf == made(f"# Certificate\n\n## {name}\n")
    assert pdf.count(b"/Type /Page\n") == 1
    fonts = fonts_for(name, FONTS)
    assert fonts is not None
    assert [font for font in fonts[1:] if font.file.stem.partition("-")[0].encode() not in pdf] == []


def test_a_sign_that_no_font_has_makes_no_page() -> None:
    assert fonts_for("\u4f73", FONTS) is None
    assert fonts_for("plain", FONTS) == FONTS[:1]
    assert fonts_for("\u4f73", (*FONTS, Font(FOLDER / "own.ttf", frozenset({0x4F73})))) is not None


def test_a_title_and_the_day_are_all_that_the_file_says_about_itself() -> None:
    pdf = made("## given-7f3a\n\n> Code\n---\nplain\n", wide=False)
    assert b"given-7f3a" not in pdf
    assert b"20260612000000" in pdf


def test_a_long_letter_goes_on_to_a_second_page() -> None:
    assert made("A line.\n\n" * 60, wide=False).count(b"/Type /Page\n") > 1
