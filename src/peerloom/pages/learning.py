"""Training, guides, prompts, policies and stories."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from peerloom.pages.page import Page
from peerloom.pages.words import AGES, FOR, PLACE, PROMPT_KIND, THEME, VERDICT, length, listed, topic

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from peerloom.definition.learning import Choice, Guide, Module, Policy, Prompt, Reviewed, Scenario, Step, Story
    from peerloom.pages.page import Site


@dataclass(frozen=True, slots=True)
class Stop:
    """A module on the training path."""

    number: int
    module: Module
    length: str
    for_whom: str
    tracks: str  # ids of the roles, for the filter


@dataclass(frozen=True, slots=True)
class Track:
    """What one role has to do."""

    role: str
    name: str
    before: str  # how long it takes before a match
    all: str


@dataclass(frozen=True, slots=True)
class Option:
    """A choice of a filter."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Picker:
    """A filter of a list: what it is called, and what can be chosen. ``most``: the values are upper bounds."""

    key: str
    name: str
    options: tuple[Option, ...]
    most: bool = False


def path_of(modules: Sequence[Module]) -> tuple[Module, ...]:
    """Put modules in the order in which they are taken: before a match first, each after what it needs.

    Else the order of the file holds. What cannot be put in order (needs in a circle) keeps its place.
    """
    ordered: list[Module] = []
    waiting = sorted(modules, key=lambda module: not module.before_match)
    known = {module.id for module in modules}
    while waiting:
        done = {module.id for module in ordered}
        ready = [m for m in waiting if all(need in done or need not in known for need in m.needs)]
        taken = ready[0] if ready else waiting[0]
        ordered.append(taken)
        waiting.remove(taken)
    return tuple(ordered)


def training(site: Site) -> Page:
    """The training path: every module in order, with what each role has to do."""
    about = site.program.training
    stops = [
        Stop(number, module, length(module.minutes), listed(FOR[role] for role in module.for_), " ".join(module.for_))
        for number, module in enumerate(path_of(about.modules), start=1)
    ]
    shows = {
        "about": about,
        "before": [stop for stop in stops if stop.module.before_match],
        "after": [stop for stop in stops if not stop.module.before_match],
        "tracks": list(_tracks(about.modules)),
        "count": len(stops),
        "least": length(about.minutes_before_match),
        "pickers": [Picker("role", "Show the path of", tuple(Option(t.role, t.name) for t in _tracks(about.modules)))],
    }
    return Page(
        "training/index.md",
        "Training",
        about.summary or f"The training path of {site.program.program.name}: {len(stops)} modules in order.",
        "pages/training.md.j2",
        shows,
        site.origins(("training",)),
        hide=("toc",),
    )


def _tracks(modules: Sequence[Module]) -> Iterator[Track]:
    for role, name in FOR.items():
        mine = [module for module in modules if role in module.for_]
        if mine:
            before = sum(module.minutes for module in mine if module.before_match)
            yield Track(role, name, length(before) if before else "", length(sum(module.minutes for module in mine)))


def modules(site: Site) -> Iterator[Page]:
    """One page a module."""
    path = path_of(site.program.training.modules)
    numbers = {module.id: number for number, module in enumerate(site.program.training.modules)}
    for number, module in enumerate(path):
        before, after = path[number - 1] if number else None, path[number + 1] if number + 1 < len(path) else None
        yield _module(site, module, numbers[module.id], (number + 1, len(path)), (before, after))


def _module(
    site: Site, module: Module, at: int, count: tuple[int, int], around: tuple[Module | None, Module | None]
) -> Page:
    titles = {other.id: other.title for other in site.program.training.modules}
    text = f"training/{module.id}.md"
    shows = {
        "module": module,
        "length": length(module.minutes),
        "for_whom": listed(FOR[role] for role in module.for_),
        "topics": [topic(name) for name in module.topics],
        "needs": [(need, titles[need]) for need in module.needs if need in titles],
        "scenarios": [_play(scenario) for scenario in module.scenarios],
        "text": site.text(text),
        "number": count[0],
        "count": count[1],
        "before": around[0],
        "after": around[1],
    }
    return Page(
        text,
        module.title,
        site.description(text, module.summary),
        "pages/module.md.j2",
        shows,
        site.origins(("training", "modules", at), text=text),
        module.reviewed,
    )


