"""Twin builds: a site that is made from public figures alone does not change when the people do.

Three sets of answers go through the whole program: those of the program; the same with every name, address, number, date
of birth and sentence replaced (``other people``); and the same with two people less (``somebody less``), with the release
that is public already. All public bytes have to be equal. Then ``LEAKS`` are put into the generator one after the other,
and each has to be found by a twin or by the privacy gate.
"""

from __future__ import annotations

import base64
import codecs
import csv
import datetime as dt
import hashlib
import json
import re
import shutil
import sys
import unicodedata
from dataclasses import dataclass, fields, replace
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

from peerloom.cli import main
from peerloom.commands.build import site_gate, site_parts
from peerloom.commands.disclose import released
from peerloom.commands.project import open_project
from peerloom.commands.state import read_state
from peerloom.disclosure.public_json import read_public
from peerloom.people.codes import match_code, read_code
from peerloom.private import revealed
from peerloom.site.audit import read_folder
from peerloom.site.build import Parts, build

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from peerloom.commands.project import Project
    from peerloom.commands.state import Answers
    from peerloom.definition.forms import Question
    from peerloom.disclosure.public import PublicFigures
    from peerloom.people.records import Participant
    from peerloom.site.gate import Gate

SMALL = Path(__file__).parents[1] / "programs" / "small"
DAY = dt.date(2026, 6, 12)
_TYPED = {"short", "long", "email", "phone"}
_CODE = re.compile(r"\b[MEP]-[2-9A-HJKMNP-Z]{6}\b")
_WORD = re.compile(r"[^\W\d_]+")
_PAIRING = {"Mentor", "Mentee", "Note"}  # columns of the coordinator's file that people's words stand in


@dataclass(frozen=True)
class World:
    """One set of answers, read, with what of it is public."""

    project: Project
    answers: Answers
    public: PublicFigures
    parts: Parts

    @property
    def people(self) -> tuple[Participant, ...]:
        """The participants, their texts unmasked: a leak is made on purpose here."""
        return tuple(
            replace(person, **{field.name: _plain(getattr(person, field.name)) for field in fields(person)})
            for person in self.answers.records.participants
        )

    @property
    def gate(self) -> Gate:
        assert self.project.program is not None
        return site_gate(self.project, self.project.program, self.answers, self.public.words)


def _plain(value: Any) -> Any:
    return revealed(value) if isinstance(value, str) else value


# --- other people ----------------------------------------------------------------------------------------------------


def other_words(text: str) -> str:
    """Other letters and other lengths; equal words stay equal, and what is no letter stays as it is."""
    return _WORD.sub(lambda found: "".join(map(_other, found[0])) + ("ka" if len(found[0]) > 2 else ""), text)


def _other(letter: str) -> str:
    if unicodedata.category(letter)[0] != "L":
        return letter
    if letter.isascii():
        start = ord("a") if letter.islower() else ord("A")
        return chr(start + 25 - (ord(letter) - start))
    turned = chr(ord(letter) ^ 1)
    return turned if unicodedata.category(turned) == unicodedata.category(letter) else letter


def other_cell(kind: str, name: str, cell: str) -> str:
    """A cell with somebody else's answer in it. An answer on a list or a scale stays."""
    if name == "born":
        return _born(cell)
    if kind not in _TYPED:
        return cell
    if "@" in cell and kind != "long":
        return re.sub(r"[^\s,;@]+(?=@)", lambda found: other_words(found[0]) + "7", other_text_around(cell))
    if kind == "phone":
        return cell[:3] + cell[3:].translate(str.maketrans("0123456789", "9876543210"))
    return other_words(cell)


def other_text_around(cell: str) -> str:
    """A name before an address changes, the address is left for later."""
    return re.sub(r"[^,;]+(?=[,;] )", lambda found: found[0] if "@" in found[0] else other_words(found[0]), cell)


def _born(cell: str) -> str:
    """Another day of birth: adults are a year older, minors of whom no limit is near half a year."""
    try:
        day = dt.date.fromisoformat(cell)
    except ValueError:
        return cell
    return (day - dt.timedelta(days=400 if day.year < 2005 else 151 if day.year > 2009 else 1)).isoformat()


