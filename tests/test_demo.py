"""The demo program is what a nonprofit would keep: whole, plain, and without anything left open."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pyphen
import pytest

from peerloom.commands.project import open_project
from peerloom.definition.schema import program_schema

ROOT = Path(__file__).parents[1]
DAY = dt.date(2026, 6, 12)
TEXTS = sorted((ROOT / "content").rglob("*.md"))
NEEDED = {"civic", "listening", "conflict", "goals", "empathy", "ethics", "boundaries", "culture", "feedback", "ending"}
HEADINGS = ["Why it matters", "What to do", "An example", "Exercise"]


def test_the_demo_has_no_problem() -> None:
    project = open_project(ROOT, DAY)
    assert [f"{p.place} {p.message}" for p in project.problems] == []


def test_it_holds_what_a_program_needs() -> None:
    demo = open_project(ROOT, DAY).program
    assert demo is not None
    assert len(demo.training.modules) >= 9
    assert {topic for module in demo.training.modules for topic in module.topics} >= NEEDED
    assert all(module.scenarios and module.checks and module.sources for module in demo.training.modules)
    assert {role for guide in demo.guides for role in guide.for_} == {"mentor", "mentee", "coordinator", "family"}
    assert len(demo.prompts) >= 40
    assert len(demo.partners) >= 12
    assert len({partner.kind for partner in demo.partners}) >= 8
    assert len(demo.projects) >= 4
    assert len(demo.events) >= 8
    assert demo.help
    assert {policy.kind for policy in demo.policies} >= {
        "code-of-conduct",
        "confidentiality",
        "safeguarding",
        "closure",
        "accessibility",
    }
    assert all(entry.reviewed for part in (demo.training.modules, demo.guides, demo.policies) for entry in part)


def test_the_texts_were_found() -> None:
    assert len(TEXTS) > 40


def plain(text: str) -> str:
    """The sentences of a Markdown text: no front matter, no table rows, no marks."""
    text = re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL)
    rows = [row for row in text.splitlines() if not row.startswith(("|", "#", "!!!"))]
    ended = [row if not row.strip() or row.rstrip()[-1] in ".?!:," else f"{row}." for row in rows]
    ended = [
        f"{row[:-1]}." if row.lstrip().startswith("- ") and row.endswith(",") else row for row in ended
    ]  # a line of a list
    return re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", re.sub(r"[*_>`]", "", "\n".join(ended)))


_SPLIT = pyphen.Pyphen(lang="en_GB")


def grade(text: str) -> float:
    """The Flesch-Kincaid grade: the school year in which a text is easy; 7 is an age of about twelve.

    Source: Kincaid et al. (1975), Derivation of new readability formulas; syllables by hyphenation patterns.
    """
    sentences = [s for s in re.split(r"[.?!:]+\s|\n\n", text) if re.search(r"\w", s)]
    words = re.findall(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)?", text)
    syllables = sum(len(_SPLIT.inserted(word.lower()).split("-")) for word in words)
    return 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59


def test_the_measure_of_reading_age_tells_plain_from_hard() -> None:
    assert grade("The cat sat on the mat. It was a good day. We went home and had tea. ") < 3
    hard = "Notwithstanding considerable organisational heterogeneity, participating institutions demonstrated accountability. "
    assert grade(hard) > 15


@pytest.mark.parametrize("file", TEXTS, ids=lambda file: file.relative_to(ROOT / "content").as_posix())
def test_a_text_can_be_read_at_twelve(file: Path) -> None:
    text = plain(file.read_text(encoding="utf-8"))
    assert len(text.split()) > 60
    assert grade(text) <= 7
    longest = max(re.split(r"(?<=[.?!])\s+", text.replace("\n\n", ". ")), key=lambda sentence: len(sentence.split()))
    assert len(longest.split()) <= 34, longest


@pytest.mark.parametrize("file", [f for f in TEXTS if f.parent.name == "training"], ids=lambda file: file.stem)
def test_a_module_has_its_parts_in_order(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert re.findall(r"^## (.*)$", text, flags=re.MULTILINE)[:4] == HEADINGS
    assert 600 <= len(text.split()) <= 1300


def test_the_schema_for_editors_is_fresh() -> None:
    """Freshen it with ``peerloom schema``."""
    assert (ROOT / "program.schema.json").read_text(encoding="utf-8") == program_schema()
