"""The script that makes the forms: its types, and what it does in Google's services as their types describe them."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from peerloom.commands.forms import told
from peerloom.definition.program import Program
from peerloom.definition.standard_forms import forms_of, standard_forms
from peerloom.google.script import OneForm, Question, Section, forms_script

HERE = Path(__file__).parent
IN_CI = bool(os.environ.get("CI"))  # read once: tests run without it
MODULES = HERE.parents[1] / ".test-tools" / "node_modules"
NASTY = [
    "</script><script>alert(1)</script>",
    'He said "hello" \\ and `${1+1}` \u2028 \u2029 end',
    "=IMPORTXML(1)",
    "emoji \U0001f600 and *markup*",
    "'); DriveApp.getFiles(); ('",
    "\x00\x07 control",
]


def node() -> str:
    found = shutil.which("node")
    if found is None or not (MODULES / "typescript").exists():
        if IN_CI:
            pytest.fail("Node.js or TypeScript is missing; scripts/test.py installs TypeScript")
        pytest.skip("Node.js or TypeScript is missing; scripts/test.py installs TypeScript")
    return found


@dataclass
class Run:
    """One run of a function of the script."""

    log: list[str]
    calls: list[str]
    error: str | None
    state: dict[str, Any]

    def form(self, title: str) -> dict[str, Any]:
        (found,) = [form for form in self.state["forms"].values() if form["title"] == title]
        return found  # type: ignore[no-any-return]

    def titles(self, title: str) -> list[str]:
        return [item["title"] for item in self.form(title)["items"]]

    def made(self) -> Any:
        """What was made, without numbers that depend on the order in which it was made."""
        forms = [
            {**form, "items": [{k: v for k, v in item.items() if k not in {"id", "goTo"}} for item in form["items"]]}
            for form in self.state["forms"].values()
        ]
        return sorted(forms, key=lambda form: str(form["title"])), sorted(
            sheet["name"] for sheet in self.state["book"]["sheets"]
        )


@dataclass
class Stage:
    """Google's services with what earlier runs left in them."""

    folder: Path

    def run(self, script: str, function: str = "buildForms") -> Run:
        out = self._node(script, function)
        state = json.loads((self.folder / "state.json").read_text(encoding="utf-8"))
        return Run(out["log"], out["calls"], out["error"], state)

    def stopped_everywhere(self, script: str) -> list[Run]:
        """A whole run, then for each change a run that was stopped at it and the run after that."""
        return [Run([], [], one["error"], one["state"]) for one in self._node(script, "buildForms", "sweep")]

    def _node(self, script: str, *words: str) -> Any:
        file = self.folder / "forms.gs"
        file.write_text(script, encoding="utf-8")
        state = str(self.folder / "state.json")
        done = subprocess.run(
            [node(), str(HERE / "stub.cjs"), str(MODULES), str(file), state, *words],
            capture_output=True,
            check=True,
            encoding="utf-8",
            timeout=120,
        )
        return json.loads(done.stdout)


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    node()
    return Stage(tmp_path)


def question(key: str, kind: str = "short", **more: Any) -> Question:
    return Question(key=key, type=kind, ask=more.pop("ask", f"What is {key}?"), help="", required=False, **more)


def small(*extra: Question, title: str = "Small") -> str:
    first = (question("code"), question("n", "number", low=1, high=9), *extra)
    second = (question("times", "grid", rows=("Monday", "Friday"), columns=("lunch", "evening")),)
    sections = (Section("page-1", "One", first), Section("page-2", "Two", second))
    return forms_script("p", "Europe/London", [OneForm("small", title, "About.", anonymous=False, sections=sections)])


ALL = [told(form) for form in standard_forms().values()]


def test_the_same_forms_give_the_same_script_in_plain_letters() -> None:
    script = forms_script("demo", "", ALL)
    assert script == forms_script("demo", "", ALL)
    assert script.isascii()
    assert len(ALL) > 30


