"""The impact report as a page of HTML to print, whole in one file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from peerloom.desk.templating import environment

if TYPE_CHECKING:
    from collections.abc import Mapping

    from peerloom.report.impact import Impact

TEMPLATE = "report.html.j2"


def report_page(found: Impact, templates: Mapping[str, str]) -> str:
    """Make the page. Every value is encoded.

    Raises:
        jinja2.TemplateError: a replaced template cannot be used.
    """
    return environment(templates).get_template(TEMPLATE).render(page=found)
