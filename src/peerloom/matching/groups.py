"""A whole proposal for a round of groups: who leads them, who is in them, when they meet, and who waits."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from peerloom.matching.grouping import Lead, grouped
from peerloom.matching.proposal import Pair, Points, Proposal, ProposedGroup, Waiting
from peerloom.matching.reasons import for_pair, for_waiting, parts
from peerloom.matching.scores import scored
from peerloom.people.codes import group_code

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from peerloom.definition.organisation import Matching, Shape
    from peerloom.matching.grouping import Grouping
    from peerloom.matching.pool import Formed, Pool
    from peerloom.matching.proposal import Applicant
    from peerloom.matching.scores import Scored

    Table = NDArray[np.int64]
    Free = NDArray[np.bool_]

_APART = "household"  # two who lead a group together are kept apart like a mentor and a mentee


def propose_groups(pool: Pool, shape: Shape, matching: Matching, nodes: int | None = None) -> Proposal:
    """Propose the best groups of ``pool``; groups that run stay as they are and may get new people.

    A mentor leads one group. Two who lead one together both fit everybody in it by every hard rule, share a time if
    groups need one, and do not live together where that is a rule; each wish counts with the mean of the two. A group
    that runs has room for one more up to its most, at its time. No group holds two who are kept apart.

    Args:
        pool: the people of the round.
        shape: sizes, the question about times, and how many lead a group.
        matching: rules and wishes.
        nodes: how long the search may go on (``grouping.grouped``).
    """
    table = scored(pool, matching)
    leads = list(_leads(pool, shape, matching))
    score = np.where(_not_with(pool, leads), -1, _scores(table, leads))
    free = _free(pool.mentees, pool, shape) if shape.group_slot else None
    apart = _apart(pool)
    grouping = grouped(score, leads, free, nodes, apart)
    round_ = _Round(pool, shape, matching, table, leads, score, free, {j for two in apart for j in two})
    groups = tuple(round_.group(one.lead, one.members, one.times) for one in grouping.groups)
    seated = {j: k for k, one in enumerate(grouping.groups) for j in one.members}
    pairs = tuple(round_.pair(grouping.groups[k].lead, j, groups[k]) for j, k in sorted(seated.items()))
    leading = {mentor for group in groups for mentor in group.mentors} | {m for one in pool.formed for m in one.mentors}
    return Proposal(
        pairs=pairs,
        waiting=tuple(round_.waiting(j) for j in range(len(pool.mentees)) if j not in seated),
        free_mentors=tuple(
            one.code for one in pool.mentors if one.capacity and not one.blocks and one.code not in leading
        ),
        matched=len(pairs),
        total=sum(pair.score for pair in pairs),
        proof=proof(grouping, len(pool.mentees), leads),
        groups=groups,
    )


def _leads(pool: Pool, shape: Shape, matching: Matching) -> Iterator[Lead]:
    """Who could lead a group: those whose group runs and has room, then everybody who is ready and leads none."""
    number = {one.code: i for i, one in enumerate(pool.mentors)}
    able = [i for i, one in enumerate(pool.mentors) if one.capacity > 0 and not one.blocks]
    times = _free(pool.mentors, pool, shape)
    busy = {code for one in pool.formed for code in one.mentors}
    for one in pool.formed:
        mentors = tuple(number[code] for code in one.mentors if number.get(code) in able)
        if len(mentors) == len(one.mentors) and (most := _room(pool, shape, mentors, one)) > 0:
            yield Lead(mentors, 1, most, _when(pool, shape, one, _common(times, mentors)))
    new = [i for i in able if pool.mentors[i].code not in busy]
    apart = any(rule.rule == "differ" and rule.question == _APART for rule in matching.require)
    for mentors in combinations(new, shape.co_mentors):
        most = min(shape.group_most, *(pool.mentors[i].capacity for i in mentors))
        common = _common(times, mentors)
        if most >= shape.group_least and (common or not shape.group_slot) and _can_lead(pool, mentors, apart=apart):
            yield Lead(mentors, shape.group_least, most, common if shape.group_slot else ())


def _room(pool: Pool, shape: Shape, mentors: Sequence[int], one: Formed) -> int:
    return min(shape.group_most - len(one.mentees), *(pool.mentors[i].capacity for i in mentors))


def _when(pool: Pool, shape: Shape, one: Formed, common: tuple[int, ...]) -> tuple[int, ...]:
    """A group that runs keeps its time; the times of its mentors if none was written down."""
    if not shape.group_slot:
        return ()
    return (pool.slots.index(one.slot),) if one.slot in pool.slots else common


def _can_lead(pool: Pool, mentors: Sequence[int], *, apart: bool) -> bool:
    """Whether no two of them are one person, are kept apart, or share a home where people of one home are."""
    for one, other in combinations([pool.mentors[i] for i in mentors], 2):
        if one.person == other.person or (apart and one.home & other.home):
            return False
        if _must_not_meet(pool, one.code, other.code):
            return False
    return True


def _must_not_meet(pool: Pool, one: str, other: str) -> bool:
    return (one, other) in pool.apart or (other, one) in pool.apart


def _apart(pool: Pool) -> frozenset[tuple[int, int]]:
    """Mentees who are kept apart from each other, by their numbers."""
    number = {one.code: j for j, one in enumerate(pool.mentees)}
    known = [(number[one], number[other]) for one, other in pool.apart if one in number and other in number]
    return frozenset((min(two), max(two)) for two in known)


def _not_with(pool: Pool, leads: Sequence[Lead]) -> Free:
    """One row for each lead, one column for each mentee: whether they are kept apart from one who is in that group."""
    inside = {one.mentors: one.mentees for one in pool.formed}
    here = [inside.get(tuple(sorted(pool.mentors[i].code for i in lead.mentors)), ()) for lead in leads]
    table = [[any(_must_not_meet(pool, one.code, code) for code in codes) for one in pool.mentees] for codes in here]
    return np.array(table, dtype=bool).reshape(len(leads), len(pool.mentees))


def _free(people: Sequence[Applicant], pool: Pool, shape: Shape) -> Free:
    """One row for each person, one column for each time."""
    ticked = [person.answers.get(shape.group_slot or "", frozenset()) for person in people]
    table = [[slot in mine for slot in pool.slots] for mine in ticked]
    return np.array(table, dtype=bool).reshape(len(people), len(pool.slots))


def _common(times: Free, mentors: Sequence[int]) -> tuple[int, ...]:
    return tuple(np.flatnonzero(times[list(mentors)].all(axis=0)).tolist())


def _scores(table: Scored, leads: Sequence[Lead]) -> Table:
    """One row for each lead: the mean of its mentors' points, wish by wish; -1 where one of them breaks a rule."""
    score = np.full((len(leads), table.score.shape[1]), -1, dtype=np.int64)
    j = np.arange(table.score.shape[1])
    for k, lead in enumerate(leads):
        fits = (table.score[list(lead.mentors)] >= 0).all(axis=0)
        total = np.zeros(len(j), dtype=np.int64)
        for points in table.criteria.points:
            total += sum(points(np.full(len(j), i), j).astype(np.int64) for i in lead.mentors) // len(lead.mentors)
        score[k] = np.where(fits, total, -1)
    return score


