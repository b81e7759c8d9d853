"""Tests of what a program says in program.yaml and shows on its site. They reach nothing about people, so pages may."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from peerloom.definition.learning import TOPICS
from peerloom.standards.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from peerloom.definition.forms import Form, Question
    from peerloom.definition.program import Program
    from peerloom.problems import Place
    from peerloom.standards.findings import Level

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """What is written: the program, its forms by id, where everything stands, and the paths of its public pages."""

    program: Program
    forms: Mapping[str, Form]
    places: Mapping[Path, Place]
    pages: Collection[str]

    def where(self, *path: str | int) -> str:
        """File and line of what stands at ``path``; "" when it stands nowhere."""
        place = self.places.get(path)
        return f"{place.file}, line {place.line}" if place is not None else ""

    def question(self, form: str, name: str) -> Question | None:
        """The question of this id, if the form is used and asks it."""
        asked = self.forms[form].questions if form in self.forms else ()
        return next((question for question in asked if question.id == name), None)

    def form_where(self, form: str) -> str:
        """File and line of the form."""
        return next((self.where("forms", i) for i, one in enumerate(self.program.forms) if one.id == form), "")


def _yes(holds: object, what: str, where: str = "") -> Finding:
    return Finding("yes" if holds else "no", what, where if holds else "")


def _of(found: int, whole: int, least: int) -> Level:
    """``yes`` for all, ``part`` from ``least``."""
    return "yes" if found >= whole else "part" if found >= least else "no"


def field(written: Written, path: str) -> Finding:
    """A field of program.yaml has a value, a default of the kit's included."""
    value: Any = written.program
    for step in path.split("."):
        value = getattr(value, step, None)
    return _yes(value, path, written.where(*path.split(".")))


def several(written: Written, path: str, least: str) -> Finding:
    """A list has so many entries; one is a part."""
    value: Any = written.program
    for step in path.split("."):
        value = getattr(value, step, None) or ()
    return Finding(_of(len(value), int(least), 1), f"{path}: {len(value)} of {least}", written.where(*path.split(".")))


def role(written: Written, name: str, part: str) -> Finding:
    """The sheet of a role says this part."""
    for i, sheet in enumerate(written.program.roles):
        if sheet.id == name and getattr(sheet, part):
            return Finding("yes", f"role {name}: {part}", written.where("roles", i, part))
    return Finding("no", f"role {name}: {part}")


def form(written: Written, name: str) -> Finding:
    """The program uses this form."""
    return _yes(name in written.forms, f"form {name}", written.form_where(name))


def question(written: Written, name: str, asked: str) -> Finding:
    """A form asks this question."""
    return _yes(written.question(name, asked), f"form {name}, question {asked}", written.form_where(name))


def options(written: Written, name: str, asked: str, least: str) -> Finding:
    """A question has so many options at least."""
    found = written.question(name, asked)
    count = len(found.options) if found else 0
    what = f"form {name}, question {asked}: {count} options"
    return _yes(count >= int(least), what, written.form_where(name))


def statistics(written: Written, name: str) -> Finding:
    """A form that asks about groups keeps these answers for statistics."""
    asked = written.forms[name].questions if name in written.forms else ()
    held = [question.id for question in asked if question.share == "statistics"]
    return _yes(
        held, f"form {name}: kept for statistics alone: {', '.join(held) or 'nothing'}", written.form_where(name)
    )


def page(written: Written, path: str) -> Finding:
    """The public site has this page."""
    return _yes(path in written.pages, f"public page {path}", f"site/pages/{path}")


def policy(written: Written, kind: str) -> Finding:
    """There is a policy of this kind."""
    for i, one in enumerate(written.program.policies):
        if one.kind == kind:
            return Finding("yes", f"policy {one.id}", written.where("policies", i))
    return Finding("no", f"policy of the kind {kind}")


def policies(written: Written, least: str, *kinds: str) -> Finding:
    """There is a policy of each of these kinds; from ``least`` on it is a part."""
    found = [kind for kind in kinds if any(one.kind == kind for one in written.program.policies)]
    return Finding(
        _of(len(found), len(kinds), int(least)), f"policies: {len(found)} of {len(kinds)}", written.where("policies")
    )


def guide(written: Written, name: str) -> Finding:
    """There is a guide for this role."""
    for i, one in enumerate(written.program.guides):
        if name in one.for_:
            return Finding("yes", f"guide {one.id}", written.where("guides", i))
    return Finding("no", f"guide for the role {name}")


