from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from peerloom.needle import Needle
from peerloom.site.gate import Gate
from peerloom.site.lines import TOGETHER, KnownLines

LINES = ["<p>", "</p>", "given", "surname", "given surname", "x", "", "  ", "<b>given", "</b>surname"]
pages = st.lists(st.lists(st.sampled_from(LINES), max_size=14), min_size=1, max_size=8)
NEEDLES = [Needle("name", " given surname "), Needle("free text", " x given x surname ")]


@example([["a", "given"], ["surname", "b"], ["a", "given", "surname", "b"]])
@example([["given", "x"] * 8, ["x", "surname"] * 8, ["given", "x", "surname"]])
@given(pages)
def test_what_is_remembered_changes_no_answer(pages: list[list[str]]) -> None:
    """Values over up to four lines; longer ones are the limit that the docstring names."""
    one = Gate(NEEDLES)
    for i, lines in enumerate(pages):
        files = {f"{i}.html": "\n".join(lines).encode()}
        found = one.look(files)
        close = [
            "\n".join(kept[start : start + TOGETHER])
            for kept in [[line for line in lines if line.strip()]]
            for start in range(max(1, len(kept) - TOGETHER + 1))
        ]
        wanted = any(Gate(NEEDLES).look({"a.html": part.encode()}) for part in close)
        assert bool(found) >= wanted
        assert set(found) <= set(Gate(NEEDLES).look(files))


@given(st.lists(st.lists(st.sampled_from("abcdef"), max_size=12), max_size=8))
def test_every_run_that_was_not_kept_is_given(texts: list[list[str]]) -> None:
    known, kept = KnownLines(), set[tuple[str, ...]]()
    for lines in texts:
        parts = list(known.new(lines))
        given_runs = {
            tuple(part.split("\n")[i : i + TOGETHER]) for part, _ in parts for i in range(part.count("\n") + 1)
        }
        for i in range(len(lines) - TOGETHER + 1):
            run = tuple(lines[i : i + TOGETHER])
            assert run in given_runs or run in kept
        for _, runs in parts:
            known.keep(runs)
        kept |= {tuple(lines[i : i + TOGETHER]) for i in range(len(lines) - TOGETHER + 1)}


def test_the_frame_of_pages_is_looked_through_twice_and_then_never() -> None:
    known, frame = KnownLines(), [f"frame {i}" for i in range(50)]
    sizes = []
    for page in range(5):
        parts = list(known.new([*frame, f"own {page}", *frame]))
        sizes.append(sum(part.count("\n") + 1 for part, _ in parts))
        for _, runs in parts:
            known.keep(runs)
    assert sizes[0] == 101
    assert sizes[2:] == [2 * TOGETHER - 1] * 3


def test_known_lines_that_meet_for_the_first_time_are_looked_at() -> None:
    """Each line, and each pair with its neighbours, was clean on three pages before."""
    gate = Gate(NEEDLES)
    one, other = ["a", "b", "c", "given", "d", "e", "f"], ["g", "h", "i", "surname", "j", "k", "l"]
    for page in range(3):
        for number, lines in enumerate((one, other, ["x", "given", "", "d"], ["c", "surname", "j"])):
            assert gate.look({f"{page}-{number}.html": "\n".join(lines).encode()}) == ()
    for between in ([], [""], ["</p>"], ["</p>", "<p>"]):
        lines = [*one[:4], *between, *other[3:]]
        assert gate.look({"last.html": "\n".join(lines).encode()}) != (), between
