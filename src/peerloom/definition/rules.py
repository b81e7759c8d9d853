"""What must hold inside program.yaml alone. Each rule is a function whose docstring is the rule, as a fact.

To add one: the function, its name in ``RULES``, its row in the table of tests/definition/test_rules.py.
"""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, Any

from peerloom.definition.figures import FIGURES
from peerloom.definition.findings import suggest
from peerloom.definition.learning import TOPICS
from peerloom.definition.model import model_can_be_formed
from peerloom.definition.pairing import (
    areas_are_asked,
    hours_are_known,
    matching_rules_agree,
    matching_rules_can_hold,
    points_can_be_divided,
)
from peerloom.definition.standard_forms import form_findings, forms_of
from peerloom.definition.standards import standards_are_known
from peerloom.definition.zones import zone_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from peerloom.definition.findings import Finding
    from peerloom.definition.forms import Form, Question
    from peerloom.definition.program import Program
    from peerloom.definition.tree import Path

_LISTS = ("goals", "roles", "cohorts", "guides", "prompts", "partners", "projects", "events")
_MORE_LISTS = ("help", "policies", "stories", "forms")
_EDIT = re.compile(r"/forms/.*/edit([?#].*)?$")
_MINORS_POLICIES = ("code-of-conduct", "confidentiality", "safeguarding", "closure")


def ids_are_unique(program: Program) -> Iterator[Finding]:
    """No two entries of a list have the same id."""
    for part in (*_LISTS, *_MORE_LISTS):
        yield from _doubles((part,), getattr(program, part))
    yield from _doubles(("training", "modules"), program.training.modules)
    yield from _doubles(("recognition", "milestones"), program.recognition.milestones)
    yield from _doubles(("recognition", "awards"), program.recognition.awards)
    for i, module in enumerate(program.training.modules):
        at = ("training", "modules", i)
        yield from _doubles((*at, "checks"), module.checks)
        yield from _doubles((*at, "scenarios"), module.scenarios)
        for j, scenario in enumerate(module.scenarios):
            yield from _doubles((*at, "scenarios", j, "steps"), scenario.steps)
    for i, form in enumerate(program.forms):
        yield from _doubles(("forms", i, "questions"), form.questions)


def _doubles(path: Path, entries: Sequence[Any]) -> Iterator[Finding]:
    seen: set[str] = set()
    for i, entry in enumerate(entries):
        if entry.id in seen:
            yield (*path, i, "id"), f'The id "{entry.id}" is used twice in this list.', "Give one of them another id."
        seen.add(entry.id)


def named_partners_exist(program: Program) -> Iterator[Finding]:
    """Every partner named by a project or an event is a partner of this program."""
    known = [partner.id for partner in program.partners]
    for part in ("projects", "events"):
        for i, entry in enumerate(getattr(program, part)):
            if entry.partner is not None and entry.partner not in known:
                yield (part, i, "partner"), f'There is no partner "{entry.partner}".', suggest(entry.partner, known)


def needed_modules_exist(program: Program) -> Iterator[Finding]:
    """Every module named in ``needs`` is a module of this program."""
    known = [module.id for module in program.training.modules]
    for i, module in enumerate(program.training.modules):
        for j, need in enumerate(module.needs):
            if need not in known:
                path = ("training", "modules", i, "needs", j)
                yield path, f'There is no module "{need}".', suggest(need, known)


def no_module_needs_itself(program: Program) -> Iterator[Finding]:
    """No module must be taken before itself, not even by a detour."""
    needs = {module.id: module.needs for module in program.training.modules}
    ids = [module.id for module in program.training.modules]
    for i, module in enumerate(program.training.modules):
        reached, ahead = set(), list(module.needs)
        while ahead:
            step = ahead.pop()
            if step not in reached:
                reached.add(step)
                ahead += needs.get(step, ())
        if module.id in reached and ids.count(module.id) == 1:
            message = f'"{module.id}" would have to be taken before itself.'
            yield ("training", "modules", i, "needs"), message, "Remove one of the needs in this circle."


def role_plays_can_be_played(program: Program) -> Iterator[Finding]:
    """Every choice leads to a step of its own scenario, and every step can be reached from the first."""
    for i, module in enumerate(program.training.modules):
        for j, scenario in enumerate(module.scenarios):
            at = ("training", "modules", i, "scenarios", j, "steps")
            known = [step.id for step in scenario.steps]
            led_to = {known[0]}
            for k, step in enumerate(scenario.steps):
                for n, choice in enumerate(step.choices):
                    if choice.next is not None and choice.next not in known:
                        message = f'There is no step "{choice.next}" in this role play.'
                        yield (*at, k, "choices", n, "next"), message, suggest(choice.next, known)
                    led_to.add(choice.next or "")
            for k, name in enumerate(known):
                if name not in led_to:
                    yield (*at, k, "id"), f'No choice leads to the step "{name}".', "Name it in a `next`, or remove it."


