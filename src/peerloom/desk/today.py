"""The page Today: what needs the coordinator, most urgent first, each with one thing to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from peerloom.desk.data import tabs
from peerloom.desk.matches import matches
from peerloom.desk.words import ago, listed, many, readable

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence

    from peerloom.definition.organisation import Cohort
    from peerloom.desk.matches import Level
    from peerloom.desk.seen import Seen, Who
    from peerloom.people.records import Match
    from peerloom.support.agenda import Task
    from peerloom.support.health import Health

NOW, WEEK, LATER = 0, 1, 2
_GROUPS = ((NOW, "Now", "act"), (WEEK, "This week", "look"), (LATER, "Soon", "calm"))
SHOWN = 6  # lines of one thing to do; the rest unfolds
_SAFETY = "safety"
_BOTH = 2  # people of a match


@dataclass(frozen=True, slots=True)
class Kind:
    """How tasks of one kind are told: what it is, one thing to do, and the page that shows more."""

    title: str
    do: str
    page: tuple[str, str]  # file and its name
    asked: bool = False  # the day of a task is the one on which somebody asked, not one on which it is due


_PEOPLE, _MATCHES = ("people.html", "People"), ("matches.html", "Matches")
_KINDS: Mapping[str, Kind] = {  # in the order in which they stand, within one urgency
    "quiet": Kind("Matches have gone quiet", "Write to both sides and ask how it goes.", _MATCHES),
    "unwell": Kind("Matches are not going well", "Talk with each side, one at a time.", _MATCHES),
    "first-meeting": Kind("First meetings are late", "Write to both and help them to find a time.", _MATCHES),
    "talk": Kind("Somebody would like to talk", "Call, then write a contact note.", _PEOPLE, asked=True),
    "question": Kind(
        "Questions before a first meeting", "Answer them, so that they can say yes or no.", _PEOPLE, asked=True
    ),
    "change": Kind("Somebody asks for a change", "Do what they ask, and tell them.", _PEOPLE, asked=True),
    "screening": Kind("Screening is due", "Hold the interview, ask for references, or renew the check.", _PEOPLE),
    "permission": Kind("Permission of a parent or carer", "Send the family the permission form.", _PEOPLE),
    "check-in": Kind("Check-ins are late", "Send a reminder with the link of the form.", _MATCHES),
    "closing": Kind("Closures are not written down", "Fill in the closure form with them.", _MATCHES),
    "training": Kind("Training is missing", "Remind them of the modules.", _PEOPLE),
    "details": Kind("Details are not right", "Ask what is wrong and correct it in the sheet.", _PEOPLE, asked=True),
    "look": Kind("Matches to look at", "Read why, and decide whether to write to them.", _MATCHES),
}


@dataclass(frozen=True, slots=True)
class Item:
    """One line of something to do: whom it is about, why, and by when."""

    who: tuple[Who, ...]
    text: str
    due: dt.date | None  # None as well where the text says it
    when: str  # "3 days ago"
    late: bool


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing to do, for one person or many."""

    id: str
    title: str
    do: str
    page: str
    label: str
    count: int
    first: tuple[Item, ...]
    rest: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Everything of one urgency."""

    id: str
    title: str
    tone: str
    todos: tuple[Todo, ...]


@dataclass(frozen=True, slots=True)
class Count:
    """One number on top."""

    number: int
    label: str
    note: str
    page: str


@dataclass(frozen=True, slots=True)
class Stop:
    """One step of the year."""

    title: str
    on: dt.date
    when: str
    state: str  # done, next or ahead


@dataclass(frozen=True, slots=True)
class Year:
    """Where the cohort of this year stands."""

    title: str
    stops: tuple[Stop, ...]


@dataclass(frozen=True, slots=True)
class Today:
    """The whole page."""

    sentence: str
    total: int
    now: int
    groups: tuple[Group, ...]
    counts: tuple[Count, ...]
    levels: tuple[Level, ...]
    running: int
    years: tuple[Year, ...]


def today(seen: Seen) -> Today:
    """The page. A safety answer is never told here, only that the page Safety needs a look."""
    todos = [*_of_desk(seen), *_of_tasks(seen)]
    groups = tuple(
        Group(f"u{urgency}", title, tone, found)
        for urgency, title, tone in _GROUPS
        if (found := tuple(todo for level, todo in todos if level == urgency))
    )
    total = sum(todo.count for _, todo in todos)
    now = sum(todo.count for level, todo in todos if level == NOW)
    of_matches = matches(seen)
    return Today(
        sentence=_sentence(total, now),
        total=total,
        now=now,
        groups=groups,
        counts=_counts(seen, len(of_matches.running)),
        levels=of_matches.levels,
        running=len(of_matches.running),
        years=tuple(_year(seen, cohort) for cohort in seen.program.cohorts if _shows(seen, cohort)),
    )


def _sentence(total: int, now: int) -> str:
    if not total:
        return "Nothing needs you today."
    first = f"{many(now, 'thing')} {'needs' if now == 1 else 'need'} you now." if now else "Nothing is urgent."
    rest = total - now
    return f"{first} {many(rest, 'more thing' if now else 'thing')} can wait a little." if rest else first


def _of_desk(seen: Seen) -> Iterator[tuple[int, Todo]]:
    """What no person's record says: safety answers as one line, problems of the data, and pairs to decide."""
    worries = seen.open_alarms() or sum(task.kind == _SAFETY for task in seen.tasks)
    if worries:
        who = f"{many(worries, 'answer')} about safety {'waits' if worries == 1 else 'wait'} for a look."
        said = [_line(f"{who} The words are on that page only.")]
        page = ("safety.html", "Open Safety")
        yield NOW, _todo("safety", "Look at Safety", "Read it now, then call.", page, said, worries)
    unclear = len(seen.records.unclear)
    if unclear:
        line = _line(f"{many(unclear, 'answer')} about whom to avoid. The words are on that page only.")
        do = "Read them, and add a line to private/keep-apart.csv for each."
        yield WEEK, _todo("apart", "Whom to keep apart", do, ("safety.html#avoid", "Safety"), [line], unclear)
    found = tabs(seen)
    wrong = [_line(f"{tab.name}: {many(tab.errors, 'problem')} to fix") for tab in found if tab.errors]
    if wrong:
        page = ("data.html#level=error", "Data")
        yield (
            NOW,
            _todo(
                "errors",
                "Answers cannot be read",
                "Mend the sheet where it says.",
                page,
                wrong,
                sum(t.errors for t in found),
            ),
        )
    odd = [_line(f"{tab.name}: {many(tab.warnings, 'thing')} to look at") for tab in found if tab.warnings]
    if odd:
        page = ("data.html#level=warning", "Data")
        do = "Go through the list; each line says what to do."
        yield LATER, _todo("warnings", "Odd things in the answers", do, page, odd, sum(t.warnings for t in found))
    if seen.words_waiting:
        line = _line(many(seen.words_waiting, "win, thank you or quote", "wins, thanks and quotes"))
        do = "Read them in private/releases.csv, and write publish or keep private."
        yield LATER, _todo("words", "Words wait for your decision", do, ("", ""), [line], seen.words_waiting)
    pairs = seen.proposal.pairs if seen.proposal else ()
    if pairs:
        page = ("pairings.html", "Pairings")
        do = "Read the reasons, then write approve or decline into private/pairings.csv."
        lines = [_line("", *(seen.who(code) for code in (pair.mentor, *pair.also, pair.mentee))) for pair in pairs]
        yield WEEK, _todo("pairs", "Pairs wait for your decision", do, page, lines)


