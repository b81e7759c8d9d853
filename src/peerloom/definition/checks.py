"""What must hold between program.yaml, the texts in content/, and the calendar."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from peerloom.problems import Place, Problem

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from peerloom.definition.findings import Finding
    from peerloom.definition.program import Program
    from peerloom.definition.reader import Read
    from peerloom.definition.tree import Node, Path

# Parts whose entries have a text of their own; True: they must have one.
PARTS: dict[str, bool] = {
    "training": True,
    "guides": True,
    "policies": True,
    "stories": True,
    "partners": False,
    "projects": False,
    "events": False,
}
PAGES = ("about", "join-mentor", "join-mentee", "families", "matching", "accessibility", "privacy", "partners")
_KEPT = {".md", ".png", ".jpg", ".jpeg", ".webp", ".gif", ".svg", ".ico", ".css", ".woff2"}
_DAYS_A_MONTH = 30.4375
_LINES = 12  # that one message names
_STARTER = re.compile(r"CHANGE ME|lorem ipsum", re.IGNORECASE)
_DEMO = re.compile(r"Two Bridges|Lindenford|twobridges\.example|01632 ?960", re.IGNORECASE)


def check_content(read: Read, content: Mapping[str, str], today: dt.date) -> Iterator[Problem]:
    """Give what does not fit between the program, its texts and the day. Needs at least a partly read program."""
    program = read.partly.program
    if program is None:
        return
    for check in _BY_DAY:
        yield from read.located(check(program, today))
    yield from read.located(texts_are_written(program, content))
    known = {f"{part}/{name}.md" for part in PARTS for name in _ids(program, part)} | {f"pages/{p}.md" for p in PAGES}
    for path in sorted(content):
        yield from _belongs(path, known, read.partly.dropped)
    yield from _left_over(read, content)


def open_forms_have_a_link(program: Program, today: dt.date) -> Iterator[Finding]:
    """A form that is open today, or about to open, has the link that people click."""
    for i, form in enumerate(program.forms):
        opened = form.opens is not None and form.opens <= today and (form.closes is None or form.closes >= today)
        if opened and form.link is None:
            message = f'The form "{form.id}" is open, but it has no link.'
            yield ("forms", i), message, "Add `link:` with the address that Google Forms gives you under Send."


def help_is_verified(program: Program, today: dt.date) -> Iterator[Finding]:
    """Every entry of the help directory was checked in the last months (``publication.help_checked_months``)."""
    months = program.publication.help_checked_months
    for i, entry in enumerate(program.help):
        if (today - entry.verified).days > months * _DAYS_A_MONTH:
            message = f'"{entry.id}" was last checked on {entry.verified}: more than {months} months ago.'
            yield ("help", i, "verified"), message, "Call the number, then write today's date here."
        elif entry.verified > today:
            yield ("help", i, "verified"), f'"{entry.verified}" is in the future.', "Write the day of the last check."


def reviews_are_not_ahead(program: Program, today: dt.date) -> Iterator[Finding]:
    """No text was reviewed on a day that is still to come."""
    parts: tuple[tuple[Path, Any], ...] = (
        (("training", "modules"), program.training.modules),
        (("guides",), program.guides),
        (("policies",), program.policies),
    )
    for path, entries in parts:
        for i, entry in enumerate(entries):
            if entry.reviewed is not None and entry.reviewed.on > today:
                message = f'"{entry.reviewed.on}" is in the future.'
                yield (*path, i, "reviewed", "on"), message, "Write the day of the last review."


_BY_DAY: tuple[Callable[[Program, dt.date], Iterator[Finding]], ...] = (
    open_forms_have_a_link,
    help_is_verified,
    reviews_are_not_ahead,
)


def texts_are_written(program: Program, content: Mapping[str, str]) -> Iterator[Finding]:
    """Every module, guide, policy and story has its text in content/."""
    for part, needed in PARTS.items():
        path: Path = ("training", "modules") if part == "training" else (part,)
        for i, name in enumerate(_ids(program, part)):
            file = f"{part}/{name}.md"
            if needed and not content.get(file, "").strip():
                yield (*path, i, "id"), f'"{name}" has no text.', f"Write it in content/{file}."


def _ids(program: Program, part: str) -> list[str]:
    entries = program.training.modules if part == "training" else getattr(program, part)
    return [entry.id for entry in entries]


def _belongs(path: str, known: set[str], dropped: frozenset[str]) -> Iterator[Problem]:
    """A text belongs to an entry of program.yaml, and only kinds of files that can be shown are here."""
    folder, _, name = path.partition("/")
    stem, dot, ending = name.rpartition(".")
    at = Place(f"content/{path}")
    if f"{dot}{ending}".lower() not in _KEPT:
        hint = "Move it out of content/. A list of people never belongs here."
        yield Problem(at, "Files of this kind are not put on the site.", hint)
    elif ending.lower() == "md" and path not in known and stem not in dropped:
        if folder in PARTS:
            where = "training: modules" if folder == "training" else folder
            yield Problem(at, f'There is no "{stem}" under `{where}:` in program.yaml.', "Add it there, or rename me.")
        elif folder == "pages":
            yield Problem(at, f'There is no page "{stem}".', f"Known pages are: {', '.join(PAGES)}.")
        else:
            yield Problem(at, "No page is made from this folder.", f"Use one of: {', '.join(PARTS)}, pages.")


def _left_over(read: Read, content: Mapping[str, str]) -> Iterator[Problem]:
    """No text is left from the starter, and a real program holds nothing of the demo. One problem a file and kind."""
    program = read.partly.program
    demo = program is not None and program.program.demo
    for pattern, of in ((_STARTER, "the starter"),) if demo else ((_STARTER, "the starter"), (_DEMO, "the demo")):
        own = [read.tree.nearest(path) for path, text in _leaves(read.tree.root) if pattern.search(text)]
        yield from _told_once(own, of)
        for file, text in sorted(content.items()):
            rows = enumerate(text.splitlines(), start=1)
            found = [Place(f"content/{file}", n, m.start() + 1) for n, row in rows if (m := pattern.search(row))]
            yield from _told_once(found, of)


def _told_once(places: Sequence[Place], of: str) -> Iterator[Problem]:
    """One problem at the first of the places; it names the lines of the others."""
    if places:
        first, *more = sorted(places)
        lines = list(dict.fromkeys(str(place.line) for place in more if place.line != first.line))
        shown = ", ".join(lines[:_LINES]) + (f" and {len(lines) - _LINES} more" if len(lines) > _LINES else "")
        also = f" More of it stands in line {shown}." if len(lines) == 1 else f" More of it stands in lines {shown}."
        message = f"This text is left over from {of}.{also if lines else ''}"
        yield Problem(first, message, "Write your own text here.")


def _leaves(node: Node, path: Path = ()) -> Iterator[tuple[Path, str]]:
    if isinstance(node, str):
        yield path, node
    elif isinstance(node, dict | list):
        steps = node.items() if isinstance(node, dict) else enumerate(node)
        for step, child in steps:
            yield from _leaves(child, (*path, step))
