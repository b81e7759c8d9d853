"""A whole invented year as files: one for each form of a program, and the coordinator's decisions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from peerloom.simulate.answers import checking, joining, looking_back, starting, supporting
from peerloom.simulate.chance import likely, whole
from peerloom.simulate.days import DAY, year_of
from peerloom.simulate.export import file_name, file_text
from peerloom.simulate.sent import complete
from peerloom.simulate.setting import Setting
from peerloom.simulate.story import tell

if TYPE_CHECKING:
    import datetime as dt
    import random
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from peerloom.definition.forms import Form
    from peerloom.definition.program import Program
    from peerloom.simulate.sent import Sent, Values
    from peerloom.simulate.story import Story

    Teller = Callable[[Story, random.Random], Iterable[Sent]]

_BLANKS = ("mentor-sign-up", "hours-log")  # where somebody emptied a row
_TELLERS: Mapping[str, Teller] = {
    "needs-survey": joining.needs_survey,
    "mentor-sign-up": joining.mentor_sign_up,
    "mentee-sign-up": joining.mentee_sign_up,
    "guardian-permission": joining.guardian_permission,
    "nomination": joining.nomination,
    "partner-interest": joining.partner_interest,
    "screening": checking.screening,
    "reference": checking.reference,
    "training-done": checking.training_done,
    "details-check": joining.details_check,
    "match-answer": starting.match_answer,
    "speed-meeting": starting.speed_meeting,
    "agreement": starting.agreement,
    "first-meeting": starting.first_meeting,
    "mentor-check-in": supporting.mentor_check_in,
    "mentee-check-in": supporting.mentee_check_in,
    "adult-check-in": supporting.adult_check_in,
    "contact-note": supporting.contact_note,
    "hours-log": supporting.hours_log,
    "goal": supporting.goal,
    "goal-review": supporting.goal_review,
    "halfway-feedback": looking_back.halfway_feedback,
    "end-feedback": looking_back.end_feedback,
    "survey": looking_back.survey,
    "closure": looking_back.closure,
    "next-year": looking_back.next_year,
    "suggestion": looking_back.suggestion,
    "concern": looking_back.concern,
    "win": looking_back.win,
    "event-sign-up": joining.event_sign_up,
    "observation": supporting.observation,
    "reflection": supporting.reflection,
    "change-or-stop": joining.change_or_stop,
}


def year_files(
    program: Program, forms: Sequence[Form], *, seed: int, mentors: int, mentees: int, weeks: int
) -> dict[str, str] | None:
    """Every file by its name: a form each, then the decisions. None for a program without a cohort.

    The same arguments give the same texts. No answer is from after the last day of the story.
    """
    year = year_of(program, weeks)
    if year is None:
        return None
    setting = Setting(program, {form.id: form for form in forms}, year, seed)
    story = tell(setting, mentors, mentees)
    files = {file_name(form.title): _file(story, form) for form in forms}
    files[f"Pairings {year.cohort.id}.csv"] = story.decisions
    return files


def _file(story: Story, form: Form) -> str:
    rng = story.setting.stream("answers", form.id)
    teller = _TELLERS.get(form.id)
    told = list(teller(story, rng) if teller else looking_back.any_form(story, rng, form.id))
    own = story.setting.stream("rest", form.id)
    made = [(one.at, one.email, _values(own, form, one)) for one in told]
    kept = sorted((row for row in made if row[0].date() <= story.year.until), key=lambda row: row[0])
    rows = [(_edited(own, at, story.year.until), email, values) for at, email, values in kept]
    blanks = (len(rows) // 3, len(rows) // 2) if form.id in _BLANKS and len(rows) > 5 else ()  # noqa: PLR2004 - a few
    return file_text(form, rows, blanks)


def _values(rng: random.Random, form: Form, one: Sent) -> Values:
    """The answer as it is; a sign-up is complete already, because the matcher has read it."""
    return one.values if form.id in {"mentor-sign-up", "mentee-sign-up"} else complete(rng, form, one.values)


def _edited(rng: random.Random, at: dt.datetime, until: dt.date) -> dt.datetime:
    """Now and then somebody edits an answer: its row stays in its place, and its time is a later one."""
    edited, later = likely(rng, 0.01), DAY * whole(rng, 1, 2)
    return at + later if edited and (at + later).date() <= until else at
