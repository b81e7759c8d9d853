"""From a program to its public pages. Nothing but the program, its forms, its texts and public figures goes in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from peerloom.pages import checking, community, front, joining, learning, progress, standards, stories
from peerloom.pages.ics import calendar
from peerloom.pages.page import Site
from peerloom.pages.templating import environment, front_matter, plain

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence

    from jinja2 import Environment

    from peerloom.definition.forms import Form
    from peerloom.definition.program import Program
    from peerloom.disclosure.public import PublicFigures
    from peerloom.pages.checking import Sealed
    from peerloom.pages.page import Page, Path
    from peerloom.problems import Place

Nav = list[Any]  # what MkDocs' ``nav`` holds: addresses, and titles with an address or a list


@dataclass(frozen=True, slots=True)
class Rendered:
    """The pages of a site (path below site/pages -> text), their order, and what every page of it shows."""

    files: Mapping[str, str | bytes]
    nav: Nav
    extra: Mapping[str, Any]


def render_pages(
    program: Program,
    forms: Sequence[Form],
    content: Mapping[str, str],
    figures: PublicFigures,
    today: dt.date,
    *,
    templates: Mapping[str, str],
    places: Mapping[Path, Place],
    sealed: Sealed | None = None,
) -> Rendered:
    """Make every page that the program has something for, as Markdown. The same input gives the same bytes.

    Args:
        program: what the program is.
        forms: its forms, standard ones with the program's changes.
        content: path below content/ -> text. Files other than ``.md`` are not looked at.
        figures: what `disclosure` let through.
        today: the day on which forms are open or closed and events are to come.
        templates: name below templates/ -> text, with the program's own replacements already in.
        places: where each part of program.yaml stands, for the links "edit this page".
        sealed: what the page that checks certificates knows; without it there is no such page.
    """
    site = Site(program, {form.id: form for form in forms}, content, figures, today, places)
    pages = _all(site, sealed)
    made = environment({name: text for name, text in templates.items() if name.startswith("pages/")})
    files: dict[str, str | bytes] = {page.path: _written(page, site, made) for page in pages}
    if program.events:
        files["events/events.ics"] = calendar(program).encode()
    return Rendered(files, _nav(pages), _extra(site))


def page_paths(
    program: Program, forms: Sequence[Form], content: Mapping[str, str], figures: PublicFigures, today: dt.date
) -> frozenset[str]:
    """The paths of the pages that ``render_pages`` makes of the same, without making them."""
    site = Site(program, {form.id: form for form in forms}, content, figures, today, {})
    return frozenset(page.path for page in _all(site, None))


def _all(site: Site, sealed: Sealed | None) -> tuple[Page, ...]:
    """Every page; the one about the standard knows the others."""
    pages = tuple(_pages(site, sealed))
    if site.program.standards is None:
        return pages
    return (*pages, standards.standards_page(site, site.program.standards, {page.path for page in pages}))


def _pages(site: Site, sealed: Sealed | None) -> Iterator[Page]:
    """Every page, but for that about the standard, for which there is something, in the order of the nav."""
    program = site.program
    yield front.home(site)
    for number, role in enumerate(program.roles):
        if role.id in front.ROLE_PAGES:
            yield front.role_page(site, role, number)
    if joining.open_to_all(site):
        yield joining.forms(site)
    yield from _learn(site)
    yield from _together(site)
    yield front.about(site)
    if front.has_matching(site):
        yield front.how_we_match(site)
    if site.figures.figures or program.goals:
        yield progress.progress(site)
        yield progress.definitions(site)
    if sealed is not None:
        yield checking.certificates(site, sealed)
    yield from _lists(site, "policies", "Policies", "Our rules, and what you can expect from us.")
    if site.forms:
        yield joining.privacy(site)
    yield joining.accessibility(site)
    if program.help or program.safeguarding:
        yield community.help_page(site)


def _learn(site: Site) -> Iterator[Page]:
    if site.program.training.modules:
        yield learning.training(site)
        yield from learning.modules(site)
    yield from _lists(site, "guides", "Guides", "Longer texts for mentors, mentees, families and the team.")
    if site.program.prompts:
        yield learning.prompts(site)


def _together(site: Site) -> Iterator[Page]:
    program = site.program
    if program.partners:
        yield community.partners(site)
        yield from community.partner_pages(site)
    if program.projects:
        yield community.projects(site)
        yield from community.project_pages(site)
    if program.events:
        yield community.events(site)
        yield from community.event_pages(site)
    if program.stories or site.figures.words:
        yield stories.stories(site)
        yield from learning.texts(site, "stories", "Stories and wins")


def _lists(site: Site, part: str, title: str, description: str) -> Iterator[Page]:
    if getattr(site.program, part):
        yield learning.entries(site, part, title, description)
        yield from learning.texts(site, part, title)


def _written(page: Page, site: Site, made: Environment) -> str:
    shows = {"page": page, "safeguarding": site.program.safeguarding, **page.shows}
    art = next((picture for start, picture in _ART if page.path.startswith(start)), "")
    more = {**({"hide": list(page.hide)} if page.hide else {}), **({"art": art} if art else {})}
    head = {"title": plain(page.title), "description": plain(page.description), **more, **page.head}
    return front_matter(head) + made.get_template(page.template).render(shows)


_ART = (  # the drawing beside the title, by the start of a page's path; the first that fits
    ("training/index", "path"),
    ("training/", "book"),
    ("guides/", "compass"),
    ("prompts", "talk"),
    ("partners/", "hands"),
    ("projects/", "map"),
    ("events/", "calendar"),
    ("progress", "chart"),
    ("figures", "chart"),
    ("join/mentor", "mentor"),
    ("join/mentee", "mentee"),
    ("families", "family"),
    ("about", "bridge"),
    ("how-we-match", "bridge"),
    ("standards", "bridge"),
    ("stories/", "talk"),
)
_ACCESS = "accessibility.md"
_SECTIONS = (  # title, what is in it by the start of its path
    ("Join", ("join/", "families.md", "forms.md")),
    ("Training", ("training/",)),
    ("Guides", ("guides/", "prompts.md")),
    ("Together", ("partners/", "projects/", "events/", "stories/")),
    (
        "About",
        (
            "about.md",
            "how-we-match.md",
            "progress.md",
            "figures.md",
            "certificates.md",
            standards.PATH,
            "policies/",
            "privacy.md",
            _ACCESS,
        ),
    ),
)
_FOLDERS = ("partners/", "projects/", "events/", "stories/", "policies/")


def _nav(pages: Sequence[Page]) -> Nav:
    """The nav: home, the sections that have pages, and help last."""
    nav: Nav = [{"Home": "index.md"}]
    for title, starts in _SECTIONS:
        mine = [page for page in pages if page.path.startswith(starts)]
        if mine:
            nav.append({title: _section(mine)})
    nav += [{page.title: page.path} for page in pages if page.path == "help.md"]
    return nav


def _section(pages: Sequence[Page]) -> Nav:
    """The pages of a section; the pages of a folder form a group under the folder's list."""
    section: Nav = []
    groups: dict[str, Nav] = {}
    for page in pages:
        folder = next((start for start in _FOLDERS if page.path.startswith(start)), "")
        entry: Any = page.path if page.path.endswith("/index.md") else {plain(page.title): page.path}
        if not folder:
            section.append(entry)
        elif folder not in groups:
            groups[folder] = [entry]
            section.append({plain(page.title): groups[folder]})
        else:
            groups[folder].append(entry)
    return section


def _extra(site: Site) -> dict[str, Any]:
    """What the theme shows on every page: the way to help, and who runs the program. Plain texts."""
    program = site.program
    safe, organisation = program.safeguarding, program.organisation
    extra: dict[str, Any] = {
        "name": plain(program.program.name),
        "tagline": plain(program.program.tagline),
        "place": plain(program.program.place),
        "demo": program.program.demo,
        "language": program.program.language,
    }
    if safe is not None:
        extra["help"] = {
            "role": plain(safe.role),
            "phone": safe.phone,
            "tel": _digits(safe.phone),
            "emergency_phone": safe.emergency_phone,
            "emergency_tel": _digits(safe.emergency_phone),
            "emergency": plain(safe.emergency),
            "href": "help/",
        }
    if organisation is not None:
        extra["organisation"] = {"name": plain(organisation.name), "email": organisation.email}
    return extra


def _digits(phone: str) -> str:
    return "".join(c for c in phone if c in "+0123456789")
