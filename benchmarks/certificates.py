"""What 500 certificates cost: from what was earned to the PDF files on the disk. Wall time of one process.

python -m benchmarks.certificates
"""

from __future__ import annotations

import datetime as dt
import tempfile
import time
from pathlib import Path

from peerloom.certificates.awards import LETTER, Earned
from peerloom.certificates.codes import code_of, table
from peerloom.certificates.paper import fonts_for, pdf_of, read_font
from peerloom.certificates.texts import text_of
from peerloom.definition.program import Program
from peerloom.files import templates_folder

MANY, GOAL = 500, 60.0  # certificates; seconds
NAMES = ("Zoë Ångström", "Оксана Соловей", "ليلى حدّاد", "תמר שקד", "कविता शर्मा", "Ελένη Νικολάου", "สมชาย ใจดี")
DAY = dt.date(2026, 6, 12)
COHORT = {
    "id": "2025-26",
    "title": "School year 2025-26",
    "sign_up_opens": "2025-08-01",
    "sign_up_closes": "2025-09-15",
    "matching": "2025-09-20",
    "starts": "2025-10-01",
    "ends": "2026-06-26",
}
ABOUT = {"id": "bench", "name": "Bench", "tagline": "T", "summary": "S"}


def main() -> int:
    """Measure and print. Return 1 when the goal is missed."""
    program = Program.model_validate({"program": ABOUT, "cohorts": [COHORT]})
    folder = templates_folder() / "certificates"
    templates = {file.name: file.read_text(encoding="utf-8") for file in folder.glob("*.j2")}
    people = [
        Earned(f"M-{n}", NAMES[n % len(NAMES)], "mentor", "2025-26", kind, kind, 60 * (n % 60 + 1), 120, 20, 1)
        for n in range(MANY)
        for kind in ((LETTER,) if n % 2 else ("full-round",))
    ]
    with tempfile.TemporaryDirectory() as made:
        start = time.perf_counter()
        files = sorted(
            (folder / "fonts").glob("*.ttf"), key=lambda file: (file.name != "NotoSans-Regular.ttf", file.name)
        )
        fonts = tuple(read_font(file) for file in files)
        size = 0
        for number, one in enumerate(people):
            text = text_of(one, code_of(b"k" * 32, one, one.at_least), program, DAY, templates)
            chosen = fonts_for(text, fonts)
            if chosen is None:
                raise ValueError("a name has a sign that no font can draw")
            pdf = pdf_of(text, chosen, DAY, title=one.title, wide=one.award != LETTER)
            (Path(made) / f"{number}.pdf").write_bytes(pdf)
            size += len(pdf)
        took = time.perf_counter() - start
    start = time.perf_counter()
    _, rows = table(b"k" * 32, people, (LETTER, "full-round"), ("2025-26",))
    sealed = time.perf_counter() - start
    print(f"{MANY} certificates in 7 scripts: {took:.1f} s, {size / MANY / 1000:.0f} kB each")
    print(f"their public table: {sealed:.2f} s, {len(rows)} rows")
    return 0 if took < GOAL else 1


if __name__ == "__main__":
    raise SystemExit(main())
