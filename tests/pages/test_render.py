from __future__ import annotations

import ast
import itertools
import json
import posixpath
import re
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PARTS = (
    "organisation",
    "safeguarding",
    "model",
    "goals",
    "logic_model",
    "roles",
    "cohorts",
    "training",
    "guides",
    "prompts",
    "partners",
    "projects",
    "events",
    "help",
    "policies",
    "stories",
    "forms",
    "matching",
    "support",
    "evaluation",
    "recognition",
    "publication",
    "standards",
    "sources",
)
_LINK = re.compile(r"\]\(([^)\s]*)\)|\]: (\S+)$", re.MULTILINE)
_HEADING = re.compile(r"^#+ .*\{ #([a-z0-9-]+) \}$|^#+ (.*)$", re.MULTILINE)
_ID = re.compile(r'id="([a-z0-9-]+)"')


def head(text: str) -> dict[str, Any]:
    """What a page says about itself: each value is JSON."""
    rows = text.split("---\n")[1].splitlines()
    return {name: json.loads(value) for name, _, value in (row.partition(": ") for row in rows)}


def links(files: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Every link of every page to another page: (page, where it leads), both below the root."""
    for path, text in files.items():
        for found in _LINK.findall(text):
            target = "".join(found)
            if not target.startswith(("https:", "mailto:", "tel:")):
                yield path, posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
        home = head(text).get("home", {}) if path.endswith(".md") else {}
        for entry in (
            *home.get("buttons", ()),
            *home.get("figures", ()),
            *home.get("next", ()),
            *home.get("doors", ()),
        ):
            page, hash_, part = entry["href"].partition("#")
            file = f"{page}index.md" if f"{page}index.md" in files else f"{page.rstrip('/')}.md"
            yield path, file + hash_ + part


def dead(made: Any) -> list[tuple[str, str]]:
    """Links of pages and of the nav that lead to no page, or to no part of it."""
    files = {path: text if isinstance(text, str) else text.decode() for path, text in made.rendered.files.items()}
    known = {*files, *(path for path in made.site.content if not path.endswith(".md"))}
    ids = {path: {*_ID.findall(text), *(found[0] for found in _HEADING.findall(text))} for path, text in files.items()}
    found = [*links(files), *(("nav", path) for path in pages_of(made.rendered.nav))]
    assert found
    wrong = []
    for page, target in found:
        path, _, part = target.partition("#")
        of_text = any(name.lower() == part for _, name in _HEADING.findall(files.get(path, "")))
        if path not in known or (part and part not in ids[path] and not of_text):
            wrong.append((page, target))
    return wrong


def pages_of(nav: Any) -> list[str]:
    """Every page in the nav."""
    if isinstance(nav, str):
        return [nav]
    entries = nav if isinstance(nav, list) else list(nav.values())
    return [path for entry in entries for path in pages_of(entry)]


def without(*parts: str) -> Callable[[dict[str, Any]], object]:
    return lambda tree: [tree.pop(part) for part in parts]


def test_the_small_program_has_one_of_each_block(make: Callable[..., Any]) -> None:
    from peerloom.definition.program import Program  # noqa: PLC0415 - this test alone looks at the type

    seen: set[str] = set()
    make(seen.update)
    assert seen == {"program", *PARTS} == Program.model_fields.keys()


def test_the_pages_are_those_that_were_reviewed(small: Any, golden: Callable[..., None]) -> None:
    made = {path: text if isinstance(text, str) else text.decode() for path, text in small.rendered.files.items()}
    order = json.dumps({"nav": small.rendered.nav, "extra": small.rendered.extra}, indent=1, ensure_ascii=False)
    golden("small", made | {"site.json": f"{order}\n"})


def test_the_same_input_gives_the_same_bytes(small: Any, make: Callable[..., Any]) -> None:
    other = make(texts=dict(reversed(small.site.content.items())))
    assert other.rendered == small.rendered
    assert list(other.rendered.files) == list(small.rendered.files)


def test_every_link_leads_to_a_page_and_its_part(small: Any) -> None:
    assert dead(small) == []


@pytest.fixture(scope="module")
def texts(small: Any) -> dict[str, str]:
    """The texts of the small program without links: what they link to may be gone."""
    return {path: "## First\n\nText.\n" if path.endswith(".md") else "" for path in small.site.content}


@pytest.mark.parametrize("part", PARTS)
def test_without_a_part_no_link_is_dead(make: Callable[..., Any], texts: dict[str, str], part: str) -> None:
    assert dead(make(without(part), texts=texts)) == []


@pytest.mark.parametrize("part", PARTS)
def test_with_one_part_alone_no_link_is_dead(make: Callable[..., Any], texts: dict[str, str], part: str) -> None:
    made = make(without(*(other for other in PARTS if other != part)), texts=texts)
    assert dead(made) == []
    assert {"index.md", "about.md", "accessibility.md"} <= made.texts.keys()


@pytest.mark.parametrize("role", ["mentor", "mentee", "family", "coordinator"])
def test_with_one_role_alone_no_link_is_dead(make: Callable[..., Any], texts: dict[str, str], role: str) -> None:
    def change(tree: dict[str, Any]) -> None:
        tree["roles"] = [entry for entry in tree["roles"] if entry["id"] == role]

    assert dead(make(change, texts=texts)) == []


def test_the_smallest_program_has_a_site(make: Callable[..., Any]) -> None:
    def change(tree: dict[str, Any]) -> None:
        about = {name: tree["program"][name] for name in ("id", "name", "tagline", "summary")}
        tree.clear()
        tree["program"] = about

    made = make(change, texts={})
    assert dead(made) == []
    assert set(made.rendered.files) >= {"index.md", "about.md", "accessibility.md"}
    assert not {"help.md", "training/index.md", "partners/index.md", "forms.md"} & made.rendered.files.keys()


def test_every_page_stands_in_the_nav_once(small: Any) -> None:
    listed = pages_of(small.rendered.nav)
    assert len(listed) == len(set(listed))
    own = {path for path in small.texts if path not in listed}
    assert own <= {"events/welcome.md"} | set(listed)
    assert set(listed) <= small.texts.keys()


def test_a_page_says_its_title_and_what_it_is_about(small: Any) -> None:
    titles = []
    for path, text in small.texts.items():
        said = head(text)
        titles.append(said["title"])
        assert said["title"].strip(), path
        assert said["description"].strip(), path
        headings = re.findall(r"^# ", text, flags=re.MULTILINE)
        assert len(headings) == (0 if path == "index.md" else 1), path  # the theme writes that of the home page
    assert len(titles) == len(set(titles))


def test_headings_go_down_one_step_at_a_time(small: Any) -> None:
    for path, text in small.texts.items():
        levels = [1, *(len(marks) for marks in re.findall(r"^(#+) ", text, flags=re.MULTILINE))]
        jumps = [(before, after) for before, after in itertools.pairwise(levels) if after > before + 1]
        assert jumps == [], path


def test_a_description_of_a_text_is_that_of_its_page(small: Any) -> None:
    assert head(small.texts["training/listening.md"])["description"] == "How to listen, in short."
    assert head(small.texts["training/later.md"])["description"] == "More."


def test_an_id_stands_once_on_a_page(small: Any) -> None:
    for path, text in small.texts.items():
        ids = [*_ID.findall(text), *(found[0] for found in _HEADING.findall(text) if found[0])]
        assert len(ids) == len(set(ids)), path


def test_the_place_of_an_event_that_is_not_public_stands_nowhere(small: Any) -> None:
    files = small.rendered.files.values()
    assert not any("canary-of" in text if isinstance(text, str) else b"canary-of" in text for text in files)
    assert not any("canary" in text if isinstance(text, str) else b"canary" in text for text in files)


def test_a_page_says_where_it_comes_from(small: Any) -> None:
    text = small.texts["training/listening.md"]
    line = next(number for number, row in enumerate(source().splitlines(), start=1) if row.strip() == "- id: listening")
    assert (
        f'href="https&#58;&#47;&#47;host&#46;example&#47;north&#45;star&#47;edit&#47;main&#47;program&#46;yaml&#35;L{line}"'
        in text
    )
    assert "main&#47;content&#47;training&#47;listening&#46;md" in text


def source() -> str:
    from pathlib import Path  # noqa: PLC0415 - the one file that is read here

    return (Path(__file__).parents[1] / "programs" / "small" / "program.yaml").read_text()


def test_without_an_address_to_edit_the_place_is_said_in_words(make: Callable[..., Any]) -> None:
    made = make(lambda tree: tree["program"].pop("edit_url"))
    assert "program&#46;yaml, line " in made.texts["about.md"]
    assert "host.example" not in made.texts["about.md"]


def test_no_text_of_a_python_value_gets_onto_a_page(small: Any) -> None:
    """Not ``None``, ``Raw(...)``, a tuple or a date as Python writes it."""
    for path, text in small.texts.items():
        for odd in ("None", "Markup", "datetime.", "<bound", "dataclass", "()", "&#40;&#39;"):
            assert odd not in text, path


def test_what_every_page_shows_is_plain_text(small: Any) -> None:
    assert json.loads(json.dumps(small.rendered.extra)) == small.rendered.extra
    assert small.rendered.extra["name"] == "North Star \u2039b\u203a& friends\u2039/b\u203a"
    assert small.rendered.extra["help"]["tel"] == "01134960112"
    assert ast.literal_eval(repr(small.rendered.nav)) == small.rendered.nav


def test_without_a_contact_for_help_or_an_organisation_nothing_is_shown(make: Callable[..., Any]) -> None:
    extra = make(without("safeguarding", "organisation")).rendered.extra
    assert extra.keys() == {"name", "tagline", "place", "demo", "language"}
