"""``peerloom disclose``: the month's release of public figures, and in plain words what the audit held back and why."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TextIO

from peerloom import __version__
from peerloom.definition.figures import FIGURES
from peerloom.disclosure.counts import Count
from peerloom.disclosure.disclose import EVERY, disclose, due
from peerloom.disclosure.intruder import Unfinished, attack, system_of
from peerloom.disclosure.public import PublicFigures, Withheld
from peerloom.disclosure.public_json import public_json, read_public
from peerloom.disclosure.words import release_words
from peerloom.evaluation.measure import measure
from peerloom.ledger.store import Decision, LedgerError, open_ledger
from peerloom.problems import Place, Problem, as_text
from peerloom.readable import day, month
from peerloom.site.write import replace_text

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from peerloom.commands.state import Answers
    from peerloom.definition.program import Program
    from peerloom.disclosure.audit import Narrowed
    from peerloom.disclosure.disclose import Disclosed, Note, Older
    from peerloom.evaluation.figures import Figure

FOLDER = "releases"
_WITHSTOOD = "private/withstood"  # the mark of the release that was attacked last, and withstood everything
_FILE = re.compile(r"[0-9]{4}\.json")
_REMEMBERED = "figures "  # how the subject of a release starts in the ledger
_GET_BACK = "Get the file back from git or a backup. A release is never changed, because all of them bind the next."


@dataclass(frozen=True, slots=True)
class Released:
    """The private figures, what of them and of people's words is public, and how that came about."""

    figures: tuple[Figure, ...]
    public: PublicFigures
    notes: tuple[Note, ...] = ()
    new: bool = False  # made now
    stopped: str = ""  # why the release that was due was not made
    problems: tuple[Problem, ...] = ()  # with the files of earlier releases; then nothing new is public


def released(root: Path, program: Program, answers: Answers, today: dt.date, *, keep: bool = True) -> Released:
    """Give the newest release, and make it first if the calendar asks for one and it withstands every intruder.

    A demo stands still and its people are invented, so it keeps no releases: each run makes its first one anew.
    With ``keep`` False none is made and nothing is written; before the first release, it is what that would show.
    """
    figures = measure(program, answers.records, today)
    past = read_history(root, answers.synced.ledger, demo=program.program.demo)
    history, problems = past.releases, past.problems
    if problems:
        return Released(figures, _nothing(program, today), problems=problems)
    notes: tuple[Note, ...] = ()
    new, stopped = False, ""
    public = history[-1] if history else _nothing(program, today)
    if not keep and not history:
        public = proposed(program, figures, past, today).public
    elif keep and due(history, today):
        made = proposed(program, figures, past, today)
        notes, stopped = made.notes, _attacked(root, made, (figures, program, past, today))
        if not stopped and not program.program.demo:
            problems = _keep(root, answers.synced.ledger, made)
        if not stopped and not problems:
            public, new = made.public, True
    words = release_words(answers.wins, answers.releases, today, public.as_of)
    return Released(figures, replace(public, words=words), notes, new, stopped, problems)


def audited(root: Path, program: Program, answers: Answers, today: dt.date) -> Released:
    """What a release of today would be, whether or not one is due. Nothing is written."""
    figures = measure(program, answers.records, today)
    past = read_history(root, answers.synced.ledger, demo=program.program.demo)
    if past.problems:
        return Released(figures, _nothing(program, today), problems=past.problems)
    made = proposed(program, figures, past, today)
    return Released(figures, made.public, made.notes, stopped=unsafe(made))


def proposed(program: Program, figures: Sequence[Figure], past: History, today: dt.date) -> Disclosed:
    """The next release as the rules make it. Figures that no page shows are not in it."""
    goals = [goal.measure for goal in program.goals if goal.measure in FIGURES]
    first = tuple(dict.fromkeys((*program.evaluation.figures, *goals))) if program.evaluation.figures else ()
    return disclose(figures, program.publication, today, past.releases, first, past.older)


