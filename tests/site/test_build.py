from __future__ import annotations

import datetime as dt
import json
import logging
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from peerloom.files import templates_folder
from peerloom.needle import Needle, words
from peerloom.site.audit import read_folder
from peerloom.site.build import Parts, build, theme_texts, trusted
from peerloom.site.gate import Gate
from peerloom.site.settings import Look

DAY = dt.date(2026, 6, 12)
OLD = 1_000_000_000  # a time long ago, to see what was written
NAME = "given-7f3a surname-7f3a"
CLEAN, WATCHFUL = Gate(()), Gate([Needle("name", words(NAME))])


def below(name: str) -> dict[str, bytes]:
    folder = templates_folder() / name
    return {
        file.relative_to(folder).as_posix(): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()
    }


PARTS = Parts(
    pages={
        "index.md": "---\ntitle: Two Rivers\n---\n# Two Rivers\n\nRead [the guide](guides/one.md#first).\n",
        "guides/one.md": "# One\n\n## First { #first }\n\nText with a [way back](../index.md).\n",
        "guides/two.md": "# Two\n\nText.\n",
        "events/events.ics": b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n",
    },
    assets=below("assets"),
    theme=below("theme"),
    look=Look("Two Rivers", "We meet.", nav=({"Home": "index.md"}, {"Guides": ["guides/one.md", "guides/two.md"]})),
    beside={"public.json": '{"figures": []}\n'},
)


def page(name: str, text: str, parts: Parts = PARTS) -> Parts:
    return replace(parts, pages={**parts.pages, name: text})


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site that was built once, to copy."""
    site = tmp_path_factory.mktemp("first") / "site"
    result = build(site, PARTS, CLEAN, DAY)
    assert result.good, result
    assert result.pages == 3
    return site


@pytest.fixture
def site(first: Path, tmp_path: Path) -> Path:
    """The built site in a folder of its own; every file is old."""
    folder = tmp_path / "site"
    shutil.copytree(first, folder)
    for file in folder.rglob("*"):
        if file.is_file():
            os.utime(file, (OLD, OLD))
    return folder


def fresh(folder: Path) -> set[str]:
    found = (file for file in folder.rglob("*") if file.is_file() and file.stat().st_mtime != OLD)
    return {file.relative_to(folder).as_posix() for file in found}


def test_a_site_is_made(first: Path) -> None:
    made = read_folder(first / "public")
    assert {"index.html", "guides/one/index.html", "guides/two/index.html", "404.html"} <= made.keys()
    assert {"events/events.ics", "sitemap.xml", "search/search_index.json", "assets/site.css"} <= made.keys()
    assert b'href="../../"' in made["guides/one/index.html"]
    assert (first / "public.json").read_text() == PARTS.beside["public.json"]
    assert not list(first.glob(".new-*"))


def test_what_no_visitor_needs_is_left_out(first: Path) -> None:
    made = read_folder(first / "public")
    assert not [path for path in made if path.endswith((".map", ".gz", "favicon.png")) or "/lunr/" in path]


def test_the_sources_are_there_for_other_builders(first: Path) -> None:
    assert read_folder(first / "pages") == {
        path: text if isinstance(text, bytes) else text.encode() for path, text in PARTS.sources.items()
    }
    assert {"base.yml", "mkdocs.yml"} <= {file.name for file in first.iterdir()}


def test_the_same_parts_give_the_same_bytes_elsewhere(first: Path, tmp_path: Path) -> None:
    """In another folder, process, time zone and hash order, and whatever the machine says the time is."""
    script = f"""
