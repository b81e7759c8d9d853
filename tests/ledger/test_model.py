"""A ledger and a model of it in memory live through the same year: whatever happens, they agree."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from peerloom.ledger.store import Decision, LedgerError, content_hash, numbered, open_ledger
from peerloom.ledger.verify import verify
from peerloom.sources.tables import Row
from tests.ledger import story

PEOPLE = tuple(f"person-{i}" for i in range(6))
people = st.sampled_from(PEOPLE)
picks = st.integers(0, 10**6)
MEMORY = Path("/dev/shm")  # noqa: S108 - a folder in memory, where there is one


class Year(RuleBasedStateMachine):
    """The sheet as people and the coordinator leave it, and what the ledger must know of it."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Path(tempfile.mkdtemp(dir=MEMORY if MEMORY.is_dir() else None))
        self.path = self.root / "private" / "ledger.db"
        self.day = dt.date(2026, 1, 1)
        self.serial = 0
        self.sheet: list[Row] = []
        # The model.
        self.ever: dict[str, Row] = {}  # every answer that a reading has returned and nobody has erased
        self.present: set[str] = set()
        self.decided: list[tuple[str, str]] = []
        self.since: dict[str, dt.date] = {}  # person -> the day on which they were forgotten last
        self.erased: set[str] = set()  # hashes
        self.buried: set[str] = set()  # subjects of decisions that were erased
        self.gone: set[str] = set()  # words that must be nowhere
        self.runs = 0

    @initialize()
    def start(self) -> None:
        with open_ledger(self.path):
            pass

    def teardown(self) -> None:
        shutil.rmtree(self.root)

    def words(self, person: str) -> dict[str, str]:
        self.serial += 1
        return {"name": person, "text": f"ser-{self.serial:06d}-end"}

    # What people and the coordinator do to the sheet.

    @rule(person=people)
    def submit(self, person: str) -> None:
        at = dt.datetime.combine(self.day, dt.time(9)) + dt.timedelta(seconds=self.serial)
        self.sheet.append(Row("sign-up", "Sign-up.csv", len(self.sheet) + 2, at, self.words(person)))

    @precondition(lambda self: self.sheet)
    @rule(pick=picks)
    def edit(self, pick: int) -> None:
        i = pick % len(self.sheet)
        self.sheet[i] = replace(self.sheet[i], cells=self.words(self.sheet[i].cells["name"]))

    @precondition(lambda self: self.sheet)
    @rule(pick=picks)
    def delete(self, pick: int) -> None:
        del self.sheet[pick % len(self.sheet)]
        self.renumber()

    @rule(order=st.randoms(use_true_random=False))
    def sort(self, order: Any) -> None:
        order.shuffle(self.sheet)
        self.renumber()

    def renumber(self) -> None:
        self.sheet = [replace(row, number=number) for number, row in enumerate(self.sheet, start=2)]

    @rule()
    def night(self) -> None:
        self.day += dt.timedelta(days=1)

    # What the commands do.

    @rule()
    def sync(self) -> None:
        with open_ledger(self.path) as ledger:
            done = ledger.record(self.sheet, self.day, accept_deletions=99, keys=story.keys)
            assert done.read == len(self.sheet)
            assert len(done.forgotten) == len(self.sheet) - len(self.kept())
            ends = ledger.settle(done.run, dict.fromkeys(map(content_hash, ledger.current()), "used"))
            assert sum(end.total() for end in ends.values()) == len(self.sheet)
        self.read()

    def kept(self) -> dict[str, Row]:
        """What of the sheet is not of somebody who was forgotten, by hash."""
        return {
            key: row for key, row in numbered(self.sheet)[0].items() if key not in self.erased and not self.is_over(row)
        }

    def is_over(self, row: Row) -> bool:
        assert row.at is not None
        since = self.since.get(row.cells["name"])
        return since is not None and row.at.date() <= since

    def read(self) -> None:
        self.runs += 1
        self.present = set(self.kept())
        self.ever |= self.kept()

    @precondition(lambda self: len(self.present) > 4)
    @rule()
    def mass_deletion(self) -> None:
        """The wrong file is downloaded. Nothing changes until somebody says that it is right."""
        with open_ledger(self.path) as ledger:
            try:
                ledger.record([], self.day, forms=["sign-up"], keys=story.keys)
            except LedgerError:
                return
        raise AssertionError("a mass deletion was believed")

    @precondition(lambda _: hasattr(os, "fork"))
    @rule(delay=st.floats(0, 0.02))
    def killed(self, delay: float) -> None:
        """A sync is killed: it has happened or it has not."""
        child = os.fork()
        if child == 0:
            try:
                with open_ledger(self.path) as ledger:
                    ledger.record(self.sheet, self.day, accept_deletions=99, keys=story.keys)
            finally:
                os._exit(0)
        story.kill_after(child, delay)
        with open_ledger(self.path) as ledger:
            run = ledger.last_run()
        if run is not None and run[0] > self.runs:
            self.read()

    @rule(person=people, word=st.sampled_from(["approve", "decline"]))
    def approve(self, person: str, word: str) -> None:
        subject = f"pair {person} {self.day}"  # of a later round when they come back
        with open_ledger(self.path) as ledger:
            new = ledger.decide([Decision(subject, {"decision": word})], self.day)
        known = dict(self.decided).get(subject) == word or subject in self.buried
        assert new == (not known)
        if new:
            self.decided.append((subject, word))

    @rule(person=people)
    def forget(self, person: str) -> None:
        mine = {key for key, row in self.ever.items() if row.cells["name"] == person}
        subjects = {subject for subject, _ in self.decided if subject.startswith(f"pair {person} ")}
        before = self.others(mine)
        with open_ledger(self.path) as ledger:
            done = ledger.forget(mine, subjects, [person], self.day)
        assert done == (len(mine), len([one for one in self.decided if one[0] in subjects]))
        assert self.others(mine) == before
        self.gone |= {self.ever[key].cells["text"] for key in mine} | mine
        self.ever = {key: row for key, row in self.ever.items() if key not in mine}
        self.present -= mine
        self.erased |= mine
        self.since[person] = self.day
        self.buried |= subjects
        self.decided = [one for one in self.decided if one[0] not in subjects]

    def others(self, mine: set[str]) -> list[tuple[Any, ...]]:
        """Every row of other people as it lies in the file."""
        with open_ledger(self.path) as ledger:
            found = ledger._connection.execute(  # noqa: SLF001 - looks at what was kept
                "SELECT a.*, s.*, f.* FROM answer a JOIN standing s ON s.answer = a.id "
                "LEFT JOIN fate f ON f.answer = a.id ORDER BY a.id, s.id, f.id"
            )
            return [row for row in found if row[1] not in mine]

    # What is always so.

    @invariant()
    def the_ledger_is_whole(self) -> None:
        if self.path.exists():
            assert verify(self.path).problems == ()

    @invariant()
    def it_knows_what_the_model_knows(self) -> None:
        with open_ledger(self.path) as ledger:
            assert set(map(content_hash, ledger.current())) == self.present
            assert {key: row.cells for key, row in ledger.everything().items()} == {
                key: row.cells for key, row in self.ever.items()
            }
            assert [(one.subject, one.words["decision"]) for one in ledger.decisions()] == self.decided
            run = ledger.last_run()
            assert (run[0] if run else 0) == self.runs

    @invariant()
    def nothing_of_the_forgotten_is_left(self) -> None:
        content = b"".join(file.read_bytes() for file in sorted(self.path.parent.iterdir()))
        assert [text for text in self.gone if text.encode() in content] == []


TestYear = Year.TestCase
TestYear.settings = settings(max_examples=12 * story.TIMES, stateful_step_count=30, deadline=None)
