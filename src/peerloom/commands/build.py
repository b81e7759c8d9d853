"""``peerloom build``: the public site, from the program and its public figures, past the audit and the gate."""

from __future__ import annotations

import json
import secrets
from dataclasses import replace
from typing import TYPE_CHECKING, TextIO

from peerloom import definition, disclosure, pages
from peerloom.definition.mkdocs import read_mkdocs
from peerloom.disclosure.public_json import public_json, public_schema, read_public
from peerloom.files import templates_folder
from peerloom.pages.render import render_pages
from peerloom.people.needles import needles
from peerloom.problems import Place, Problem, as_text
from peerloom.readable import day
from peerloom.site.build import Parts, Result, build, theme_texts
from peerloom.site.gate import Gate
from peerloom.site.settings import Look, footer
from peerloom.site.sources import allowances

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from peerloom.commands.project import Project
    from peerloom.commands.state import Answers
    from peerloom.definition.program import Program
    from peerloom.disclosure.public import PublicFigures, PublicWords
    from peerloom.needle import Needle
    from peerloom.pages.checking import Sealed
    from peerloom.pages.render import Rendered
    from peerloom.site.builder import Builder
    from peerloom.site.sources import Allowances

_LOOSER = "This program shows smaller numbers of people than the kit advises."
# What may lie beside the texts in content/ and is copied to the site as it is.
COPIED = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".svg", ".ico", ".css", ".woff2")


def templates_of(root: Path) -> dict[str, str]:
    """The templates of pages by name: the kit's, and in their place those that the program has of its own."""
    return _templates(templates_folder()) | _templates(root / "templates")


def _templates(folder: Path) -> dict[str, str]:
    files = sorted((folder / "pages").glob("*.j2"))
    return {f"pages/{file.name}": file.read_text(encoding="utf-8") for file in files if not file.is_symlink()}


def site_parts(
    project: Project, program: Program, figures: PublicFigures, today: dt.date, sealed: Sealed | None = None
) -> Parts | Problem:
    """Everything that the site of a project is made from. Nothing private can be in it.

    A mistake in a template that the program has of its own is a problem, and told by its file.
    """
    try:
        rendered = _rendered(project, program, figures, today, templates_of(project.root), sealed)
    except Exception:
        problem = _wrong_template(project, program, figures, today, sealed)
        if problem is None:
            raise
        return problem
    kit = templates_folder()
    return Parts(
        pages={**_copied(project), **rendered.files},
        assets=dict(_bytes_below(kit / "assets")),
        theme=dict(_bytes_below(kit / "theme")),
        look=_look(project, program, figures, rendered),
        beside={"public.json": _valve(figures), "public.schema.json": _schema()},
    )


def _valve(figures: PublicFigures) -> str:
    """The public figures as a file, read back as anybody would: what is not of its type never gets out.

    Raises:
        ValueError: something is in the figures that does not belong there; that is our fault.
    """
    text = public_json(figures)
    if read_public(text) != figures:
        raise ValueError("The file of public figures is not what it was made from.")
    return text


def _schema() -> str:
    return json.dumps(public_schema(), indent=1, sort_keys=True) + "\n"


def _rendered(
    project: Project,
    program: Program,
    figures: PublicFigures,
    today: dt.date,
    templates: Mapping[str, str],
    sealed: Sealed | None,
) -> Rendered:
    parts = (program, project.forms, project.content, figures, today)
    return render_pages(*parts, templates=templates, places=project.read.places, sealed=sealed)


def _wrong_template(
    project: Project, program: Program, figures: PublicFigures, today: dt.date, sealed: Sealed | None
) -> Problem | None:
    """The first template of the program that breaks the kit's pages. None: they break without it as well."""
    kit = _templates(templates_folder())
    for name, text in {**kit, **_templates(project.root / "templates")}.items():
        if kit.get(name) != text:
            try:
                _rendered(project, program, figures, today, {**kit, name: text}, sealed)
            except Exception as error:  # noqa: BLE001 - a template can fail in any way
                line = getattr(error, "lineno", None) or 0
                place = Place(f"templates/{name}", line, min(line, 1))
                hint = "Delete the file to use the kit's own, or compare it with that."
                return Problem(place, f"This template cannot be used ({type(error).__name__}).", hint)
    return None


def _copied(project: Project) -> dict[str, bytes]:
    """The pictures and styles of content/."""
    folder = project.root / "content"
    return {path: (folder / path).read_bytes() for path in project.content if path.lower().endswith(COPIED)}


def _bytes_below(folder: Path) -> Iterator[tuple[str, bytes]]:
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            yield file.relative_to(folder).as_posix(), file.read_bytes()