def write_twin(source: Path, target: Path, codes: Mapping[str, str]) -> None:
    """Write the program of ``source`` with other people into ``target``."""
    project = open_project(source, DAY)
    forms = {form.title: form for form in project.forms}
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("site", "private"))
    for file in sorted((source / "responses").glob("*.csv")):
        rows = list(csv.reader(StringIO(file.read_text(encoding="utf-8-sig"))))
        asked = {q.ask: q for q in forms[file.stem].questions} if file.stem in forms else {}
        for row in rows[1:]:
            for at, cell in enumerate(list(row)):
                if read_code(cell) in codes:  # as people type it
                    row[at] = codes[read_code(cell)]
                elif _CODE.search(cell):
                    row[at] = _CODE.sub(lambda found: codes.get(found[0], found[0]), cell)
                else:
                    row[at] = other_in_column(rows[0][at], asked, cell)
        out = StringIO()
        csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(rows)
        (target / "responses" / file.name).write_text(out.getvalue(), encoding="utf-8")


def other_in_column(title: str, asked: Mapping[str, Question], cell: str) -> str:
    """A cell of a file as somebody else filled it in. What is public by the writer's wish stays."""
    question = asked.get(title)
    if question is not None:
        return cell if question.share == "public" else other_cell(question.type, question.id, cell)
    if title == "Email Address":
        return other_cell("email", "", cell)
    return other_words(cell) if not asked and title in _PAIRING else cell


def codes_of(one: World, other: World) -> dict[str, str]:
    """Old code -> new code, of people and of every pair that they could be."""
    new = {(person.cell.tab, person.cell.row): person.code for person in other.people}
    people = {person.code: new[person.cell.tab, person.cell.row] for person in one.people}
    mentors = [person for person in one.people if person.role == "mentor"]
    mentees = [person for person in one.people if person.role == "mentee"]
    cohorts = {person.cohort for person in one.people}
    pairs = {
        match_code(a.code, b.code, cohort): match_code(people[a.code], people[b.code], cohort)
        for a in mentors
        for b in mentees
        for cohort in cohorts
    }
    return people | pairs


def read_world(root: Path, public: PublicFigures | None = None) -> World:
    project = open_project(root, DAY)
    assert project.program is not None, project.problems
    answers = read_state(root, project.program, project.forms, DAY)
    figures = public or released(root, project.program, answers, DAY, keep=False).public
    parts = site_parts(project, project.program, figures, DAY)
    assert isinstance(parts, Parts)
    return World(project, answers, figures, parts)


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> tuple[World, World, World]:
    """The program, the program with other people, and the program with two people less."""
    root = tmp_path_factory.mktemp("twins")
    one, other, less = root / "one", root / "other", root / "less"
    shutil.copytree(SMALL, one)
    program = (one / "program.yaml").read_text(encoding="utf-8")
    program = program.replace("  id: north-star\n", "  id: north-star\n  demo: yes\n  demo_day: 2026-06-12\n", 1)
    (one / "program.yaml").write_text(program, encoding="utf-8")
    assert main(["simulate", "--root", str(one), "--mentors", "24", "--mentees", "30", "--weeks", "36"]) == 0
    first = read_world(one)
    write_twin(one, other, {})
    write_twin(one, other, codes_of(first, read_world(other)))
    shutil.copytree(one, less, ignore=shutil.ignore_patterns("site", "private"))
    gone = [newest(first), who_met(first)]
    for file in (less / "responses").glob("*.csv"):
        lines = file.read_text(encoding="utf-8-sig").splitlines(keepends=True)
        kept = [line for line in lines if not any(word in line for p in gone for word in (p.email, p.code))]
        file.write_text("".join(kept), encoding="utf-8")
    return first, read_world(other), read_world(less, first.public)


def who_met(world: World) -> Participant:
    """A mentee who met their mentor."""
    met = {meeting.match for meeting in world.answers.records.meetings}
    mentees = {match.mentee for match in world.answers.records.matches if match.code in met}
    return next(person for person in world.people if person.code in mentees)


def newest(world: World) -> Participant:
    """The mentee who came last."""
    return max((p for p in world.people if p.role == "mentee"), key=lambda p: (p.applied, p.cell.row))


# --- clean builds ----------------------------------------------------------------------------------------------------


def test_the_twins_are_other_people(worlds: tuple[World, World, World]) -> None:
    one, other, less = worlds
    assert len(one.people) == len(other.people) > len(less.people) >= 40
    for field in ("name", "call", "email", "phone", "code"):
        mine = {getattr(person, field) for person in one.people}
        assert not mine & {getattr(person, field) for person in other.people} - {""}, field
    assert sorted(p.status for p in one.people) == sorted(p.status for p in other.people)
    assert len({match.code for match in one.answers.records.matches}) == len(other.answers.records.matches) > 10
    assert any(figure.n for figure in one.public.figures if figure.cohort)


