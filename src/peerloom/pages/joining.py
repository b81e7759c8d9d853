"""Forms and what becomes of their answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from peerloom.pages.doors import door
from peerloom.pages.page import Page
from peerloom.pages.words import PART, SHARE, USE, WHO

if TYPE_CHECKING:
    from peerloom.definition.forms import Form, Question
    from peerloom.pages.doors import Door
    from peerloom.pages.page import Site


_TEAM = {"coordinator", "staff", "referee"}  # a reference is asked for by letter
_PRIVACY = "Each question that we ask: why we ask it, who sees the answer, and for how long we keep it."
_ACCESS = "What was done so that everybody can use this site, and whom to tell when something is in the way."


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the privacy page explains it."""

    ask: str
    why: str
    seen_by: str
    needed: str


@dataclass(frozen=True, slots=True)
class Explained:
    """A form as the privacy page explains it."""

    form: Form
    who: str
    questions: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The forms of one part of the year."""

    title: str
    doors: tuple[tuple[Door, str], ...]  # with who fills it in


def open_to_all(site: Site) -> list[Form]:
    """The forms that the site links to. Those of the team are not among them."""
    return [form for form in site.forms.values() if form.link is not None and form.who not in _TEAM]


def forms(site: Site) -> Page:
    """Every form that somebody can open from the site, by the part of the year."""
    linked = open_to_all(site)
    groups = [
        Group(title, tuple((door(f, site.program, site.today), WHO[f.who]) for f in linked if f.part == part))
        for part, title in PART.items()
    ]
    return Page(
        "forms.md",
        "Forms",
        f"All forms of {site.program.program.name}: who fills them in, what for, and when they are open.",
        "pages/forms.md.j2",
        {"groups": [group for group in groups if group.doors], "privacy": bool(site.forms)},
        site.origins(("forms",)),
    )


def privacy(site: Site) -> Page:
    """What is asked, why, who sees it and how long it is kept, from the forms themselves."""
    publication = site.program.publication
    shows = {
        "explained": [_explained(form) for form in site.forms.values()],
        "months": publication.keep_months,
        "least": publication.least,
        "contact": publication.privacy_contact,
        "organisation": site.program.organisation,
        "text": site.text("pages/privacy.md"),
        "minors": site.program.program.with_minors,
        "has_progress": bool(site.figures.figures),
    }
    return Page(
        "privacy.md",
        "Privacy",
        site.description("pages/privacy.md", _PRIVACY),
        "pages/privacy.md.j2",
        shows,
        site.origins(("forms",), ("publication",), text="pages/privacy.md"),
    )


def _explained(form: Form) -> Explained:
    return Explained(form, WHO[form.who], tuple(_asked(question) for question in form.questions))


def _asked(question: Question) -> Asked:
    needed = "You must answer" if question.required else "You may skip it"
    return Asked(question.ask, USE[question.use], SHARE[question.share], needed)


def accessibility(site: Site) -> Page:
    """What was done so that everybody can use the site, and whom to ask."""
    policies = site.program.policies
    shows = {
        "organisation": site.program.organisation,
        "policy": next((policy for policy in policies if policy.kind == "accessibility"), None),
        "text": site.text("pages/accessibility.md"),
    }
    return Page(
        "accessibility.md",
        "Accessibility",
        site.description("pages/accessibility.md", _ACCESS),
        "pages/accessibility.md.j2",
        shows,
        site.origins(("organisation",), text="pages/accessibility.md"),
    )
