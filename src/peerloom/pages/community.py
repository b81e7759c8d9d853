"""Partners, projects, events and where to find help."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from peerloom.pages.learning import Option, Picker
from peerloom.pages.page import Page
from peerloom.pages.words import FOR, HELP_KIND, PARTNER_KIND, listed, spaced
from peerloom.readable import weekday

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from peerloom.definition.community import Event, HelpEntry, Partner, Project
    from peerloom.pages.page import Site


@dataclass(frozen=True, slots=True)
class Shelf:
    """Help of one kind."""

    key: str
    title: str
    entries: tuple[HelpEntry, ...]


def partners(site: Site) -> Page:
    """All partners as cards, with filters by kind, offer and area."""
    every = site.program.partners
    shows = {
        "partners": [_partner(partner) for partner in every],
        "count": len(every),
        "text": site.text("pages/partners.md"),
        "pickers": [
            _picker("kind", "Kind", ((p.kind, PARTNER_KIND[p.kind]) for p in every)),
            _picker("offer", "Offers", ((offer, spaced(offer)) for p in every for offer in p.offers)),
            _picker("area", "Area", ((area, spaced(area)) for p in every for area in p.areas)),
        ],
    }
    return Page(
        "partners/index.md",
        "Partners",
        site.description("pages/partners.md", "The organisations that help, and what each one gives."),
        "pages/partners.md.j2",
        shows,
        site.origins(("partners",), text="pages/partners.md"),
        hide=("toc",),
    )


def _picker(key: str, name: str, options: Iterable[tuple[str, str]]) -> Picker:
    """A filter with each option once, in the order of the alphabet."""
    return Picker(key, name, tuple(Option(*option) for option in sorted(set(options), key=lambda option: option[1])))


def _partner(partner: Partner) -> dict[str, Any]:
    return {
        "partner": partner,
        "kind": PARTNER_KIND[partner.kind],
        "offers": [spaced(offer) for offer in partner.offers],
        "areas": [spaced(area) for area in partner.areas],
        "offer_keys": " ".join(partner.offers),
        "area_keys": " ".join(partner.areas),
    }


def partner_pages(site: Site) -> Iterator[Page]:
    """One page a partner."""
    for number, partner in enumerate(site.program.partners):
        text = f"partners/{partner.id}.md"
        shows = {
            **_partner(partner),
            "text": site.text(text),
            "projects": [project for project in site.program.projects if project.partner == partner.id],
            "events": [event for event in coming(site) if event.public and event.partner == partner.id],
        }
        yield Page(
            text,
            partner.name,
            site.description(text, partner.summary),
            "pages/partner.md.j2",
            shows,
            site.origins(("partners", number), text=text),
        )


def projects(site: Site) -> Page:
    """All service projects, running ones first."""
    titled = [(title, [p for p in site.program.projects if _time(site, p) == title]) for title in _TIMES]
    shows = {"groups": [(title, rows) for title, rows in titled if rows], "names": _names(site)}
    return Page(
        "projects/index.md",
        "Service projects",
        "What pairs do together for the town: the need, the tasks, the partner and the dates.",
        "pages/projects.md.j2",
        shows,
        site.origins(("projects",)),
        hide=("toc",),
    )


_TIMES = ("Going on now", "Coming up", "Done")


def _time(site: Site, project: Project) -> str:
    if site.today > project.to:
        return "Done"
    return "Coming up" if site.today < project.from_ else "Going on now"


def _names(site: Site) -> dict[str, str]:
    return {partner.id: partner.name for partner in site.program.partners}


def project_pages(site: Site) -> Iterator[Page]:
    """One page a project."""
    for number, project in enumerate(site.program.projects):
        text = f"projects/{project.id}.md"
        names = _names(site)
        shows = {
            "project": project,
            "time": _time(site, project),
            "partner_name": names.get(project.partner or "", ""),
            "text": site.text(text),
        }
        yield Page(
            text,
            project.title,
            site.description(text, project.summary),
            "pages/project.md.j2",
            shows,
            site.origins(("projects", number), text=text),
        )


def coming(site: Site) -> list[Event]:
    """Events of today and later, the nearest first."""
    return sorted((e for e in site.program.events if e.on >= site.today), key=lambda e: (e.on, e.starts, e.id))


def events(site: Site) -> Page:
    """The calendar: what comes, then what was."""
    ahead = coming(site)
    past = sorted((e for e in site.program.events if e.on < site.today), key=lambda e: (e.on, e.starts), reverse=True)
    shows = {
        "coming": [_event(site, event) for event in ahead],
        "past": [_event(site, event) for event in past],
    }
    return Page(
        "events/index.md",
        "Events",
        f"Dates of {site.program.program.name}, with a calendar file for your phone.",
        "pages/events.md.j2",
        shows,
        site.origins(("events",)),
    )


def _event(site: Site, event: Event) -> dict[str, Any]:
    """An event for the page. Of one that is not public neither place nor partner is told: the partner is a place."""
    names = _names(site) if event.public else {}
    return {
        "event": event,
        "day": weekday(event.on),
        "for_whom": listed(FOR[role] for role in event.for_),
        "partner_name": names.get(event.partner or "", ""),
        "has_page": bool(site.content.get(f"events/{event.id}.md", "")),
    }


def event_pages(site: Site) -> Iterator[Page]:
    """A page for each event that has a text of its own."""
    for number, event in enumerate(site.program.events):
        text = f"events/{event.id}.md"
        if site.content.get(text, ""):
            yield Page(
                text,
                event.title,
                site.description(text, event.summary),
                "pages/event.md.j2",
                {**_event(site, event), "text": site.text(text)},
                site.origins(("events", number), text=text),
            )


def help_page(site: Site) -> Page:
    """Where to find help: danger first, then the program's own contact, then others by what they are for."""
    shelves = [
        Shelf(kind, title, tuple(entry for entry in site.program.help if entry.kind == kind))
        for kind, title in HELP_KIND.items()
    ]
    return Page(
        "help.md",
        "Get help",
        "Whom to call when somebody is in danger, and who else can help, with the day each number was last checked.",
        "pages/help.md.j2",
        {"shelves": [shelf for shelf in shelves if shelf.entries], "safe": site.program.safeguarding},
        site.origins(("safeguarding",), ("help",)),
    )
