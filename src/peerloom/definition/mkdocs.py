"""``mkdocs.yml``: how the site looks. It is read as data against a list of what is allowed; nothing in it is obeyed."""

from __future__ import annotations

import difflib
import html
import re
from typing import TYPE_CHECKING, Any

from peerloom.definition.tree import read_tree
from peerloom.problems import Place, Problem, in_order

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    Check = Callable[["_Reading", "Path", "Node"], Any]

    from peerloom.definition.tree import Node, Path, Tree

INHERIT = "site/base.yml"
FEATURES = (
    "navigation.top",
    "navigation.path",
    "navigation.tabs",
    "search.highlight",
    "toc.follow",
)
EXTENSIONS: Mapping[str, tuple[str, ...]] = {  # what a page's Markdown can do, and the plain options of each
    "admonition": (),
    "attr_list": (),
    "def_list": (),
    "footnotes": ("BACKLINK_TEXT", "BACKLINK_TITLE"),
    "md_in_html": (),
    "tables": (),
    "toc": ("permalink", "permalink_title", "title", "toc_depth"),
    "pymdownx.details": (),
    "pymdownx.superfences": (),
    "pymdownx.tabbed": ("alternate_style", "combine_header_slug"),
}
_ELSEWHERE = {  # key -> where it really comes from
    "nav": "Remove it: the pages and their order come from program.yaml.",
    "docs_dir": "Remove it: the texts of a program live in content/.",
    "site_dir": "Remove it: the site is always made in site/public.",
    "site_name": "Remove it: the name comes from program.yaml, `program: name:`.",
    "site_description": "Remove it: the description comes from program.yaml, `program: summary:`.",
    "repo_url": "Remove it: it makes each visitor's browser ask another host.",
    "repo_name": "Remove it: it makes each visitor's browser ask another host.",
    "edit_uri": "Remove it: the links to edit a page come from program.yaml, `program: edit_url:`.",
    "hooks": "Remove it: this file cannot run programs.",
    "extra_javascript": "Remove it: a page runs no scripts but the kit's own.",
    "extra_templates": "Remove it: pages are made from program.yaml and content/.",
    "strict": "Remove it: every build is strict.",
    "use_directory_urls": "Remove it: addresses of pages stay as they are.",
    "validation": "Remove it: every build checks all links.",
    "watch": "Remove it: `peerloom serve` follows all files of the program.",
}
_ELSEWHERE_IN = {
    "theme": {
        "custom_dir": "Remove it: templates of the theme can run programs. Use palette, logo and extra_css.",
        "font": "Remove it: fonts come with the kit, so that no visitor is told to another host.",
        "static_templates": "Remove it: pages are made from program.yaml and content/.",
        "locale": "Write `language:` instead.",
        "icon": "Remove it: the pictures of the buttons come with the kit. Use `logo:` for your own sign.",
    },
    "extra": {"analytics": "Remove it: visitors are not counted, so nobody has to ask their consent."},
}
_DANGEROUS = {
    "pymdownx.snippets": "Remove it: it can copy any file of your computer into a page.",
    "pymdownx.b64": "Remove it: it can copy any file of your computer into a page.",
    "pymdownx.emoji": "Remove it: write the character itself.",
}
_SCHEMES = ("default", "slate")
_SOCIAL = re.compile(r"fontawesome/(brands|solid|regular)/[a-z0-9-]+|material/[a-z0-9-]+|simple/[a-z0-9-]+")
_LINK = re.compile(r"(https://[a-z0-9.-]+(:\d+)?(/[^\s<>\"'`\\{}|^]*)?|mailto:[^\s<>\"'`\\]+|tel:\+?[0-9-]+)")
_FILE = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_./-]*")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z]{2,4})?")
_MOST_TEXT = 500
_MOST_EVENTS = 3_000  # a thousand lines: more than any look needs

Settings = dict[str, Any]


def read_mkdocs(
    text: str, file: str = "mkdocs.yml", content: Collection[str] | None = None
) -> tuple[Settings, tuple[Problem, ...]]:
    """Read ``text`` as the settings of a site's look. Opens nothing and never raises for a user's mistake.

    What is allowed comes back as plain values, ready to be merged under the generated settings, which
    always win; everything else is a problem with its line. ``INHERIT`` is checked and left out.

    Args:
        text: the whole file.
        file: its name, for messages.
        content: paths of the files below content/, if styles and pictures shall be looked for there.
    """
    tree = read_tree(text, file, _MOST_EVENTS)
    if tree.root is None:
        return {}, tree.problems
    reading = _Reading(tree, file, content)
    if not isinstance(tree.root, dict):
        reading.say((), "This file must hold `name: value` lines.", "Start it with `theme:`.")
        return {}, in_order(reading.problems)
    settings = reading.block((), tree.root, _TOP, _ELSEWHERE)
    settings.pop("INHERIT", None)
    return settings, in_order(reading.problems)


