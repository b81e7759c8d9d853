"""What the coordinator decided about pairs, people to keep apart and public words: from their files and the ledger.

The files are where decisions are written; the ledger is where none is forgotten, also if a file gets lost or a
spreadsheet rewrites its days.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import TYPE_CHECKING, TextIO, TypeVar

from peerloom.evaluation.releases import Release, read_releases, write_releases
from peerloom.evaluation.releases import newest as newest_releases
from peerloom.ledger.store import Decision, LedgerError, open_ledger
from peerloom.matching.apart import Apart, read_apart, write_apart
from peerloom.matching.pairings import newest as newest_pairs
from peerloom.matching.pairings import read_pairings
from peerloom.people.codes import match_code
from peerloom.people.records import Decided
from peerloom.problems import Cell, Problem
from peerloom.site.write import replace_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from peerloom.commands.online import Online
    from peerloom.evaluation.wins import Win
    from peerloom.ledger.store import Ledger
    from peerloom.people.records import Records

One = TypeVar("One")
PAIRINGS = "private/pairings.csv"
RELEASES = "private/releases.csv"
KEEP_APART = "private/keep-apart.csv"
OF_COORDINATOR = frozenset(PurePath(file).name for file in (PAIRINGS, RELEASES, KEEP_APART))
PAIR_SUBJECT, WORDS_SUBJECT, APART_SUBJECT = "pair ", "words ", "apart "  # how a subject starts in the ledger
_UNREADABLE = ("This file cannot be read.", "Save it as CSV UTF-8.")


@dataclass(frozen=True, slots=True)
class Decisions:
    """Every decision that stands, one a pair and one a sentence, each with its day."""

    pairs: tuple[Decided, ...]
    releases: tuple[Release, ...]
    problems: tuple[Problem, ...]
    new: int = 0  # decisions that the ledger did not know yet
    apart: tuple[Apart, ...] = ()  # whom to keep apart, and what was lifted


def read_decided(root: Path, ledger: Path, today: dt.date, online: Online | None = None) -> Decisions:
    """Read what was decided, and let the ledger remember it.

    Later places win: earlier rounds in ``responses/``, the ledger, the tabs of a spreadsheet, then ``private/``. What
    the spreadsheet's memory holds and the ledger lacks counts as the ledger's. A blank undoes nothing, and neither does
    a row that is gone. A decision without a readable day keeps the day that the ledger knows, else it has today's. What
    a file says about somebody who was forgotten is passed over.
    """
    places = ((root / "responses").glob("Pairings*.csv"), [root / PAIRINGS])
    old_places = ((root / "responses").glob("Releases*.csv"), [root / RELEASES])
    problems: list[Problem] = []
    pairs = [_in_files(files, read_pairings, problems) for files in places]
    releases = [_in_files(files, read_releases, problems) for files in old_places]
    apart = _in_files([root / KEEP_APART], read_apart, problems)
    if online is not None:
        pairs[1] = [*_in_tabs(online, problems), *pairs[1]]
    try:
        with open_ledger(ledger) as kept:
            _remember(kept, online, today)
            known = {decision.subject: decision.words for decision in kept.decisions()}
            pairs = [_of_known_people(of, kept) for of in pairs]
            apart = [one for one in apart if not kept.forgotten({one.mentor, one.mentee})]
            decided = replace(_merged(known, pairs, releases, today), apart=_kept_apart(known, apart, today))
            made = [_of_pair(pair) for pair in decided.pairs if pair.decision]
            made += [_of_apart(one) for one in decided.apart]
            new = kept.decide([*made, *(_of_words(one) for one in decided.releases if one.verdict)], today)
            decided = replace(decided, new=new)
    except LedgerError as error:
        decided = replace(_merged({}, pairs, releases, today), apart=_kept_apart({}, apart, today))
        problems += error.problems
    return replace(decided, problems=tuple(problems))


def _in_tabs(online: Online, problems: list[Problem]) -> Iterator[Decided]:
    for title, text in online.decision_tabs():
        decided, odd = read_pairings(text, title)
        problems += odd
        yield from decided


def _remember(ledger: Ledger, online: Online | None, today: dt.date) -> None:
    """Take over what the spreadsheet's memory holds of subjects that this ledger has never met."""
    if online is not None:
        known = {decision.subject for decision in ledger.decisions()}
        new = (Decision(subject, words) for subject, words in online.memory() if subject not in known)
        ledger.decide(new, today)


def _of_known_people(pairs: Sequence[Decided], ledger: Ledger) -> list[Decided]:
    """Those without anybody who was forgotten, unless they were decided later: then that person has come anew."""
    codes = {code for pair in pairs for code in (pair.mentor, pair.mentee, _code(pair))}
    since = ledger.forgotten(codes)

    def stands(pair: Decided) -> bool:
        people = [since[code] for code in (pair.mentor, pair.mentee) if code in since]
        late = pair.on is not None and all(pair.on > day for day in people)
        return _code(pair) not in since and (not people or late)

    return [pair for pair in pairs if stands(pair)]


def _in_files(
    files: Iterable[Path],
    read: Callable[[str, str], tuple[tuple[One, ...], tuple[Problem, ...]]],
    problems: list[Problem],
) -> list[One]:
    """What the files hold, the last by name last; what is odd about them is added to ``problems``."""
    found: list[One] = []
    for file in sorted(files):
        if file.is_file():
            try:
                decided, odd = read(file.read_text(encoding="utf-8-sig"), file.name)
            except (OSError, UnicodeDecodeError):
                decided, odd = (), (Problem(Cell(file.name), *_UNREADABLE),)
            found += decided
            problems += odd
    return found


