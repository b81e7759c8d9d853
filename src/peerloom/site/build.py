"""Makes the public site: Markdown on disk, HTML in memory, then audit, gate and exchange with the old site."""

from __future__ import annotations

import gc
import hashlib
import json
import re
import shutil
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from peerloom.problems import Place, Problem, in_order
from peerloom.site.audit import audit, read_folder
from peerloom.site.builder import Builder
from peerloom.site.settings import as_yaml, generated, merged
from peerloom.site.write import replace_text, write_folder

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping

    from peerloom.site.gate import Finding, Gate
    from peerloom.site.settings import Look
    from peerloom.site.write import Written

_VERSION = 2  # of what is made from the same input; raise it when this module makes other bytes
# Not needed by any visitor: maps for debugging the theme, a second sitemap, word stems of languages not in use,
# drawings that stand inside pages.
_NOT_NEEDED = re.compile(r".*\.map|partials/.*|sitemap\.xml\.gz|assets/javascripts/lunr/.*|assets/images/favicon\.png")
_STEMS = re.compile(r"assets/javascripts/lunr/.*")
_LINK = re.compile(r"Doc file '([^']+)' contains an? (?:[a-z]+ )*link '([^']+)'")


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a build. When there are problems or findings, the site that was there is still there."""

    problems: tuple[Problem, ...] = ()
    findings: tuple[Finding, ...] = ()
    pages: int = 0
    changed: Written | None = None  # files of the public site; None when nothing had to be built

    @property
    def good(self) -> bool:
        """Whether site/public is what was asked for."""
        return not self.problems and not self.findings


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything that a site is made from, by path: nothing else can get into it."""

    pages: Mapping[str, str | bytes]  # below site/pages: Markdown, calendars, pictures and styles of the program
    assets: Mapping[str, bytes]  # below site/pages/assets: the kit's own styles, scripts, fonts
    theme: Mapping[str, bytes]  # the kit's templates of the theme
    look: Look
    beside: Mapping[str, str] = field(default_factory=dict)  # below site/: more that is published, such as public.json

    @property
    def sources(self) -> dict[str, str | bytes]:
        """All files below site/pages. A program cannot replace what is the kit's."""
        return {**self.pages, **{f"assets/{path}": content for path, content in self.assets.items()}}


