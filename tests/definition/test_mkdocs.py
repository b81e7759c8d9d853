from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from peerloom.definition.mkdocs import EXTENSIONS, FEATURES, read_mkdocs

GOOD = """\
INHERIT: site/base.yml
site_url: https://two-rivers.example/club/
copyright: Ours & theirs
extra_css: [look/own.css]
extra:
  social:
    - {icon: fontawesome/brands/mastodon, link: https://social.example/@us, name: Us & you}
    - {icon: material/email, link: mailto:hello@trust.example}
    - {icon: simple/signal, link: tel:+441632960111}
theme:
  name: material
  language: pt-BR
  logo: pictures/logo.svg
  favicon: pictures/icon.png
  # what is there beside the usual
  features: [navigation.path, search.highlight]
  palette:
    - {scheme: default, media: "(prefers-color-scheme: light)", primary: custom, accent: custom, toggle: {name: Dark, icon: material/weather-night}}
    - scheme: slate
plugins:
  - search: {lang: [en, fr], separator: "[ -]"}
markdown_extensions:
  - admonition
  - toc: {toc_depth: 3, permalink: no, title: On this page}
"""


def told(text: str) -> list[str]:
    return [f"{p.place} {p.message} {p.hint}".strip() for p in read_mkdocs(text)[1]]


def test_what_is_allowed_comes_back_as_plain_values() -> None:
    settings, problems = read_mkdocs(GOOD)
    assert problems == ()
    assert settings == {
        "site_url": "https://two-rivers.example/club/",
        "copyright": "Ours &amp; theirs",
        "extra_css": ["look/own.css"],
        "extra": {
            "social": [
                {"icon": "fontawesome/brands/mastodon", "link": "https://social.example/@us", "name": "Us &amp; you"},
                {"icon": "material/email", "link": "mailto:hello@trust.example"},
                {"icon": "simple/signal", "link": "tel:+441632960111"},
            ]
        },
        "theme": {
            "name": "material",
            "language": "pt-BR",
            "logo": "pictures/logo.svg",
            "favicon": "pictures/icon.png",
            "features": ["navigation.path", "search.highlight"],
            "palette": [
                {
                    "scheme": "default",
                    "media": "(prefers-color-scheme: light)",
                    "primary": "custom",
                    "accent": "custom",
                    "toggle": {"name": "Dark", "icon": "material/weather-night"},
                },
                {"scheme": "slate"},
            ],
        },
        "plugins": [{"search": {"lang": ["en", "fr"], "separator": "[ -]"}}],
        "markdown_extensions": [{"toc": {"toc_depth": 3, "permalink": False, "title": "On this page"}}],
    }


