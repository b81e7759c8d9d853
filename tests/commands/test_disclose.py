"""The month's release: made when it is due, never rewritten, and only when it withstands every intruder."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from io import StringIO
from typing import TYPE_CHECKING

import jsonschema
import pytest

from peerloom.cli import main
from peerloom.commands import disclose as command
from peerloom.commands.disclose import History, Released, proposed, read_history, released, tell, unsafe
from peerloom.commands.project import open_project
from peerloom.commands.run import progress, run
from peerloom.commands.state import read_state
from peerloom.disclosure.audit import Narrowed
from peerloom.disclosure.counts import Count
from peerloom.disclosure.disclose import Note
from peerloom.disclosure.intruder import Unfinished
from peerloom.disclosure.known import Fact
from peerloom.disclosure.public import About, PublicFigures, Withheld
from peerloom.disclosure.public_json import public_schema
from peerloom.evaluation.figures import Figure
from peerloom.evaluation.measure import measure

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from peerloom.disclosure.labels import Labels

FIRST = dt.date(2026, 1, 5)
MONTH = dt.timedelta(days=28)


def figures(trained: int, applied: int, day: dt.date) -> tuple[Figure, ...]:
    people = (("mentors-trained", trained), ("mentors-applied", applied))
    return (*(Figure(name, "", n, n, day) for name, n in people), Figure("modules", "", 3, 3, day))


@pytest.fixture
def real(program: Path) -> Path:
    """A program whose people are real, so that it keeps its releases."""
    text = (program / "program.yaml").read_text(encoding="utf-8")
    text = text.replace("  demo: yes\n  demo_day: 2026-06-12\n", "")
    assert "demo" not in text
    (program / "program.yaml").write_text(text, encoding="utf-8")
    return program


@pytest.fixture
def measures(monkeypatch: pytest.MonkeyPatch) -> Callable[[int, int], None]:
    """Say what is measured from now on."""

    def be(trained: int, applied: int) -> None:
        monkeypatch.setattr(command, "measure", lambda _program, _records, day: figures(trained, applied, day))

    be(30, 60)
    return be


def release(root: Path, day: dt.date, *, keep: bool = True) -> Released:
    project = open_project(root, day)
    assert project.program is not None
    return released(root, project.program, read_state(root, project.program, project.forms, day), day, keep=keep)


def shown(public: PublicFigures) -> dict[str, object]:
    return {figure.id: figure.shown for figure in public.figures}


def verb(root: Path, *words: str, day: dt.date = FIRST) -> int:
    return main([*words, "--root", str(root), "--today", day.isoformat()])


def test_a_release_is_made_every_four_weeks_and_stands_between(
    real: Path, measures: Callable[[int, int], None], capsys: pytest.CaptureFixture[str]
) -> None:
    assert verb(real, "disclose") == 0
    assert (
        "Release 1 is made: 3 of 3 figures have a value.\nThe next is due on 2 February 2026."
        in capsys.readouterr().out
    )
    first = (real / "releases" / "0001.json").read_bytes()
    measures(80, 120)
    assert verb(real, "disclose", day=FIRST + dt.timedelta(days=27)) == 0
    assert "Release 1 of 5 January 2026 stands" in capsys.readouterr().out
    assert [file.name for file in (real / "releases").iterdir()] == ["0001.json"]
    assert verb(real, "disclose", day=FIRST + MONTH) == 0
    assert "Release 2 is made" in capsys.readouterr().out
    assert (real / "releases" / "0001.json").read_bytes() == first
    assert shown(release(real, FIRST + MONTH).public)["mentors-trained"] == About(80)


def test_a_release_is_the_public_file_without_words_and_fits_its_schema(real: Path, measures: object) -> None:
    del measures
    release(real, FIRST)
    value = json.loads((real / "releases" / "0001.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(public_schema()).validate(value)
    assert value["words"] == []
    assert value["release"] == 1


def test_run_releases_and_the_site_shows_just_that(real: Path, measures: Callable[[int, int], None]) -> None:
    out = StringIO()
    assert run(real, out, clock=FIRST) == 0, out.getvalue()
    public, kept = real / "site" / "public.json", real / "releases" / "0001.json"
    assert public.read_bytes() == kept.read_bytes()
    schema = json.loads((real / "site" / "public.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(json.loads(public.read_text(encoding="utf-8")))
    measures(80, 120)
    assert run(real, out, clock=FIRST + dt.timedelta(days=5)) == 0
    assert public.read_bytes() == kept.read_bytes()
    assert b"about 30" in (real / "site" / "public" / "progress" / "index.html").read_bytes()
    assert run(real, out, clock=FIRST + MONTH) == 0
    assert b"about 80" in (real / "site" / "public" / "progress" / "index.html").read_bytes()


def test_looking_makes_no_release(real: Path, measures: object, capsys: pytest.CaptureFixture[str]) -> None:
    del measures
    assert progress(real, StringIO(), clock=FIRST) == 0
    assert verb(real, "disclose", "--audit") == 0
    assert (
        "A release of today would be number 1: 3 of 3 figures have a value. Nothing was written."
        in capsys.readouterr().out
    )
    assert not (real / "releases").exists()


def test_a_demo_keeps_no_release(program: Path, measures: object) -> None:
    del measures
    found = release(program, dt.date(2026, 6, 12))
    assert (found.new, found.public.release) == (True, 1)
    assert not (program / "releases").exists()


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda file: file.unlink(), "releases/0001.json: This release is not there."),
        (lambda file: file.write_text(file.read_text().replace("30", "35")), "was changed after it was published"),
        (lambda file: file.write_text("{}"), "was changed after it was published"),
        (lambda file: file.write_bytes(b"\xff\xfe"), "cannot be read"),
        (lambda file: file.with_name("notes.json").write_text("{}"), "notes.json: This file is not a release."),
        (lambda file: file.rename(file.with_name("0003.json")), "releases/0001.json: This release is not there."),
    ],
)
def test_a_release_is_never_rewritten(
    real: Path, measures: object, spoil: Callable[[Path], object], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    del measures
    assert verb(real, "run") == 0
    before = (real / "site" / "public.json").read_bytes()
    spoil(real / "releases" / "0001.json")
    capsys.readouterr()
    for words in (["disclose"], ["run"], ["build"], ["progress"]):
        assert verb(real, *words, day=FIRST + MONTH) == 1
        assert said in capsys.readouterr().out
    assert (real / "site" / "public.json").read_bytes() == before


def test_a_release_that_the_ledger_never_saw_binds_as_well(real: Path, measures: object) -> None:
    """As after a ledger was lost, or on a second computer."""
    del measures
    release(real, FIRST)
    (real / "private" / "ledger.db").unlink()
    found = release(real, FIRST + dt.timedelta(days=1))
    assert (found.new, found.public.release, found.problems) == (False, 1, ())
    (real / "releases" / "0001.json").write_text("{}", encoding="utf-8")
    assert "not a release as Peerloom writes it" in release(real, FIRST + MONTH).problems[0].message


@pytest.mark.parametrize("found", [Unfinished(), Narrowed(Count("trained"), "insider", 3, 4)])
def test_what_is_not_proved_is_not_published(
    real: Path, measures: Callable[[int, int], None], monkeypatch: pytest.MonkeyPatch, found: object
) -> None:
    release(real, FIRST)
    measures(80, 120)

    def attack(*_: object) -> object:
        if isinstance(found, Exception):
            raise found
        return found

    monkeypatch.setattr(command, "attack", attack)
    later = release(real, FIRST + MONTH)
    assert later.stopped
    assert (later.new, later.public.release) == (False, 1)
    assert not (real / "releases" / "0002.json").exists()
    out = StringIO()
    assert run(real, out, clock=FIRST + MONTH) == 0
    assert "The figures stay as they were." in out.getvalue()
    assert verb(real, "disclose", day=FIRST + MONTH) == 1


def test_before_the_first_release_that_is_proved_no_figure_is_public(
    real: Path, measures: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    del measures
    monkeypatch.setattr(command, "unsafe", lambda _: "No.")
    assert release(real, FIRST).public.figures == ()


def test_the_audit_says_in_plain_words_what_was_held_back(
    real: Path, measures: Callable[[int, int], None], capsys: pytest.CaptureFixture[str]
) -> None:
    measures(57, 60)
    assert verb(real, "disclose", "--audit") == 0
    told = capsys.readouterr().out
    assert told[told.index("\nThis is") :] == (
        "\nThis is for you alone; it can tell how few people stand behind a figure.\n"
        "  Mentor sign-ups: not shown.\n"
        "      With the newest number, anybody could work out how many are among those who signed up, but not trained:\n"
        "      it would be between 1 and 9 for certain.\n"
    )


def test_a_log_that_anybody_can_read_does_not_say_what_was_held_back(
    real: Path,
    measures: Callable[[int, int], None],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("CI", "true")
    measures(57, 60)
    assert verb(real, "disclose", "--audit") == 0
    told = capsys.readouterr().out
    assert "signed up" not in told
    assert "said on your own computer alone" in told


def test_every_note_has_its_words() -> None:
    public = PublicFigures(FIRST, 10, (), release=1)
    notes = (
        Note("hours", "spring", "kept"),
        Note("hours", "spring", "back", Narrowed(Count("met", "met 2026-01"), "two insiders", 4, 4), "2026-01"),
        Note("match-length", "", "back", Narrowed(Count("still 1"), "knows a site", 0, -1), "1"),
        Note("match-length", "", "older", Narrowed(Count("still 3", "still 4"), "insider", 0, 3), "2"),
        Note("hours", "spring", "taken back"),
    )
    out = StringIO()
    tell(Released((), public, notes), FIRST, out, audit=True, public_log=False)
    assert out.getvalue().splitlines()[3:] == [
        "  Hours together (spring): the older figure stays, because the number has moved too little.",
        "  Hours together, January 2026 (spring): not shown.",
        "      With the newest number, two people who tell each other about themselves could work out how many are among the matches with hours in the log, but not among the matches with hours in the log of January 2026:",
        "      it would be 4 for certain.",
        "  How long matches last, after 1 month: not shown.",
        "      With it, an earlier release would become clearer than it was.",
        "  How long matches last, after 2 months: the older figure stays.",
        "      With the newest number, somebody who knows about themselves could work out how many are among the matches that lasted 3 months, but not among the matches that lasted 4 months:",
        "      it would be between 0 and 3 for certain.",
        "  Hours together (spring): not shown for a year after it was taken back, because that it comes again would tell something.",
    ]
    out = StringIO()
    tell(Released((), public), FIRST, out, audit=True, public_log=False)
    assert out.getvalue().endswith("Nothing was held back.\n")


def test_a_release_of_the_demo_withstands_every_intruder(demo: Path) -> None:
    """With charts, two cohorts and all: the integer programs find nothing, and they do find it without the rules."""
    day = dt.date(2026, 6, 12)
    project = open_project(demo, day)
    assert project.program is not None
    answers = read_state(demo, project.program, project.forms, day)
    made = proposed(project.program, measure(project.program, answers.records, day), History(), day)
    assert sum(not isinstance(figure.shown, Withheld) for figure in made.public.figures) >= 15
    assert any(figure.parts for figure in made.public.figures)
    assert unsafe(made) == ""
    loose = replace(made, labels=tuple(_exact(labels) for labels in made.labels))
    assert unsafe(loose)


def _exact(labels: Labels) -> Labels:
    """The same labels, and beside them that somebody told one number exactly."""
    name = min(labels.group.people)
    exact = Fact(0, Count(name), labels.group.people[name], labels.group.people[name])
    return replace(labels, known=labels.known.told([exact]) or labels.known)


def test_the_history_of_a_new_program_is_empty(real: Path) -> None:
    assert read_history(real, real / "private" / "ledger.db") == History()


def test_which_labels_stayed_though_the_count_is_far_is_remembered_in_private(
    real: Path, measures: Callable[[int, int], None]
) -> None:
    release(real, FIRST)
    measures(57, 62)
    found = release(real, FIRST + MONTH)
    assert found.new
    (note,) = [note for note in found.notes if note.done == "older"]
    assert note.figure in {"mentors-applied", "mentors-trained"}
    history = read_history(real, real / "private" / "ledger.db")
    assert [len(one) for one in history.older] == [0, 1]
    assert b"older" not in (real / "releases" / "0002.json").read_bytes()
