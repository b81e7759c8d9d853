from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from peerloom.cli import main
from peerloom.commands import check
from tests.commands.conftest import ANSWER, HEADER, PROGRAM

if TYPE_CHECKING:
    from pathlib import Path

TOKENS = ("given-7f3a", "family-91bc", "tok-1a")


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Said:
    monkeypatch.delenv("CI", raising=False)
    return Said(capsys)


class Said:
    """Runs a command, and gives its status and what it printed, without the times."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.capsys = capsys

    def __call__(self, *words: str) -> tuple[int, str]:
        self.capsys.readouterr()
        status = main(words)
        told = self.capsys.readouterr()
        return status, re.sub(r" +\d+\.\d s", " N s", told.out + told.err)


def files(folder: Path) -> dict[str, bytes]:
    found = {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}
    assert found
    return found


def times(folder: Path) -> dict[str, int]:
    found = {file.as_posix(): file.stat().st_mtime_ns for file in folder.rglob("*") if file.is_file()}
    assert found
    return found


def test_a_run_makes_all_and_says_where_it_is(program: Path, said: Said) -> None:
    status, told = said("run", "--root", str(program))
    assert status == 0
    assert (
        told
        == f"""\
Checking the program N s  2 files
Reading the answers N s  1 file
Pairing N s
Measuring N s  4 figures
Writing letters N s  0 drafts
Making the desk N s  11 files
Making and gating the site N s  10 pages

Read 1 file of 1 form: 1 row, 1 new, 0 known.
Every row has one end: 1 = 1 used + 0 held + 0 rejected + 0 duplicate + 0 erased.
No sign-up has opened yet, so there is nobody to pair.
Letters: 0 drafts in private/outbox, 0 of them new.
The site is made: 10 pages, {len(files(program / "site/public"))} files changed; the privacy gate found nothing private.

The day is 2026-06-12. Here it is:
  the public site         {program}/site/public
  the desk, for you alone {program}/private/desk/index.html

To see the public site in your browser: peerloom serve
"""
    )
    assert b"Some plain words." in (program / "site/public/guides/second/index.html").read_bytes()
    assert (program / "private/desk/index.html").is_file()
    assert not any(token.encode() in content for content in files(program / "site").values() for token in TOKENS)


def test_a_second_run_writes_no_page_again_and_says_so(program: Path, said: Said) -> None:
    said("run", "--root", str(program))
    before = times(program / "site"), times(program / "private" / "desk")
    status, told = said("run", "--root", str(program))
    assert status == 0
    assert (times(program / "site"), times(program / "private" / "desk")) == before
    assert "Read 1 file of 1 form: 1 row, 0 new, 1 known.\n" in told
    assert "The site is as it was: 10 pages, looked through by the privacy gate.\n" in told
    assert "No new answers came, and no page had to be made again.\n" in told


def test_a_new_answer_is_a_change(program: Path, said: Said) -> None:
    said("run", "--root", str(program))
    with (program / "responses/Wishes.csv").open("a", encoding="utf-8") as answers:
        answers.write(ANSWER.replace("7f3a", "8e4b").replace("9:00", "9:30"))
    status, told = said("run", "--root", str(program))
    assert status == 0
    assert "2 rows, 1 new, 1 known." in told
    assert "Nothing has changed" not in told


def test_a_mistake_in_the_program_keeps_the_old_site(program: Path, said: Said) -> None:
    said("run", "--root", str(program))
    before = files(program / "site" / "public")
    (program / "program.yaml").write_text(PROGRAM.replace("tagline:", "tagine:"), encoding="utf-8")
    status, told = said("run", "--root", str(program))
    assert status == 1
    assert (
        told
        == """\
Checking the program N s
program.yaml:4:3: "tagine" is not a field here.
   4 |   tagine: One hour a week.
         ^
     Did you mean "tagline"?

1 to fix.

