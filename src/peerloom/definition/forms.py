"""Forms and their questions: what is asked, of whom, what for, and who may see the answer."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from peerloom.definition.fields import Day, Link, Model, QuestionId, Slug, Text, Whole, YesNo

QuestionType = Literal[
    "short",
    "long",
    "email",
    "phone",
    "number",
    "date",
    "choice",  # one of `options`
    "dropdown",  # one of `options`, as a list to open
    "choices",  # several of `options`
    "yes-no",
    "agree",  # a tick
    "scale",  # 1 to 5
    "grid",  # ticks in `rows` by `columns`
]
Share = Literal["public", "partner", "coordinator", "statistics", "restricted"]
Use = Literal[
    "contact",
    "joining",
    "matching",
    "safety",
    "training",
    "support",
    "figures",
    "thanks",
    "running",
]
Who = Literal["mentor", "mentee", "both", "family", "partner", "coordinator", "referee", "staff", "anyone"]
Part = Literal["design", "recruit", "screen", "train", "match", "support", "celebrate", "evaluate", "close", "renew"]


class Question(Model):
    """One question. Its id never changes; its words may."""

    id: QuestionId
    ask: Text
    type: QuestionType
    options: tuple[Text, ...] = ()
    other: YesNo = False  # people may write an answer of their own
    rows: tuple[Text, ...] = ()
    columns: tuple[Text, ...] = ()
    most: Whole | None = None  # choices: at most this many
    least_value: Whole | None = None  # number: the smallest and the greatest that make sense
    most_value: Whole | None = None
    required: YesNo = False
    share: Share = "coordinator"
    use: Use = "running"
    help: Text = ""
    also: tuple[Text, ...] = ()  # older wordings: columns under these titles are read as this question
    only: Literal["mentor", "mentee"] | None = None  # asked of this side alone; see the question `side`
    decides: YesNo = False  # the kit acts on what is picked, so it must know what each option means
    means: dict[Text, Text] = Field(
        default_factory=dict
    )  # a program's own option -> the option of the standard form that it stands for


class Form(Model):
    """A whole form, as it is asked."""

    id: Slug
    title: Text
    who: Who
    part: Part
    purpose: Text
    anonymous: YesNo = False
    repeats: YesNo = False  # one person answers it again and again; else the newest answer counts
    restricted: YesNo = False  # nothing of it leaves its own page of the desk
    questions: Annotated[tuple[Question, ...], Field(min_length=1)]
    link: Link | None = None
    opens: Day | None = None
    closes: Day | None = None
    also: tuple[Text, ...] = ()  # older titles: files under these names are read as this form


class Change(Model):
    """What a program changes about a question of a standard form, or a whole question of its own."""

    id: QuestionId
    ask: Text | None = None
    type: QuestionType | None = None
    options: tuple[Text, ...] | None = None
    other: YesNo | None = None
    rows: tuple[Text, ...] | None = None
    columns: tuple[Text, ...] | None = None
    most: Whole | None = None
    least_value: Whole | None = None
    most_value: Whole | None = None
    required: YesNo | None = None
    share: Share | None = None
    use: Use | None = None
    help: Text | None = None
    also: tuple[Text, ...] | None = None
    only: Literal["mentor", "mentee"] | None = None  # asked of one side alone, in a form that asks for the side
    means: dict[Text, Text] | None = None  # own options in the words of the standard form


class FormEntry(Model):
    """A form in program.yaml. With the id of a standard form it starts from that one."""

    id: Slug
    title: Text | None = None
    who: Who | None = None
    part: Part | None = None
    purpose: Text | None = None
    anonymous: YesNo | None = None
    repeats: YesNo | None = None
    link: Link | None = None
    opens: Day | None = None
    closes: Day | None = None
    also: tuple[Text, ...] = ()
    drop: tuple[QuestionId, ...] = ()  # questions of the standard form that are not asked
    questions: tuple[Change, ...] = ()  # reworded ones keep their place, new ones come last
