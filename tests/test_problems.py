from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from peerloom.problems import Cell, Place, Problem, as_github, as_text, errors, in_order

TEXT = "program:\n    minuets: 45\n"
ONE = Problem(Place("program.yaml", 2, 5), '"minuets" is not a field here.', 'Did you mean "minutes"?')


def test_a_problem_shows_its_line_with_a_caret() -> None:
    assert as_text([ONE], {"program.yaml": TEXT}) == (
        'program.yaml:2:5: "minuets" is not a field here.\n'
        "   2 |     minuets: 45\n"
        "           ^\n"
        '     Did you mean "minutes"?'
    )


def test_a_warning_says_that_it_is_one_and_does_not_stop() -> None:
    look = Problem(Place("x.yaml"), "Odd.", level="warning")
    assert as_text([look], {}) == "x.yaml: (to look at) Odd."
    assert errors([look, ONE]) == (ONE,)


def test_a_problem_of_an_answer_names_tab_row_and_question() -> None:
    assert str(Cell("Mentor sign-up", 7, "phone")) == '"Mentor sign-up", row 7, question "phone"'


def test_github_shows_it_at_its_line() -> None:
    assert as_github([ONE]) == (
        '::error file=program.yaml,line=2,col=5::"minuets" is not a field here. Did you mean "minutes"?'
    )
    odd = Problem(Place("a,b:c.yaml", 1, 1), "100 %\nnext")
    assert as_github([odd]) == "::error file=a%2Cb%3Ac.yaml,line=1,col=1::100 %25%0Anext"


problems = st.builds(
    Problem,
    st.builds(Place, st.sampled_from(["a", "b"]), st.integers(0, 5), st.integers(0, 5))
    | st.builds(Cell, st.sampled_from(["T", "U"]), st.integers(0, 5), st.sampled_from(["", "q"])),
    st.sampled_from(["One.", "Two."]),
)


@given(st.lists(problems))
def test_the_order_does_not_depend_on_the_order_found(found: list[Problem]) -> None:
    assert in_order(found) == in_order(reversed(found))
    assert set(in_order(found)) == set(found)


@given(st.text(max_size=300), st.integers(1, 400))
def test_a_place_anywhere_in_any_text_can_be_shown(text: str, column: int) -> None:
    shown = as_text([Problem(Place("x", 1, column), "Odd.")], {"x": text})
    assert shown.startswith(f"x:1:{column}: Odd.")