The site was not changed.
"""
    )
    assert files(program / "site" / "public") == before


def test_a_row_that_cannot_be_used_is_told_and_the_site_is_made(program: Path, said: Said) -> None:
    (program / "responses/Wishes.csv").write_text(HEADER + ANSWER.replace(",15,", ",tok-7a,"), encoding="utf-8")
    status, told = said("run", "--root", str(program))
    assert status == 0
    assert '"Wishes.csv", row 2, question "age": ' in told
    assert "tok-7a" not in told
    assert "The site is made: 10 pages" in told


def test_vanished_answers_stop_a_run_until_they_are_accepted(program: Path, said: Said) -> None:
    rows = "".join(ANSWER.replace("7f3a", f"8e{i:02d}").replace("9:00", f"9:{i:02d}") for i in range(20))
    (program / "responses/Wishes.csv").write_text(HEADER + rows, encoding="utf-8")
    said("run", "--root", str(program))
    before = files(program / "site" / "public")
    (program / "responses/Wishes.csv").write_text(HEADER + ANSWER, encoding="utf-8")
    (program / "content/guides/second.md").write_text("## Go on\n\nOther words.\n", encoding="utf-8")
    status, told = said("run", "--root", str(program))
    assert status == 1
    assert "Nothing was recorded." in told
    assert told.endswith("\nThe site was not changed.\n")
    assert files(program / "site" / "public") == before
    status, told = said("run", "--root", str(program), "--accept-deletions", "20")
    assert status == 0
    assert files(program / "site" / "public") != before


def test_a_private_value_in_a_text_keeps_the_old_site(program: Path, said: Said) -> None:
    said("run", "--root", str(program))
    before = files(program / "site" / "public")
    (program / "content/guides/second.md").write_text("## Go on\n\nAsk given-7f3a family-91bc.\n", encoding="utf-8")
    for verb in ("run", "build"):
        status, told = said(verb, "--root", str(program))
        assert status == 1
        assert "guides/second/index.html, byte " in told
        assert "given" not in told
        assert "The site was not changed." in told
    assert files(program / "site" / "public") == before


def test_a_broken_link_keeps_the_old_site(program: Path, said: Said) -> None:
    said("build", "--root", str(program))
    before = files(program / "site" / "public")
    (program / "content/guides/second.md").write_text("## Go on\n\nSee [it](first.md#not-there).\n", encoding="utf-8")
    status, told = said("build", "--root", str(program))
    assert status == 1
    assert 'The link "first.md#not-there" leads to nothing.' in told
    assert files(program / "site" / "public") == before


def test_a_desk_template_with_a_mistake_keeps_the_old_desk_and_the_site_is_made(program: Path, said: Said) -> None:
    said("run", "--root", str(program))
    before = files(program / "private" / "desk")
    (program / "templates/desk").mkdir(parents=True)
    (program / "templates/desk/index.html.j2").write_text("{% if %}", encoding="utf-8")
    status, told = said("run", "--root", str(program))
    assert status == 1
    assert "The desk was not changed." in told
    assert "index.html.j2" in told
    assert "The site is as it was: 10 pages" in told
    assert "private/desk/index.html  (as it was before)\n" in told
    assert files(program / "private" / "desk") == before


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{% if %}", "templates/pages/help.md.j2:1:1: This template cannot be used (TemplateSyntaxError)."),
        ("{{ nothing }}", "templates/pages/help.md.j2: This template cannot be used ("),
        ("{{ page.title ~ page.title }}", "templates/pages/help.md.j2:1:1: This template cannot be used ("),
    ],
)
def test_a_page_template_with_a_mistake_is_told_and_keeps_the_old_site(
    program: Path, said: Said, text: str, told: str
) -> None:
    said("build", "--root", str(program))
    before = files(program / "site" / "public")
    (program / "templates/pages").mkdir(parents=True)
    (program / "templates/pages/help.md.j2").write_text(text, encoding="utf-8")
    for verb in ("build", "gate", "run"):
        status, output = said(verb, "--root", str(program))
        assert status == 1
        assert told in output
    assert files(program / "site" / "public") == before


def test_the_log_of_a_build_machine_counts_no_people(
    program: Path, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", "true")
    status, told = said("run", "--root", str(program))
    assert status == 0
    assert "sync: 1 file of 1 form\n" in told
    assert "row" not in told
    assert "needs you" not in told


def test_the_parts_of_a_run_are_verbs_of_their_own(program: Path, said: Said) -> None:
    assert said("gate", "--root", str(program)) == (1, "There is no site yet. Make it with `peerloom build`.\n")
    status, told = said("build", "--root", str(program))
    assert (status, told.startswith("The site is made: 10 pages, ")) == (0, True)
    status, told = said("gate", "--root", str(program))
    assert status == 0
    assert re.fullmatch(r"The privacy gate looked through \d+ files and found nothing private\.\n", told)
    status, told = said("pair", "--root", str(program))
    assert status == 0
    assert told.endswith("No sign-up has opened yet, so there is nobody to pair.\n")
    status, told = said("progress", "--root", str(program))
    assert status == 0
    assert "The whole program, on 2026-06-12" in told


def test_the_gate_finds_what_came_into_the_site_by_hand(program: Path, said: Said) -> None:
    said("build", "--root", str(program))
    (program / "site/public/index.html").write_text("<p>given-7f3a family-91bc</p>", encoding="utf-8")
    status, told = said("gate", "--root", str(program))
    assert status == 1
    assert "  index.html, byte 0: name" in told
    assert "given" not in told


@pytest.mark.parametrize("verb", ["run", "check", "sync", "pair", "progress", "build", "gate"])
def test_a_folder_without_a_program_is_told(tmp_path: Path, said: Said, verb: str) -> None:
    status, told = said(verb, "--root", str(tmp_path))
    assert status == 1
    assert "program.yaml: There is no program.yaml here.\n" in told
    assert not list(tmp_path.iterdir())


def test_today_is_the_day_that_was_asked_for(program: Path, said: Said) -> None:
    assert "The day is 2026-06-12." in said("run", "--root", str(program))[1]
    assert "The day is 2026-07-01." in said("run", "--root", str(program), "--today", "2026-07-01")[1]
    (program / "program.yaml").write_text(PROGRAM.replace("  demo_day: 2026-06-12\n", ""), encoding="utf-8")
    told = said("run", "--root", str(program))[1]
    assert re.search(r"The day is \d{4}-\d\d-\d\d\.", told)
    assert "2026-07-01" not in told


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["run", "--today", "12.06.2026"], "Write the day as YYYY-MM-DD."),
        (["check", "--format", "xml"], "Choose text or github."),
        (["chekc"], "No such command 'chekc'"),
        (["run", "--colour"], "No such option"),
        (["serve", "--port", "70000"], "A port is a number from 0 to 65535."),
    ],
)
def test_wrong_usage_is_told(said: Said, words: list[str], told: str) -> None:
    status, output = said(*words)
    assert status == 2
    assert told in output


def test_notes_for_a_pull_request_name_file_line_and_column(program: Path, said: Said) -> None:
    (program / "program.yaml").write_text(PROGRAM.replace("with_minors: no", "with_minors: nope"), encoding="utf-8")
    (program / "content/guides/second.md").write_text("Text\n# A title\n", encoding="utf-8")
    status, told = said("check", "--root", str(program), "--format", "github")
    assert status == 1
    assert re.search(r"^::error file=program\.yaml,line=6,col=16::.*nope", told, re.MULTILINE)
    assert "::error file=content/guides/second.md,line=2,col=1::The title of the page comes from program.yaml." in told


def test_a_mistake_of_ours_is_told_without_values(said: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> int:
        raise KeyError("given-7f3a")

    monkeypatch.setattr(check, "run", broken)
    status, told = said("check")
    assert status == 3
    assert told.startswith("Peerloom made a mistake (KeyError). Nothing was published.\n")
    assert "test_run.py:" in told
    assert "7f3a" not in told


def test_a_program_has_its_own_logo(program: Path, said: Said) -> None:
    (program / "mkdocs.yml").write_text("INHERIT: site/base.yml\ntheme:\n  logo: pictures/own.svg\n", encoding="utf-8")
    (program / "content/pictures").mkdir(parents=True)
    (program / "content/pictures/own.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 2"><circle cx="1" cy="1" r="1"/></svg>\n',
        encoding="utf-8",
    )
    status, told = said("build", "--root", str(program))
    assert status == 0, told
    home = (program / "site/public/index.html").read_text(encoding="utf-8")
    assert home.count('<img class="pl-logo" src="pictures/own.svg" alt="">') >= 2  # in the header and at the foot
    assert (program / "site/public/pictures/own.svg").is_file()


def test_before_any_sign_up_there_is_no_what_if(program: Path, said: Said) -> None:
    status, told = said("pair", "--what-if", "waive languages", "--root", str(program))
    assert (status, told) == (0, "No sign-up has opened yet, so there is nobody to pair.\n")