def _merged(
    known: Mapping[str, Mapping[str, str]],
    pairs: Sequence[Sequence[Decided]],
    releases: Sequence[Sequence[Release]],
    today: dt.date,
) -> Decisions:
    """Put together what was decided in earlier rounds and now. What the ledger knows is newer than earlier rounds."""
    old_pairs = {subject: _pair(words) for subject, words in known.items() if subject.startswith(PAIR_SUBJECT)}
    old_words = {subject: _release(words) for subject, words in known.items() if subject.startswith(WORDS_SUBJECT)}
    earlier, now = ([_dated_pair(pair, old_pairs, today) for pair in of] for of in pairs)
    stands = newest_pairs([*earlier, *old_pairs.values(), *now])
    before, here = ([_dated_words(one, old_words, today) for one in of] for of in releases)
    shown = newest_releases([*before, *old_words.values(), *here])
    return Decisions(stands, shown, ())


def _dated_pair(pair: Decided, known: Mapping[str, Decided], today: dt.date) -> Decided:
    if pair.on is not None or not pair.decision:
        return pair
    before = known.get(_subject(pair))
    return replace(pair, on=before.on if before is not None and before.decision == pair.decision else today)


def _dated_words(one: Release, known: Mapping[str, Release], today: dt.date) -> Release:
    if one.on is not None or not one.verdict:
        return one
    before = known.get(WORDS_SUBJECT + one.win)
    return replace(one, on=before.on if before is not None and before.verdict == one.verdict else today)


def _subject(pair: Decided) -> str:
    return PAIR_SUBJECT + _code(pair)


def _code(pair: Decided) -> str:
    return match_code(pair.mentor, pair.mentee, pair.cohort, pair.also)


def _of_pair(pair: Decided) -> Decision:
    fields = {"cohort": pair.cohort, "mentor": pair.mentor, "mentee": pair.mentee, "decision": pair.decision}
    fields |= {"also": " ".join(pair.also)} if pair.also else {}
    fields |= {name: said for name, said in (("slot", pair.slot), ("instead", pair.instead)) if said}
    return Decision(_subject(pair), {**fields, "on": _iso(pair.on), "note": pair.note})


def _pair(words: Mapping[str, str]) -> Decided:
    decision = words["decision"]
    on = _day(words["on"])
    at = Cell("the ledger")
    kept = decision if decision in {"approve", "decline", "lock"} else ""
    return Decided(
        words["cohort"],
        words["mentor"],
        words["mentee"],
        kept,  # type: ignore[arg-type] # checked above
        on,
        words["note"],
        at,
        instead=words.get("instead", ""),
        also=tuple(words.get("also", "").split()),
        slot=words.get("slot", ""),
    )


def _of_words(one: Release) -> Decision:
    words = {"win": one.win, "verdict": one.verdict, "on": _iso(one.on), "note": one.note}
    return Decision(WORDS_SUBJECT + one.win, words)


def _release(words: Mapping[str, str]) -> Release:
    verdict = words["verdict"]
    kept = verdict if verdict in {"publish", "keep private"} else ""
    return Release(words["win"], kept, _day(words["on"]), words["note"])  # type: ignore[arg-type] # checked in the line before


def _kept_apart(known: Mapping[str, Mapping[str, str]], now: Sequence[Apart], today: dt.date) -> tuple[Apart, ...]:
    """What the ledger knows, and over it what stands in the file."""
    kept = {subject: _apart(words) for subject, words in known.items() if subject.startswith(APART_SUBJECT)}
    for one in now:
        before = kept.get(_apart_subject(one))
        kept[_apart_subject(one)] = replace(one, since=one.since or (before.since if before else today))
    return tuple(kept[subject] for subject in sorted(kept))


def _apart_subject(one: Apart) -> str:
    return f"{APART_SUBJECT}{one.mentor} {one.mentee}"


def _of_apart(one: Apart) -> Decision:
    stands = "yes" if one.stands else "no"
    fields = {"mentor": one.mentor, "mentee": one.mentee, "since": _iso(one.since), "note": one.note, "stands": stands}
    return Decision(_apart_subject(one), fields)


def _apart(words: Mapping[str, str]) -> Apart:
    stands = words["stands"] != "no"
    return Apart(words["mentor"], words["mentee"], _day(words["since"]), words["note"], stands, Cell("the ledger"))


def _iso(day: dt.date | None) -> str:
    return day.isoformat() if day else ""


def _day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def decided_in(decisions: Iterable[Decision]) -> tuple[Decided, ...]:
    """The newest decision about each pair, from the ledger alone."""
    known = {decision.subject: decision.words for decision in decisions}
    return newest_pairs([_pair(words) for subject, words in known.items() if subject.startswith(PAIR_SUBJECT)])


def keep_releases(
    root: Path, wins: Sequence[Win], releases: Sequence[Release], today: dt.date, *, write: bool = True
) -> int:
    """Write the releases file, if it changed. Give how many sentences wait for a decision."""
    decided = {release.win for release in releases if release.verdict}
    if wins and write:
        replace_text(root / RELEASES, write_releases(wins, releases, today), private=True)
    return sum(win.key not in decided for win in wins)


def keep_apart(root: Path, entries: Sequence[Apart], records: Records) -> None:
    """Write the file of people to keep apart, if it changed; empty, where somebody asked for it in unclear words."""
    if entries or records.unclear:
        names = {person.code: person.name for person in records.participants}
        replace_text(root / KEEP_APART, write_apart(entries, names, records.today), private=True)


def tell_waiting(waiting: int, out: TextIO) -> None:
    """Say that sentences wait for a decision."""
    if waiting:
        many = "1 win or thank you waits" if waiting == 1 else f"{waiting} wins and thanks wait"
        print(f"  {many} for your decision in {RELEASES}: write publish or keep private.", file=out)
