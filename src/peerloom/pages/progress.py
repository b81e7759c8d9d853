"""Public figures: the progress page and what each figure means."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from peerloom.definition.figures import FIGURES
from peerloom.pages.front import goal_rows
from peerloom.pages.page import Page
from peerloom.pages.shown import card, counts, in_order

if TYPE_CHECKING:
    from collections.abc import Iterator

    from peerloom.definition.organisation import Goal
    from peerloom.disclosure.public import PublicFigure
    from peerloom.pages.page import Site

_KINDS = {
    "people": "A count of people",
    "things": "A count of things",
    "share": "A share in percent",
    "mean": "An average",
    "hours": "A sum of hours",
    "months": "A length of time",
    "days": "A length of time in days",
}


def progress(site: Site) -> Page:
    """Goals with their targets, then the figures by cohort, the newest first."""
    figures = in_order(site)
    shows = {
        "as_of": site.figures.as_of,
        "least": site.figures.least,
        "goals": goal_rows(site),
        "groups": list(_groups(site, figures)),
        "review": site.program.evaluation.review,
        "waves": site.program.evaluation.waves,
        "round_to": site.program.publication.round_to,
        "percent_least": site.program.publication.percent_least,
        "milestones": site.program.recognition.milestones,
        "thanks": site.program.recognition.summary,
    }
    return Page(
        "progress.md",
        "Progress",
        f"How {site.program.program.name} is doing: goals, figures and charts, with how each one is counted.",
        "pages/progress.md.j2",
        shows,
        site.origins(("goals",), ("evaluation",), ("publication",)),
        hide=("toc",),
    )


def _groups(site: Site, figures: list[PublicFigure]) -> Iterator[dict[str, Any]]:
    titles = [(c.id, c.title) for c in sorted(site.program.cohorts, key=lambda c: c.starts, reverse=True)]
    for cohort, title in (*titles, ("", "The whole program")):
        mine = [figure for figure in figures if figure.cohort == cohort]
        if mine:
            cards = [card(site, figure) for figure in mine]
            yield {
                "key": cohort or "all",
                "title": title,
                "cards": [c for c in cards if not c.held],
                "held": [c for c in cards if c.held],
                "people": counts(site, mine, cohort),
            }


def definitions(site: Site) -> Page:
    """What every figure that may be public means."""
    rows = [
        {
            "figure": figure,
            "kind": _KINDS[figure.kind],
            "forms": _needed(site, figure.needs),
            "targets": [f"{goal.target:,} {goal.unit}".strip() for goal in _goals(site, figure.id)],
        }
        for figure in FIGURES.values()
        if figure.public
    ]
    private = [figure for figure in FIGURES.values() if not figure.public]
    publication = site.program.publication
    shows = {
        "rows": rows,
        "private": private,
        "least": publication.least,
        "round_to": publication.round_to,
        "percent_least": publication.percent_least,
    }
    return Page(
        "figures.md",
        "What the figures mean",
        "How each figure on the progress page is counted, where it comes from, and when it is not shown.",
        "pages/figures.md.j2",
        shows,
        site.origins(("evaluation",)),
    )


def _goals(site: Site, figure: str) -> list[Goal]:
    return [goal for goal in site.program.goals if goal.measure == figure and goal.target is not None]


def _needed(site: Site, needs: tuple[str, ...]) -> list[str]:
    names = dict.fromkeys(need.partition(".")[0] for need in needs)
    return [site.forms[name].title for name in names if name in site.forms]