def _play(scenario: Scenario) -> dict[str, Any]:
    """A role play with its steps numbered, so that a choice can say in words which step follows."""
    numbers = {step.id: number for number, step in enumerate(scenario.steps, start=1)}
    steps = [
        {"step": step, "number": numbers[step.id], "choices": list(_choices(step, numbers))} for step in scenario.steps
    ]
    return {"play": scenario, "steps": steps}


def _choices(step: Step, numbers: dict[str, int]) -> Iterator[dict[str, Any]]:
    for choice in step.choices:
        yield {"choice": choice, "verdict": VERDICT[choice.verdict], "next": _next(choice, numbers)}


def _next(choice: Choice, numbers: dict[str, int]) -> int | None:
    return None if choice.next is None else numbers.get(choice.next)


def entries(site: Site, part: str, title: str, description: str) -> Page:
    """A list of the entries of a part as cards, each with a page of its own."""
    cards = [
        {"entry": entry, "for_whom": listed(FOR[role] for role in getattr(entry, "for_", ())), "day": _day(entry)}
        for entry in getattr(site.program, part)
    ]
    shows = {"part": part, "cards": cards}
    origins = site.origins((part,))
    return Page(f"{part}/index.md", title, description, "pages/entries.md.j2", shows, origins, hide=("toc",))


def _day(entry: Guide | Policy | Story) -> Any:
    return getattr(entry, "on", None)


def texts(site: Site, part: str, back: str) -> Iterator[Page]:
    """One page for each guide, policy or story."""
    for number, entry in enumerate(getattr(site.program, part)):
        text = f"{part}/{entry.id}.md"
        shows = {
            "part": part,
            "entry": entry,
            "for_whom": listed(FOR[role] for role in getattr(entry, "for_", ())),
            "minutes": getattr(entry, "minutes", None),
            "consent": getattr(entry, "consent", ""),
            "day": _day(entry),
            "text": site.text(text),
            "back": back,
        }
        reviewed: Reviewed | None = getattr(entry, "reviewed", None)
        yield Page(
            text,
            entry.title,
            site.description(text, entry.summary),
            "pages/text.md.j2",
            shows,
            site.origins((part, number), text=text),
            reviewed,
        )


def prompts(site: Site) -> Page:
    """All prompts with filters."""
    every = site.program.prompts
    shows = {
        "prompts": [_prompt(prompt) for prompt in every],
        "count": len(every),
        "pickers": [
            _picker("kind", "What", PROMPT_KIND, (prompt.kind for prompt in every)),
            _picker("theme", "Theme", THEME, (prompt.theme for prompt in every)),
            _picker("place", "Where", PLACE, (place for prompt in every for place in prompt.place)),
            _picker("ages", "For", AGES, (prompt.ages for prompt in every)),
            Picker("minutes", "Time", _times(prompt.minutes for prompt in every), most=True),
        ],
    }
    return Page(
        "prompts.md",
        "Things to talk about and do",
        f"{len(every)} prompts and activities for a mentor and a mentee, by theme, place, age and time.",
        "pages/prompts.md.j2",
        shows,
        site.origins(("prompts",)),
        hide=("toc",),
    )


def _prompt(prompt: Prompt) -> dict[str, Any]:
    places = ["anywhere"] if "anywhere" in prompt.place else list(prompt.place)
    return {
        "prompt": prompt,
        "kind": PROMPT_KIND[prompt.kind],
        "theme": THEME[prompt.theme],
        "ages": AGES[prompt.ages],
        "places": [PLACE[place] for place in places],
        # What works anywhere or for all is found under every place and age.
        "place_keys": " ".join(PLACE if "anywhere" in prompt.place else prompt.place),
        "ages_keys": " ".join(AGES if prompt.ages == "all" else (prompt.ages,)),
    }


def _picker(key: str, name: str, words: dict[str, str], used: Iterable[str]) -> Picker:
    present = set(used)
    return Picker(key, name, tuple(Option(value, word) for value, word in words.items() if value in present))


def _times(minutes: Iterable[int]) -> tuple[Option, ...]:
    """Upper bounds that leave something to choose: those of 10, 20, 30, 45, 60 that some prompt fits."""
    present = sorted(set(minutes))
    bounds = [bound for bound in (10, 20, 30, 45, 60) if present and present[0] <= bound < present[-1]]
    return tuple(Option(str(bound), f"{bound} minutes or less") for bound in bounds)