def _attacked(root: Path, made: Disclosed, made_from: tuple[Sequence[Figure], Program, History, dt.date]) -> str:
    """``unsafe``, unless just this release was attacked on this computer before and withstood everything.

    A demo keeps no release, so each of its runs would attack the same one again.
    """
    figures, program, past, today = made_from
    older = [sorted(map(repr, one)) for one in past.older]
    said = (__version__, figures, program.publication, program.evaluation.figures, program.goals, past.releases, older)
    mark = hashlib.sha256(repr((*said, today)).encode()).hexdigest()
    file = root / _WITHSTOOD
    if file.is_file() and file.read_text(encoding="utf-8") == mark:
        return ""
    stopped = unsafe(made)
    if not stopped:
        replace_text(file, mark, private=True)
    return stopped


def unsafe(made: Disclosed) -> str:
    """Why a release must not be published: what an intruder found, or that it could not be proved in time."""
    for labels in made.labels:
        known = labels.known
        try:
            found = attack(
                system_of(known), known, known.unknowns.releases - 1, labels.watch, labels.wanted(labels.fresh)
            )
        except Unfinished:
            return "It could not be proved in time that nobody can work out a small number from it."
        if found is not None:
            return f"From it, {_who(found)} could work out {_count(found.count)}."
    return ""


def _nothing(program: Program, today: dt.date) -> PublicFigures:
    return PublicFigures(
        today, program.publication.least, (), step=program.publication.round_to, looser=program.publication.looser
    )


@dataclass(frozen=True, slots=True)
class History:
    """Every earlier release, oldest first; for each what only the ledger knows; and what is wrong with their files."""

    releases: tuple[PublicFigures, ...] = ()
    older: tuple[frozenset[Older], ...] = ()
    problems: tuple[Problem, ...] = ()


def read_history(root: Path, ledger: Path, *, demo: bool = False) -> History:
    """Read the releases below ``root``. A demo has none."""
    if demo:
        return History()
    texts, problems = _texts(root / FOLDER)
    try:
        with open_ledger(ledger) as kept:
            known = {one.subject: one.words for one in kept.decisions() if one.subject.startswith(_REMEMBERED)}
    except LedgerError as error:
        return History(problems=error.problems)
    history, older = [], []
    for number in range(1, max(len(texts), len(known)) + 1):
        file = f"{number:04}.json"
        place, words = Place(f"{FOLDER}/{file}"), known.get(_REMEMBERED + file)
        if file not in texts:
            problems.append(Problem(place, "This release is not there.", _GET_BACK))
        elif words is not None and words["sha256"] != _hash(texts[file]):
            problems.append(Problem(place, "This release was changed after it was published.", _GET_BACK))
        else:
            try:
                history.append(read_public(texts[file]))
                older.append(_remembered(words))
            except ValueError:
                problems.append(Problem(place, "This is not a release as Peerloom writes it.", _GET_BACK))
    return History(tuple(history), tuple(older), tuple(problems))


def _remembered(words: Mapping[str, str] | None) -> frozenset[Older]:
    found = json.loads(words["older"]) if words is not None else []
    return frozenset((cohort, group, Count(of, less)) for cohort, group, of, less in found)


def _texts(folder: Path) -> tuple[dict[str, str], list[Problem]]:
    texts: dict[str, str] = {}
    problems = []
    for file in sorted(folder.glob("*.json")):
        place = Place(f"{FOLDER}/{file.name}")
        if not _FILE.fullmatch(file.name):
            problems.append(Problem(place, "This file is not a release.", "Move it out of this folder."))
            continue
        try:
            texts[file.name] = file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            problems.append(Problem(place, "This file cannot be read.", _GET_BACK))
            texts[file.name] = ""
    return texts, problems


