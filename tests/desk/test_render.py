"""The whole desk, as bytes and as a browser parses it."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peerloom.definition.standards_block import Stated
from peerloom.desk.audit import forbidden
from peerloom.desk.frame import whole
from peerloom.desk.render import PAGES, SPEED, DeskError, render_desk
from peerloom.desk.seen import names_of
from peerloom.standards.assessment import Assessed, AssessedPart, Assessment
from peerloom.standards.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Callable

    from peerloom.desk.seen import Seen
    from peerloom.people.records import Participant

HTML = "{http://www.w3.org/1999/xhtml}"
ALONE = "safety.html"  # the only page of restricted answers


ALL = {**PAGES, SPEED: "Speed meetings"}


def parsed(text: str) -> Any:
    """The page as every browser reads it; a mistake in it fails."""
    parser = html5lib.HTMLParser(strict=True)
    return parser.parse(text)


def words(text: str) -> str:
    tree = parsed(text)
    body = tree.find(f"{HTML}body")
    return " ".join(
        " ".join(part for e in body.iter() if e.tag != f"{HTML}script" for part in (e.text, e.tail) if part).split()
    )


def test_the_pages_are_these(desk: dict[str, str]) -> None:
    assert sorted(desk) == [
        "cards.html",
        "data.html",
        "figures.html",
        "forms.html",
        "index.html",
        "matches.html",
        "pairings.html",
        "people.html",
        "safety.html",
        "speed.html",
        "standards.html",
        "waiting.html",
    ]


@pytest.mark.parametrize("page", ALL)
def test_a_page_parses_and_has_its_landmarks(desk: dict[str, str], page: str) -> None:
    tree = parsed(desk[f"{page}.html"])
    assert len(tree.findall(f".//{HTML}main")) == 1
    assert len(tree.findall(f".//{HTML}nav")) == 1
    assert [h.text for h in tree.findall(f".//{HTML}h1")] == [ALL[page]]
    assert tree.find(f".//{HTML}body/{HTML}a").get("href") == "#main"
    ids = [e.get("id") for e in tree.iter() if e.get("id")]
    assert len(ids) == len(set(ids))
    for cell in tree.iter(f"{HTML}th"):
        assert cell.get("scope") in {"row", "col"}


@pytest.mark.parametrize("page", ALL)
def test_the_policy_allows_this_style_and_this_script_and_nothing_else(desk: dict[str, str], page: str) -> None:
    tree = parsed(desk[f"{page}.html"])
    heads = {meta.get("http-equiv") or meta.get("name"): meta.get("content") for meta in tree.iter(f"{HTML}meta")}
    (style,) = tree.iter(f"{HTML}style")
    (script,) = tree.iter(f"{HTML}script")
    hashes = [base64.b64encode(hashlib.sha256(e.text.encode()).digest()).decode() for e in (style, script)]
    assert heads["Content-Security-Policy"] == (
        f"default-src 'none'; style-src 'sha256-{hashes[0]}'; script-src 'sha256-{hashes[1]}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    assert heads["referrer"] == "no-referrer"
    assert "noindex" in heads["robots"]
    first = next(iter(tree.iter(f"{HTML}meta")))
    assert desk[f"{page}.html"].index("Content-Security-Policy") < desk[f"{page}.html"].index("<style>")
    assert first.get("charset") == "utf-8"


@pytest.mark.parametrize("page", ALL)
def test_no_page_leads_or_asks_outside(desk: dict[str, str], page: str) -> None:
    text = desk[f"{page}.html"].replace("http://www.w3.org/2000/svg", "")
    assert re.findall(r"https?:|//[a-z0-9.-]+\.[a-z]{2,}|url\(|@import", text) == []
    found = 0
    for element in parsed(desk[f"{page}.html"]).iter():
        target = element.get("href") if isinstance(element.tag, str) else None
        if target and not target.startswith("data:image/svg+xml,"):
            found += 1
            file = target.partition("#")[0]
            assert file == "" or file in desk or target.startswith(("mailto:", "tel:")), target
    assert found > 8


@pytest.mark.parametrize("page", ALL)
def test_a_link_into_a_page_finds_its_place(desk: dict[str, str], page: str) -> None:
    ids = {file: set(re.findall(r'\bid="([^"]+)"', text)) for file, text in desk.items()}
    for target in re.findall(r'href="([^"]*#[^"]+)"', desk[f"{page}.html"]):
        file, _, place = target.partition("#")
        assert "=" in place or place in ids[file or f"{page}.html"], target


def test_restricted_answers_stand_on_their_page_and_statistics_beside_nobody(desk: dict[str, str]) -> None:
    assert "RESTRICTED-concern" in desk[ALONE]
    assert "RESTRICTED-safe-answer" in desk[ALONE]
    assert "RESTRICTED-ref-M-AAAAA3" in desk[ALONE]
    for file, text in desk.items():
        assert "STATISTICS" not in text, file
        assert "UNOWNED" not in text, file
        if file != ALONE:
            assert "RESTRICTED" not in text, file


def test_today_says_only_that_safety_needs_a_look(desk: dict[str, str]) -> None:
    today = words(desk["index.html"])
    assert "Look at Safety" in today
    assert "A safety answer." not in today  # the task's own words, and whom it is about, stay on the page Safety


def test_an_answer_is_shown_as_it_was_written_and_does_nothing(desk: dict[str, str]) -> None:
    for file in ("cards.html", "pairings.html", "matches.html", "safety.html", "index.html", "people.html"):
        tree = parsed(desk[file])
        assert len(list(tree.iter(f"{HTML}script"))) == 1, file
        assert not [e for e in tree.iter() for name in e.attrib if name.startswith("on")], file
        assert '<script>alert(1)</script> =1+1 {{ 7*7 }} {% raw %} " onclick="x' in words(desk[file]), file
    assert "<b>given-77aa</b>" in words(desk["people.html"])
    assert "given-c3d4evil" in words(desk["people.html"])  # no sign that turns the text around
    assert all("\u202e" not in text for text in desk.values())


def test_the_list_of_people_says_why_it_is_longer_than_their_number(
    made: Callable[..., Seen], templates: dict[str, str], desk: dict[str, str]
) -> None:
    told = "The list has 9 lines, because who signed up for several rounds stands in it once for each."
    assert "4 mentors and 4 mentees have signed up." in words(desk["people.html"])
    assert told in words(desk["people.html"])
    once = replace(made().records, participants=made().records.participants[:5])
    assert "The list has" not in words(render_desk(made(records=once), templates)["people.html"])


def test_the_page_forms_holds_every_question_and_a_link_as_text(
    made: Callable[..., Seen], templates: dict[str, str]
) -> None:
    forms = made().forms
    linked = forms[0].model_copy(update={"link": "https://forms.example/e/1f/viewform", "anonymous": True})
    page = render_desk(made(forms=(linked, *forms[1:])), templates)["forms.html"]
    assert [e.text for e in parsed(page).iter(f"{HTML}h3")] == [form.title for form in forms]
    asked = [e.text for e in parsed(page).iter(f"{HTML}th") if e.get("scope") == "row"]
    assert asked == [question.ask for form in forms for question in form.questions]
    assert "https://forms.example/e/1f/viewform" in words(page)
    assert 'href="https' not in page
    assert words(page).count("Do not collect e-mail addresses") == 1
    assert "The program has no form." in words(render_desk(made(forms=()), templates)["forms.html"])


def test_the_page_forms_holds_no_answer_and_nobody(made: Callable[..., Seen], templates: dict[str, str]) -> None:
    nobody = replace(made().records, participants=(), matches=(), answers={})
    empty = made(records=nobody, names={}, proposal=None, decisions=(), health=(), check_ins=(), alarms=())
    with_people, without = (render_desk(seen, templates)["forms.html"] for seen in (made(), empty))
    assert with_people.partition("<main")[2] == without.partition("<main")[2]


def test_the_same_values_give_the_same_bytes(made: Callable[..., Seen], templates: dict[str, str]) -> None:
    assert render_desk(made(), templates) == render_desk(made(), dict(reversed(templates.items())))


def test_without_anything_there_is_still_a_desk(made: Callable[..., Seen], templates: dict[str, str]) -> None:
    empty: dict[str, Any] = dict.fromkeys(("matches", "participants", "meetings", "check_ins", "goals"), ())
    records = type(made().records)(today=made().today, answers={}, fates={}, problems=(), **empty)
    pages = render_desk(
        made(
            records=records,
            names={},
            cohort="",
            proposal=None,
            decisions=(),
            figures=(),
            problems=(),
            rows=(),
            read=None,
            health=(),
            check_ins=(),
            alarms=(),
        ),
        templates,
    )
    assert {file: bool(parsed(text) is not None) for file, text in pages.items()} == dict.fromkeys(pages, True)
    assert "Nothing needs you today." in words(pages["index.html"])
    assert "No safety answer needs a look." in words(pages["safety.html"])


texts = st.text(st.characters(codec="utf-8"), max_size=60) | st.sampled_from(
    [
        "</style><script>x</script>",
        "<!--",
        "]]>",
        "&lt;img src=x onerror=y&gt;",
        "'\"`=>",
        "javascript:alert(1)",
        "{{ page }}",
        "{% include 'x' %}",
        "\u2028<svg onload=x>",
    ]
)


@settings(deadline=None)  # each example compiles every template
@given(texts, texts, texts)
def test_whatever_people_write_the_pages_keep_their_shape(name: str, answer: str, need: str) -> None:
    context = STATE["context"]
    made, person, templates = context
    shape = STATE.setdefault("shape", shape_of(render_desk(sample(made, person, "a", "b", "c"), templates)))
    assert shape_of(render_desk(sample(made, person, name, answer, need), templates)) == shape


STATE: dict[str, Any] = {}


@pytest.fixture(autouse=True, scope="module")
def _keep(made: Callable[..., Seen], person: Callable[..., Participant], templates: dict[str, str]) -> None:
    STATE["context"] = (made, person, templates)


def sample(made: Callable[..., Seen], person: Callable[..., Participant], name: str, answer: str, need: str) -> Seen:
    one = person("M-ZZZZZ2", name, answers={"hopes": answer}, needs=(need,), call="x", status="screening")
    other = made()
    records = replace(other.records, participants=(one,), matches=(), meetings=(), check_ins=(), goals=(), answers={})
    return replace(other, records=records, names=names_of((one,)), proposal=None, decisions=(), health=(), check_ins=())


def shape_of(pages: dict[str, str]) -> dict[str, list[tuple[str, tuple[str, ...]]]]:
    """Every tag with the names of its attributes."""
    found = {}
    for file in ("people.html", "cards.html"):
        body = pages[file].partition("<body>")[2]
        tree = html5lib.HTMLParser().parseFragment(body)
        found[file] = [(str(e.tag), tuple(sorted(map(str, e.attrib)))) for e in tree.iter()]
    return found


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ('<p onclick="x">a</p>', 'the attribute "onclick"'),
        ('<p style="x">a</p>', 'the attribute "style"'),
        ("<img src=x>", "the tag <img>"),
        ('<meta http-equiv="refresh" content="0;url=https://x.example/">', "the tag <meta>"),
        ("<form action=x></form>", "the tag <form>"),
        ("<iframe></iframe>", "the tag <iframe>"),
        ('<a href="https://x.example/?q">a</a>', "a link that leads out of the desk"),
        ('<a href="javascript:x">a</a>', "a link that leads out of the desk"),
        ('<a href="mailto:a@b.example?body=x">a</a>', "a link that leads out of the desk"),
        ("<!-- a -->", "a tag, comment or declaration that browsers read in different ways"),
        ("<![CDATA[ <p> ]]>", "a tag, comment or declaration that browsers read in different ways"),
        ('<a href="cards.html#M-AAAAA2">a</a><br/>', ""),
        ('<a href="people.html#status=ready">a</a> 1 &lt; 2', ""),
    ],
)
def test_what_a_page_must_not_hold_is_found(body: str, wrong: str) -> None:
    assert forbidden(body) == wrong


@pytest.mark.parametrize(
    ("template", "said"),
    [
        (
            "{% extends 'frame.html.j2' %}{% block content %}<img src='x'>{% endblock %}",
            "The page holds the tag <img>.",
        ),
        ("{{ page.nothing_like_this }}", "This template cannot be used (UndefinedError)."),
        ("{% if %}", "This template cannot be used (TemplateSyntaxError)."),
        ("{{ page.sentence.upper() }}", "This template cannot be used (SecurityError)."),
        ("{{ page.__class__.__mro__ }}", "This template cannot be used (SecurityError)."),
        ("{{ ''.join }}", "This template cannot be used (SecurityError)."),
        ("{{ page.sentence | safe }}", "This template cannot be used (TemplateAssertionError)."),
        ("{% include 'nowhere' %}", "This template cannot be used (TemplateNotFound)."),
    ],
)
def test_a_replaced_template_can_do_no_more_than_ours(
    made: Callable[..., Seen], templates: dict[str, str], template: str, said: str
) -> None:
    with pytest.raises(DeskError) as stopped:
        render_desk(made(), {**templates, "index.html.j2": template})
    assert stopped.value.problem.message == said
    assert str(stopped.value.problem.place).startswith("templates/desk/")


def test_a_template_cannot_switch_the_encoding_off(made: Callable[..., Seen], templates: dict[str, str]) -> None:
    off = "{% extends 'frame.html.j2' %}{% block content %}{% autoescape false %}{{ frame.program }}{% endautoescape %}{% endblock %}"
    page = render_desk(made(), {**templates, "index.html.j2": off})["index.html"]
    assert "<i>1a" not in page
    assert "&lt;i&gt;1a" in page


def test_a_style_or_script_that_ends_early_is_refused() -> None:
    for style, script in (("</style>", ""), ("", "</script>"), ("", "<!--"), ("\r\n", "")):
        with pytest.raises(ValueError, match="ends early"):
            whole("t", "b", style, script)


def test_costs_and_gains_are_on_their_pages(desk: dict[str, str]) -> None:
    assert "With that one instead: one person fewer would have a mentor." in words(desk["pairings.html"])
    told = words(desk["waiting.html"])
    for part in ("What would help most", "Ask for one more place with", "4 more people would have a mentor"):
        assert part in told


def test_an_offer_names_the_people_and_what_moves_from_whom_to_whom(desk: dict[str, str]) -> None:
    told = words(desk["pairings.html"])
    assert "Moving 1 pair would match 1 more person." in told
    assert "O-CCCCC2" in told
    assert "they have met" in told
    assert "Nobody was moved" in told


def test_the_sheets_hold_no_whole_name_and_no_code_of_another(desk: dict[str, str]) -> None:
    sheets = desk["speed.html"].partition('class="handouts"')[2].split("<article")[1:]
    assert len(sheets) == 4
    codes = [re.findall(r"\b[ME]-[A-Z0-9]{6}\b", sheet.partition("</h3>")[0])[-1] for sheet in sheets]
    for code, sheet in zip(codes, sheets, strict=True):
        rest = sheet.partition("</h3>")[2]
        assert re.findall(r"\b[ME]-[A-Z0-9]{6}\b", rest) == []
        assert "P-" in rest
        assert "given-" not in sheet
        assert f"call-{code[2:]}" in sheet or code == "M-GONE22"


def test_there_is_no_page_of_speed_meetings_without_a_plan(
    made: Callable[..., Seen], templates: dict[str, str]
) -> None:
    assert "speed.html" not in render_desk(made(talks=()), templates)


def test_the_standard_stands_item_by_item_with_what_shows_it(
    made: Callable[..., Seen], templates: dict[str, str]
) -> None:
    odd = "<script>alert(1)</script> {{ 7*7 }}"
    shown = (Finding("no", f"form screening {odd}", "program.yaml, line 7"), Finding("yes", "values"))
    note = Stated.model_validate({"note": f"We do. {odd}", "by": "Board", "on": "2026-03-02"})
    items = (
        Assessed("B.1.1", "Asked.", "partly", shown, "Do it.", checked=False),
        Assessed("B.1.2", "Asked.", "not", shown, "", stated=note),
    )
    found = Assessment("The book", dt.date(2026, 3, 18), (AssessedPart("recruitment", "1 Recruitment", items),))
    page = words(render_desk(made(standards=found), templates)["standards.html"])
    for said in (
        "missing: form screening",
        "program.yaml, line 7",
        "partly: 1",
        "stated by the program: 1",
        "Do it.",
        "look it up",
    ):
        assert said in page
    assert "names no standard" in words(render_desk(made(), templates)["standards.html"])
