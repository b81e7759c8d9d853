from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from peerloom.definition.mkdocs import EXTENSIONS, FEATURES, read_mkdocs
from peerloom.files import templates_folder
from peerloom.site.settings import Look, address, as_yaml, footer, generated, merged

if TYPE_CHECKING:
    from pathlib import Path

LOOK = Look(
    "Two Rivers", "We meet.", "en", "https://two-rivers.example/", ({"Home": "index.md"},), {"program": {"demo": True}}
)


def look(own: str) -> Look:
    """The site with a mkdocs.yml of its own, read as the kit reads it."""
    settings, problems = read_mkdocs(own)
    assert problems == ()
    return Look(LOOK.name, LOOK.description, LOOK.language, LOOK.site_url, LOOK.nav, LOOK.extra, settings)


def test_nothing_of_its_own_gives_what_the_kit_sets() -> None:
    made, kit = merged(LOOK), generated(LOOK)
    assert made | {"theme": ""} == kit | {"theme": ""}
    assert made["theme"] | {"features": ""} == kit["theme"] | {"features": ""}
    assert made["theme"]["features"] == [name for name in FEATURES if name in kit["theme"]["features"]]


def test_nothing_on_a_page_comes_from_elsewhere() -> None:
    made = merged(LOOK)
    assert made["theme"]["font"] is False
    assert made["extra"]["generator"] is False
    assert "repo_url" not in made
    assert made["plugins"] == ["search"]
    assert not any(text.startswith("http") for text in (*made["extra_css"], *made["extra_javascript"]))


def test_the_styles_and_scripts_are_there() -> None:
    made = merged(LOOK)
    assert made["extra_css"]
    assert made["extra_javascript"]
    for path in (*made["extra_css"], *made["extra_javascript"], made["theme"]["favicon"]):
        assert (templates_folder() / path).is_file(), path


def test_what_is_empty_is_left_out() -> None:
    bare = generated(Look("Two Rivers"))
    assert "site_url" not in bare
    assert "nav" not in bare


def test_the_folders_are_seen_from_where_the_file_lies() -> None:
    made = generated(LOOK, "site/")
    assert (made["docs_dir"], made["site_dir"], made["theme"]["custom_dir"]) == (
        "site/pages",
        "site/public",
        "site/cache/theme",
    )


OWN = """\
INHERIT: site/base.yml
site_url: https://other.example/
copyright: Ours & <b>theirs</b>
extra_css: [look/own.css]
extra:
  social:
    - {icon: fontawesome/brands/mastodon, link: https://social.example/@us, name: A & B}
theme:
  name: material
  language: pt
  logo: pictures/logo.svg
  favicon: pictures/icon.ico
  features: [navigation.path, toc.follow]
plugins:
  - search: {lang: [en, fr], separator: "[ -]"}
markdown_extensions:
  - toc: {toc_depth: 3}
  - footnotes: {BACKLINK_TITLE: Back}
"""


def test_a_program_can_change_the_look_and_only_that() -> None:
    made, kit = merged(look(OWN)), generated(LOOK)
    assert made["copyright"] == "Ours &amp; &lt;b&gt;theirs&lt;/b&gt;"
    assert made["extra_css"] == [*kit["extra_css"], "look/own.css"]
    assert made["extra"] == kit["extra"] | {
        "social": [{"icon": "fontawesome/brands/mastodon", "link": "https://social.example/@us", "name": "A &amp; B"}]
    }
    assert made["theme"] == kit["theme"] | {
        "language": "pt",
        "logo": "pictures/logo.svg",
        "favicon": "pictures/icon.ico",
        "features": [feature for feature in FEATURES if feature in {*kit["theme"]["features"], "navigation.path"}],
    }
    assert made["plugins"] == [{"search": {"lang": ["en", "fr"], "separator": "[ -]"}}]
    untouched = kit.keys() - {"extra_css", "extra", "theme", "plugins", "markdown_extensions"}
    assert {name: made[name] for name in untouched} == {name: kit[name] for name in untouched}
    assert made.keys() == {*kit, "copyright"}