def _look(project: Project, program: Program, figures: PublicFigures, rendered: Rendered) -> Look:
    own, _ = read_mkdocs(project.texts.get("mkdocs.yml", ""))
    extra = dict(rendered.extra)
    return Look(
        name=extra["name"],
        description=extra["tagline"],
        language=extra["language"],
        site_url=program.program.site_url or own.get("site_url"),
        nav=rendered.nav,
        extra={
            "program": {key: extra[key] for key in ("name", "tagline", "place", "demo", "language")},
            **{key: extra[key] for key in ("help", "organisation") if key in extra},
            "footer": footer(rendered.files),
            "as_of": day(figures.as_of) if figures.figures else "",
            "looser": _LOOSER if figures.looser else "",
        },
        own=own,
    )


def public_texts(project: Project) -> Iterator[str]:
    """The words that are public for certain: program.yaml's, and the kit's own."""
    yield project.texts.get("program.yaml", "")
    yield from _templates(templates_folder()).values()
    yield from theme_texts()
    kit = templates_folder()
    for file in sorted((kit / "theme").rglob("*.html")):
        yield file.read_text(encoding="utf-8")
    for package in (definition, disclosure, pages):
        for folder in package.__path__:
            yield from _kit_words(folder)


def own_texts(project: Project) -> dict[str, str]:
    """The other texts that pages are made from, by their file. Anything could have been pasted into them."""
    texts = {file: text for file, text in project.texts.items() if file not in {"program.yaml", "allowed.yaml"}}
    own = _templates(project.root / "templates")
    return texts | {f"templates/{name}": text for name, text in own.items()}


def _kit_words(folder: str) -> Iterator[str]:
    from pathlib import Path  # noqa: PLC0415 - elsewhere it is only a type here

    for file in sorted((*Path(folder).glob("*.py"), *Path(folder).glob("*.yaml"))):
        yield file.read_text(encoding="utf-8")


def site_needles(
    project: Project, program: Program, answers: Answers, released: Iterable[PublicWords]
) -> tuple[Needle, ...]:
    """Everything about people that stands in the answers, and must not stand on the site.

    Args:
        project: its texts say which words are public anyway.
        program: what is published.
        answers: every answer, those that were too large to be kept as well.
        released: words that may be shown; the first name that stands below them is not looked for alone.
    """
    return needles(
        answers.records,
        (*answers.synced.rows, *answers.synced.rejected),
        program,
        project.forms,
        public_texts(project),
        written=own_texts(project).values(),
        named=[words.named for words in released if words.named],
    )


def site_allowances(project: Project, looked_for: Iterable[Needle]) -> Allowances:
    """How often what is looked for may stand on each page all the same."""
    return allowances(looked_for, own_texts(project), project.allowed)


def gate_of(looked_for: Iterable[Needle], allowed: Allowances) -> Gate:
    """A gate. The key of its report is new each time, so that two reports cannot be joined."""
    return Gate(looked_for, secrets.token_bytes(16), allowed)


def site_gate(project: Project, program: Program, answers: Answers, released: Iterable[PublicWords]) -> Gate:
    """The gate of a project, which looks for ``site_needles``."""
    looked_for = site_needles(project, program, answers, released)
    return gate_of(looked_for, site_allowances(project, looked_for))


def make_site(
    project: Project,
    program: Program,
    figures: PublicFigures,
    gate: Gate,
    today: dt.date,
    builder: Builder | None = None,
    sealed: Sealed | None = None,
) -> Result:
    """Make the public site of a project that has no errors; with a builder, only what changed since its last build."""
    parts = site_parts(project, program, figures, today, sealed)
    if isinstance(parts, Problem):
        return Result((parts,))
    result = build(project.root / "site", parts, gate, today, builder)
    if not result.findings:
        return result
    texts = {"program.yaml": project.texts.get("program.yaml", ""), **own_texts(project)}
    return replace(result, findings=(*gate.in_texts(texts), *result.findings))  # first where it can be mended


def tell(result: Result, out: TextIO) -> int:
    """Say what came of a build; return the status."""
    if result.problems:
        print(as_text(result.problems, {}), file=out)
        print("\nThe site was not changed.", file=out)
    elif result.findings:
        tell_findings(result.findings, out)
        print("The site was not changed.", file=out)
    elif result.changed is None:
        print(f"The site is as it was: {result.pages} pages, looked through by the privacy gate.", file=out)
    else:
        changed = len(result.changed.written) + len(result.changed.removed)
        print(
            f"The site is made: {result.pages} pages, {changed} files changed; the privacy gate found nothing private.",
            file=out,
        )
    return 0 if result.good else 1


_SHOWN = 20


def tell_findings(findings: Iterable[object], out: TextIO) -> None:
    """Say what the gate found: file, place, kind. The value is never said, so this may be public."""
    found = list(findings)
    print("The privacy gate stopped this. Private values, or files that could hold some:", file=out)
    for finding in found[:_SHOWN]:
        print(f"  {finding}", file=out)
    if len(found) > _SHOWN:
        print(f"  and {len(found) - _SHOWN} more", file=out)
    print("Look for it in content/ and program.yaml, and take it out.", file=out)
    print("If it is somebody else's, such as an invented name, say so in allowed.yaml.", file=out)