class _Round:
    """Says in the words of a coordinator what was found."""

    def __init__(
        self,
        pool: Pool,
        shape: Shape,
        matching: Matching,
        table: Scored,
        leads: Sequence[Lead],
        score: Table,
        free: Free | None,
        kept_apart: set[int],
    ) -> None:
        self.pool, self.shape, self.matching, self.table = pool, shape, matching, table
        self.leads, self.score, self.free, self.kept_apart = leads, score, free, kept_apart
        self.formed = {one.mentors: one for one in pool.formed}

    def group(self, lead: int, members: Sequence[int], times: Sequence[int]) -> ProposedGroup:
        codes = self._codes(lead)
        slots = tuple(self.pool.slots[t] for t in times)
        return ProposedGroup(
            group_code(codes, self.pool.cohort),
            codes,
            tuple(self.pool.mentees[j].code for j in members),
            slots[0] if slots else "",
            slots,
            len(self.formed[codes].mentees) if codes in self.formed else 0,
            self.shape.group_least,
            self.shape.group_most,
        )

    def _codes(self, lead: int) -> tuple[str, ...]:
        return tuple(sorted(self.pool.mentors[i].code for i in self.leads[lead].mentors))

    def pair(self, lead: int, j: int, group: ProposedGroup) -> Pair:
        told = [for_pair(self.pool, self.matching, self.table, i, j) for i in self.leads[lead].mentors]
        first, *also = group.mentors
        return Pair(
            mentor=first,
            mentee=self.pool.mentees[j].code,
            score=int(self.score[lead, j]),
            kept=False,
            parts=self._parts(lead, j),
            reasons=tuple(dict.fromkeys(said for reasons, _ in told for said in reasons)),
            against=_all_say([against for _, against in told]),
            also=tuple(also),
            group=group.code,
            slot=group.slot,
        )

    def _parts(self, lead: int, j: int) -> tuple[Points, ...]:
        """The mean of what each wish gave with each mentor."""
        mentors = self.leads[lead].mentors
        found = [parts(self.pool, self.matching, self.table, i, j) for i in mentors]
        return tuple(
            Points(
                same[0].wish,
                sum(one.points for one in same) // len(mentors),
                same[0].most,
                tuple(dict.fromkeys(what for one in same for what in one.shared)),
            )
            for same in zip(*found, strict=True)
        )

    def waiting(self, j: int) -> Waiting:
        mentee = self.pool.mentees[j].code
        eligible = [k for k in range(len(self.leads)) if self.score[k, j] >= 0]
        if not eligible:
            return self._no_lead(j)
        if self.free is None:
            sizes = [int((self.score[k] >= 0).sum()) for k in eligible]
        else:
            sizes = [n for k in eligible for n in self._together(k, j)]
            if not sizes:
                many = f"{len(eligible)} could lead a group" if len(eligible) > 1 else "One could lead a group"
                said = f"{many} for this person, but never at a time when this person is free."
                return Waiting(mentee, said, ("Ask this person, or those mentors, for one more free time.",))
        least = min(self.leads[k].least for k in eligible)
        if max(sizes) < least:
            many = "this person" if max(sizes) == 1 else str(max(sizes))
            what = (
                "could come to the same mentor at one time" if self.free is not None else "could have the same mentor"
            )
            said = f"A group needs {least} people, but only {many} {what}."
            return Waiting(mentee, said, ("One more mentee who fits would help.",))
        said = "Every group that this person could join is full, or others fill it to its least size elsewhere."
        if j in self.kept_apart:
            said = "Every group that this person could join is full, or not possible (decided by the coordinator)."
        return Waiting(mentee, said, ("One more mentor who fits would help.",))

    def _together(self, k: int, j: int) -> list[int]:
        """How many who fit a lead could come, at each time of the lead at which this mentee can."""
        assert self.free is not None  # noqa: S101 - asked for only where groups need a time
        times = [t for t in self.leads[k].times if self.free[j, t]]
        return [int(((self.score[k] >= 0) & self.free[:, t]).sum()) for t in times]

    def _no_lead(self, j: int) -> Waiting:
        """Nobody who could lead a group fits; say which rule it is, or why nobody leads one."""
        mentee = self.pool.mentees[j].code
        if (self.table.score[[i for k in self.leads for i in k.mentors], j] >= 0).any():
            said = "Mentors fit, but no two of them who could lead a group together."
            if self.shape.co_mentors == 1:
                said = "Mentors fit, but their groups are not possible (decided by the coordinator)."
            return Waiting(mentee, said, ("Another mentor who fits would help.",))
        if not self.leads and any(one.capacity and not one.blocks for one in self.pool.mentors):
            return Waiting(mentee, _nobody_leads(self.shape), ("Another mentor would help.",))
        reason, helps = for_waiting(self.pool, self.table, [-1] * len(self.pool.mentees), j)
        return Waiting(mentee, reason, helps)


