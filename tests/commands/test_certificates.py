"""``peerloom certificates`` on the demo, whose people are invented."""

from __future__ import annotations

import datetime as dt
import io
import shutil
from pathlib import Path
from typing import Any

import pytest

from peerloom.commands import certificates, forecast, handover, new_cohort
from peerloom.commands.certificates_kept import KEY, key_of

ROOT = Path(__file__).parents[2]
DAY = dt.date(2026, 6, 12)


@pytest.mark.parametrize("verb", [certificates, forecast, handover])
def test_nothing_about_people_is_said_in_a_public_log(verb: Any, tmp_path: Path) -> None:
    out = io.StringIO()
    assert verb.run(tmp_path, out, clock=DAY, public_log=True) == 2
    assert "Run it at home." in out.getvalue()
    assert list(tmp_path.iterdir()) == []


def test_the_key_is_made_once_and_a_damaged_one_is_left_alone(tmp_path: Path) -> None:
    assert key_of(tmp_path, make=False) is None
    key = key_of(tmp_path, make=True)
    assert key is not None
    assert len(key) == 32
    assert key_of(tmp_path, make=True) == key
    (tmp_path / KEY).write_text("abcd", encoding="ascii")
    with pytest.raises(ValueError, match="not a key"):
        key_of(tmp_path, make=True)
    assert (tmp_path / KEY).read_text(encoding="ascii") == "abcd"


def test_the_demo_gets_its_certificates_and_the_same_bytes_each_time(tmp_path: Path) -> None:
    for name in ("content", "responses"):
        shutil.copytree(ROOT / name, tmp_path / name)
    for name in ("program.yaml", "mkdocs.yml", "allowed.yaml"):
        shutil.copy(ROOT / name, tmp_path / name)
    out = io.StringIO()
    status = certificates.run(tmp_path, out, clock=DAY)
    made = {file: file.read_bytes() for file in (tmp_path / certificates.FOLDER).rglob("*") if file.is_file()}
    pdfs = [file for file in made if file.suffix == ".pdf"]
    assert len(pdfs) > 100
    assert all(made[file].startswith(b"%PDF-") for file in pdfs)
    rows = (tmp_path / certificates.FOLDER / "list.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(rows) == len(pdfs) + 1
    # Where the computer has no font for Chinese, Japanese and Korean, those who need one are told by their row.
    assert status == int("row 13: A name or word on this certificate" in out.getvalue())
    certificates.run(tmp_path, io.StringIO(), clock=DAY)
    assert handover.run(tmp_path, io.StringIO(), clock=DAY) == 0
    page = (tmp_path / handover.FOLDER / "handover.md").read_text(encoding="utf-8")
    people = {row.split(",")[1] for row in rows[1:]}
    assert len(people) > 50
    assert [name for name in people if name in page] == []  # it names nobody
    assert "private/certificates.key" in page
    assert (tmp_path / KEY).read_text(encoding="ascii") not in page
    assert "26 June 2026: School year 2025-26: last day" in page
    assert {file: file.read_bytes() for file in made} == made


def test_the_next_cohort_is_shown_then_written_and_people_are_not_in_a_public_log(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "content", tmp_path / "content")
    shutil.copytree(ROOT / "responses", tmp_path / "responses")
    for name in ("program.yaml", "mkdocs.yml", "allowed.yaml"):
        shutil.copy(ROOT / name, tmp_path / name)
    before, out = (tmp_path / "program.yaml").read_bytes(), io.StringIO()
    assert new_cohort.run(tmp_path, out, clock=DAY, public_log=True) == 0
    assert (tmp_path / "program.yaml").read_bytes() == before
    assert "E-" not in out.getvalue()
    out = io.StringIO()
    assert new_cohort.run(tmp_path, out, clock=DAY, apply=True) == 0
    assert "Ask for sign-up and consent" in out.getvalue()
    after = (tmp_path / "program.yaml").read_bytes()
    assert b"  - id: 2027-28\n" in after
    assert len(after) > len(before)
    assert new_cohort.run(tmp_path, io.StringIO(), clock=DAY, name="2027-28") == 1
    assert (tmp_path / "program.yaml").read_bytes() == after