def _line(text: str, *who: Who) -> Item:
    return Item(who, text, None, "", late=False)


def _todo(name: str, title: str, do: str, page: tuple[str, str], lines: Sequence[Item], count: int = 0) -> Todo:
    """One thing to do. ``count``: how many answers it is about, where a line tells of several."""
    return Todo(name, title, do, *page, count or len(lines), tuple(lines[:SHOWN]), tuple(lines[SHOWN:]))


def _of_tasks(seen: Seen) -> Iterator[tuple[int, Todo]]:
    """The agenda and the health of matches, lines of one kind and urgency together."""
    found: dict[tuple[int, str], list[Item]] = {}
    reasons = {(match.mentor, match.mentee): one.reasons for match, one in _with_health(seen)}
    for task in seen.tasks:
        if task.kind != _SAFETY:
            why = reasons.get((task.who[0], task.who[1]), ()) if len(task.who) == _BOTH else ()
            found.setdefault((task.urgency, task.kind), []).append(_item(seen, task, why))
    for urgency, kind, item in _of_health(seen):
        found.setdefault((urgency, kind), []).append(item)
    for name, how in _KINDS.items():
        for urgency, _, _ in _GROUPS:
            if (urgency, name) in found:
                yield urgency, _todo(f"{name}-{urgency}", how.title, how.do, how.page, found[urgency, name])