def test_options_of_the_markdown_are_added_to_those_of_the_kit() -> None:
    made = merged(look(OWN))["markdown_extensions"]
    names = [next(iter(entry)) if isinstance(entry, dict) else entry for entry in made]
    assert names == list(EXTENSIONS)
    options = {name: entry[name] for name, entry in zip(names, made, strict=True) if isinstance(entry, dict)}
    assert options["toc"] == {"permalink": "#", "permalink_title": "Link to this part", "toc_depth": 3}
    assert options["footnotes"] == {"BACKLINK_TITLE": "Back"}
    assert options["tables"] == {"use_align_attribute": True}


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ("{scheme: slate}", [("slate", "(prefers-color-scheme: dark)", "Switch to light colours", "material/weather-sunny")]),
        ("[{scheme: slate}, {scheme: default}]", [("slate", "(prefers-color-scheme: dark)", "Switch to light colours", "material/weather-sunny"), ("default", "(prefers-color-scheme: light)", "Switch to dark colours", "material/weather-night")]),
        ("{primary: custom}", [("default", "(prefers-color-scheme: light)", "Switch to dark colours", "material/weather-night")]),
        ('{scheme: slate, media: "(prefers-color-scheme)", toggle: {name: Hell}}', [("slate", "(prefers-color-scheme)", "Hell", "material/weather-sunny")]),
    ],
)  # fmt: skip
def test_a_palette_is_completed_from_the_one_of_the_kit(own: str, expected: list[tuple[str, str, str, str]]) -> None:
    palette = merged(look(f"theme: {{palette: {own}}}"))["theme"]["palette"]
    assert [(p["scheme"], p["media"], p["toggle"]["name"], p["toggle"]["icon"]) for p in palette] == expected
    assert all(p["primary"] == p["accent"] == "custom" for p in palette)


def test_the_settings_can_only_be_read_as_plain_values() -> None:
    odd = Look(
        "!ENV [SECRET, x]", "!!python/object/apply:os.system [x]", nav=({"*a": "&a"}, {"on": "no"}, {"1": "0123"})
    )
    text = as_yaml(merged(odd))
    assert yaml.safe_load(text) == merged(odd)
    events = list(yaml.parse(text))
    assert len(events) > 100
    assert not any(isinstance(event, yaml.AliasEvent) for event in events)
    assert not any(getattr(event, "anchor", None) or getattr(event, "tag", None) for event in events)


texts = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]))  # as `pages` cleans them
plain = st.recursive(
    st.none() | st.booleans() | st.integers() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(texts, plain, max_size=5))
def test_what_is_written_is_read_again(settings: dict[str, Any]) -> None:
    shared = settings | {"twice": [settings, settings]}
    assert yaml.safe_load(as_yaml(shared)) == shared
    assert as_yaml(shared) == as_yaml(dict(reversed(list(shared.items()))))


def test_a_secret_of_the_machine_is_never_printed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """MkDocs knows a tag that reads the environment; what only looks like it stays a text."""
    from mkdocs.config.base import load_config  # noqa: PLC0415 - slow to import, and only this test needs it

    monkeypatch.setenv("SECRET", "canary-7f3a")
    (tmp_path / "pages").mkdir()
    (tmp_path / "cache" / "theme").mkdir(parents=True)
    (tmp_path / "mkdocs.yml").write_text(as_yaml(merged(Look("!ENV SECRET", "!ENV [SECRET]"))), encoding="utf-8")
    config = load_config(str(tmp_path / "mkdocs.yml"))
    assert (config["site_name"], config["site_description"]) == ("!ENV SECRET", "!ENV [SECRET]")


@pytest.mark.parametrize(
    ("page", "expected"),
    [("index.md", ""), ("help.md", "help/"), ("policies/index.md", "policies/"), ("join/mentor.md", "join/mentor/")],
)
def test_the_address_of_a_page_is_what_the_builder_makes(page: str, expected: str) -> None:
    assert address(page) == expected


def test_the_foot_links_to_pages_that_there_are() -> None:
    assert footer({"help.md": "", "policies/index.md": "", "other.md": ""}) == [
        {"title": "Our rules", "href": "policies/"},
        {"title": "Get help", "href": "help/"},
    ]
    assert footer({}) == []
