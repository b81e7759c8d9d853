"""Runs MkDocs page by page, so that in one process only what an edit touches is made again."""
# ruff: noqa: SLF001 - it does what functions of MkDocs do, step by step, and they have no public names for the steps

from __future__ import annotations

import hashlib
import logging
import os
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from peerloom.site.audit import read_folder

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

_EPOCH = 719_163  # the ordinal of 1 January 1970


@dataclass(slots=True)
class _Text:
    """What MkDocs made of one page's Markdown."""

    source: str
    markdown: str
    meta: dict[str, Any]
    content: str
    toc: Any
    title: str | None
    anchors: set[str]
    links: dict[str, dict[str, str]]  # page -> anchor -> link as written


@dataclass(slots=True)
class _Drawn:
    """A finished page, and what of it is in the search index."""

    html: bytes
    found: list[dict[str, Any]]


@dataclass(slots=True)
class _Frame:
    """What all pages share. While it is the same, a page depends on its own text and on the titles of all pages."""

    key: str
    config: Any
    env: Any
    converter: Any
    texts: dict[str, _Text] = field(default_factory=dict)
    titles: str = ""
    drawn: dict[str, tuple[str, _Drawn]] = field(default_factory=dict)  # page -> its text, and what came of it


class Builder:
    """MkDocs in this process. The first build makes everything; later ones make what changed, with equal bytes."""

    def __init__(self) -> None:
        self._frame: _Frame | None = None

    def build(self, site: Path, frame: str, today: dt.date) -> tuple[dict[str, bytes], tuple[str, ...]]:
        """Build ``site/pages`` by ``site/mkdocs.yml``. Nothing below ``site`` is written.

        Args:
            site: the folder with settings, theme and pages.
            frame: a hash of everything but the texts of pages; when it changes, all is made anew.
            today: the only date that the builder knows.

        Returns:
            Every file of the site by its path, and every complaint. With complaints there may be no files.
        """
        from mkdocs.exceptions import MkDocsException  # noqa: PLC0415 - heavy, and not needed when nothing changed

        known = self._frame if self._frame is not None and self._frame.key == frame else None
        self._frame = None  # what a fault leaves half made is not used again
        made: dict[str, bytes] = {}
        with _listening(today) as listening, tempfile.TemporaryDirectory(prefix="peerloom-") as folder:
            try:
                known = known or _framed(site, frame, folder)
                made = _made(known, folder, listening)
                self._frame = known
            except MkDocsException as error:
                listening.said.append(str(error))
            except SystemExit:
                listening.said.append("The site builder stopped.")
        return made, tuple(listening.said)


class _Listening(logging.Handler):
    """Collects what the site builder complains about."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the sentence; nothing is printed."""
        self.said.append(record.getMessage())


@contextmanager
def _listening(today: dt.date) -> Iterator[_Listening]:
    """Let the builder speak to us alone, and know no other time than ``today``. Everything is set back afterwards."""
    logger = logging.getLogger("mkdocs")
    before, spoke, level = os.environ.get("SOURCE_DATE_EPOCH"), logger.propagate, logger.level
    listening = _Listening()
    logger.addHandler(listening)
    logger.propagate = False
    logger.setLevel(logging.WARNING)
    days = today.toordinal() - _EPOCH
    os.environ["SOURCE_DATE_EPOCH"] = str(days * 86_400)
    try:
        yield listening
    finally:
        logger.removeHandler(listening)
        logger.propagate, logger.level = spoke, level
        os.environ.pop("SOURCE_DATE_EPOCH")
        if before is not None:
            os.environ["SOURCE_DATE_EPOCH"] = before


def _framed(site: Path, key: str, folder: str) -> _Frame:
    from mkdocs.config import load_config  # noqa: PLC0415 - heavy
    from mkdocs.structure import pages  # noqa: PLC0415

    config: Any = load_config(str(site / "mkdocs.yml"), site_dir=folder)
    config.plugins.on_startup(command="build", dirty=False)
    kind: Any = vars(pages)["markdown"].Markdown  # the converter that MkDocs uses
    converter = kind(extensions=config.markdown_extensions, extension_configs=config.mdx_configs or {})
    return _Frame(key, config, config.theme.get_env(), converter)


def _made(frame: _Frame, folder: str, listening: _Listening) -> dict[str, bytes]:
    """Do what ``mkdocs.commands.build.build`` does, in its order, with what is known of the pages so far.

    Source:
        MkDocs 1.6.1, mkdocs/commands/build.py; the version is pinned, and a test compares both builds.
    """
    from mkdocs.structure.files import get_files, set_exclusions  # noqa: PLC0415 - heavy
    from mkdocs.structure.nav import get_navigation  # noqa: PLC0415

    config, env = frame.config, frame.env
    config.site_dir = folder
    config = config.plugins.on_config(config)
    config.plugins.on_pre_build(config=config)
    files = get_files(config)
    _add_theme(files, config)
    files = config.plugins.on_files(files, config=config)
    set_exclusions(files, config)
    nav = config.plugins.on_nav(get_navigation(files, config), config=config, files=files)
    pages = files.documentation_pages()
    for file in pages:
        _read(file.page, frame, config, files, listening)
    env = config.plugins.on_env(env, config=config, files=files)
    made = {
        file.dest_uri: file.content_bytes
        for file in files
        if not file.is_documentation_page() and file.inclusion.is_included()
    }
    made |= _templates(env, files, config, nav)
    _forget_if_titles_changed(frame, pages)
    for file in pages:
        made[file.dest_uri] = _page(file.page, frame, env, config, pages, nav)
    for file in pages:
        file.page.validate_anchor_links(files=files, log_level=config.validation.links.anchors)
    config.plugins.on_post_build(config=config)
    return made | read_folder(Path(folder))


