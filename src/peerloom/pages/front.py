"""The first pages: home, about, how we match."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from peerloom.definition.figures import FIGURES
from peerloom.disclosure.public import Withheld
from peerloom.pages.charts import flow
from peerloom.pages.community import coming
from peerloom.pages.doors import cohort_for, door
from peerloom.pages.page import Page
from peerloom.pages.rules_in_words import order, rules, sizes, wishes
from peerloom.pages.shown import goal_chart, in_order, now, said, spec
from peerloom.pages.templating import plain
from peerloom.pages.words import MODEL, listed
from peerloom.readable import day

if TYPE_CHECKING:
    from collections.abc import Iterator

    from peerloom.definition.organisation import RoleSheet
    from peerloom.pages.page import Site

ROLE_PAGES = {"mentor": "join/mentor.md", "mentee": "join/mentee.md", "family": "families.md"}
_ASK = {"mentor": "Become a mentor", "mentee": "Find a mentor", "family": "For families"}
_FIGURES_ON_HOME = 3
_COMING_ON_HOME = 3
_LOGIC = {
    "inputs": "What goes in",
    "activities": "What we do",
    "outputs": "What comes out",
    "outcomes": "What changes for people",
    "impact": "What we hope for in the end",
}


def home(site: Site) -> Page:
    """The home page. What its top shows is in the front matter under ``home``, as plain texts for the theme."""
    about = site.program.program
    joining = site.program.cohorts and cohort_for(site.program, site.today)
    shows = {
        "shape": site.program.model,
        "kind": MODEL[site.program.model.kind] if site.program.model else "",
        "events": [event for event in coming(site) if event.public][:_COMING_ON_HOME],
        "cohort": joining or None,
        "stories": site.program.stories[:2],
        "partners": site.program.partners,
        "prompts": site.program.prompts,
        "modules": site.program.training.modules,
    }
    return Page(
        "index.md",
        about.name,
        about.tagline,
        "pages/home.md.j2",
        shows,
        site.origins(("program",)),
        hide=("navigation", "toc"),
        head={"template": "home.html", "home": _top(site)},
    )


def _top(site: Site) -> dict[str, Any]:
    """What the theme draws at the top of the home page: plain texts, and addresses below the site's root."""
    about = site.program.program
    return {
        "name": plain(about.name),
        "tagline": plain(about.tagline),
        "summary": plain(about.summary),
        "place": plain(about.place),
        "buttons": _buttons(site),
        "figures": _figures(site),
        "next": _next(site),
        "doors": list(_doors(site)),
    }


def _buttons(site: Site) -> list[dict[str, str]]:
    present = [role.id for role in site.program.roles if role.id in {"mentor", "mentee"}]
    kinds = ("primary", "secondary")
    return [
        {"label": _ask(site, role), "href": _web(ROLE_PAGES[role]), "kind": kind}
        for role, kind in zip(present, kinds, strict=False)
    ]


def _figures(site: Site) -> list[dict[str, str]]:
    """The first figures of the progress page that can be shown."""
    shown = [figure for figure in in_order(site) if not isinstance(figure.shown, Withheld)]
    seen: dict[str, dict[str, str]] = {}
    for figure in shown:
        text = {"shown": plain(said(figure.shown, figure.id)), "label": plain(spec(figure).title), "href": "progress/"}
        seen.setdefault(figure.id, text)
    return list(seen.values())[:_FIGURES_ON_HOME]


def _next(site: Site) -> list[dict[str, str]]:
    """What comes next: dates of the cohort and public events, nearest first."""
    pages = [_web(ROLE_PAGES[role.id]) for role in site.program.roles if role.id in ROLE_PAGES]
    dates = [
        (when, f"{what}: {cohort.title}", pages[0] if pages else "about/")
        for cohort in site.program.cohorts
        for when, what in (
            (cohort.sign_up_opens, "Sign-up opens"),
            (cohort.sign_up_closes, "Last day to sign up"),
            (cohort.starts, "First meetings"),
        )
        if when >= site.today
    ]
    dates += [(event.on, event.title, f"events/#{event.id}") for event in coming(site) if event.public]
    rows = sorted(dates)[:_COMING_ON_HOME]
    return [{"date": day(when), "iso": when.isoformat(), "title": plain(what), "href": to} for when, what, to in rows]