@pytest.mark.parametrize("text", NASTY)
def test_whatever_a_question_says_is_data(stage: Stage, text: str) -> None:
    script = small(question("nasty", "choice", ask=text, options=(text, "b")))
    assert "</script" not in script
    run = stage.run(script)
    assert run.error is None
    assert text in run.titles("Small")
    assert {call.partition(".")[0] for call in run.calls}.isdisjoint({"DriveApp", "GmailApp", "UrlFetchApp"})


def test_the_script_has_no_mistake_that_types_can_show(tmp_path: Path) -> None:
    tsc, file = MODULES / "typescript" / "bin" / "tsc", tmp_path / "forms.js"
    file.write_text(forms_script("demo", "", ALL), encoding="utf-8")
    words = ["--noEmit", "--allowJs", "--checkJs", "--strict", "--target", "ES2022", "--lib", "ES2022"]
    types = ["--typeRoots", str(MODULES / "@types"), "--types", "google-apps-script"]
    done = subprocess.run(
        [node(), str(tsc), *words, *types, str(file), str(HERE / "missing.d.ts")],
        capture_output=True,
        check=False,
        encoding="utf-8",
        timeout=120,
    )
    assert (done.returncode, done.stdout) == (0, "")


def test_every_form_is_made_with_every_question_in_its_order(stage: Stage) -> None:
    run = stage.run(forms_script("demo", "Europe/London", ALL))
    assert run.error is None
    for form in ALL:
        pages = [section.title for section in form.sections[1:]]
        wanted = [asked.ask for section in form.sections for asked in section.questions]
        assert [title for title in run.titles(form.title) if title not in pages] == wanted
        made = run.form(form.title)
        assert made["addresses"] == ("DO_NOT_COLLECT" if form.anonymous else "RESPONDER_INPUT")
        assert made["published"] is True
    names = [sheet["name"] for sheet in run.state["book"]["sheets"]]
    assert set(names) == {form.title for form in ALL} | {"_schema", "_links"}
    assert run.state["book"]["zone"] == "Europe/London"
    (schema,) = [sheet["cells"] for sheet in run.state["book"]["sheets"] if sheet["name"] == "_schema"]
    assert len(schema) == 1 + sum(len(section.questions) for form in ALL for section in form.sections)
    assert all(isinstance(cell, str) for row in schema for cell in row)
    again = stage.run(forms_script("demo", "Europe/London", ALL))
    assert (again.made(), again.error) == (run.made(), None)


def test_a_run_that_google_stops_anywhere_is_repaired_by_the_next(stage: Stage) -> None:
    whole, *stopped = stage.stopped_everywhere(small(question("pick", "choices", options=("a", "b"), most=1)))
    assert len(stopped) > 20
    assert all((run.made(), run.error) == (whole.made(), None) for run in stopped)


def test_a_reworded_question_is_the_same_item_and_a_new_one_gets_its_place(stage: Stage) -> None:
    before = stage.run(small())
    ids = [item["id"] for item in before.form("Small")["items"]]
    reworded = question("n", "number", ask="How many?", low=1, high=9)
    first = (question("code"), question("between"), reworded)
    form = OneForm("small", "Small", "About.", anonymous=False, sections=(Section("page-1", "One", first),))
    after = stage.run(forms_script("p", "", [form]))
    assert after.titles("Small") == ["What is code?", "What is between?", "How many?", "Two", "What is times?"]
    assert [item["id"] for item in after.form("Small")["items"] if item["title"] == "How many?"] == [ids[1]]


def test_a_question_of_another_kind_is_a_new_one_and_the_old_stays(stage: Stage) -> None:
    stage.run(small(question("x")))
    run = stage.run(small(question("x", "long")))
    assert run.titles("Small").count("What is x?") == 2
    assert any("The old question stays" in line for line in run.log)


