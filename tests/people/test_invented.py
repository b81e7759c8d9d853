from __future__ import annotations

import pytest

from peerloom.definition.program import Program
from peerloom.people.invented import real_addresses
from peerloom.sources.tables import Row


def told(demo: str, *texts: str) -> list[str]:
    about = {"id": "p", "name": "P", "tagline": "T", "summary": "S", "demo": demo}
    rows = [Row("f", f"tab {i % 2}", i + 2, None, {"q": text}) for i, text in enumerate(texts)]
    return [
        f"{problem.place} {problem.message}"
        for problem in real_addresses(Program.model_validate({"program": about}), rows)
    ]


@pytest.mark.parametrize(
    "text", ["token-51@mail.example", "token-51@x.test", "at @example", "a@b", "token-51@MAIL.Example.", ""]
)
def test_what_is_invented_is_fine_in_a_demo(text: str) -> None:
    assert told("yes", text) == []


@pytest.mark.parametrize(
    "text", ["token-51@mail.org", "write to token-51@mail.example.org, please", "token-51@my-example.net"]
)
def test_an_address_of_a_real_host_is_told_without_it(text: str) -> None:
    message = "holds an address that is not invented, and the answers of a demo can be public."
    assert told("yes", text, "", text) == [f'"tab 0" Row 2 {message}']  # once a file
    assert told("yes", "", text) == [f'"tab 1" Row 3 {message}']
    assert told("no", text) == []