class _Reading:
    """One file on its way from a tree to settings, and the problems found so far."""

    def __init__(self, tree: Tree, file: str, content: Collection[str] | None) -> None:
        self.tree = tree
        self.file = file
        self.content = content
        self.problems = list(tree.problems)

    def say(self, path: Path, message: str, hint: str, *, key: bool = False) -> None:
        """Add a problem at the value at ``path``, or at its name."""
        at = (self.tree.keys if key else self.tree.places).get(path) or self.tree.nearest(path)
        self.problems.append(Problem(at if at.file else Place(self.file), message, hint))

    def there(self, path: Path, name: str, *, key: bool = False) -> None:
        """Say when a file that is named is not in content/."""
        if self.content is not None and name not in self.content:
            self.say(path, f"There is no file content/{name}.", "Check its name, or put the file there.", key=key)

    def block(
        self, path: Path, node: Node, checks: Mapping[str, Check], elsewhere: Mapping[str, str] | None = None
    ) -> Settings:
        """Read a block whose fields are named in ``checks``; say every other."""
        if not isinstance(node, dict):
            self.say(path, f'"{path[-1] if path else ""}" must be a block of lines.', "Indent its lines below it.")
            return {}
        found: Settings = {}
        for name, value in node.items():
            here = (*path, name)
            if name in (elsewhere or {}):
                self.say(here, f'"{name}" is not set in this file.', (elsewhere or {})[name], key=True)
            elif name not in checks:
                self.say(here, f'"{name}" is not used here.', _suggest(name, checks), key=True)
            else:
                read = checks[name](self, here, value)
                if read is not None:
                    found[name] = read
        return found

    def names(self, path: Path, node: Node) -> Iterator[tuple[Path, str, Node]]:
        """The entries of a list of names, each with its options: ``- toc`` or ``- toc: {...}``."""
        if not isinstance(node, list):
            self.say(path, f'"{path[-1]}" must be a list.', "Start each line with a dash.")
            return
        for i, entry in enumerate(node):
            if isinstance(entry, str):
                yield (*path, i), entry, None
            elif isinstance(entry, dict) and len(entry) == 1:
                name = next(iter(entry))
                yield (*path, i, name), name, entry[name]
            else:
                self.say((*path, i), "This line cannot be read.", "Write `- name`, or `- name:` with its options.")


def _suggest(name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, list(known), n=1)
    if near:
        return f'Did you mean "{near[0]}"?'
    names = ", ".join(sorted(known))
    return f"Remove it. Used here are {names}." if names else "Remove it."


def _text(reading: _Reading, path: Path, node: Node) -> str | None:
    if not isinstance(node, str) or not node.strip() or len(node) > _MOST_TEXT:
        reading.say(path, f'"{path[-1]}" must be a short text.', f"Write it on one line, at most {_MOST_TEXT} signs.")
        return None
    return node


def _encoded(reading: _Reading, path: Path, node: Node) -> str | None:
    """A text that the theme prints as it is, so it is encoded here."""
    found = _text(reading, path, node)
    return None if found is None else html.escape(found)


def _matching(pattern: re.Pattern[str], what: str, hint: str) -> Check:
    def check(reading: _Reading, path: Path, node: Node) -> str | None:
        if isinstance(node, str) and pattern.fullmatch(node):
            return node
        reading.say(path, f'"{path[-1]}" must be {what}.', hint)
        return None

    return check


def _one_of(*values: str) -> Check:
    def check(reading: _Reading, path: Path, node: Node) -> str | None:
        if isinstance(node, str) and node in values:
            return node
        given = f', not "{node}"' if isinstance(node, str) else ""
        reading.say(path, f'"{path[-1]}" cannot be used with this value{given}.', _suggest(str(node), values))
        return None

    return check


_WORDS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


def _plain(reading: _Reading, path: Path, node: Node) -> str | int | bool | None:
    """A plain option: yes or no, a number, or a short text."""
    if isinstance(node, str) and node.lower() in _WORDS:
        return _WORDS[node.lower()]
    if isinstance(node, str) and re.fullmatch(r"\d{1,4}", node):
        return int(node)
    return _encoded(reading, path, node)


def _inherit(reading: _Reading, path: Path, node: Node) -> None:
    if node != INHERIT:
        reading.say(path, f'"INHERIT" must be {INHERIT}, the file that the kit makes.', f"Write `INHERIT: {INHERIT}`.")


def _colour(reading: _Reading, path: Path, node: Node) -> Any:
    """One palette or several: a scheme each, for the light and the dark page."""
    entries = node if isinstance(node, list) else [node]
    steps = [(*path, i) for i in range(len(entries))] if isinstance(node, list) else [path]
    checks = {"scheme": _one_of(*_SCHEMES), "media": _media, "primary": _custom, "accent": _custom, "toggle": _toggle}
    found = [reading.block(at, entry, checks) for at, entry in zip(steps, entries, strict=True)]
    return found or None


_media = _one_of("(prefers-color-scheme)", "(prefers-color-scheme: light)", "(prefers-color-scheme: dark)")


