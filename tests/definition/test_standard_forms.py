from __future__ import annotations

from typing import Any

import pytest

from peerloom.definition.program import Program
from peerloom.definition.standard_forms import form_findings, forms_of, standard_forms

IDS = [
    "needs-survey",
    "mentor-sign-up",
    "mentee-sign-up",
    "guardian-permission",
    "nomination",
    "partner-interest",
    "screening",
    "reference",
    "training-done",
    "details-check",
    "match-answer",
    "speed-meeting",
    "agreement",
    "first-meeting",
    "mentor-check-in",
    "mentee-check-in",
    "adult-check-in",
    "contact-note",
    "hours-log",
    "goal",
    "goal-review",
    "halfway-feedback",
    "end-feedback",
    "survey",
    "closure",
    "next-year",
    "suggestion",
    "concern",
    "win",
    "event-sign-up",
    "observation",
    "reflection",
    "change-or-stop",
]
PERSON = ["name", "call", "email", "phone", "born", "year", "household"]
QUESTIONS = [(form.id, question) for form in standard_forms().values() for question in form.questions]
OF_LISTS = ("choice", "dropdown", "choices")


def program(*forms: dict[str, Any], **parts: Any) -> Program:
    return Program.model_validate({"program": ABOUT, "forms": forms, **parts})


ABOUT = {"id": "p", "name": "P", "tagline": "T", "summary": "S"}
NEW = {"id": "clubs", "ask": "Which clubs?", "type": "choices", "options": ["chess", "choir"]}
OWN = {"id": "own", "title": "Own", "who": "anyone", "part": "support", "purpose": "To try.", "questions": [NEW]}


def findings(*forms: dict[str, Any]) -> list[tuple[tuple[str | int, ...], str, str, str]]:
    return list(form_findings(program(*forms)))


def test_all_forms_of_the_inventory_are_there_in_its_order() -> None:
    assert list(standard_forms()) == IDS


def test_a_block_is_written_out_in_its_place() -> None:
    for form in ("mentor-sign-up", "mentee-sign-up"):
        assert [q.id for q in standard_forms()[form].questions[: len(PERSON)]] == PERSON
    assert [q.id for q in standard_forms()["goal"].questions[:2]] == ["code", "match"]


def test_titles_are_file_names_and_unique() -> None:
    titles = [form.title for form in standard_forms().values()]
    assert len({title.casefold() for title in titles}) == len(IDS)
    assert not [title for title in titles if set(title) & set('/\\:*?"<>|.[]')]


@pytest.mark.parametrize("form", IDS)
def test_no_two_questions_of_a_form_share_an_id_or_words(form: str) -> None:
    questions = standard_forms()[form].questions
    assert len({q.id for q in questions}) == len(questions)
    assert len({q.ask.casefold() for q in questions}) == len(questions)


def test_lists_and_grids_are_complete() -> None:
    assert len(QUESTIONS) > 300
    for form, question in QUESTIONS:
        assert bool(question.options) == (question.type in OF_LISTS), (form, question.id)
        assert bool(question.rows and question.columns) == (question.type == "grid"), (form, question.id)
        for texts in (question.options, question.rows, question.columns):
            assert len(set(texts)) == len(texts), (form, question.id)


def test_no_option_of_several_holds_a_comma() -> None:
    assert not [(form, q.id) for form, q in QUESTIONS for option in (*q.options, *q.rows, *q.columns) if "," in option]


def test_whoever_is_counted_by_group_may_keep_it_to_themselves() -> None:
    counted = [(form, q) for form, q in QUESTIONS if q.share == "statistics" and q.type in OF_LISTS]
    assert len(counted) > 10
    assert not [(form, q.id) for form, q in counted if "Prefer not to say" not in q.options]


def test_nothing_of_a_restricted_form_is_shared() -> None:
    restricted = [form for form in standard_forms().values() if form.restricted]
    assert [form.id for form in restricted] == ["screening", "reference", "concern"]
    assert {q.share for form in restricted for q in form.questions} == {"restricted"}


@pytest.mark.parametrize("question", ["avoid", "health", "safe", "ref1", "ref2"])
def test_what_touches_safety_is_restricted(question: str) -> None:
    found = {q.share for _, q in QUESTIONS if q.id == question}
    assert found == {"restricted"}


def test_wants_and_gifts_are_the_same_list() -> None:
    forms = standard_forms()
    wants = next(q for q in forms["mentee-sign-up"].questions if q.id == "help_with")
    gifts = next(q for q in forms["mentor-sign-up"].questions if q.id == "can_help_with")
    assert wants.options == gifts.options


