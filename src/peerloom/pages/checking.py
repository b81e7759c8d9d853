"""The page that checks a certificate: from its code to its kind, its round and its hours, and to no name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from peerloom.pages.page import Page

if TYPE_CHECKING:
    from peerloom.pages.page import Site


@dataclass(frozen=True, slots=True)
class Sealed:
    """What the page knows: rows that nobody can read without a code. See ``certificates.codes``."""

    salt: str
    rows: tuple[str, ...]
    kinds: tuple[str, ...]  # titles, in the order of the numbers in the rows


def certificates(site: Site, sealed: Sealed) -> Page:
    """A field for a code. Its script looks it up in the page itself: nothing is sent anywhere."""
    organisation = site.program.organisation
    return Page(
        "certificates.md",
        "Check a certificate",
        f"Is a certificate or a letter of {site.program.program.name} real? Its code tells, without a name.",
        "pages/certificates.md.j2",
        {
            "salt": sealed.salt,
            "rows": " ".join(sealed.rows),
            "kinds": sealed.kinds,
            "rounds": tuple(cohort.title for cohort in site.program.cohorts),
            "mail": organisation.email if organisation else "",
        },
        site.origins(("recognition",)),
        head={"search": {"exclude": True}},
    )