def _keep(root: Path, ledger: Path, made: Disclosed) -> tuple[Problem, ...]:
    """Write the release before any page shows it, and let the ledger remember it."""
    public = made.public
    older = sorted((cohort, group, count.of, count.less) for cohort, group, count in made.older)
    file, text = f"{public.release:04}.json", public_json(public)
    try:
        with open_ledger(ledger) as kept:
            words = {"as_of": public.as_of.isoformat(), "sha256": _hash(text), "older": json.dumps(older)}
            kept.decide([Decision(_REMEMBERED + file, words)], public.as_of)
    except LedgerError as error:
        return error.problems
    replace_text(root / FOLDER / file, text)
    return ()


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def tell(found: Released, today: dt.date, out: TextIO, *, audit: bool, public_log: bool) -> int:
    """Say what was released, and with ``audit`` what was held back and why. Return the status.

    What was held back can tell how few people it was, so a log that anybody can read does not say it.
    """
    if found.problems:
        print(as_text(found.problems, {}), file=out)
        print("\nNothing was released.", file=out)
        return 1
    if found.stopped:
        print(f"No release was made. {found.stopped}", file=out)
    public = found.public
    shown = sum(not isinstance(figure.shown, Withheld) for figure in public.figures)
    told = f"{shown} of {len(public.figures)} figures have a value"
    if audit:
        print(f"A release of today would be number {public.release}: {told}. Nothing was written.", file=out)
    elif public.release:
        made = "is made" if found.new else f"of {day(public.as_of)} stands"
        print(f"Release {public.release} {made}: {told}.", file=out)
        print(f"The next is due on {day(max(public.as_of + EVERY, today))}.", file=out)
    if audit and public_log:
        print("What was held back is said on your own computer alone: `peerloom disclose --audit`.", file=out)
    elif audit:
        _tell_notes(found.notes, out)
    return 1 if found.stopped else 0


def _tell_notes(notes: Sequence[Note], out: TextIO) -> None:
    if not notes:
        print("Nothing was held back.", file=out)
        return
    print("\nThis is for you alone; it can tell how few people stand behind a figure.", file=out)
    for line in (line for note in notes for line in _note(note)):
        print(f"  {line}", file=out)


def _note(note: Note) -> Iterator[str]:
    part = f", {_part(note.part)}" if note.part else ""
    yield f"{FIGURES[note.figure].title}{part}{f' ({note.cohort})' if note.cohort else ''}: {_DONE[note.done]}"
    if note.because is not None and note.because.high < note.because.low:
        yield "    With it, an earlier release would become clearer than it was."
    elif note.because is not None:
        yield f"    With the newest number, {_who(note.because)} could work out {_count(note.because.count)}:"
        yield f"    {_range(note.because)}."


_DONE = {
    "kept": "the older figure stays, because the number has moved too little.",
    "older": "the older figure stays.",
    "back": "not shown.",
    "taken back": "not shown for a year after it was taken back, because that it comes again would tell something.",
}
_WHO = {
    "outsider": "anybody",
    "insider": "somebody who knows about themselves",
    "two insiders": "two people who tell each other about themselves",
    "knows a site": "somebody who knows half of the people, as at one of two schools",
}


def _who(narrowed: Narrowed) -> str:
    return _WHO[narrowed.who]


def _range(narrowed: Narrowed) -> str:
    if narrowed.low == narrowed.high:
        return f"it would be {narrowed.low} for certain"
    return f"it would be between {narrowed.low} and {narrowed.high} for certain"


def _part(text: str) -> str:
    import datetime as dt  # noqa: PLC0415 - elsewhere it is only a type here

    year, _, number = text.partition("-")
    return month(dt.date(int(year), int(number), 1)) if number else f"after {text} month{'s' if text != '1' else ''}"


def _count(count: Count) -> str:
    """A count of people in words."""
    inner = f", but not {_words(count.less)}" if count.less else ""
    return f"how many are {_words(count.of)}{inner}"


_WORDS = {
    "applied": "among those who signed up",
    "asked": "matched or waiting",
    "started": "among the matches that started",
    "early": "among the matches that ended early",
    "due": "among the check-ins that were due",
    "done": "among the check-ins that came in time",
    "over": "among the goals whose day has come",
    "reached": "among the goals that were reached",
    "met": "among the matches with hours in the log",
    "served": "among the matches with hours of service",
    "given": "among the answers about satisfaction",
    "with a goal": "among the matches with a goal",
    "a month old": "among the matches older than a month",
}


def _words(name: str) -> str:
    head, _, tail = name.partition(" ")
    if head == "still":
        return f"among the matches that lasted {tail} months"
    if tail[:1].isdigit():
        return f"{_WORDS[head]} of {_part(tail)}"
    return _WORDS.get(name, name)