def test_the_program_names_its_forms_in_its_order() -> None:
    assert [form.id for form in forms_of(program({"id": "goal"}, OWN, {"id": "survey"}))] == ["goal", "own", "survey"]
    assert forms_of(program()) == ()


def test_an_entry_without_changes_is_the_standard_form() -> None:
    assert forms_of(program(*({"id": name} for name in IDS))) == tuple(standard_forms().values())


def test_only_what_is_given_replaces() -> None:
    changed = {"id": "meet", "ask": "I can come every week"}
    (form,) = forms_of(program({"id": "mentor-sign-up", "drop": ["zone"], "questions": [NEW, changed]}))
    standard = standard_forms()["mentor-sign-up"]
    order = [q.id for q in standard.questions if q.id != "zone"]
    assert [q.id for q in form.questions] == [*order, "clubs"]
    old = next(q for q in standard.questions if q.id == "meet")
    new = next(q for q in form.questions if q.id == "meet")
    assert new == old.model_copy(update={"ask": "I can come every week", "also": (old.ask,)})
    assert form.model_copy(update={"questions": standard.questions}) == standard


def test_answers_under_older_words_are_still_read() -> None:
    entry = {"id": "win", "title": "Good news", "also": ["Wins"], "questions": [{"id": "kind", "also": ["What is it"]}]}
    (form,) = forms_of(program(entry))
    assert form.title == "Good news"
    assert form.also == ("Wins", "Win or thanks")
    assert next(q for q in form.questions if q.id == "kind").also == ("What is it",)


def test_lists_of_the_program_are_filled_in() -> None:
    project = {
        "id": "river",
        "title": "Clean river",
        "need": "N",
        "summary": "S",
        "from": "2026-01-01",
        "to": "2026-02-01",
    }
    event = {
        "id": "fair",
        "title": "Fair",
        "on": "2026-01-01",
        "starts": "10:00",
        "ends": "11:00",
        "place": "P",
        "summary": "S",
    }
    module = {"id": "hear", "title": "Hear", "summary": "S", "for": ["mentor"], "minutes": "30", "objectives": ["O"]}
    names = ("training-done", "event-sign-up", "hours-log")
    made = forms_of(
        program(*({"id": n} for n in names), projects=[project], events=[event], training={"modules": [module]})
    )
    found = {(form.id, q.id): q.options for form in made for q in form.questions}
    assert found["training-done", "module"] == ("Hear",)
    assert found["event-sign-up", "event"] == ("Fair",)
    assert found["hours-log", "project"] == ("no", "Clean river")
    own = {"id": "hours-log", "questions": [{"id": "project", "options": ["none", "all"]}]}
    (form,) = forms_of(program(own, projects=[project]))
    assert next(q for q in form.questions if q.id == "project").options == ("none", "all")


def test_good_entries_have_no_findings() -> None:
    assert findings(*({"id": name} for name in IDS), OWN, {"id": "win", "drop": ["match"], "questions": [NEW]}) == []