def _add_theme(files: Any, config: Any) -> None:
    """Add the static files of the theme, as ``Files.add_files_from_theme`` does, without walking 14,000 icons."""
    from mkdocs.structure.files import File  # noqa: PLC0415 - heavy
    from mkdocs.utils import markdown_extensions  # noqa: PLC0415

    found: dict[str, str] = {}
    for place in config.theme.dirs:
        for path in _below(place):
            found.setdefault(path, place)
    left = (".py", ".pyc", ".html", *markdown_extensions)
    for path, place in sorted(found.items()):
        name = path.lower()
        skipped = name.endswith(left) or "readme" in name or name == "mkdocs_theme.yml" or name.startswith("locales/")
        if not skipped and name not in config.theme.static_templates and files.get_file_from_path(path) is None:
            files.append(File(path, place, config.site_dir, config.use_directory_urls))


def _below(place: str) -> Iterator[str]:
    for folder, folders, names in os.walk(place):
        folders[:] = [name for name in folders if not name.startswith(".")]
        inside = Path(folder).relative_to(place).as_posix()
        for name in names:
            if not name.startswith("."):
                yield name if inside == "." else f"{inside}/{name}"


def _read(page: Any, frame: _Frame, config: Any, files: Any, listening: _Listening) -> None:
    """Turn a page's Markdown into HTML, or take what was made of the same Markdown before."""
    path, source = page.file.src_uri, page.file.content_string
    known = frame.texts.get(path)
    if known is not None and known.source == source:
        page.markdown, page.meta, page.content, page.toc = known.markdown, known.meta, known.content, known.toc
        page._title_from_render, page.present_anchor_ids = known.title, known.anchors
        page.links_to_anchors = {files.get_file_from_path(to): links for to, links in known.links.items()}
        return
    said = len(listening.said)
    page = config.plugins.on_pre_page(page, config=config, files=files)
    page.read_source(config)
    page.markdown = config.plugins.on_page_markdown(page.markdown, page=page, config=config, files=files)
    _render(page, frame, config, files)
    page.content = config.plugins.on_page_content(page.content, page=page, config=config, files=files)
    if len(listening.said) == said:
        links = {to.src_uri: anchors for to, anchors in (page.links_to_anchors or {}).items()}
        title = page._title_from_render
        frame.texts[path] = _Text(
            source, page.markdown, page.meta, page.content, page.toc, title, page.present_anchor_ids, links
        )


def _render(page: Any, frame: _Frame, config: Any, files: Any) -> None:
    """Do what ``Page.render`` does, with one Markdown converter for all pages instead of a new one for each.

    Source:
        MkDocs 1.6.1, mkdocs/structure/pages.py.
    """
    from mkdocs.structure import pages  # noqa: PLC0415 - heavy
    from mkdocs.structure.toc import get_toc  # noqa: PLC0415

    converter = frame.converter.reset()
    raw = pages._RawHTMLPreprocessor()
    anchors, links = (
        kind(page.file, files, config)
        for kind in (pages._ExtractAnchorsTreeprocessor, pages._RelativePathTreeprocessor)
    )
    title = pages._ExtractTitleTreeprocessor()
    for step in (raw, anchors, links, title):
        step._register(converter)  # in the place of the page before
    page.content = converter.convert(page.markdown)
    page.toc = get_toc(getattr(converter, "toc_tokens", []))
    page._title_from_render = title.title
    page.present_anchor_ids = anchors.present_anchor_ids | raw.present_anchor_ids
    page.links_to_anchors = links.links_to_anchors


def _templates(env: Any, files: Any, config: Any, nav: Any) -> dict[str, bytes]:
    """The pages that are made from a template alone, such as 404.html and sitemap.xml."""
    from mkdocs.commands.build import _build_template  # noqa: PLC0415 - heavy

    made = {}
    for name in sorted(config.theme.static_templates):
        text = _build_template(name, env.get_template(name), files, config, nav)
        if text.strip():
            made[name] = text.encode()
    return made


def _forget_if_titles_changed(frame: _Frame, pages: Any) -> None:
    """Every page shows titles of others, so that a new title makes all pages anew."""
    said = repr([(file.src_uri, file.page.title, file.page.meta) for file in pages])
    titles = hashlib.sha256(said.encode()).hexdigest()
    if titles != frame.titles:
        frame.titles = titles
        frame.drawn.clear()


def _page(page: Any, frame: _Frame, env: Any, config: Any, pages: Any, nav: Any) -> bytes:
    """The finished page. Its entries go into the search index either way."""
    from mkdocs.commands.build import get_context  # noqa: PLC0415 - heavy

    path, index = page.file.src_uri, config.plugins["material/search"].search_index
    source = page.file.content_string
    known = frame.drawn.get(path)
    if known is not None and known[0] == source:
        index.entries += known[1].found
        return known[1].html
    before = len(index.entries)
    page.active = True
    try:
        context = get_context(nav, pages, config, page)
        template = env.get_template(page.meta.get("template", "main.html"))
        context = config.plugins.on_page_context(context, page=page, config=config, nav=nav)
        text = config.plugins.on_post_page(template.render(context), page=page, config=config)
    finally:
        page.active = False
    drawn = _Drawn(text.encode(errors="xmlcharrefreplace"), index.entries[before:])
    frame.drawn[path] = (source, drawn)
    return drawn.html
