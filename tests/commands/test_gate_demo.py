"""The gate of the demo: it finds what somebody planted in a page, and nothing in the pages as they are."""

from __future__ import annotations

import csv
import datetime as dt
from dataclasses import replace
from pathlib import Path
from shutil import copy, copytree
from typing import TYPE_CHECKING

import pytest

from peerloom.commands.build import site_gate, site_needles, site_parts
from peerloom.commands.disclose import released
from peerloom.commands.project import open_project, today_of
from peerloom.commands.state import read_state
from peerloom.commands.sync import sync_answers
from peerloom.disclosure.public import PublicWords
from peerloom.private import revealed
from peerloom.site.build import Parts
from peerloom.sources.tables import Row

if TYPE_CHECKING:
    from peerloom.commands.project import Project
    from peerloom.commands.state import Answers
    from peerloom.disclosure.public import PublicFigures

DEMO = Path(__file__).parents[2]
CLOCK = dt.date(2026, 6, 12)
STORY = "planta plantb plantc plantd plante plantf plantg"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, Answers, PublicFigures, Parts]:
    root = tmp_path_factory.mktemp("demo")
    for name in ("program.yaml", "mkdocs.yml", "allowed.yaml"):
        copy(DEMO / name, root / name)
    for name in ("content", "responses"):
        copytree(DEMO / name, root / name)
    project = open_project(root, CLOCK)
    assert project.program is not None
    day = today_of(project, CLOCK)
    answers = read_state(root, project.program, project.forms, day)
    public = released(root, project.program, answers, day, keep=False).public
    parts = site_parts(project, project.program, public, day)
    assert isinstance(parts, Parts)
    return project, answers, public, parts


def found(
    demo: tuple[Project, Answers, PublicFigures, Parts],
    page: str,
    *more: Row,
    rejected: tuple[Row, ...] = (),
    released: tuple[PublicWords, ...] = (),
) -> set[str]:
    """The kinds of what the gate finds when ``page`` is a text of content/ and stands on the site."""
    project, answers, public, parts = demo
    assert project.program is not None
    pasted = replace(project, texts={**project.texts, "content/pages/pasted.md": page})
    rows = (*answers.synced.rows, *more)
    late = (*answers.synced.rejected, *rejected)
    synced = replace(answers.synced, rows=tuple(rows), rejected=tuple(late))
    gate = site_gate(pasted, project.program, replace(answers, synced=synced), (*public.words, *released))
    files = {path: text.encode() if isinstance(text, str) else text for path, text in parts.pages.items()}
    return {finding.kind for finding in gate.look({**files, "pages/pasted.md": page.encode()})}


def row(form: str, unowned: dict[str, str] | None = None, **cells: str) -> Row:
    return Row(form, "tab", 2, None, cells, unowned or {})


def test_the_demo_as_it_is_stops_nothing(demo: tuple[Project, Answers, PublicFigures, Parts]) -> None:
    assert found(demo, "Nothing private. " + STORY) == set()


@pytest.mark.parametrize(
    ("page", "answer", "kind"),
    [
        (STORY, row("mentor-sign-up", why=STORY), "free text"),
        ("Call 01632 960777.", row("guardian-permission", urgent="Ottilie, 01632 960777"), "phone"),
        ("Call 01632 960777.", row("mentor-sign-up", access=f"My number is 01632 960777. {STORY}"), "phone"),
        ("It was Ottilie Plantedsson.", row("concern", whom="I mean Ottilie Plantedsson, a mentor"), "name"),
        ("It was Ottilie Plantedsson.", row("nomination", nominee="Ottilie Plantedsson"), "name"),
        ("It was Ottilie Plantedsson.", row("mentor-sign-up", ref1="Ottilie Plantedsson, z@host.example"), "name"),
        ("It was Ottilie Plantedsson.", row("mentor-sign-up", avoid="Ottilie Plantedsson"), "name"),
        ("It was Ottilie Plantedsson.", row("win", {"Remarks": "Ask Ottilie Plantedsson"}), "name"),
    ],
)
def test_what_is_pasted_into_a_page_is_found(
    demo: tuple[Project, Answers, PublicFigures, Parts], page: str, answer: Row, kind: str
) -> None:
    assert found(demo, page) == set()
    assert found(demo, page, answer) == {kind}
    assert found(demo, page, rejected=(answer,)) == {kind}


