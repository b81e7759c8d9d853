"""Which person and which match an answer is about. A code that nobody has holds the row."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from peerloom.definition.standard_forms import standard_forms
from peerloom.needle import words
from peerloom.people.applications import SIGN_UPS
from peerloom.people.codes import folded, read_code
from peerloom.people.records import Aside
from peerloom.people.values import by_time, sent, text_of
from peerloom.problems import Cell, Problem
from peerloom.sources.tables import RESPONDENT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from peerloom.people.applications import Roster
    from peerloom.people.matches import Proposed
    from peerloom.people.records import Answer
    from peerloom.people.setting import Setting

PERSON = {"reference": "for", "adult-check-in": "child", "guardian-permission": "child"}  # elsewhere: code
_BY_NAME = "guardian-permission"  # families may write the name in place of the code
# Who answered, in forms that a person answers once: the newest of the same counts.
_ONCE: dict[str, tuple[str, ...]] = {
    "guardian-permission": ("child",),
    "nomination": ("nominee", "contact"),
    "partner-interest": ("org", "email"),
    "screening": ("code",),
    "reference": ("for", "name"),
    "details-check": ("code",),
    "next-year": ("code",),
}
_LETTER = "Look it up on the desk, page People or Matches, and correct the cell in the sheet."


@dataclass(frozen=True, slots=True)
class Linked:
    """Answers whose codes are those of people and matches, and the answers that were set aside."""

    answers: tuple[Answer, ...]
    asides: tuple[Aside, ...]
    problems: tuple[Problem, ...]


def person_of(answer: Answer) -> str:
    """The code of the person that a linked answer is about, or ""."""
    return text_of(answer, PERSON.get(answer.form, "code"))


def linked(answers: Iterable[Answer], people: Roster, matches: Mapping[str, Proposed], setting: Setting) -> Linked:
    """Find the person and the match of every answer to a standard form, and write their codes in one spelling.

    A code that nobody has, a match that nobody proposed, and a person who is not in the match hold the row, if the
    form must have them; where they may be left out, the row is used without them and a warning says so. Guardians may
    write a child's full name. Of a form that is answered once, the newest answer of a person counts and the others
    are duplicates. Sign-ups and a program's own forms have no codes.
    """
    kept: list[Answer] = []
    asides: list[Aside] = []
    warnings: list[Problem] = []
    for answer in answers:
        if answer.form in SIGN_UPS or answer.form not in standard_forms():
            kept.append(answer)
            continue
        found, wrong = _linked(answer, people, matches)
        required = wrong is not None and _is_required(wrong, answer, setting)
        if wrong is not None and required:
            asides.append(Aside(answer, "held", wrong))
        else:
            kept.append(found)
            warnings += [replace(wrong, level="warning")] if wrong is not None else []
    newest, older = _newest(kept, setting)
    return Linked(newest, (*asides, *older), tuple(warnings))


def _is_required(wrong: Problem, answer: Answer, setting: Setting) -> bool:
    name = wrong.place.question if isinstance(wrong.place, Cell) else ""
    question = setting.question(answer.form, name)
    return question is None or question.required


def _linked(answer: Answer, people: Roster, matches: Mapping[str, Proposed]) -> tuple[Answer, Problem | None]:
    """The answer with its codes in one spelling, without those that lead nowhere; and what is wrong with one."""
    values = dict(answer.values)
    wrong: Problem | None = None
    name = PERSON.get(answer.form, "code")
    if text_of(answer, name):
        found = _person(answer, name, people, matches)
        wrong = found if isinstance(found, Problem) else None
        values[name] = found if isinstance(found, str) else ""
    if text_of(answer, "match"):
        code = read_code(text_of(answer, "match"))
        values["match"] = code if code in matches else ""
        at = Cell(answer.cell.tab, answer.cell.row, "match")
        if code not in matches:
            wrong = wrong or Problem(at, "There is no match with this code.", _hint(code, people, "match"))
        elif values.get(name) and values[name] not in matches[code].people:
            wrong = wrong or Problem(at, "This person is not in this match.", _LETTER)
            values["match"] = ""
    return replace(answer, values={key: value for key, value in values.items() if value != ""}), wrong


def _person(answer: Answer, name: str, people: Roster, matches: Mapping[str, Proposed]) -> str | Problem:
    typed = text_of(answer, name)
    code = read_code(typed)
    if code in people:
        return code
    at = Cell(answer.cell.tab, answer.cell.row, name)
    if answer.form != _BY_NAME:
        return Problem(at, "There is no person with this code.", _hint(code, matches, "person"))
    found = _named(typed, answer, people)
    if len(found) == 1:
        return found[0]
    if found:
        return Problem(at, "Several people have this name.", "Write the program code of the child into this cell.")
    return Problem(at, "There is no person with this code or name.", "Write the program code of the child here.")


def _hint(code: str, others: Iterable[str], wanted: str) -> str:
    if code in others:
        return f"It is the code of a {'match' if wanted == 'person' else 'person'}; write that of the {wanted}."
    return _LETTER


def _named(typed: str, answer: Answer, people: Roster) -> list[str]:
    """Codes of the people of this name, in whatever order its parts stand.

    Of several those count who are minors, then whose guardian wrote from this address, then who had signed up by then.
    """
    wanted, mail = sorted(words(typed).split()), text_of(answer, "email")
    found = [code for code, mine in people.items() if sorted(words(text_of(mine[-1].answer, "name")).split()) == wanted]
    for kept in (
        [code for code in found if people[code][-1].minor],
        [code for code in found if text_of(people[code][-1].answer, "guardian") == mail],
        [code for code in found if people[code][0].applied <= sent(answer)],
    ):
        found = [code for code in found if code in kept] or found
    return found


def _newest(answers: Iterable[Answer], setting: Setting) -> tuple[tuple[Answer, ...], list[Aside]]:
    """Of each person the newest answer to a form that is answered once; nobody is found out in an anonymous one."""
    kept: dict[object, Answer] = {}
    asides: list[Aside] = []
    for answer in sorted(answers, key=by_time):
        who = _respondent(answer, setting)
        older = kept.pop(who, None)
        if older is not None:
            asides.append(Aside(older, "duplicate"))
        kept[who] = answer
    return tuple(kept.values()), asides


def _respondent(answer: Answer, setting: Setting) -> object:
    form = setting.forms[answer.form]
    if form.repeats or form.anonymous or answer.form in SIGN_UPS:
        return answer.key
    names = _ONCE.get(answer.form, ())
    parts = [folded(text_of(answer, name)) for name in names]
    if not names:
        parts = [folded(text) for name in RESPONDENT if (text := text_of(answer, name))][:1]
    return (answer.form, *parts) if any(parts) else answer.key
