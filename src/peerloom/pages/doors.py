"""Forms as doors: open, not yet, or closed, on a given day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import datetime as dt

    from peerloom.definition.forms import Form
    from peerloom.definition.organisation import Cohort
    from peerloom.definition.program import Program

State = Literal["open", "before", "after", "none"]


@dataclass(frozen=True, slots=True)
class Door:
    """A form's button. ``none``: the form has no link, so nobody can open it from the site."""

    form: Form
    state: State
    opens: dt.date | None
    closes: dt.date | None
    live: bool  # the visitor's browser may correct an old page by its own day


def door(form: Form, program: Program, today: dt.date) -> Door:
    """Say whether ``form`` is open on ``today``. First and last day are both open.

    A sign-up without days of its own follows the cohort that is signing up, or the next one to do so.
    """
    opens, closes = form.opens, form.closes
    if opens is None and closes is None and form.part == "recruit" and form.who in {"mentor", "mentee"}:
        cohort = cohort_for(program, today)
        if cohort is not None:
            opens, closes = cohort.sign_up_opens, cohort.sign_up_closes
    return Door(_plain(form), _state(form, opens, closes, today), opens, closes, live=not program.program.demo)


def _plain(form: Form) -> Form:
    """The form with the link for everybody: a pre-filled one is for letters, which put a person's code into it."""
    link = form.link or ""
    return form.model_copy(update={"link": link.partition("?")[0]}) if "usp=pp_url" in link else form


def _state(form: Form, opens: dt.date | None, closes: dt.date | None, today: dt.date) -> State:
    if form.link is None:
        return "none"
    if opens is not None and today < opens:
        return "before"
    return "after" if closes is not None and today > closes else "open"


def cohort_for(program: Program, today: dt.date) -> Cohort | None:
    """The cohort that somebody who signs up on ``today`` would join: the first whose sign-up has not closed.

    When all have closed it is the last one; without cohorts it is None.
    """
    cohorts = sorted(program.cohorts, key=lambda cohort: cohort.sign_up_closes)
    return next((c for c in cohorts if c.sign_up_closes >= today), cohorts[-1] if cohorts else None)