CASES = [
    (
        {"id": "mentor-signup"},
        ("forms", 0, "id"),
        '"mentor-signup" is not a standard form, so it needs title, who, part, purpose and questions.',
        'Did you mean "mentor-sign-up"?',
    ),
    (
        {**OWN, "purpose": None},
        ("forms", 0, "id"),
        '"own" is not a standard form, so it needs purpose.',
        "Add them, or use the id of a standard form.",
    ),
    (
        {"id": "survey", "drop": ["leed"]},
        ("forms", 0, "drop", 0),
        'The standard form has no question "leed" to drop.',
        'Did you mean "lead"?',
    ),
    (
        {**OWN, "drop": ["qqqqq"]},
        ("forms", 0, "drop", 0),
        'The standard form has no question "qqqqq" to drop.',
        "Remove it.",
    ),
    (
        {"id": "survey", "drop": ["lead"], "questions": [{"id": "lead", "ask": "I lead"}]},
        ("forms", 0, "drop", 0),
        '"lead" is dropped and changed.',
        "Remove one of the two.",
    ),
    (
        {"id": "change-or-stop", "drop": ["code", "what", "more"]},
        ("forms", 0, "drop"),
        "No question of this form is left.",
        "Remove the whole form instead.",
    ),
    (
        {"id": "survey", "questions": [{"id": "wav", "ask": "When?"}]},
        ("forms", 0, "questions", 0, "type"),
        '"wav" is a new question, so it needs type.',
        'Did you mean "wave"?',
    ),
    (
        {"id": "survey", "questions": [{"id": "pizza"}]},
        ("forms", 0, "questions", 0, "ask"),
        '"pizza" is a new question, so it needs ask and type.',
        "Add a line for each.",
    ),
    (
        {"id": "survey", "questions": [{**NEW, "options": []}]},
        ("forms", 0, "questions", 0, "options"),
        '"clubs" has nothing to choose from.',
        "Add `options: [..., ...]`.",
    ),
    (
        {"id": "survey", "questions": [{**NEW, "options": ["chess", "choir", " CHESS"]}]},
        ("forms", 0, "questions", 0, "options", 2),
        'The option "CHESS" stands twice.',
        "Remove one of the two.",
    ),
    (
        {"id": "survey", "questions": [{"id": "clubs", "ask": "Clubs?", "type": "grid", "rows": ["a"]}]},
        ("forms", 0, "questions", 0, "columns"),
        'The grid "clubs" needs columns.',
        "Add a list.",
    ),
    (
        {"id": "survey", "questions": [{"id": "solve", "ask": "i can  lead a small group"}]},
        ("forms", 0, "questions", 0),
        '"solve" and "lead" ask in the same words.',
        "Reword one of them, or take the words out of `also`.",
    ),
    (
        {"id": "survey", "questions": [{"id": "solve", "also": ["I can lead a small group"]}]},
        ("forms", 0, "questions", 0),
        '"solve" and "lead" ask in the same words.',
        "Reword one of them, or take the words out of `also`.",
    ),
    (
        {"id": "screening", "questions": [{"id": "decision", "options": ["ja", "not now", "decline"]}]},
        ("forms", 0, "questions", 0, "options", 0),
        'The kit acts on "decision", and cannot know what "ja" means.',
        "Add `means: {ja: ...}` with one of: accept; not now; decline.",
    ),
    (
        {"id": "win", "questions": [{"id": "show", "options": ["no", "ja"], "means": {"ja": "yes"}}]},
        ("forms", 0, "questions", 0, "means"),
        '"yes" is not an option of the standard form.',
        "Write one of: no; yes without a name; yes with my first name (adults).",
    ),
    (
        {"id": "screening", "questions": [{"id": "decision", "means": {"acept": "accept"}}]},
        ("forms", 0, "questions", 0, "means"),
        '"acept" is not an option of "decision".',
        'Did you mean "accept"?',
    ),
    (
        {"id": "survey", "questions": [{**NEW, "means": {"chess": "go"}}]},
        ("forms", 0, "questions", 0, "means"),
        'The kit does not act on "clubs", so `means` does nothing.',
        "Remove it.",
    ),
]


def test_own_words_that_say_what_they_mean_have_no_findings() -> None:
    words = {"ja": "accept", "später": "not now", "nein": "decline"}
    change = {"id": "decision", "options": list(words), "means": words}
    assert findings({"id": "screening", "questions": [change]}) == []


@pytest.mark.parametrize(("entry", "path", "message", "hint"), CASES)
def test_a_mistake_is_told_once_at_its_place(
    entry: dict[str, Any], path: tuple[str | int, ...], message: str, hint: str
) -> None:
    entry = {name: value for name, value in entry.items() if value is not None}
    assert findings(entry) == [(path, message, hint, "error")]


@pytest.mark.parametrize(
    ("type_", "options", "odd"),
    [
        ("choices", ["chess", "arts, crafts and music"], []),  # it can be told from the others
        ("choices", ["arts", "crafts", "arts, crafts"], [2]),
        ("choices", ["Arts", "crafts, music", "arts,  crafts, MUSIC"], [2]),
        ("choices", ["arts", "arts, crafts"], []),
        ("choice", ["arts", "crafts", "arts, crafts"], []),  # only one can be picked
    ],
)
def test_an_option_that_reads_like_several_others_is_something_to_look_at(
    type_: str, options: list[str], odd: list[int]
) -> None:
    entry = {"id": "survey", "questions": [{**NEW, "type": type_, "options": options}]}
    hint = "Reword it without the comma, or its answers cannot be told apart."
    assert findings(entry) == [
        (
            ("forms", 0, "questions", 0, "options", k),
            f'The option "{options[k]}" reads like several of the others, because Google joins choices by commas.',
            hint,
            "warning",
        )
        for k in odd
    ]


def test_what_cannot_be_a_form_or_a_question_yet_is_left_out() -> None:
    made = forms_of(
        program(
            {"id": "mentor-signup"},
            {"id": "survey", "questions": [{"id": "pizza"}]},
            {"id": "change-or-stop", "drop": ["code", "what", "more"]},
            {**OWN, "questions": [{"id": "x"}]},
        )
    )
    assert made == (standard_forms()["survey"],)