def test_a_form_that_was_deleted_is_made_anew(stage: Stage) -> None:
    run = stage.run(small())
    for form in run.state["forms"].values():
        form["deleted"] = True
    run.state["properties"].pop("done:small")
    (stage.folder / "state.json").write_text(json.dumps(run.state), encoding="utf-8")
    again = stage.run(small())
    assert [form.get("deleted", False) for form in again.state["forms"].values()] == [True, False]


def test_a_rename_by_hand_is_learnt_by_refreshing_the_schema_and_told_by_the_check(stage: Stage) -> None:
    run = stage.run(small())
    (form,) = run.state["forms"].values()
    form["items"][0]["title"] = "Your code, please"
    (stage.folder / "state.json").write_text(json.dumps(run.state), encoding="utf-8")
    told_ = stage.run(small(), "checkForms").log[-1]
    assert told_ == 'Small: "What is code?" is called "Your code, please" in the form.'
    schema = stage.run(small(), "refreshSchema").state["book"]["sheets"]
    (cells,) = [sheet["cells"] for sheet in schema if sheet["name"] == "_schema"]
    assert cells[1][2:5:2] == ["code", "Your code, please"]


def test_links_are_printed_for_the_program_and_one_has_a_place_for_the_code(stage: Stage) -> None:
    run = stage.run(small())
    assert "forms:\n  - id: small\n    link: https://docs.google.com/forms/d/e/" in run.log[-1]
    (cells,) = [sheet["cells"] for sheet in run.state["book"]["sheets"] if sheet["name"] == "_links"]
    assert cells[1][2].endswith("=CODE")


def test_each_side_gets_its_own_page_and_all_meet_again() -> None:
    own = [
        {"id": "a", "ask": "Mentors?", "type": "long", "only": "mentor"},
        {"id": "b", "ask": "Mentees?", "type": "long", "only": "mentee"},
    ]
    about = {"id": "p", "name": "P", "tagline": "T", "summary": "S"}
    (form,) = forms_of(
        Program.model_validate({"program": about, "forms": [{"id": "halfway-feedback", "questions": own}]})
    )
    sections = told(form).sections
    assert [(section.side, [q.key for q in section.questions][:2]) for section in sections] == [
        ("", ["side"]),
        ("mentor", ["a"]),
        ("mentee", ["b"]),
        ("", ["useful", "respect"]),
    ]


def test_the_answer_who_somebody_is_leads_to_their_page(stage: Stage) -> None:
    sections = (
        Section("page-1", "Who", (question("side", "choice", options=("mentor", "mentee")),)),
        Section("page-mentor", "For mentors", (question("a"),), "mentor"),
        Section("page-mentee", "For mentees", (question("b"),), "mentee"),
        Section("page-4", "All", (question("c"),)),
    )
    run = stage.run(forms_script("p", "", [OneForm("f", "F", "", anonymous=True, sections=sections)]))
    items = {item["title"]: item for item in run.form("F")["items"]}
    pages = {items[title]["id"]: title for title in ("For mentors", "For mentees", "All")}
    leads = {choice["text"]: pages[choice["where"]["id"]] for choice in items["What is side?"]["choices"]}
    assert leads == {"mentor": "For mentors", "mentee": "For mentees"}
    assert pages[items["For mentees"]["goTo"]["id"]] == "All"  # where the page of mentors goes on


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("form.setTitle(told.title)", "form.setTitel(told.title)"),
        ("FormApp.ItemType.CHECKBOX;", "FormApp.ItemType.CHECKBOXES;"),
        (".setBounds(1, 5)", ".setBounds('1', '5')"),
        (".setNumberFormat('@')", ".setNumberFormat(1)"),
    ],
)
def test_the_stub_finds_planted_faults(stage: Stage, good: str, bad: str) -> None:
    script = forms_script("demo", "", ALL)
    assert re.search(re.escape(good), script)
    assert stage.run(script.replace(good, bad)).error is not None
