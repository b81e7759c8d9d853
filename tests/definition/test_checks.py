from __future__ import annotations

import datetime as dt

import pytest

from peerloom.definition.checks import check_content
from peerloom.definition.reader import read_program

TODAY = dt.date(2026, 6, 12)
GOOD = """\
program:
  id: north-star
  name: North Star
  tagline: A place to talk.
  summary: Older students meet younger ones.
  with_minors: no
training:
  modules:
    - id: listening
      title: Listening
      summary: How to listen.
      for: [mentor]
      minutes: 45
      objectives: [Ask open questions.]
      reviewed: {on: 2026-02-02, by: Training lead}
help:
  - {id: line, name: The line, what: To talk., kind: feelings, phone: "0800 1111", verified: 2026-01-10}
forms:
  - id: mentor-sign-up
    link: https://forms.example/a
    opens: 2026-05-01
    closes: 2026-09-01
"""
TEXTS = {"training/listening.md": "## Why\n\nBecause.\n"}


def told(text: str = GOOD, content: dict[str, str] | None = None, today: dt.date = TODAY) -> list[str]:
    read = read_program(text)
    return [f"{p.place} {p.message}" for p in check_content(read, TEXTS if content is None else content, today)]


def test_a_good_program_with_its_text_is_fine() -> None:
    assert told() == []


@pytest.mark.parametrize(
    ("good", "bad", "expected"),
    [
        (
            "    link: https://forms.example/a\n",
            "",
            'program.yaml:19:5 The form "mentor-sign-up" is open, but it has no link.',
        ),
        (
            "2026-01-10",
            "2025-06-01",
            'program.yaml:17:94 "line" was last checked on 2025-06-01: more than 12 months ago.',
        ),
        ("2026-01-10", "2026-07-01", 'program.yaml:17:94 "2026-07-01" is in the future.'),
        ("on: 2026-02-02", "on: 2026-08-02", 'program.yaml:15:22 "2026-08-02" is in the future.'),
        ("A place to talk.", "CHANGE ME - one sentence", "program.yaml:4:12 This text is left over from the starter."),
        ("name: North Star", "name: Lindenford Star", "program.yaml:3:9 This text is left over from the demo."),
    ],
)
def test_a_mistake_between_program_and_day_is_told_at_its_line(good: str, bad: str, expected: str) -> None:
    assert GOOD.count(good) == 1  # or the row would test nothing
    assert told(GOOD.replace(good, bad)) == [expected]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ({}, 'program.yaml:9:11 "listening" has no text.'),
        ({"training/listening.md": "  \n"}, 'program.yaml:9:11 "listening" has no text.'),
        (
            {**TEXTS, "training/lisning.md": "x"},
            'content/training/lisning.md There is no "lisning" under `training: modules:` in program.yaml.',
        ),
        ({**TEXTS, "pages/abuot.md": "x"}, 'content/pages/abuot.md There is no page "abuot".'),
        ({**TEXTS, "notes/x.md": "x"}, "content/notes/x.md No page is made from this folder."),
        ({**TEXTS, "roster.csv": ""}, "content/roster.csv Files of this kind are not put on the site."),
        (
            {"training/listening.md": "ok\nLorem ipsum\n"},
            "content/training/listening.md:2:1 This text is left over from the starter.",
        ),
    ],
)
def test_texts_and_entries_belong_together(content: dict[str, str], expected: str) -> None:
    assert told(content=content) == [expected]


def test_a_form_that_opens_later_needs_no_link_yet() -> None:
    assert told(GOOD.replace("    link: https://forms.example/a\n", ""), today=dt.date(2026, 4, 30)) == []


def test_a_demo_may_speak_of_itself() -> None:
    text = GOOD.replace("name: North Star", "name: Two Bridges").replace(
        "with_minors: no", "with_minors: no\n  demo: yes"
    )
    assert told(text) == []


def test_a_module_that_could_not_be_read_is_not_said_to_be_missing_for_its_text() -> None:
    assert told(GOOD.replace("minutes: 45", "minutes: many")) == []