def _nobody_leads(shape: Shape) -> str:
    if shape.co_mentors > 1:
        return "No two mentors can lead a group together: they share no time, live together, or take too few people."
    return f"No mentor takes {shape.group_least} people, which is the least for a group, or has said when."


def _all_say(told: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """What speaks against a mentee with every mentor of the group."""
    counts = Counter(said for against in told for said in against)
    return tuple(said for said, number in counts.items() if number == len(told))


def proof(grouping: Grouping, mentees: int, leads: Sequence[Lead]) -> str:
    """Say how many are in a group, and how far from the best that can be at most."""
    if not mentees:
        return "Nobody is ready to be in a group."
    many = f"{grouping.matched} of {mentees} {'mentee gets' if mentees == 1 else 'mentees get'} a group."
    least = min((lead.least for lead in leads), default=0)
    if not grouping.groups and mentees < least:
        ready = "is ready" if mentees == 1 else "are ready"
        return f"{many} A group needs {least} people at least, and only {mentees} {ready}."
    if not grouping.groups and grouping.most == 0:
        return f"{many} No group can be formed: nowhere are enough people who fit one mentor at one time."
    checked = "Sizes, times and that nobody is in two groups were checked."
    if grouping.best:
        best = "Proved best: no other groups match more people, and none that match as many fit better in all."
        return f"{many} {best} {checked}"
    if grouping.matched == grouping.most:
        return f"{many} Proved: no other groups match more people. {_fit(grouping)} {checked}"
    more = grouping.most - grouping.matched
    return (
        f"{many} This is within {more} of the best: no groups match more than {grouping.most}. "
        f"The search ended before it could say more. {checked}"
    )


def _fit(grouping: Grouping) -> str:
    """How much better the fit over all could be, rounded up to hundredths of a percent."""
    hundredths = -(-(grouping.most_fit - grouping.fit) * 10_000 // max(1, grouping.most_fit))
    return f"The fit over all is within {hundredths // 100}.{hundredths % 100:02} % of the best."
