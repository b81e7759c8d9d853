"""Makes the whole desk: every page as a text. The same values give the same bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2 import TemplateError

from peerloom.desk.audit import forbidden
from peerloom.desk.data import DataPage, data
from peerloom.desk.figures import figures
from peerloom.desk.forms import forms
from peerloom.desk.frame import Frame, Link, whole
from peerloom.desk.letters import LettersPage, letters
from peerloom.desk.matches import Matches, matches
from peerloom.desk.pairings import Pairings, pairings
from peerloom.desk.people import cards, people
from peerloom.desk.safety import safety
from peerloom.desk.speed import speed
from peerloom.desk.standards import StandardsPage, standards
from peerloom.desk.templating import environment
from peerloom.desk.today import Today, today
from peerloom.desk.waiting import WaitingPage, waiting
from peerloom.problems import Place, Problem
from peerloom.readable import weekday

if TYPE_CHECKING:
    from collections.abc import Mapping

    from peerloom.desk.seen import Seen

PAGES: Mapping[str, str] = {  # file -> its title
    "index": "Today",
    "pairings": "Pairings",
    "waiting": "Waiting",
    "matches": "Matches",
    "people": "People",
    "cards": "Cards",
    "figures": "Figures",
    "data": "Data",
    "forms": "Forms",
    "standards": "Standards",
    "safety": "Safety",
}
LETTERS = "letters"  # only there while there are drafts
SPEED = "speed"  # a page that is only there while there is a plan
STYLE, SCRIPT = "desk.css", "desk.js"


class DeskError(Exception):
    """A template cannot be used. ``problem`` names it; nothing was made."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def render_desk(seen: Seen, templates: Mapping[str, str]) -> dict[str, str]:
    """Make every page of the desk: file name -> text.

    Args:
        seen: everything that the desk shows.
        templates: name -> text, with ``desk.css`` and ``desk.js`` beside the templates.

    Raises:
        DeskError: a template has a mistake, or makes what a desk page must not hold.
    """
    views: dict[str, object] = {
        "index": today(seen),
        "pairings": pairings(seen),
        "waiting": waiting(seen),
        "matches": matches(seen),
        "people": people(seen),
        "cards": cards(seen),
        "figures": figures(seen),
        "data": data(seen),
        "forms": forms(seen),
        "standards": standards(seen),
        "safety": safety(seen),
    }
    pages = dict(PAGES)
    if seen.letters:
        pages[LETTERS] = "Letters"
        views[LETTERS] = letters(seen)
    if seen.talks:
        pages[SPEED] = "Speed meetings"
        views[SPEED] = speed(seen)
    made = environment({name: text for name, text in templates.items() if name.endswith(".j2")})
    files = {}
    for page, title in pages.items():
        name = f"{page}.html.j2"
        try:
            frame = _frame(seen, page, pages, views)
            body = made.get_template(name).render(page=views[page], title=title, frame=frame)
        except TemplateError as error:
            raise DeskError(_mistake(getattr(error, "name", None) or name, error)) from None
        wrong = forbidden(body)
        if wrong:
            raise DeskError(Problem(Place(f"templates/desk/{name}"), f"The page holds {wrong}.", "Take it out."))
        about = f"{title} · {seen.program.program.name}"
        files[f"{page}.html"] = whole(about, body, templates[STYLE], templates[SCRIPT])
    return files


def _mistake(name: str, error: TemplateError) -> Problem:
    """Name the place only: the words of the error could hold a value."""
    place = Place(f"templates/desk/{name}", getattr(error, "lineno", None) or 0)
    hint = "Delete the file to use the kit's own, or compare it with that."
    return Problem(place, f"This template cannot be used ({type(error).__name__}).", hint)


def _frame(seen: Seen, page: str, pages: Mapping[str, str], views: Mapping[str, object]) -> Frame:
    """The way between the pages, with what waits on each. ``cards`` belongs to People."""
    current = "people" if page == "cards" else page
    about = seen.program.program
    links = tuple(
        Link(f"{name}.html", pages[name], name, name == current, *_count(name, views))
        for name in (
            "index",
            SPEED,
            "pairings",
            "waiting",
            "matches",
            "people",
            LETTERS,
            "figures",
            "data",
            "forms",
            "standards",
        )
        if name in pages
    )
    safe = Link("safety.html", PAGES["safety"], "safety", current == "safety", alarm=seen.has_alarm())
    return Frame(about.name, about.place, about.demo, weekday(seen.today), links, safe)


def _count(name: str, views: Mapping[str, object]) -> tuple[int, str, str]:
    """What waits on a page: how many, in words, and how urgent."""
    view = views[name]
    if isinstance(view, Today):
        return view.total, "things to do", "act" if view.now else "calm"
    if isinstance(view, Pairings):
        return len(view.open), "to decide", "calm"
    if isinstance(view, WaitingPage):
        return len(view.waiting), "wait", "calm"
    if isinstance(view, LettersPage):
        return len(view.drafts), "to send", "calm"
    if isinstance(view, Matches):
        return sum(level.count for level in view.levels if level.key != "good"), "need a look", "look"
    if isinstance(view, DataPage):
        return len(view.odd), "things to look at", "act" if any(odd.level == "error" for odd in view.odd) else "look"
    if isinstance(view, StandardsPage):
        return view.open, "with a next step", "calm"
    return 0, "", "calm"