def test_a_build_with_other_people_has_the_same_bytes(worlds: tuple[World, World, World], tmp_path: Path) -> None:
    """Every file of the public site, and the public figures, byte for byte."""
    made = []
    for number, world in enumerate(worlds):
        site = tmp_path / f"{number}" / "site"
        result = build(site, world.parts, world.gate, DAY)
        assert result.good, (result.problems, result.findings)
        made.append(read_folder(site / "public") | {p: (site / p).read_bytes() for p in world.parts.beside})
    assert len(made[0]) > 50
    assert made[0].keys() == made[1].keys() == made[2].keys()
    assert [path for path in made[0] if not made[0][path] == made[1][path] == made[2][path]] == []


@pytest.mark.parametrize("seed", [5, 6])
def test_there_is_no_alarm_on_clean_builds(seed: int, tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    shutil.copytree(SMALL, one)
    program = (one / "program.yaml").read_text(encoding="utf-8")
    program = program.replace("  id: north-star\n", "  id: north-star\n  demo: yes\n  demo_day: 2026-06-12\n", 1)
    (one / "program.yaml").write_text(program, encoding="utf-8")
    words = ("--mentors", f"{seed * 2}", "--mentees", f"{seed * 3}", "--weeks", f"{seed * 4}", "--seed", f"{seed}")
    assert main(["simulate", "--root", str(one), *words]) == 0
    first = read_world(one)
    write_twin(one, other, {})
    write_twin(one, other, codes_of(first, read_world(other)))
    assert read_world(other).parts == first.parts
    assert found_by_gate(first, dict(first.parts.sources)) == ()


# --- faults in the generator -----------------------------------------------------------------------------------------

Files = dict[str, "str | bytes"]
PAGE = "progress.md"
LEAKS: dict[str, Callable[[Files, World], None]] = {}


def leak(name: str) -> Callable[[Callable[[Files, World], str | None]], Callable[[Files, World], str | None]]:
    """A fault. What it returns stands at the end of the progress page."""

    def keep(fault: Callable[[Files, World], str | None]) -> Callable[[Files, World], str | None]:
        def put(files: Files, world: World) -> None:
            text = fault(files, world)
            if text is not None:
                files[PAGE] = f"{files[PAGE]!s}\n{text}\n"

        assert name not in LEAKS
        LEAKS[name] = put
        return fault

    return keep


def _fault(name: str, made: Callable[[World], str]) -> None:
    leak(name)(lambda _, world: made(world))


def _mail(world: World) -> str:
    return newest(world).email


def _typed(world: World) -> list[str]:
    """What people wrote themselves in the mentor sign-up, in the order of the rows."""
    return [_plain(answer.values.get("why", "")) for answer in world.answers.records.answers["mentor-sign-up"]]


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _waiting(world: World) -> int:
    return sum(person.role == "mentee" for person in world.people)


_fault("a name", lambda w: newest(w).name)
_fault("a first name", lambda w: newest(w).call)
_fault("initials", lambda w: "".join(part[0] for part in newest(w).name.split()))
_fault("a name in capitals, spaced", lambda w: " ".join(newest(w).name.upper()))
_fault("a name backwards", lambda w: newest(w).name[::-1])
_fault("a name turned by thirteen letters", lambda w: codecs.encode(newest(w).name, "rot13"))
_fault("a name with invisible signs", lambda w: "\u200b".join(newest(w).name))
_fault("a name in base64", lambda w: base64.b64encode(newest(w).name.encode()).decode())
_fault("a name in hex", lambda w: newest(w).name.encode().hex())
_fault("a name in an address", lambda w: f"[more](../?q={quote(newest(w).name)})")
_fault("a name as an anchor", lambda w: f"## More {{ #{newest(w).name.lower().replace(' ', '-')} }}")
_fault("a name in an alternative text", lambda w: f"![{newest(w).name}](assets/leaf.png)")
_fault("a name in a title", lambda w: f'<p title="{newest(w).name}">more</p>')
_fault("a name in a comment", lambda w: f"<!-- {newest(w).name} -->")
_fault("a name in a style class", lambda w: f'<p class="of-{newest(w).call.lower()}">more</p>')
_fault("a name in a drawing", lambda w: f"<svg><title>{newest(w).name}</title></svg>")
_fault("a name as data of a script", lambda w: f'<script type="application/json">{json.dumps(newest(w).name)}</script>')
_fault("a name in styles", lambda w: f'<style>p::after{{content:"{newest(w).name}"}}</style>')
_fault("an e-mail address", _mail)
_fault("an e-mail address as people hide it", lambda w: _mail(w).replace("@", " at ").replace(".", " dot "))
_fault("an e-mail link", lambda w: f"[write](mailto:{_mail(w)})")
_fault("the hash of an e-mail address", lambda w: hashlib.md5(_mail(w).encode(), usedforsecurity=False).hexdigest())
_fault("four signs of a hash", lambda w: _sha(_mail(w))[:4])
_fault("a colour from an e-mail address", lambda w: f'<p style="color:#{_sha(_mail(w))[:6]}">more</p>')
_fault("a picture by a hash", lambda w: f"![](assets/{_sha(_mail(w))[:12]}.png)")
_fault("a phone number", lambda w: newest(w).phone)
_fault("the end of a phone number", lambda w: newest(w).phone[-4:])
_fault("a day of birth", lambda w: f"{newest(w).born}")
_fault("a day of birth in words", lambda w: f"{newest(w).born:%d %B %Y}")
_fault("the year of a birth, shortened", lambda w: " ".join(f"{p.born:%y}" for p in w.people if p.born))
_fault("ages", lambda w: " ".join(f"{(DAY - p.born).days // 365}" for p in w.people if p.born))
_fault("a guardian's address", lambda w: next(p.guardian for p in w.people if p.guardian))
_fault("a person's code", lambda w: newest(w).code)
_fault("a match's code", lambda w: w.answers.records.matches[0].code)
_fault("a pair", lambda w: f"{w.answers.records.matches[0].mentor} and {w.answers.records.matches[0].mentee}")
_fault("what somebody wrote", lambda w: _typed(w)[0])
_fault("two words of it", lambda w: " ".join(_typed(w)[0].split()[1:3]))
_fault("how long it is", lambda w: f"{len(_typed(w)[0])}")
_fault("a cloud of words", lambda w: " ".join(sorted({word for text in _typed(w) for word in text.split()})[:9]))
_fault("a reference's name", lambda w: _plain(w.answers.records.answers["mentor-sign-up"][0].values["ref1"]))
_fault("the exact number of people", lambda w: f"{_waiting(w)} young people")
_fault("a small number", lambda w: f"{_waiting(w) % 10} more")
_fault("an exact percentage", lambda w: f"{100 * _waiting(w) / len(w.people):.1f} percent")
_fault("exact hours", lambda w: f"{sum(m.minutes for m in w.answers.records.meetings)} minutes")
_fault("a list with one dot a person", lambda w: "\n".join("-" for _ in range(_waiting(w))))
_fault("a number as spaces", lambda w: "more" + " " * _waiting(w) + ".")
_fault("the day of the last sign-up", lambda w: f"{max(p.applied for p in w.people if p.role == 'mentee')}")
_fault("a word that only some get", lambda w: "Welcome!" if len(w.people) % 5 else "Welcome.")


@leak("a page with a name in its file name")
def _(files: Files, world: World) -> None:
    files[f"stories/{newest(world).name.lower().replace(' ', '-')}.md"] = "# A story\n"


@leak("a page with a code in its file name")
def _(files: Files, world: World) -> None:
    files[f"stories/{newest(world).code.lower()}.md"] = "# A story\n"


@leak("a picture with initials in its file name")
def _(files: Files, world: World) -> None:
    files[f"assets/{newest(world).name[0]}.png"] = b""


@leak("one page a person")
def _(files: Files, world: World) -> None:
    files.update({f"people/{number}.md": "# More\n" for number, _ in enumerate(world.people)})


@leak("a table for download")
def _(files: Files, world: World) -> None:
    files["assets/people.csv"] = "\n".join(person.call for person in world.people)


@leak("a name in the description of a page")
def _(files: Files, world: World) -> None:
    files[PAGE] = str(files[PAGE]).replace("description: ", f"description: {newest(world).call} ", 1)


@leak("a name in the calendar")
def _(files: Files, world: World) -> None:
    event = f"BEGIN:VEVENT\r\nSUMMARY:Meeting of {newest(world).call}\r\nEND:VEVENT\r\n"
    files["events/events.ics"] = event.encode()


@leak("an id in the calendar that is made from an address")
def _(files: Files, world: World) -> None:
    files["events/events.ics"] = f"BEGIN:VEVENT\r\nUID:{_sha(_mail(world))[:10]}\r\nEND:VEVENT\r\n".encode()


@leak("a name in the search index")
def _(files: Files, world: World) -> None:
    files["search/search_index.json"] = json.dumps({"docs": [{"title": newest(world).name}]}, ensure_ascii=True)


@leak("one more property in the public figures")
def _(files: Files, world: World) -> None:
    value = json.loads(str(files["public.json"]))
    files["public.json"] = json.dumps({**value, "first": newest(world).call})


@leak("an exact count in the public figures")
def _(files: Files, world: World) -> None:
    value = json.loads(str(files["public.json"]))
    value["figures"][0]["shown"] = {"is": "exact", "value": _waiting(world)}
    files["public.json"] = json.dumps(value)


def _in_order(files: Files, names: list[str]) -> None:
    """Put the lines of the progress page into the order of ``names``: nothing is added, and still it tells."""
    lines = str(files[PAGE]).split("\n")
    ranks = sorted(range(len(names)), key=lambda at: names[at])
    picked = [lines[at % len(lines)] for at in ranks]
    files[PAGE] = "\n".join([*lines, *picked])


@leak("an order by names")
def _(files: Files, world: World) -> None:
    _in_order(files, [person.name for person in world.people])


@leak("an order by codes")
def _(files: Files, world: World) -> None:
    _in_order(files, [person.code for person in world.people])


@leak("an order by when people joined")
def _(files: Files, world: World) -> None:
    _in_order(files, [f"{person.applied} {person.cell.row}" for person in world.people if person.role == "mentee"])


def faulty(world: World, fault: Callable[[Files, World], None]) -> Files:
    """All that a generator with this fault makes, the public figures with it."""
    files: Files = {**world.parts.pages, **world.parts.beside}
    fault(files, world)
    return files


def found_by_gate(world: World, files: Mapping[str, str | bytes]) -> tuple[object, ...]:
    """What the gate says about the texts. Markdown is looked at as the HTML that it becomes a part of."""
    looked = {
        re.sub(r"\.md$", ".html", path): content.encode() if isinstance(content, str) else content
        for path, content in files.items()
        if path.endswith((".md", ".ics", ".json", ".csv"))
    }
    return tuple(world.gate.look(looked))


def caught(fault: Callable[[Files, World], None], worlds: tuple[World, World, World], gate: Gate) -> Iterator[str]:
    """Everything that finds a fault."""
    one, other, less = worlds
    clean = {**one.parts.pages, **one.parts.beside}
    made = faulty(one, fault)
    assert made != clean, "this is no fault"
    if made != faulty(other, fault):
        yield "other people"
    if made != faulty(less, fault):
        yield "somebody less"
    changed = {path: content for path, content in made.items() if clean.get(path) != content}
    looked = {re.sub(r"\.md$", ".html", path): _bytes(content) for path, content in changed.items()}
    if gate.look(looked):
        yield "gate"
    with_figures = str(made.get("public.json"))
    try:
        read_public(with_figures)
    except ValueError:
        yield "valve"


def _bytes(content: str | bytes) -> bytes:
    return content.encode() if isinstance(content, str) else content


def test_every_leak_is_found(worlds: tuple[World, World, World]) -> None:
    """The table stands in docs/benchmarks.md; ``pytest -s tests/site/test_twin.py`` prints it."""
    assert len(LEAKS) >= 40
    gate = worlds[0].gate
    table = {name: tuple(caught(fault, worlds, gate)) for name, fault in LEAKS.items()}
    for number, (name, by) in enumerate(table.items(), start=1):
        sys.stdout.write(f"{number:>3}  {name:<56} {', '.join(by) or 'NOTHING'}\n")
    assert [name for name, by in table.items() if not {"other people", "somebody less", "gate"} & set(by)] == []
    assert sum("gate" not in by for by in table.values()) >= 15  # what no needle finds, the twins do


@pytest.mark.parametrize("name", ["a name"])
def test_a_leak_stops_the_build(name: str, worlds: tuple[World, World, World], tmp_path: Path) -> None:
    world = worlds[0]
    files = faulty(world, LEAKS[name])
    parts = replace(world.parts, pages={path: text for path, text in files.items() if path in world.parts.pages})
    result = build(tmp_path / "site", parts, world.gate, DAY)
    assert result.findings
    assert not (tmp_path / "site" / "public").exists()