def self_checks_have_a_right_answer(program: Program) -> Iterator[Finding]:
    """Every self-check question has at least one right and one wrong answer."""
    for i, module in enumerate(program.training.modules):
        for j, check in enumerate(module.checks):
            path = ("training", "modules", i, "checks", j, "answers")
            if not any(answer.right for answer in check.answers):
                yield path, f'The question "{check.id}" has no right answer.', "Write `right: yes` for one of them."
            elif all(answer.right for answer in check.answers):
                yield path, f'The question "{check.id}" has no wrong answer.', "Write `right: no` for one of them."


def required_topics_are_covered(program: Program) -> Iterator[Finding]:
    """Every required topic is taught by a module."""
    taught = {topic for module in program.training.modules for topic in module.topics}
    for i, topic in enumerate(program.training.required_topics):
        if topic not in taught:
            message = f'No module covers the topic "{topic}" ({TOPICS[topic]}).'
            yield ("training", "required_topics", i), message, "Add it to the `topics` of a module that teaches it."


def dates_are_in_order(program: Program) -> Iterator[Finding]:
    """What opens closes later, what starts ends later, and the steps of a cohort follow each other."""
    steps = ("sign_up_opens", "sign_up_closes", "matching", "starts", "ends")
    for i, cohort in enumerate(program.cohorts):
        for before, after in itertools.pairwise(steps):
            yield from _order(("cohorts", i), cohort, before, after)
        for j, pause in enumerate(cohort.breaks):
            yield from _order(("cohorts", i, "breaks", j), pause, "first", "last")
    for i, project in enumerate(program.projects):
        yield from _order(("projects", i), project, "from_", "to")
    for i, event in enumerate(program.events):
        yield from _order(("events", i), event, "starts", "ends")
    for i, form in enumerate(program.forms):
        if form.opens is not None and form.closes is not None:
            yield from _order(("forms", i), form, "opens", "closes")


def _order(path: Path, block: Any, before: str, after: str) -> Iterator[Finding]:
    if getattr(block, after) < getattr(block, before):
        name, other = after.rstrip("_"), before.rstrip("_")
        message = f'"{name}" is before "{other}".'
        yield (*path, name), message, f"Check both dates; {name} is {getattr(block, after)}."


def goals_have_a_measure(program: Program) -> Iterator[Finding]:
    """Every goal says how it is measured, by a figure or a question that exists, with a target."""
    questions = _questions(forms_of(program))
    for i, goal in enumerate(program.goals):
        if not goal.measure:
            hint = f"Add `measure:` with a figure, for example {', '.join(list(FIGURES)[9:12])}, or form.question."
            yield ("goals", i), f'The goal "{goal.id}" has no measure.', hint
        elif goal.measure not in FIGURES and goal.measure not in questions:
            known = [*FIGURES, *questions]
            message = f'There is no figure or question "{goal.measure}".'
            yield ("goals", i, "measure"), message, suggest(goal.measure, known)
        if goal.measure and goal.target is None:
            yield ("goals", i), f'The goal "{goal.id}" has no target.', "Add `target:` with a number.", "warning"


def measures_have_questions(program: Program) -> Iterator[Finding]:
    """Every figure that a goal or the progress page uses is computed from forms that the program has."""
    forms = {form.id: form for form in forms_of(program)}
    questions = _questions(forms.values())
    used: list[tuple[Path, str]] = [(("goals", i, "measure"), goal.measure) for i, goal in enumerate(program.goals)]
    used += [(("evaluation", "figures", i), name) for i, name in enumerate(program.evaluation.figures)]
    for path, name in used:
        for need in FIGURES[name].needs if name in FIGURES else ():
            if need not in forms and need not in questions:
                kind = "question" if "." in need else "form"
                message = f'"{name}" is computed from the {kind} "{need}", which this program does not have.'
                yield path, message, f"Add the {kind} under `forms:`, or choose another figure."


def _questions(forms: Iterable[Form]) -> dict[str, Question]:
    return {f"{form.id}.{question.id}": question for form in forms for question in form.questions}


def shown_figures_exist(program: Program) -> Iterator[Finding]:
    """Every figure of the progress page is known and may be public."""
    public = [name for name, spec in FIGURES.items() if spec.public]
    for i, name in enumerate(program.evaluation.figures):
        if name not in FIGURES:
            yield ("evaluation", "figures", i), f'There is no figure "{name}".', suggest(name, public)
        elif not FIGURES[name].public:
            message = f'The figure "{name}" is for the coordinator only.'
            yield ("evaluation", "figures", i), message, "Remove it; it stays on the desk."


def roles_name_their_form(program: Program) -> Iterator[Finding]:
    """The form of a role is a form of this program."""
    known = [form.id for form in forms_of(program)]
    for i, role in enumerate(program.roles):
        if role.form is not None and role.form not in known:
            yield ("roles", i, "form"), f'There is no form "{role.form}".', suggest(role.form, known)