def topic(written: Written, name: str) -> Finding:
    """A module covers this topic."""
    for i, module in enumerate(written.program.training.modules):
        if name in module.topics:
            return Finding("yes", f"module {module.id}: {TOPICS[name]}", written.where("training", "modules", i))
    return Finding("no", f"a module about {TOPICS[name]}")


def topics(written: Written, least: str, *names: str) -> Finding:
    """Modules cover all these topics; from ``least`` on it is a part."""
    covered = {name for module in written.program.training.modules for name in module.topics}
    missing = [TOPICS[name] for name in names if name not in covered]
    what = f"topics: {len(names) - len(missing)} of {len(names)}" + (
        f", without {', '.join(missing)}" if missing else ""
    )
    return Finding(_of(len(names) - len(missing), len(names), int(least)), what, written.where("training", "modules"))


def minutes(written: Written, least: str) -> Finding:
    """So many minutes of training are asked of a mentor before the match."""
    asked = written.program.training.minutes_before_match
    where = written.where("training", "minutes_before_match")
    return _yes(
        asked >= int(least) and written.program.training.modules, f"training: {asked} minutes before the match", where
    )


def in_person(written: Written, name: str) -> Finding:
    """Some module before the match is held in person."""
    mine = (m for m in _modules(written, name) if m[1].in_person and m[1].before_match)
    return _module(written, mine, "a module in person before the match")


def later(written: Written, name: str) -> Finding:
    """There is a module for after the match."""
    mine = (m for m in _modules(written, name) if not m[1].before_match)
    return _module(written, mine, "a module for after the match")


def track(written: Written, name: str, least: str) -> Finding:
    """Modules before the match for this role take so many minutes; fewer are a part."""
    total = sum(module.minutes for _, module in _modules(written, name) if module.before_match)
    what = f"training for the role {name} before the match: {total} minutes"
    return Finding(_of(total, int(least), 1), what, written.where("training", "modules"))


def _modules(written: Written, name: str) -> Iterable[tuple[int, Any]]:
    return ((i, m) for i, m in enumerate(written.program.training.modules) if name in m.for_)


def _module(written: Written, found: Iterable[tuple[int, Any]], otherwise: str) -> Finding:
    i, module = next(iter(found), (0, None))
    if module is None:
        return Finding("no", otherwise)
    return Finding("yes", f"module {module.id}", written.where("training", "modules", i))


def sources(written: Written) -> Finding:
    """Every module names its sources; half of them are a part."""
    modules = written.program.training.modules
    named = sum(bool(module.sources) for module in modules)
    if not modules:
        return Finding("no", "training modules")
    what = f"modules with sources: {named} of {len(modules)}"
    return Finding(_of(named, len(modules), (len(modules) + 1) // 2), what, written.where("training", "modules"))


def criteria(written: Written, least: str) -> Finding:
    """The pairing looks at so many different questions or facts; one is a part."""
    matching = written.program.matching
    looked = {one.name for one in matching.require} | {f"{one.wish}:{one.of_mentee}" for one in matching.counted}
    return Finding(
        _of(len(looked), int(least), 1), f"criteria of the pairing: {len(looked)}", written.where("matching")
    )


def cohort(written: Written, part: str) -> Finding:
    """The newest cohort says this."""
    for i in range(len(written.program.cohorts) - 1, -1, -1):
        value = getattr(written.program.cohorts[i], part)
        return _yes(value, f"cohort {written.program.cohorts[i].id}: {part}", written.where("cohorts", i, part))
    return Finding("no", f"cohort: {part}")


def check_in_days(written: Written, part: str, whole: str) -> Finding:
    """Check-ins are due every ``whole`` days at least, in every cohort; every ``part`` days are a part."""
    days = max((one.check_in_days for one in written.program.cohorts), default=None)
    if days is None:
        return Finding("no", "cohort: check_in_days")
    level: Level = "yes" if days <= int(whole) else "part" if days <= int(part) else "no"
    return Finding(level, f"a check-in every {days} days", written.where("cohorts"))


def said(_: Written) -> Finding:
    """Something that only people can say."""
    return Finding("said", "a note of the team under evidence")


WRITTEN: Mapping[str, Callable[..., Finding]] = {
    "field": field,
    "several": several,
    "role": role,
    "form": form,
    "question": question,
    "options": options,
    "statistics": statistics,
    "page": page,
    "policy": policy,
    "policies": policies,
    "guide": guide,
    "topic": topic,
    "topics": topics,
    "minutes": minutes,
    "in-person": in_person,
    "later": later,
    "track": track,
    "sources": sources,
    "criteria": criteria,
    "cohort": cohort,
    "check-in-days": check_in_days,
    "said": said,
}