def _custom(reading: _Reading, path: Path, node: Node) -> str:
    """The kit's colours are checked for contrast; others are set in a style file, where that can be seen."""
    if node != "custom":
        hint = "Write custom here, and set --pl-accent in a file named under extra_css."
        reading.say(path, f'"{path[-1]}" cannot be set to another colour here.', hint)
    return "custom"


def _toggle(reading: _Reading, path: Path, node: Node) -> Any:
    return reading.block(path, node, {"name": _text, "icon": _matching(_SOCIAL, "an icon's name", _ICON)})


_ICON = "Write it like material/weather-sunny."


def _features(reading: _Reading, path: Path, node: Node) -> list[str]:
    found = []
    for at, name, options in reading.names(path, node):
        if name not in FEATURES or options is not None:
            reading.say(at, f'The feature "{name}" is not used here.', _suggest(name, FEATURES), key=True)
        else:
            found.append(name)
    return found


def _files(reading: _Reading, path: Path, node: Node) -> list[str]:
    found = []
    for at, name, options in reading.names(path, node):
        if options is not None or not _FILE.fullmatch(name) or ".." in name or not name.endswith(".css"):
            hint = "Write its path below content/, as in look/own.css."
            reading.say(at, f'"{name}" is not a style file of content/.', hint, key=True)
        else:
            reading.there(at, name, key=True)
            found.append(name)
    return found


def _plugins(reading: _Reading, path: Path, node: Node) -> list[Settings]:
    """Only ``search``: a plugin is a program, and what is published may depend on none."""
    found = []
    options_of = {"lang": _languages, "separator": _text}
    for at, name, options in reading.names(path, node):
        if name != "search":
            reading.say(at, f'The plugin "{name}" is not used here.', "Remove it. Only search can be set.", key=True)
        elif options is not None:
            found.append({"search": reading.block(at, options, options_of)})
    return found


def _languages(reading: _Reading, path: Path, node: Node) -> list[str] | None:
    entries = node if isinstance(node, list) else [node]
    if all(isinstance(entry, str) and _LANGUAGE.fullmatch(entry) for entry in entries):
        return [str(entry) for entry in entries]
    reading.say(path, '"lang" must be a language or a list of them.', "Write `lang: en` or `lang: [en, fr]`.")
    return None


def _extensions(reading: _Reading, path: Path, node: Node) -> list[Settings]:
    found = []
    for at, name, options in reading.names(path, node):
        if name in _DANGEROUS:
            reading.say(at, f'The extension "{name}" is not used here.', _DANGEROUS[name], key=True)
        elif name not in EXTENSIONS:
            reading.say(at, f'The extension "{name}" is not used here.', _suggest(name, EXTENSIONS), key=True)
        elif options is not None:
            found.append({name: reading.block(at, options, dict.fromkeys(EXTENSIONS[name], _plain))})
    return found


def _social(reading: _Reading, path: Path, node: Node) -> list[Settings]:
    if not isinstance(node, list):
        reading.say(path, '"social" must be a list.', "Start each entry with a dash.")
        return []
    link = _matching(_LINK, "a link", "Start it with https:// or mailto:.")
    icon = _matching(_SOCIAL, "an icon's name", "Write it like fontawesome/brands/mastodon.")
    checks = {"icon": icon, "link": link, "name": _encoded}
    return [reading.block((*path, i), entry, checks) for i, entry in enumerate(node)]


def _extra(reading: _Reading, path: Path, node: Node) -> Settings:
    return reading.block(path, node, {"social": _social}, _ELSEWHERE_IN["extra"])


_is_picture = _matching(
    re.compile(r"(?!.*\.\.)[A-Za-z0-9_-][A-Za-z0-9_./-]*\.(svg|png|jpg|jpeg|webp|gif|ico)"),
    "a picture of content/",
    "Write its path below content/, as in pictures/logo.svg.",
)


def _picture(reading: _Reading, path: Path, node: Node) -> str | None:
    """A picture of content/ that is there."""
    found: str | None = _is_picture(reading, path, node)
    if found is not None:
        reading.there(path, found)
    return found


def _theme(reading: _Reading, path: Path, node: Node) -> Settings | None:
    if isinstance(node, str):
        _one_of("material")(reading, path, node)
        return None
    checks = {
        "name": _one_of("material"),
        "language": _matching(_LANGUAGE, "a language", "Write it like en or pt-BR."),
        "palette": _colour,
        "logo": _picture,
        "favicon": _picture,
        "features": _features,
    }
    return reading.block(path, node, checks, _ELSEWHERE_IN["theme"])


_TOP: Mapping[str, Check] = {
    "INHERIT": _inherit,
    "site_url": _matching(
        re.compile(r"https://[a-z0-9.-]+(:\d+)?(/[^\s<>\"'`\\{}|^]*)?"), "an address", "Start it with https://."
    ),
    "copyright": _encoded,
    "extra_css": _files,
    "extra": _extra,
    "theme": _theme,
    "plugins": _plugins,
    "markdown_extensions": _extensions,
}