ROWS = [
    # what runs a program or copies a file
    ("copyright: Ours & theirs", "copyright: !!python/object/apply:os.system [x]", "3:12 Tags with ! are not used here. Remove it, or put the text in quotes."),
    ("copyright: Ours & theirs", "copyright: !ENV [SECRET, x]", "3:12 Tags with ! are not used here. Remove it, or put the text in quotes."),
    ("copyright: Ours & theirs", "copyright: !relative x", "3:12 Tags with ! are not used here. Remove it, or put the text in quotes."),
    ("copyright: Ours & theirs", "copyright: &a Ours", "3:12 Anchors like &a are not used here. Remove it."),
    ("copyright: Ours & theirs", "copyright: *a", "3:12 Aliases like *a are not used here. Write the value out."),
    ("copyright: Ours & theirs", "hooks: [own.py]", '3:1 "hooks" is not set in this file. Remove it: this file cannot run programs.'),
    ("copyright: Ours & theirs", "extra_javascript: [own.js]", '3:1 "extra_javascript" is not set in this file. Remove it: a page runs no scripts but the kit\'s own.'),
    ("copyright: Ours & theirs", "extra_templates: [own.html]", '3:1 "extra_templates" is not set in this file. Remove it: pages are made from program.yaml and content/.'),
    ("  name: material", "  custom_dir: own", '11:3 "custom_dir" is not set in this file. Remove it: templates of the theme can run programs. Use palette, logo and extra_css.'),
    ("  name: material", "  static_templates: [a.html]", '11:3 "static_templates" is not set in this file. Remove it: pages are made from program.yaml and content/.'),
    ("  - search: {lang: [en, fr]", "  - macros\n  - search: {lang: [en, fr]", '21:5 The plugin "macros" is not used here. Remove it. Only search can be set.'),
    ("  - search: {lang: [en, fr]", "  - exec: {scripts: [own.py]}\n  - search: {lang: [en, fr]", '21:5 The plugin "exec" is not used here. Remove it. Only search can be set.'),
    ("  - admonition", "  - pymdownx.snippets: {base_path: /}", '23:5 The extension "pymdownx.snippets" is not used here. Remove it: it can copy any file of your computer into a page.'),
    ("  - admonition", "  - pymdownx.b64", '23:5 The extension "pymdownx.b64" is not used here. Remove it: it can copy any file of your computer into a page.'),
    ("  - admonition", "  - pymdownx.emoji", '23:5 The extension "pymdownx.emoji" is not used here. Remove it: write the character itself.'),
    ("  - admonition", "  - own_package.own", '23:5 The extension "own_package.own" is not used here.'),
    ("  - admonition", "  - admonitions", '23:5 The extension "admonitions" is not used here. Did you mean "admonition"?'),
    ("  - admonition", "  - pymdownx.superfences: {custom_fences: []}", '23:28 "custom_fences" is not used here. Remove it.'),
    ("  - admonition", "  - toc: {slugify: x}", '23:11 "slugify" is not used here. Remove it. Used here are permalink, permalink_title, title, toc_depth.'),
    ("INHERIT: site/base.yml", "INHERIT: ../other.yml", '1:10 "INHERIT" must be site/base.yml, the file that the kit makes. Write `INHERIT: site/base.yml`.'),
    # what tells somebody else about visitors
    ("  name: material", "  font: {text: Roboto}", '11:3 "font" is not set in this file. Remove it: fonts come with the kit, so that no visitor is told to another host.'),
    ("  social:", "  analytics: {provider: x}\n  social:", '6:3 "analytics" is not set in this file. Remove it: visitors are not counted, so nobody has to ask their consent.'),
    ("copyright: Ours & theirs", "repo_url: https://host.example/", '3:1 "repo_url" is not set in this file. Remove it: it makes each visitor\'s browser ask another host.'),
    ("extra_css: [look/own.css]", "extra_css: [https://evil.example/a.css]", '4:13 "https://evil.example/a.css" is not a style file of content/. Write its path below content/, as in look/own.css.'),
    ("extra_css: [look/own.css]", "extra_css: [../own.css]", '4:13 "../own.css" is not a style file of content/.'),
    ("extra_css: [look/own.css]", "extra_css: [/etc/own.css]", '4:13 "/etc/own.css" is not a style file of content/.'),
    ("extra_css: [look/own.css]", "extra_css: [look/own.js]", '4:13 "look/own.js" is not a style file of content/.'),
    ("extra_css: [look/own.css]", "extra_css: [{look/own.css: x}]", '4:14 "look/own.css" is not a style file of content/.'),
    ("extra_css: [look/own.css]", "extra_css: look/own.css", '4:12 "extra_css" must be a list. Start each line with a dash.'),
    ("extra_css: [look/own.css]", "extra_css: [[look/own.css]]", "4:13 This line cannot be read. Write `- name`, or `- name:` with its options."),
    ("logo: pictures/logo.svg", "logo: https://evil.example/logo.svg", '13:9 "logo" must be a picture of content/. Write its path below content/, as in pictures/logo.svg.'),
    ("logo: pictures/logo.svg", "logo: ../logo.svg", '13:9 "logo" must be a picture of content/.'),
    ("logo: pictures/logo.svg", "logo: logo.html", '13:9 "logo" must be a picture of content/.'),
    ("  logo: pictures/logo.svg", "  icon: {logo: material/bridge}", '13:3 "icon" is not set in this file. Remove it: the pictures of the buttons come with the kit. Use `logo:` for your own sign.'),
    ("icon: material/weather-night", "icon: material/../../x", '18:125 "icon" must be an icon\'s name.'),
    ("https://social.example/@us", "javascript:alert(1)", '7:49 "link" must be a link. Start it with https:// or mailto:.'),
    ("https://social.example/@us", "http://social.example/", '7:49 "link" must be a link.'),
    ("https://social.example/@us", "https://us@social.example/", '7:49 "link" must be a link.'),
    ("icon: fontawesome/brands/mastodon", "icon: fontawesome/other/x", '7:14 "icon" must be an icon\'s name. Write it like fontawesome/brands/mastodon.'),
    ("name: Us & you", "class: x", '7:77 "class" is not used here.'),
    ("site_url: https://two-rivers.example/club/", "site_url: http://two-rivers.example/", '2:11 "site_url" must be an address. Start it with https://.'),
    ("site_url: https://two-rivers.example/club/", "site_url: https://two-rivers.example/<b>", '2:11 "site_url" must be an address.'),
    # what comes from elsewhere
    ("copyright: Ours & theirs", "nav: [index.md]", '3:1 "nav" is not set in this file. Remove it: the pages and their order come from program.yaml.'),
    ("copyright: Ours & theirs", "docs_dir: /", '3:1 "docs_dir" is not set in this file. Remove it: the texts of a program live in content/.'),
    ("copyright: Ours & theirs", "site_dir: /", '3:1 "site_dir" is not set in this file. Remove it: the site is always made in site/public.'),
    ("copyright: Ours & theirs", "site_name: Two", '3:1 "site_name" is not set in this file. Remove it: the name comes from program.yaml, `program: name:`.'),
    ("copyright: Ours & theirs", "strict: no", '3:1 "strict" is not set in this file. Remove it: every build is strict.'),
    ("copyright: Ours & theirs", "copyrigth: x", '3:1 "copyrigth" is not used here. Did you mean "copyright"?'),
    ("copyright: Ours & theirs", "xyzzy: x", '3:1 "xyzzy" is not used here. Remove it. Used here are INHERIT, copyright, extra'),
    ("  language: pt-BR", "  locale: pt", '12:3 "locale" is not set in this file. Write `language:` instead.'),
    ("  language: pt-BR", "  language: ../x", '12:13 "language" must be a language. Write it like en or pt-BR.'),
    ("  name: material", "  name: mkdocs", '11:9 "name" cannot be used with this value, not "mkdocs". Remove it. Used here are material.'),
    ("[navigation.path", "[navigation.instant", '16:14 The feature "navigation.instant" is not used here.'),
    ("[navigation.path", "[navigation.paths", '16:14 The feature "navigation.paths" is not used here. Did you mean "navigation.path"?'),
    ("[navigation.path", "[{navigation.path: x}", '16:15 The feature "navigation.path" is not used here.'),
    ("primary: custom", "primary: teal", '18:74 "primary" cannot be set to another colour here. Write custom here, and set --pl-accent in a file named under extra_css.'),
    ("    - scheme: slate", "    - scheme: dark", '19:15 "scheme" cannot be used with this value, not "dark".'),
    ("lang: [en, fr]", "lang: [en, 1]", '21:20 "lang" must be a language or a list of them. Write `lang: en` or `lang: [en, fr]`.'),
    ("lang: [en, fr]", "min_search_length: 1", '21:14 "min_search_length" is not used here.'),
    # shapes
    ("copyright: Ours & theirs", "copyright: [x]", '3:12 "copyright" must be a short text. Write it on one line, at most 500 signs.'),
    ("copyright: Ours & theirs", "copyright:", '3:11 "copyright" must be a short text.'),
    ("copyright: Ours & theirs", f"copyright: {'x' * 501}", '3:12 "copyright" must be a short text.'),
    ("copyright: Ours & theirs", "plugins: [search]", '20:1 "plugins" stands twice in this block.'),
    ("copyright: Ours & theirs", "copyright: x\ncopyright: y", '4:1 "copyright" stands twice in this block. Remove one of the two lines; the first one counts.'),
    ("    - {icon: material/email, link: mailto:hello@trust.example}", "    - x", '8:7 "1" must be a block of lines. Indent its lines below it.'),
]  # fmt: skip


