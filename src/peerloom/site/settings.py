"""The settings of the site builder, as plain data: what the kit decides, and what a program may add to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml

from peerloom.definition.mkdocs import EXTENSIONS, FEATURES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Settings = dict[str, Any]

_HEAD = "# Made by Peerloom for each build; do not edit. How the site looks is set in mkdocs.yml.\n"
_STYLES = ("assets/site.css", "assets/components.css")
_SCRIPTS = ("assets/components.js",)
_FEATURES = ("navigation.tabs", "navigation.top", "toc.follow", "search.highlight")
_OPTIONS: Mapping[str, Settings] = {
    "toc": {"permalink": "#", "permalink_title": "Link to this part", "toc_depth": "2-3"},
    "tables": {"use_align_attribute": True},  # a style attribute is not allowed on our pages
    "pymdownx.tabbed": {"alternate_style": True},
}
_PALETTE = (
    ("(prefers-color-scheme: light)", "default", "material/weather-night", "Switch to dark colours"),
    ("(prefers-color-scheme: dark)", "slate", "material/weather-sunny", "Switch to light colours"),
)
_FOOTER = (
    ("Privacy", "privacy.md"),
    ("Our rules", "policies/index.md"),
    ("Accessibility", "accessibility.md"),
    ("How we match", "how-we-match.md"),
    ("Figures", "progress.md"),
    ("Get help", "help.md"),
)


@dataclass(frozen=True, slots=True)
class Look:
    """What the builder must know of a site beside its pages. Texts are ready to be printed."""

    name: str
    description: str = ""
    language: str = "en"
    site_url: str | None = None
    nav: Sequence[Any] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)
    own: Mapping[str, Any] = field(default_factory=dict)  # mkdocs.yml of the program, as `read_mkdocs` gives it


def footer(pages: Mapping[str, Any]) -> list[dict[str, str]]:
    """The links at the foot of every page: those of the usual ones that this site has."""
    found = [(title, page) for title, page in _FOOTER if page in pages]
    return [{"title": title, "href": address(page)} for title, page in found]


def address(page: str) -> str:
    """The address of a page below the root of the built site."""
    return page.removesuffix("index.md").replace(".md", "/")


def generated(look: Look, below: str = "") -> Settings:
    """What the kit sets. The program's own settings never change it.

    Args:
        look: the site.
        below: where the folder ``site`` is seen from the file that will hold the settings, as in ``site/``.
    """
    settings: Settings = {
        "site_name": look.name,
        "site_description": look.description,
        "docs_dir": f"{below}pages",
        "site_dir": f"{below}public",
        "use_directory_urls": True,
        "strict": False,  # every warning is caught and told as a problem instead
        "theme": {"name": "material", "custom_dir": f"{below}cache/theme", "font": False, "language": look.language},
        "plugins": ["search"],
        "extra_css": list(_STYLES),
        "extra_javascript": list(_SCRIPTS),
        "extra": {**look.extra, "generator": False},
        "validation": {
            "nav": {"omitted_files": "info", "not_found": "warn", "absolute_links": "warn"},
            "links": {
                "not_found": "warn",
                "anchors": "warn",
                "absolute_links": "warn",
                "unrecognized_links": "warn",
            },
        },
    }
    settings["theme"] |= {"favicon": "assets/favicon.svg", "palette": _palette(), "features": list(_FEATURES)}
    settings["markdown_extensions"] = [
        {name: dict(_OPTIONS[name])} if name in _OPTIONS else name for name in EXTENSIONS
    ]
    if look.site_url:
        settings["site_url"] = look.site_url
    if look.nav:
        settings["nav"] = list(look.nav)
    return settings


def _palette() -> list[Settings]:
    return [
        {
            "media": media,
            "scheme": scheme,
            "primary": "custom",
            "accent": "custom",
            "toggle": {"icon": icon, "name": name},
        }
        for media, scheme, icon, name in _PALETTE
    ]


def merged(look: Look) -> Settings:
    """The settings of a build: the program's own, and over them the kit's."""
    settings = generated(look)
    own, theme, own_theme = look.own, settings["theme"], look.own.get("theme", {})
    for name in ("logo", "favicon", "language"):
        if name in own_theme:
            theme[name] = own_theme[name]
    if "palette" in own_theme:
        theme["palette"] = [
            {**fixed, **given, "toggle": {**fixed["toggle"], **given.get("toggle", {})}}
            for given, fixed in _paired(own_theme["palette"], theme["palette"])
        ]
    wanted = {*theme["features"], *own_theme.get("features", ())}
    theme["features"] = [feature for feature in FEATURES if feature in wanted]
    settings["extra_css"] += own.get("extra_css", [])
    settings["extra"] |= {"social": own["extra"]["social"]} if own.get("extra", {}).get("social") else {}
    settings["plugins"] = [{"search": options} for given in own.get("plugins", ()) for options in given.values()] or [
        "search"
    ]
    options = {name: {**_OPTIONS.get(name, {}), **given} for name, given in _given(own.get("markdown_extensions", ()))}
    settings["markdown_extensions"] = [
        {name: options.get(name) or _OPTIONS[name]} if options.get(name) or name in _OPTIONS else name
        for name in EXTENSIONS
    ]
    return {"copyright": own["copyright"], **settings} if "copyright" in own else settings


def _paired(given: Sequence[Settings], fixed: Sequence[Settings]) -> list[tuple[Settings, Settings]]:
    """Each palette of the program with the kit's of the same scheme."""
    by_scheme = {palette["scheme"]: palette for palette in fixed}
    return [(palette, by_scheme[palette.get("scheme", "default")]) for palette in given]


def _given(extensions: Sequence[Mapping[str, Settings]]) -> list[tuple[str, Settings]]:
    return [(name, options) for entry in extensions for name, options in entry.items()]


def as_yaml(settings: Settings) -> str:
    """Write settings so that they can only be read as the plain values that they are: no tag, no alias."""
    return _HEAD + yaml.dump(settings, Dumper=_Plain, sort_keys=True, allow_unicode=True, width=10_000)


class _Plain(yaml.SafeDumper):
    """Writes equal parts twice instead of naming the second one by an alias, and quotes what looks like a tag."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - the name and arguments are PyYAML's
        return True