def _item(seen: Seen, task: Task, why: Sequence[str]) -> Item:
    """A line of the agenda; about a match it gives every reason of its health, which say the task's own as well."""
    text = " ".join(why) if task.text in why else task.text
    asked = task.kind in _KINDS and _KINDS[task.kind].asked
    late = task.due is not None and task.due < seen.today and not asked
    when = ago(task.due, seen.today) if task.due else ""
    on = None if task.due is None or task.due.isoformat() in text else task.due
    return Item(tuple(seen.who(code) for code in task.who if code), readable(text), on, when, late=late)


def _with_health(seen: Seen) -> Iterator[tuple[Match, Health]]:
    """Every running match with its health."""
    found = {one.match: one for one in seen.health}
    return ((match, found[match.code]) for match in seen.records.matches if match.code in found)


def _of_health(seen: Seen) -> Iterator[tuple[int, str, Item]]:
    """Matches that do not go well, and of which the agenda has nothing to say."""
    urgent = {code for task in seen.tasks if task.urgency == NOW for code in task.who}
    known = {code for task in seen.tasks for code in task.who}
    for match, one in _with_health(seen):
        both = {match.mentor, match.mentee}
        item = _line(readable(" ".join(one.reasons)), seen.who(match.mentor), seen.who(match.mentee))
        if one.level == "act" and not both & urgent:
            yield NOW, "unwell", item
        elif one.level == "look" and not both & known:
            yield LATER, "look", item


def _counts(seen: Seen, running: int) -> tuple[Count, ...]:
    """The numbers on top. Ready for a match are those who were in the pairing round: the pairs, and who is left."""
    proposal = seen.proposal
    pairs, waiting, left = (proposal.pairs, proposal.waiting, proposal.free_mentors) if proposal else ((), (), ())
    mentors = 0 if seen.peers else len({*left, *(code for pair in pairs for code in (pair.mentor, *pair.also))})
    mentees = len(waiting) + (proposal.matched if proposal else 0)
    sides = listed([many(mentors, "mentor"), many(mentees, "mentee")]) if mentors + mentees and not seen.peers else ""
    free = "free after these proposals" if pairs else "with a free place"
    return (
        _count(running, "match running", "matches running", "matches.html"),
        _count(len(pairs), "pair to decide", "pairs to decide", "pairings.html"),
        _count(
            len(waiting),
            *(("person waits", "people wait") if seen.peers else ("mentee waits", "mentees wait")),
            "waiting.html",
        ),
        *(() if seen.peers else (_count(len(left), f"mentor {free}", f"mentors {free}", "waiting.html#free"),)),
        Count(mentors + mentees, "ready for a match", sides, "pairings.html"),
    )


def _count(number: int, one: str, more: str, page: str) -> Count:
    return Count(number, one if number == 1 else more, "", page)


def _shows(seen: Seen, cohort: Cohort) -> bool:
    """A cohort is on the desk from the day its sign-up opens to the day it ends."""
    return cohort.sign_up_opens <= seen.today <= cohort.ends


def _year(seen: Seen, cohort: Cohort) -> Year:
    days = (
        ("Sign-up opens", cohort.sign_up_opens),
        ("Sign-up closes", cohort.sign_up_closes),
        ("Matching", cohort.matching),
        ("First meetings", cohort.starts),
        ("Last meetings", cohort.ends),
    )
    ahead = [day for _, day in days if day > seen.today]
    stops = []
    for title, day in days:
        state = "done" if day <= seen.today else "next" if day == min(ahead) else "ahead"
        stops.append(Stop(title, day, ago(day, seen.today), state))
    return Year(cohort.title, tuple(stops))