@pytest.mark.parametrize(("good", "bad", "expected"), ROWS)
def test_everything_else_is_told_at_its_line(good: str, bad: str, expected: str) -> None:
    assert GOOD.count(good) == 1  # or the row would test nothing
    found = told(GOOD.replace(good, bad))
    assert len(found) == 1, found
    assert found[0].startswith(f"mkdocs.yml:{expected}"), found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("theme: material", []),
        ("theme: mkdocs", ['mkdocs.yml:1:8 "theme" cannot be used with this value, not "mkdocs". Remove it. Used here are material.']),
        ("- theme", ["mkdocs.yml:1:1 This file must hold `name: value` lines. Start it with `theme:`."]),
        ("theme", ["mkdocs.yml:1:1 This file must hold `name: value` lines. Start it with `theme:`."]),
        ("theme: [a]", ['mkdocs.yml:1:8 "theme" must be a block of lines. Indent its lines below it.']),
        ("extra: {social: x}", ['mkdocs.yml:1:17 "social" must be a list. Start each entry with a dash.']),
        ("a: {<<: b}", ["mkdocs.yml:1:5 Merge keys (<<) are not used here. Write the lines out."]),
        ("---\na: 1\n---\nb: 2", ["mkdocs.yml:3:1 A second document starts here. Remove this line of three dashes."]),
        ("", []),
        ("# nothing\n", []),
        ("theme:\n\tname: material", ["mkdocs.yml:2:1 This character cannot start a text. Put the text in quotes. If it is a tab, use spaces."]),
    ],
)  # fmt: skip
def test_other_shapes(text: str, expected: list[str]) -> None:
    assert told(text) == expected


