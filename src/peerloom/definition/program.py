"""The whole of program.yaml as one value."""

from __future__ import annotations

from peerloom.definition.community import Event, HelpEntry, Partner, Project
from peerloom.definition.fields import Model
from peerloom.definition.forms import FormEntry
from peerloom.definition.learning import Guide, Policy, Prompt, Story, Training
from peerloom.definition.organisation import (
    About,
    Cohort,
    Evaluation,
    Goal,
    LogicModel,
    Matching,
    Organisation,
    Publication,
    Recognition,
    RoleSheet,
    Safeguarding,
    Shape,
    Support,
)
from peerloom.definition.sources import Sources
from peerloom.definition.standards_block import Standards


class Program(Model):
    """A mentoring program. Only ``program`` must be there; every other part is optional."""

    program: About
    organisation: Organisation | None = None
    safeguarding: Safeguarding | None = None
    model: Shape | None = None
    goals: tuple[Goal, ...] = ()
    logic_model: LogicModel | None = None
    roles: tuple[RoleSheet, ...] = ()
    cohorts: tuple[Cohort, ...] = ()
    training: Training = Training()
    guides: tuple[Guide, ...] = ()
    prompts: tuple[Prompt, ...] = ()
    partners: tuple[Partner, ...] = ()
    projects: tuple[Project, ...] = ()
    events: tuple[Event, ...] = ()
    help: tuple[HelpEntry, ...] = ()
    policies: tuple[Policy, ...] = ()
    stories: tuple[Story, ...] = ()
    forms: tuple[FormEntry, ...] = ()
    sources: Sources = Sources()
    matching: Matching = Matching()
    support: Support = Support()
    evaluation: Evaluation = Evaluation()
    recognition: Recognition = Recognition()
    publication: Publication = Publication()
    standards: Standards | None = None
