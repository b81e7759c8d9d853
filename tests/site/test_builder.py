"""Whatever was built before, a build gives the bytes of a whole one; and a whole one those of MkDocs itself."""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from peerloom.files import templates_folder
from peerloom.site.build import Parts, build
from peerloom.site.builder import Builder
from peerloom.site.gate import Gate
from peerloom.site.settings import Look

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

DAY = dt.date(2026, 6, 12)
NAV = [{"Home": "index.md"}, {"Texts": ["texts/index.md", {"First": "texts/first.md"}, "texts/second.md"]}]
PAGES: Mapping[str, str | bytes] = {
    "index.md": "# Home\n\nWelcome. [First](texts/first.md#twice_1) and [second](texts/second.md).\n",
    "texts/index.md": "---\ntitle: Texts\ndescription: All of them.\n---\n- [First](first.md)\n",
    "texts/first.md": (
        '# First\n\n## Twice\n\nA note.[^1]\n\n## Twice\n\n!!! tip "A box"\n    Words.\n\n[^1]: The foot.\n\n'
        '=== "One"\n    One.\n\n=== "Two"\n    Two.\n\n??? note "More"\n    Hidden.\n\n[Back](../index.md) [here](#twice)\n'
    ),
    "texts/second.md": (
        "---\ntitle: Second\n---\n## Twice\n\nText.[^1]\n\n| a | b |\n| - | -: |\n| 1 | 2 |\n\n[^1]: Another foot.\n\n"
        '<div class="pl-x" markdown="block">\n\nInside *it*.\n\n</div>\n\n```\n=== code\n```\n\nTerm\n:   What it means.\n\n'
        '=== "Three"\n    Three.\n'
    ),
    "beside.md": "# Beside\n\nIn no list.\n",
    "art/dot.svg": b'<svg xmlns="http://www.w3.org/2000/svg"><title>dot</title></svg>',
}


def below(folder: Path) -> dict[str, bytes]:
    found = {
        file.relative_to(folder).as_posix(): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()
    }
    assert found
    return found


def parts(pages: Mapping[str, str | bytes] = PAGES, nav: object = NAV, name: str = "A site") -> Parts:
    kit = templates_folder()
    assert isinstance(nav, list)
    return Parts(pages, below(kit / "assets"), below(kit / "theme"), Look(name, site_url="https://a.example/", nav=nav))


def made(site: Path, given: Parts, builder: Builder | None = None, day: dt.date = DAY) -> dict[str, bytes]:
    result = build(site, given, Gate(()), day, builder)
    assert result.good, (result.problems, result.findings)
    return below(site / "public")


def test_a_whole_build_is_that_of_mkdocs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from mkdocs.commands.build import build as whole  # noqa: PLC0415 - heavy
    from mkdocs.config import load_config  # noqa: PLC0415

    ours = made(tmp_path / "site", parts())
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str((DAY - dt.date(1970, 1, 1)).days * 86_400))
    config = load_config(str(tmp_path / "site" / "mkdocs.yml"), site_dir=str(tmp_path / "theirs"))
    config.plugins.on_startup(command="build", dirty=False)
    whole(config)
    theirs = below(tmp_path / "theirs")
    assert {path: theirs.get(path) for path in ours} == ours
    left = set(theirs) - set(ours)
    assert {
        path for path in left if not path.endswith(".map") and "/lunr/" not in path and not path.startswith("partials/")
    } == {
        "sitemap.xml.gz",
        "assets/images/favicon.png",
    }


def changed(**texts: str | None) -> dict[str, str | bytes]:
    """The pages with some replaced, added or, with None, gone. ``__`` stands for a slash, the ending is added."""
    named = {f"{name.replace('__', '/')}.md": text for name, text in texts.items()}
    return {path: text for path, text in {**PAGES, **named}.items() if text is not None}