@pytest.mark.parametrize("page", ["Ask {}.", "{} helped me.", "It was {lower}!", "<b>{upper}</b>", "{spelled}"])
def test_a_first_name_alone_that_is_pasted_into_a_page_is_found(
    demo: tuple[Project, Answers, PublicFigures, Parts], page: str
) -> None:
    minors = (revealed(p.call) for p in demo[1].records.participants if p.minor)
    call = next(name for name in minors if name.isascii() and name.isalpha())
    text = page.format(call, lower=call.lower(), upper=call.upper(), spelled=" ".join(call))
    assert found(demo, text) == {"name"}


def test_an_invented_name_stands_only_where_it_was_allowed(
    demo: tuple[Project, Answers, PublicFigures, Parts],
) -> None:
    """The demo's stories have people who are called like some of those who signed up."""
    project, answers, public, _ = demo
    assert project.program is not None
    gate = site_gate(project, project.program, answers, public.words)
    story = {"content/stories/the-quiet-table.md": project.texts["content/stories/the-quiet-table.md"]}
    assert gate.in_texts(story) == ()
    assert {f.kind for f in gate.in_texts({"content/pages/about.md": "We thank Amina."})} == {"name"}
    assert {f.kind for f in gate.in_texts({name: f"{text}\nAmina and Amina." for name, text in story.items()})} == {
        "name"
    }


def test_a_birth_date_that_is_pasted_into_a_page_is_found(
    demo: tuple[Project, Answers, PublicFigures, Parts],
) -> None:
    born = next(person.born for person in demo[1].records.participants if person.born is not None)
    assert found(demo, f"Born on {born.day}.{born.month}.{born.year}.") == {"birth date"}


def test_a_released_first_name_stops_nothing(demo: tuple[Project, Answers, PublicFigures, Parts]) -> None:
    project, answers, _, _ = demo
    assert project.program is not None
    bare = replace(answers, synced=replace(answers.synced, rows=()))
    alone = {needle.text.strip() for needle in site_needles(project, project.program, bare, ())}
    person = next(
        person for person in answers.records.participants if not person.minor and person.call.casefold() in alone
    )
    words = PublicWords("thanks", "Thank you all.", person.call)
    before = site_needles(project, project.program, bare, ())
    after = site_needles(project, project.program, bare, (words,))
    assert {needle.text.strip() for needle in set(before) - set(after)} == {person.call.casefold()}


def test_a_row_that_was_too_long_is_handed_on(
    demo: tuple[Project, Answers, PublicFigures, Parts], tmp_path: Path
) -> None:
    form = next(form for form in demo[0].forms if form.id == "nomination")
    answers = {"nominee": "Ottilie Plantedsson", "why": f"{STORY} " * 100}
    (tmp_path / "responses").mkdir()
    with (tmp_path / "responses" / f"{form.title}.csv").open("w", encoding="utf-8", newline="") as file:
        sheet = csv.writer(file)
        sheet.writerow(question.ask for question in form.questions)
        sheet.writerow(answers.get(question.id, "yes") for question in form.questions)
    assert demo[0].program is not None
    synced = sync_answers(tmp_path, demo[0].program, demo[0].forms, CLOCK)
    assert synced.rows == ()
    assert [row.cells["nominee"] for row in synced.rejected] == ["Ottilie Plantedsson"]
    assert found(demo, f"It was Ottilie Plantedsson. {STORY}", rejected=synced.rejected) == {"name", "free text"}
