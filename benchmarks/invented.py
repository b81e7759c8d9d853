"""A generated program of any size, for the benchmarks: a real program.yaml and texts. Same size, same bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_SENTENCE = (
    "mentor listens first and asks what the other person wants to talk about today in the library after school while "
    "rain falls on the river and two students plan a walk along the old bridge with a map a pencil and a little time "
    "because small steps that both can keep are better than large ones that nobody remembers when the week is over"
)
_WORDS = _SENTENCE.split()
_FOR = ("mentor", "mentee", "family", "coordinator")
_DAY = "2026-03-02"


def write_program(root: Path, texts: int) -> None:
    """Write a program with so many texts of about 3 kB, each a page. Home, lists, figures and so on come to them."""
    ids = {part: [f"{part}-{i:04d}" for i in range(count)] for part, count in _counts(texts).items()}
    root.mkdir(parents=True, exist_ok=True)
    text = yaml.safe_dump(_program(ids), sort_keys=False, allow_unicode=True, width=110)
    (root / "program.yaml").write_text(text, encoding="utf-8")
    (root / ".gitignore").write_text("responses/\nprivate/\nsite/\n", encoding="utf-8")
    for part, names in ids.items():
        folder = root / "content" / part
        folder.mkdir(parents=True, exist_ok=True)
        for number, name in enumerate(names):
            body = "\n".join(_text(part, number, names))
            (folder / f"{name}.md").write_text(body, encoding="utf-8")


def _counts(texts: int) -> dict[str, int]:
    """How many entries each part has; the guides take what is left."""
    each = {"partners": texts // 5, "policies": texts // 10, "stories": texts // 10, "training": texts // 10}
    return {"guides": texts - sum(each.values()), **each}


def _program(ids: dict[str, list[str]]) -> dict[str, Any]:
    return {
        "program": {
            "id": "bench",
            "name": "Bench Mentoring",
            "tagline": "Older students walk beside younger ones.",
            "summary": "A program that exists only to be measured.",
            "with_minors": "no",
            "site_url": "https://bench.example/",
        },
        "safeguarding": {
            "role": "Safeguarding lead",
            "phone": "020 7946 0999",
            "emergency_phone": "112",
            "emergency": "If someone is in danger now, call 112.",
        },
        "roles": [
            {"id": role, "title": role.capitalize(), "summary": f"What a {role} does.", "form": f"{role}-sign-up"}
            for role in ("mentor", "mentee")
        ],
        "training": {"modules": [_module(i, name) for i, name in enumerate(ids["training"])]},
        "guides": [
            {"id": name, "title": _title("guides", i), "summary": _sentence(i), "for": [_FOR[i % 4]], "minutes": 10}
            for i, name in enumerate(ids["guides"])
        ],
        "partners": [
            {
                "id": name,
                "name": _title("partners", i),
                "kind": "nonprofit",
                "offers": ["rooms"],
                "summary": _sentence(i),
            }
            for i, name in enumerate(ids["partners"])
        ],
        "policies": [
            {"id": name, "title": _title("policies", i), "kind": "other", "summary": _sentence(i)}
            for i, name in enumerate(ids["policies"])
        ],
        "stories": [
            {"id": name, "title": _title("stories", i), "summary": _sentence(i), "on": _DAY, "consent": "invented"}
            for i, name in enumerate(ids["stories"])
        ],
        "forms": [{"id": "mentor-sign-up"}, {"id": "mentee-sign-up"}],
    }


def _module(number: int, name: str) -> dict[str, Any]:
    return {
        "id": name,
        "title": _title("training", number),
        "summary": _sentence(number),
        "for": ["mentor"],
        "minutes": 30,
        "objectives": [_sentence(number + 1), _sentence(number + 2)],
        "checks": [
            {
                "id": "one",
                "ask": "What comes first?",
                "answers": [
                    {"say": "Listening", "right": "yes", "why": "It opens the talk."},
                    {"say": "Advice", "right": "no", "why": "It closes the talk."},
                ],
            }
        ],
    }


def _title(part: str, number: int) -> str:
    return f"{part.capitalize()} number {number}"


def _sentence(number: int) -> str:
    start = number * 7 % len(_WORDS)
    words = (_WORDS * 2)[start : start + 12 + number % 7]
    return " ".join(words).capitalize() + "."


def _text(part: str, number: int, names: list[str]) -> Iterator[str]:
    """About 3 kB of Markdown: headings, paragraphs with marks and links, a list, a table and a box."""
    near = names[(number + 1) % len(names)]
    for section in range(5):
        at = number * 31 + section * 11
        yield f"## Part {section + 1} of {part} {number}\n"
        yield f"{_sentence(at)} **{_sentence(at + 1)}** {_sentence(at + 2)} *{_sentence(at + 3)}* {_sentence(at + 4)}\n"
        yield f"{_sentence(at + 5)} See [the next one]({near}.md). {_sentence(at + 6)}\n"
        if section == 1:
            yield "\n".join(f"- {_sentence(at + i)}" for i in range(5)) + "\n"
        if section == 2:
            yield "| when | what |\n| --- | --- |\n" + "".join(
                f"| week {i} | {_sentence(at + i)} |\n" for i in range(4)
            )
        if section == 3:
            yield f"!!! note\n    {_sentence(at)}\n"
