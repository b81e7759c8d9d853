from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerloom.definition.allowed import FIELDS, Allowed, read_allowed

TODAY = dt.date(2026, 6, 12)
GOOD = """\
- text: Amina
  page: content/stories/one.md
  who: nobody
  why: invented
  until: 2027-08-31
- {text: hello@trust.example, page: content/pages/about.md, who: the office, why: it is public, until: 2026-06-12}
"""


def told(text: str) -> list[str]:
    return [f"{p.level[0]} {p.place} {p.message} {p.hint}" for p in read_allowed(text, TODAY)[1]]


def test_entries_come_back_as_they_are() -> None:
    assert read_allowed(GOOD, TODAY) == (
        (
            Allowed("Amina", "content/stories/one.md", "nobody", "invented", dt.date(2027, 8, 31)),
            Allowed("hello@trust.example", "content/pages/about.md", "the office", "it is public", TODAY),
        ),
        (),
    )


NEEDED = "Each entry needs text, page, who, why and until."


@pytest.mark.parametrize(
    ("good", "bad", "expected"),
    [
        ("2027-08-31", "2026-06-11", "w allowed.yaml:5:10 This was allowed until 2026-06-11. Write a later day if it is still so, or delete the entry and the text."),
        ("2027-08-31", "next year", 'e allowed.yaml:5:10 "until" must be a day. Write it as YYYY-MM-DD.'),
        ("2027-08-31", "2027-02-30", 'e allowed.yaml:5:10 "until" must be a day. Write it as YYYY-MM-DD.'),
        ("  who: nobody\n", "", f'e allowed.yaml:1:3 "who" is missing. {NEEDED}'),
        ("who: nobody", "who: [a]", 'e allowed.yaml:3:8 "who" must be a short text. Write it on one line.'),
        ("who: nobody", "who:", 'e allowed.yaml:3:7 "who" must be a short text. Write it on one line.'),
        ("who: nobody", f"who: {'x' * 201}", 'e allowed.yaml:3:8 "who" must be a short text. Write it on one line.'),
        ("why: invented", "why: invented\n  whi: x", 'e allowed.yaml:5:3 "whi" is not used here. Did you mean "why"?'),
        ("why: invented", "why: invented\n  zzz: x", f'e allowed.yaml:5:3 "zzz" is not used here. Remove it. {NEEDED}'),
        ("content/stories/one.md", "content/*.md", 'e allowed.yaml:2:9 "page" must be one file. Write it like content/pages/about.md.'),
        ("content/stories/one.md", "content/stories/", 'e allowed.yaml:2:9 "page" must be one file. Write it like content/pages/about.md.'),
        ("text: Amina", "text: !x Amina", "e allowed.yaml:1:9 Tags with ! are not used here. Remove it, or put the text in quotes."),
    ],
)  # fmt: skip
def test_a_mistake_is_told_at_its_line(good: str, bad: str, expected: str) -> None:
    assert GOOD.count(good) == 1  # or the row would test nothing
    assert told(GOOD.replace(good, bad)) == [expected]
    assert all(entry.text != "Amina" for entry in read_allowed(GOOD.replace(good, bad), TODAY)[0])


def test_other_shapes() -> None:
    assert told("") == []
    assert told("a: b") == [f"e allowed.yaml:1:1 This file must be a list. Start each with a dash. {NEEDED}"]
    assert told("- a") == [f"e allowed.yaml:1:3 This line cannot be read. {NEEDED}"]


@given(st.text(max_size=60) | st.lists(st.sampled_from([*FIELDS, "- ", ": ", "\n", "  ", "x", "*"])).map("".join))
def test_no_text_breaks_it(text: str) -> None:
    assert read_allowed(text, TODAY) == read_allowed(text, TODAY)