def _doors(site: Site) -> Iterator[dict[str, str]]:
    for role in site.program.roles:
        if role.id in ROLE_PAGES:
            title, href = _ask(site, role.id), _web(ROLE_PAGES[role.id])
            yield {"title": title, "text": plain(role.summary), "href": href, "art": role.id}


def _web(path: str) -> str:
    """The address of a page below the root of the built site."""
    return path.removesuffix("index.md").replace(".md", "/")


def about(site: Site) -> Page:
    """What the program is, wants and does."""
    program = site.program
    model = program.logic_model
    parts = [(_LOGIC[name], getattr(model, name)) for name in _LOGIC] if model else []
    shows = {
        "program": program,
        "kind": MODEL[program.model.kind] if program.model else "",
        "goals": goal_rows(site),
        "logic": parts,
        "flow": flow(parts),
        "text": site.text("pages/about.md"),
        "funders": listed(program.organisation.funders) if program.organisation else "",
        "cohorts": program.cohorts,
        "has_matching": has_matching(site),
    }
    return Page(
        "about.md",
        f"About {program.program.name}",
        site.description("pages/about.md", program.program.mission or program.program.summary),
        "pages/about.md.j2",
        shows,
        site.origins(("program",), ("model",), ("goals",), ("logic_model",), text="pages/about.md"),
    )


def goal_rows(site: Site) -> list[dict[str, Any]]:
    """Each goal with how it is measured, where it stands, and its chart."""
    found = [(goal, now(site, goal)) for goal in site.program.goals]
    return [
        {
            "goal": goal,
            "target": f"{goal.target:,} {goal.unit}".strip() if goal.target is not None else "",
            "measure": measure_words(site, goal.measure),
            "figure": goal.measure if goal.measure in FIGURES else "",
            "now": said(figure.shown, figure.id) if figure else "",
            "chart": goal_chart(goal, figure),
        }
        for goal, figure in found
    ]


def measure_words(site: Site, measure: str) -> str:
    """Say how a goal is measured: the title of the figure, or the question with its form."""
    if measure in FIGURES:
        return FIGURES[measure].title
    form, _, name = measure.partition(".")
    asked = next((q.ask for q in site.forms[form].questions if q.id == name), "") if form in site.forms else ""
    return f"The answers to: {asked}" if asked else ""


def _ask(site: Site, role: str) -> str:
    """What the page of a role asks a visitor to do. Peers find no mentor."""
    peers = site.program.model is not None and site.program.model.reciprocal
    return "Take part" if peers and role == "mentee" else _ASK[role]


def has_matching(site: Site) -> bool:
    """Whether there is something to say about how pairs are found."""
    return bool(site.program.matching.require or site.program.matching.prefer)


def how_we_match(site: Site) -> Page:
    """The rules and wishes of the pairing in words."""
    matching, model = site.program.matching, site.program.model
    who = "people" if model is not None and model.reciprocal else "mentors and mentees"
    shows = {
        "rules": list(rules(site)),
        "wishes": list(wishes(site)),
        "order": order(matching, model),
        "decided_by": matching.decided_by,
        "sizes": sizes(model),
        "what": "groups" if model is not None and model.kind == "group" else "pairs",
        "text": site.text("pages/matching.md"),
    }
    return Page(
        "how-we-match.md",
        "How we match",
        site.description("pages/matching.md", f"How {who} are matched in {site.program.program.name}."),
        "pages/how-we-match.md.j2",
        shows,
        site.origins(("matching",), text="pages/matching.md"),
    )


def role_page(site: Site, role: RoleSheet, number: int) -> Page:
    """How to join as ``role``: who can, what it asks and gives, the steps, and the form when it is open."""
    text = {"mentor": "pages/join-mentor.md", "mentee": "pages/join-mentee.md", "family": "pages/families.md"}[role.id]
    form = site.forms.get(role.form or "")
    shows = {
        "role": role,
        "door": door(form, site.program, site.today) if form else None,
        "cohort": cohort_for(site.program, site.today) if role.id != "family" else None,
        "modules": [m for m in site.program.training.modules if role.id in m.for_],
        "guides": [guide for guide in site.program.guides if role.id in guide.for_],
        "text": site.text(text),
        "has_matching": has_matching(site),
        "has_privacy": bool(site.forms),
    }
    return Page(
        ROLE_PAGES[role.id],
        _ask(site, role.id),
        site.description(text, role.summary),
        "pages/role.md.j2",
        shows,
        site.origins(("roles", number), text=text),
    )