FIRST, SECOND = str(PAGES["texts/first.md"]), str(PAGES["texts/second.md"])
EDITS: Mapping[str, Parts] = {
    "a paragraph": parts(changed(texts__first=f"{FIRST}\nOne more.\n")),
    "a heading that is linked to by nobody": parts(changed(texts__second=SECOND.replace("## Twice", "## Once"))),
    "a title that the nav shows": parts(changed(texts__second=SECOND.replace("title: Second", "title: Renamed"))),
    "a title of the first heading": parts(changed(beside="# Renamed\n\nIn no list.\n")),
    "a description": parts(changed(texts__index="---\ntitle: Texts\ndescription: New.\n---\n- [First](first.md)\n")),
    "a new page": parts(changed(texts__third="# Third\n\n[First](first.md)\n")),
    "a new page in the nav": parts(changed(texts__third="# Third\n"), [*NAV, "texts/third.md"]),
    "a page less": parts(changed(beside=None)),
    "another order": parts(nav=NAV[::-1]),
    "another name of the site": parts(name="Another site"),
    "a page with its own template": parts(changed(beside="---\ntemplate: home.html\n---\n# Beside\n")),
    "another picture": parts(
        {**PAGES, "art/dot.svg": b'<svg xmlns="http://www.w3.org/2000/svg"><title>two</title></svg>'}
    ),
    "another look": replace(
        parts(), theme={**parts().theme, "main.html": parts().theme["main.html"].replace(b"no-referrer", b"origin")}
    ),
    "nothing": parts(),
}


@pytest.fixture(scope="module")
def wholes(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, dict[str, bytes]]:
    """Every state of the site, built in one go."""
    return {name: made(tmp_path_factory.mktemp("whole") / "site", given) for name, given in EDITS.items()}


@pytest.mark.parametrize("name", EDITS)
def test_one_edit_gives_the_bytes_of_a_whole_build(
    name: str, wholes: Mapping[str, dict[str, bytes]], tmp_path: Path
) -> None:
    builder = Builder()
    start = made(tmp_path / "site", parts(), builder)
    assert made(tmp_path / "site", EDITS[name], builder) == wholes[name]
    assert (wholes[name] != start) == (name != "nothing")
    assert made(tmp_path / "site", parts(), builder) == start


@pytest.mark.slow
def test_many_edits_in_a_row_give_the_bytes_of_a_whole_build(
    wholes: Mapping[str, dict[str, bytes]], tmp_path: Path
) -> None:
    builder = Builder()
    for name in [*EDITS, *sorted(EDITS, reverse=True)]:
        assert made(tmp_path / "site", EDITS[name], builder) == wholes[name], name


def test_another_day_gives_the_bytes_of_a_whole_build(tmp_path: Path) -> None:
    builder, later = Builder(), DAY + dt.timedelta(days=1)
    made(tmp_path / "one", parts(), builder)
    assert made(tmp_path / "one", parts(), builder, later) == made(tmp_path / "two", parts(), None, later)


@pytest.mark.parametrize(
    "wrong",
    [
        changed(texts__first=FIRST.replace("../index.md", "nowhere.md")),
        changed(texts__first=FIRST.replace("(#twice)", "(#nothing)")),
        changed(texts__first=FIRST.replace("## Twice", "## Once")),  # the home page links to it
    ],
)
def test_a_mistake_is_told_each_time_and_then_mended(wrong: dict[str, str | bytes], tmp_path: Path) -> None:
    builder = Builder()
    start = made(tmp_path / "site", parts(), builder)
    first = build(tmp_path / "site", parts(wrong), Gate(()), DAY, builder)
    again = build(tmp_path / "site", parts(wrong), Gate(()), DAY, builder)
    fresh = build(tmp_path / "fresh", parts(wrong), Gate(()), DAY)
    assert first.problems == again.problems == fresh.problems != ()
    assert below(tmp_path / "site" / "public") == start
    assert made(tmp_path / "site", parts(), builder) == start


def test_nothing_of_the_process_is_changed(tmp_path: Path) -> None:
    before = dict(os.environ)
    made(tmp_path / "site", parts(), Builder())
    assert dict(os.environ) == before


def test_a_site_that_was_made_before_is_not_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made(tmp_path / "site", parts())
    monkeypatch.setattr(Builder, "build", lambda *_: pytest.fail("it was built"))
    result = build(tmp_path / "site", parts(), Gate(()), DAY)
    assert (result.good, result.changed, result.pages) == (True, None, 5)


def test_what_stands_beside_the_site_is_written_only_when_it_is_published(tmp_path: Path) -> None:
    from peerloom.needle import Needle  # noqa: PLC0415 - only this test needs it

    gate = Gate([Needle("name", " given 7f3a ")])
    told = build(tmp_path / "site", replace(parts(), beside={"public.json": '"given-7f3a"'}), gate, DAY)
    assert [finding.file for finding in told.findings] == ["public.json"]
    assert not (tmp_path / "site" / "public.json").exists()
    assert build(tmp_path / "site", replace(parts(), beside={"public.json": "1"}), gate, DAY).good
    assert (tmp_path / "site" / "public.json").read_text(encoding="utf-8") == "1"