import sys
sys.path.insert(0, {str(Path(__file__).parent)!r})
from pathlib import Path
from test_build import CLEAN, DAY, PARTS, build
result = build(Path({str(tmp_path / "other")!r}), PARTS, CLEAN, DAY)
assert result.good, result
"""
    environment = os.environ | {"TZ": "Asia/Tokyo", "PYTHONHASHSEED": "77", "SOURCE_DATE_EPOCH": "1", "LC_ALL": "C"}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert read_folder(tmp_path / "other" / "public") == read_folder(first / "public")


def test_when_nothing_changed_nothing_is_built_or_written(site: Path) -> None:
    result = build(site, PARTS, CLEAN, DAY)
    assert result.good
    assert (result.changed, result.pages) == (None, 3)
    assert fresh(site) == set()


def test_when_nothing_changed_the_gate_looks_all_the_same(first: Path, site: Path) -> None:
    gate = Gate([Needle("name", words("Two Rivers"))])
    result = build(site, PARTS, gate, DAY)
    assert not result.good
    assert {"index.html", "guides/one/index.html"} <= {finding.file for finding in result.findings}
    assert read_folder(site / "public") == read_folder(first / "public")


def test_of_an_edited_page_only_its_files_are_written(site: Path) -> None:
    result = build(site, page("guides/two.md", "# Two\n\nMore text.\n"), CLEAN, DAY)
    assert result.changed is not None
    assert set(result.changed.written) == {"guides/two/index.html", "search/search_index.json"}
    assert result.changed.removed == ()
    assert fresh(site) == {
        "cache/stamp.json",
        "pages/guides/two.md",
        "public/guides/two/index.html",
        "public/search/search_index.json",
    }
    assert "More text" in (site / "public" / "guides" / "two" / "index.html").read_text()


def test_a_page_that_is_gone_leaves_nothing_behind(site: Path) -> None:
    pages = {path: text for path, text in PARTS.pages.items() if path != "guides/two.md"}
    nav = ({"Home": "index.md"}, {"Guides": ["guides/one.md"]})
    result = build(site, replace(PARTS, pages=pages, look=replace(PARTS.look, nav=nav)), CLEAN, DAY)
    assert result.changed is not None
    assert result.changed.removed == ("guides/two/index.html",)
    assert not (site / "public" / "guides" / "two").exists()
    assert not (site / "pages" / "guides" / "two.md").exists()
    assert all(b"guides/two" not in content for content in read_folder(site / "public").values())


def test_an_edit_and_back_gives_the_first_bytes_again(first: Path, site: Path) -> None:
    build(site, page("index.md", "# Other\n"), CLEAN, DAY)
    build(site, PARTS, CLEAN, DAY)
    assert read_folder(site / "public") == read_folder(first / "public")


def test_another_day_changes_no_page(first: Path, site: Path) -> None:
    """Only what says when it was made: the day is no part of a page that does not print it."""
    result = build(site, PARTS, CLEAN, DAY + dt.timedelta(days=1))
    assert result.changed is not None
    assert set(result.changed.written) <= {"sitemap.xml"}
    assert read_folder(site / "public").keys() == read_folder(first / "public").keys()


def dressed(**own: object) -> Parts:
    """The site with settings of its own."""
    return replace(PARTS, look=replace(PARTS.look, own=own))


STOPPED = {
    "a name in a page": page("guides/two.md", f"# Two\n\nx {NAME}\n"),
    "a name in a file's name": page(f"guides/{NAME.replace(' ', '-')}.md", "# Two\n"),
    "a name beside the site": replace(PARTS, beside={"public.json": json.dumps(NAME)}),
    "a file that cannot be read": replace(PARTS, pages={**PARTS.pages, "list.csv": b"a,b"}),
    "a link to nothing": page("guides/two.md", "# Two\n\n[x](three.md)\n"),
    "a link to a part that is not there": page("guides/two.md", "# Two\n\n[x](one.md#third)\n"),
    "a script": page("guides/two.md", "# Two\n\n<script>alert(1)</script>\n"),
    "a link that runs something": page("guides/two.md", "# Two\n\n[x](javascript:alert(1))\n"),
    "something from elsewhere": page("guides/two.md", "# Two\n\n![x](https://evil.example/a.png)\n"),
    "a page of the nav that is not there": replace(PARTS, look=replace(PARTS.look, nav=({"x": "gone.md"},))),
    "a picture that is not there": dressed(theme={"favicon": "pictures/none.ico"}),
    "a style that is not there": dressed(extra_css=["look/none.css"]),
    "an option that cannot be read": dressed(markdown_extensions=[{"toc": {"toc_depth": "x"}}]),
    "a logo that is not there": dressed(theme={"logo": "pictures/none.svg"}),
    "an icon of a palette that is not there": dressed(theme={"palette": [{"toggle": {"icon": "material/none"}}]}),
    "an icon of a link that is not there": dressed(
        extra={"social": [{"icon": "material/none", "link": "https://a.example/"}]}
    ),
    "a language that is not there": replace(PARTS, look=replace(PARTS.look, language="en-gb")),
    "another language that is not there": dressed(theme={"language": "qq"}),
}


@pytest.mark.parametrize("case", STOPPED)
def test_when_something_is_wrong_the_old_site_stays(first: Path, site: Path, case: str) -> None:
    result = build(site, STOPPED[case], WATCHFUL, DAY)
    assert not result.good
    assert result.changed is None
    assert bool(result.problems) != bool(result.findings)
    assert read_folder(site / "public") == read_folder(first / "public")
    assert (site / "public.json").read_text() == PARTS.beside["public.json"]
    assert not {path for path in fresh(site) if path.startswith("public")}
    again = build(site, PARTS, WATCHFUL, DAY)
    assert again.good
    assert read_folder(site / "public") == read_folder(first / "public")


@pytest.mark.parametrize(
    ("case", "place", "message"),
    [
        ("a link to nothing", "site/pages/guides/two.md", 'The link "three.md" leads to nothing.'),
        ("a link to a part that is not there", "site/pages/guides/two.md", 'The link "one.md#third" leads to nothing.'),
        ("a script", "site/public/guides/two/index.html", "There is a script inside the page."),
        ("an icon of a palette that is not there", "mkdocs.yml", 'There is no icon "material/none".'),
        (
            "a language that is not there",
            "program.yaml",
            'The frame of the pages has no words in the language "en-gb".',
        ),
        (
            "another language that is not there",
            "mkdocs.yml",
            'The frame of the pages has no words in the language "qq".',
        ),
    ],
)
def test_a_problem_names_the_page(site: Path, case: str, place: str, message: str) -> None:
    (problem,) = build(site, STOPPED[case], CLEAN, DAY).problems
    assert str(problem.place).startswith(place)
    assert problem.message == message


def test_what_is_beside_the_site_follows_it_even_when_no_page_changed(site: Path) -> None:
    result = build(site, replace(PARTS, beside={"public.json": "{}"}), CLEAN, DAY)
    assert result.good
    assert (site / "public.json").read_text() == "{}"
    assert {path for path in fresh(site) if path.startswith("public")} == {"public.json"}


def tampered(site: Path) -> None:
    (site / "public" / "index.html").write_text("changed by hand")


def more(site: Path) -> None:
    (site / "public" / "more.html").write_text("put there by hand")


def less(site: Path) -> None:
    (site / "public" / "index.html").unlink()


def linked(site: Path) -> None:
    (site / "public" / "index.html").unlink()
    (site / "public" / "index.html").symlink_to(site / "mkdocs.yml")


def broken(site: Path) -> None:
    (site / "cache" / "stamp.json").write_text("{")


def odd(site: Path) -> None:
    (site / "cache" / "stamp.json").write_text("[]")


def gone(site: Path) -> None:
    shutil.rmtree(site / "cache")


def stopped(site: Path) -> None:
    (site / ".new-left").mkdir()
    (site / ".new-left" / "x.html").write_text("half")
    gone(site)


@pytest.mark.parametrize(
    "how", [tampered, more, less, linked, broken, odd, gone, stopped], ids=lambda how: how.__name__
)
def test_a_site_that_is_not_what_was_made_is_made_again(first: Path, site: Path, how: object) -> None:
    assert callable(how)
    how(site)
    assert build(site, PARTS, CLEAN, DAY).good
    assert read_folder(site / "public") == read_folder(first / "public")
    assert not list(site.glob(".new-*"))


def test_a_site_is_never_written_through_a_link(site: Path, tmp_path: Path) -> None:
    (site / "public").rename(tmp_path / "elsewhere")
    (site / "public").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="is a link"):
        build(site, PARTS, CLEAN, DAY)


def test_the_builder_is_silent_and_leaves_the_process_as_it_was(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    logger = logging.getLogger("mkdocs")
    before = (list(logger.handlers), logger.propagate, logger.level)
    for said in ("5", None):
        if said:
            monkeypatch.setenv("SOURCE_DATE_EPOCH", said)
        else:
            monkeypatch.delenv("SOURCE_DATE_EPOCH")
        build(tmp_path / "site", page("index.md", f"[x](gone.md) {said}"), CLEAN, DAY)
        assert os.environ.get("SOURCE_DATE_EPOCH") == said
    assert (list(logger.handlers), logger.propagate, logger.level) == before
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("own", "stems"),
    [({}, False), ({"theme": {"language": "fr"}}, True), ({"plugins": [{"search": {"lang": ["en", "fr"]}}]}, True)],
)
def test_word_stems_are_kept_for_languages_that_need_them(tmp_path: Path, own: dict[str, object], stems: bool) -> None:
    result = build(tmp_path / "site", replace(PARTS, look=replace(PARTS.look, own=own)), CLEAN, DAY)
    assert result.good, result
    assert any("/lunr/" in path for path in read_folder(tmp_path / "site" / "public")) == stems


def test_a_program_cannot_put_its_own_file_in_the_place_of_the_kits() -> None:
    parts = page("assets/site.css", "a{}")
    assert parts.sources["assets/site.css"] == PARTS.assets["site.css"]


def test_only_what_is_byte_for_byte_the_kits_or_the_themes_is_trusted(first: Path) -> None:
    made = read_folder(first / "public")
    known = trusted(made, PARTS)
    assert "assets/site.css" in known
    assert any(path.startswith("assets/javascripts/bundle") for path in known)
    assert not any(path.endswith((".html", ".json", ".xml", ".ics")) for path in known)
    changed = {path: content + b" " for path, content in made.items()}
    assert trusted(changed, PARTS) == frozenset()
    assert trusted({"site.css": made["assets/site.css"]}, PARTS) == frozenset()


def test_a_site_can_live_below_a_folder(tmp_path: Path) -> None:
    look = replace(PARTS.look, site_url="https://host.example/two/rivers/")
    result = build(tmp_path / "site", replace(PARTS, look=look), CLEAN, DAY)
    assert result.good, result
    assert b"/two/rivers/" in (tmp_path / "site" / "public" / "404.html").read_bytes()


def test_the_words_of_the_theme_are_found() -> None:
    texts = list(theme_texts())
    assert len(texts) > 20
    assert any("Skip to content" in text for text in texts)