def links_are_for_answering(program: Program) -> Iterator[Finding]:
    """No form's link is the one with which its makers edit it."""
    for i, form in enumerate(program.forms):
        if form.link is not None and _EDIT.search(form.link):
            message = f'The link of "{form.id}" is the one to edit the form: everybody could change it.'
            hint = "Take the link that Google Forms gives you under Send. It ends with viewform."
            yield ("forms", i, "link"), message, hint


def minors_are_protected(program: Program) -> Iterator[Finding]:
    """A program with minors says whom to call, and has the policies that protect them."""
    if not program.program.with_minors:
        return
    at = ("program", "with_minors")
    if program.safeguarding is None:
        hint = "Add a block `safeguarding:` with role, phone, emergency_phone and emergency."
        yield at, "Minors take part, but nobody is named whom they can call.", hint
    kinds = {policy.kind for policy in program.policies}
    for kind in _MINORS_POLICIES:
        if kind not in kinds:
            hint = f"Add a policy with `kind: {kind}`, or `with_minors: no` under `program:` if all are adults."
            yield at, f"Minors take part, but there is no policy of the kind {kind}.", hint


def disclosure_is_not_looser(program: Program) -> Iterator[Finding]:
    """Public figures are at least as careful as the kit's own rules, or the program says that they are not."""
    usual = {"least": 10, "round_to": 5, "percent_least": 20}
    lowest = {"least": 10 if program.program.with_minors else 5, "round_to": 3, "percent_least": 10}
    for name, least in (lowest if program.publication.looser else usual).items():
        if getattr(program.publication, name) < least:
            message = f'"{name}" is below {least}, so figures could point at a person.'
            yield ("publication", name), message, f"Write {least} or more."


def speed_meetings_are_heard(program: Program) -> Iterator[Finding]:
    """Where speed meetings are planned their answers come back by a form, and where they count they are planned."""
    matching = program.matching
    asked = any(form.id == "speed-meeting" for form in program.forms)
    possible = program.model is None or program.model.one_by_one  # else ``model_can_be_formed`` tells it
    if matching.speed_meetings is not None and possible and not asked:
        message = "Speed meetings are planned, but nobody is asked how they went."
        yield ("matching", "speed_meetings"), message, "Add a line `- id: speed-meeting` under `forms:`."
    for i, wish in enumerate(matching.prefer):
        if wish.wish == "met" and matching.speed_meetings is None:
            message = "This wish reads the answers to speed meetings, and none are planned."
            hint = "Add `speed_meetings: {rounds: 4}` under `matching:`, or remove this wish."
            yield ("matching", "prefer", i, "wish"), message, hint


def sources_can_be_read(program: Program) -> Iterator[Finding]:
    """What is read online is a form of this program, in a time zone that exists, and there is a sheet to write to."""
    sources, known = program.sources, [form.id for form in forms_of(program)]
    for name in sources.forms:
        if name not in known:
            yield ("sources", "forms", name), f'There is no form "{name}".', suggest(name, known)
    if sources.forms and sources.zone is None:
        message = "Google gives the times of these forms in UTC, so the time zone of the program must be known."
        yield ("sources", "forms"), message, "Add `zone: Europe/Berlin` here, with your own zone."
    if sources.zone is not None and zone_of(sources.zone) is None:
        message = f'There is no time zone "{sources.zone}".'
        yield ("sources", "zone"), message, "Use a name of the time zone database, for example Europe/Berlin."
    if sources.write_back and sources.spreadsheet is None:
        yield ("sources", "write_back"), "There is no spreadsheet to write to.", "Add `spreadsheet:` with its link."


def fairness_has_a_use(program: Program) -> Iterator[Finding]:
    """A price of fairness stands only where the mode of the pairing asks for it."""
    matching = program.matching
    if "fairness" in matching.model_fields_set and matching.mode != "balanced":
        message = f'"fairness" does nothing in the mode "{matching.mode}".'
        yield ("matching", "fairness"), message, "Remove it, or write `mode: balanced`.", "warning"


RULES: tuple[Callable[[Program], Iterator[Finding]], ...] = (
    ids_are_unique,
    named_partners_exist,
    needed_modules_exist,
    no_module_needs_itself,
    role_plays_can_be_played,
    self_checks_have_a_right_answer,
    required_topics_are_covered,
    dates_are_in_order,
    form_findings,
    goals_have_a_measure,
    measures_have_questions,
    shown_figures_exist,
    roles_name_their_form,
    links_are_for_answering,
    minors_are_protected,
    disclosure_is_not_looser,
    matching_rules_can_hold,
    points_can_be_divided,
    matching_rules_agree,
    hours_are_known,
    areas_are_asked,
    fairness_has_a_use,
    sources_can_be_read,
    speed_meetings_are_heard,
    model_can_be_formed,
    standards_are_known,
)