def test_files_that_are_named_must_be_there() -> None:
    there = {"look/own.css", "pictures/logo.svg", "pictures/icon.png"}
    assert read_mkdocs(GOOD, content=there)[1] == ()
    missing = [f"{p.place} {p.message} {p.hint}" for p in read_mkdocs(GOOD, content=())[1]]
    hint = "Check its name, or put the file there."
    assert missing == [
        f"mkdocs.yml:4:13 There is no file content/look/own.css. {hint}",
        f"mkdocs.yml:13:9 There is no file content/pictures/logo.svg. {hint}",
        f"mkdocs.yml:14:12 There is no file content/pictures/icon.png. {hint}",
    ]


def test_all_problems_are_told_in_the_order_of_the_file() -> None:
    assert [text.split()[0] for text in told("hooks: x\ntheme: {font: x, name: y}\nnav: x\n")] == [
        "mkdocs.yml:1:1",
        "mkdocs.yml:2:9",
        "mkdocs.yml:2:24",
        "mkdocs.yml:3:1",
    ]


def test_what_is_wrong_is_left_out_and_the_rest_stays() -> None:
    settings, problems = read_mkdocs(
        "copyright: Ours\nhooks: [a.py]\ntheme: {custom_dir: x, language: fr}\nplugins: [exec, search: {lang: fr}]\n"
    )
    assert len(problems) == 3
    assert settings == {"copyright": "Ours", "theme": {"language": "fr"}, "plugins": [{"search": {"lang": ["fr"]}}]}


allowed = {"site_url", "copyright", "extra_css", "extra", "theme", "plugins", "markdown_extensions"}
keys = st.sampled_from([*allowed, "hooks", "nav", "INHERIT", "custom_dir", "search", "social", "toc", "x"])
trees = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | keys,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=12,
)


@given(trees)
def test_nothing_but_what_is_allowed_gets_through(tree: object) -> None:
    settings, problems = read_mkdocs(yaml.safe_dump(tree))
    assert settings.keys() <= allowed
    assert settings.get("theme", {}).keys() <= {"name", "language", "palette", "logo", "favicon", "features"}
    assert all(plugin.keys() == {"search"} for plugin in settings.get("plugins", ()))
    assert all(entry.keys() <= EXTENSIONS.keys() for entry in settings.get("markdown_extensions", ()))
    assert set(settings.get("theme", {}).get("features", ())) <= set(FEATURES)
    assert all(problem.place.file == "mkdocs.yml" and problem.hint for problem in problems)  # type: ignore[union-attr] # all are places in a file


@given(st.text(max_size=60))
def test_no_text_breaks_it(text: str) -> None:
    assert read_mkdocs(text) == read_mkdocs(text)
