"""Which of the letters that are due are made: never two for one cause, and not too many for one person."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from peerloom.messages.letter import LETTERS, SAFETY, TEAM
from peerloom.messages.memory import Made

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from peerloom.messages.letter import Cause, Reader

PER_DAYS = 7  # at most one letter a person in so many days
PER_THING = 2  # then a human looks after it
_FREE = SAFETY | TEAM
_ORDER = {letter: place for place, letter in enumerate(LETTERS)}


def who(reader: Reader) -> str:
    """Whose limit a letter counts for."""
    return f"{reader.code}+" if reader.guardian else reader.code


def chosen(
    causes: Iterable[Cause], memory: Sequence[Made], addresses: Mapping[str, str], today: dt.date
) -> tuple[tuple[Cause, ...], tuple[Made, ...]]:
    """The drafts of the outbox, and what to remember from now on.

    A draft stays until it is marked as sent. One whose cause is over before it was sent is taken back and forgotten.
    Of several that are due for one address the most important is made, the others when seven days are over and they
    are still due. What the team gets, and what says whom to call, is not held back and holds nothing back.
    """
    due = {cause.code: cause for cause in sorted(causes, key=_weight)}
    kept = [made for made in memory if made.sent or made.code in due]
    known = {made.code for made in kept}
    days: dict[str, list[dt.date]] = defaultdict(list)
    things: Counter[str] = Counter()
    for made in kept:
        things[made.about] += 1
        if made.letter not in _FREE:
            mail = due[made.code].reader.email if made.code in due else addresses.get(made.who, "")
            days[mail.casefold()].append(max(made.on, made.sent or made.on))
    for code, cause in due.items():
        if code in known:
            continue
        mail = cause.reader.email.casefold()
        if cause.letter not in _FREE:
            recent = any((today - day).days < PER_DAYS for day in days[mail])
            if recent or things[cause.about] >= PER_THING:
                continue
            days[mail].append(today)
        things[cause.about] += 1
        kept.append(Made(code, cause.letter, who(cause.reader), today))
    drafts = tuple(due[made.code] for made in sorted(kept, key=lambda m: (m.on, m.code)) if not made.sent)
    return drafts, tuple(kept)


def marked(memory: Sequence[Made], codes: Iterable[str], today: dt.date) -> tuple[tuple[Made, ...], tuple[str, ...]]:
    """Mark drafts as sent today, ``all`` for every one; give the memory and the codes that are no draft."""
    asked = set(codes)
    everyone = "all" in asked
    done = tuple(
        replace(one, sent=today) if one.sent is None and (everyone or one.code in asked) else one for one in memory
    )
    return done, tuple(sorted(asked - {"all"} - {one.code for one in memory}))


def _weight(cause: Cause) -> tuple[int, int, str]:
    return _ORDER[cause.letter], -cause.step, cause.code