@contextmanager
def _few_collections() -> Iterator[None]:
    """Look for unused circles of objects rarely: the builder makes millions of objects and keeps most."""
    before = gc.get_threshold()
    gc.set_threshold(200_000, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


@_few_collections()
def build(site: Path, parts: Parts, gate: Gate, today: dt.date, builder: Builder | None = None) -> Result:
    """Make ``site/public`` from ``parts``, or leave it as it is and say why. The same parts give the same bytes.

    Every warning of the site builder, everything the audit does not like and every finding of the gate stops it.
    What was built from the same parts before is looked at by the gate again, and not built again.

    Args:
        site: the folder ``site`` of the program.
        parts: what the site is made from.
        gate: looks for private values.
        today: the day that the run is about; it is the only date that the builder knows.
        builder: one that has built before makes only what changed since, and the same bytes. It builds also what
            was built before without it, so that it knows the pages.
    """
    frame = _write_sources(site, parts, today)
    stamp, wanted = site / "cache" / "stamp.json", _hash(frame, parts.sources)
    public = site / "public"
    beside = {path: text.encode() for path, text in parts.beside.items()}
    pages = sum(path.endswith(".md") for path in parts.pages)
    problems: tuple[Problem, ...] = ()
    made = before = _as_stamped(stamp, wanted, public) if builder is None else None
    if made is None and (problems := in_order(_missing(parts.look))):
        return Result(problems, pages=pages)
    if made is None:
        stamp.unlink(missing_ok=True)
        for old in site.glob(".new-*"):  # of a run that was stopped
            shutil.rmtree(old, ignore_errors=True)
        files, said = (builder or Builder()).build(site, frame, today)
        made, problems = _needed(files, parts), in_order(_told(sentence) for sentence in said)
        problems = problems or audit(made, trusted(made, parts), base_of(parts.look.site_url))
    if problems:
        return Result(problems, pages=pages)
    findings = gate.look(made | beside, trusted(made, parts))
    if findings:
        return Result(findings=findings, pages=pages)
    for path, text in parts.beside.items():
        replace_text(site / path, text)
    if before is not None:
        return Result(pages=pages)
    changed = write_folder(public, made)
    hashes = {path: hashlib.sha256(content).hexdigest() for path, content in made.items()}
    replace_text(stamp, json.dumps({"made from": wanted, "made": hashes}))
    return Result(pages=pages, changed=changed)


def _write_sources(site: Path, parts: Parts, today: dt.date) -> str:
    """Put everything the builder reads below ``site``, so that other builders can read it as well.

    Give a hash of what all pages share: settings, theme, versions, the day, and which files there are.
    """
    settings = as_yaml(merged(parts.look))
    write_folder(site / "pages", parts.sources)
    write_folder(site / "cache" / "theme", parts.theme)
    replace_text(site / "base.yml", as_yaml(generated(parts.look, "site/")))
    replace_text(site / "mkdocs.yml", settings)
    return _hash(f"{_VERSION} {today} {_versions()} {sorted(parts.sources)} {settings}", parts.theme)


def _hash(start: str, files: Mapping[str, str | bytes]) -> str:
    whole = hashlib.sha256(start.encode())
    for path in sorted(files):
        content = files[path]
        as_bytes = content.encode() if isinstance(content, str) else content
        whole.update(f"\n{path} {len(as_bytes)}\n".encode() + as_bytes)
    return whole.hexdigest()


def _versions() -> str:
    """The versions of the libraries that make HTML; the name of their folder says it, without importing them."""
    spec = find_spec("mkdocs")
    packages = Path(spec.origin).parents[1] if spec and spec.origin else Path()
    names = ("mkdocs-", "mkdocs_material-", "markdown-", "pymdown_extensions-", "jinja2-", "pygments-")
    return " ".join(sorted(one.name for one in packages.glob("*.dist-info") if one.name.lower().startswith(names)))


def _as_stamped(stamp: Path, wanted: str, public: Path) -> dict[str, bytes] | None:
    """The files of the public site if they are, byte for byte, what was made from the same parts before."""
    try:
        known = json.loads(stamp.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if not isinstance(known, dict) or known.get("made from") != wanted or public.is_symlink() or not public.is_dir():
        return None
    made = read_folder(public)
    hashes = {path: hashlib.sha256(content).hexdigest() for path, content in made.items()}
    return made if hashes == known.get("made") else None


def _told(said: str) -> Problem:
    """A complaint of the builder, at the file that it names."""
    found = _LINK.search(said)
    page = found[1] if found else ""
    if found:
        hint = "Check the link in the text that this page is made from."
        return Problem(Place(f"site/pages/{page}"), f'The link "{found[2]}" leads to nothing.', hint)
    return Problem(Place("site"), said.strip().split("\n")[0][:300], "The old site is still there.")


def _needed(files: Mapping[str, bytes], parts: Parts) -> dict[str, bytes]:
    """The files that were made, without those that no visitor needs."""
    languages = {parts.look.language, parts.look.own.get("theme", {}).get("language", parts.look.language)}
    for plugin in parts.look.own.get("plugins", ()):
        languages.update(plugin.get("search", {}).get("lang", ()))
    stems = languages != {"en"}
    return {
        path: content
        for path, content in files.items()
        if not _NOT_NEEDED.fullmatch(path) or (stems and _STEMS.fullmatch(path))
    }


def base_of(site_url: str | None) -> str:
    """The path below which the site will be served."""
    path = "/" + (site_url or "").partition("://")[2].partition("/")[2]
    return path if path.endswith("/") else f"{path}/"


def trusted(made: Mapping[str, bytes], parts: Parts) -> frozenset[str]:
    """The paths of the made files that are, byte for byte, files of the theme or assets of the kit."""
    return theme_files(made, parts.assets)


def theme_files(made: Mapping[str, bytes], assets: Mapping[str, bytes] = MappingProxyType({})) -> frozenset[str]:
    """The same, of ``assets`` by their path below ``assets/``."""
    theme = _theme_folder()
    return frozenset(path for path, content in made.items() if _is_known(path, content, assets, theme))


def _is_known(path: str, content: bytes, assets: Mapping[str, bytes], theme: Path) -> bool:
    if not path.startswith("assets/"):
        return False
    source = theme / path
    own = assets.get(path.removeprefix("assets/"))
    return own == content or (own is None and source.is_file() and source.read_bytes() == content)


def _theme_folder() -> Path:
    """Where the theme's own files are; found without importing them."""
    spec = find_spec("material")
    return Path(next(iter(spec.submodule_search_locations or ()), "")) / "templates" if spec else Path()


def _missing(look: Look) -> Iterator[Problem]:
    """Languages and icons that the theme does not have; the builder would break over them."""
    folder, own, theme = _theme_folder(), look.own, look.own.get("theme", {})
    toggles = [palette["toggle"] for palette in theme.get("palette", ()) if "toggle" in palette]
    drawn = [*toggles, *own.get("extra", {}).get("social", ())]
    icons = [*(one["icon"] for one in drawn if "icon" in one), *theme.get("icon", {}).values()]
    for icon in icons:
        if not (folder / ".icons" / f"{icon}.svg").is_file():
            hint = "Choose another one of squidfunk.github.io/mkdocs-material/reference/icons-emojis."
            yield Problem(Place("mkdocs.yml"), f'There is no icon "{icon}".', hint)
    for file, language in (("program.yaml", look.language), ("mkdocs.yml", theme.get("language", "en"))):
        if not (folder / "partials" / "languages" / f"{language}.html").is_file():
            hint = f"Write the language alone, as in {language.partition('-')[0]}."
            yield Problem(Place(file), f'The frame of the pages has no words in the language "{language}".', hint)


def theme_texts() -> Iterator[str]:
    """The words that the theme itself puts on pages, in English."""
    folder = _theme_folder()
    for file in (*sorted(folder.glob("*.html")), *sorted((folder / "partials").glob("*.html"))):
        yield file.read_text(encoding="utf-8")
    yield (folder / "partials" / "languages" / "en.html").read_text(encoding="utf-8")
