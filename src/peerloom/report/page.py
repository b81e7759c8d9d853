"""The impact report as a page of HTML to print, whole in one file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2 import TemplateError

from peerloom.desk.templating import environment
from peerloom.problems import Place, Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from peerloom.report.impact import Impact

TEMPLATE = "report.html.j2"


def report_page(found: Impact, templates: Mapping[str, str]) -> str | Problem:
    """Make the page, with every value encoded; or say what is wrong with a replaced template, without any value."""
    try:
        return environment(templates).get_template(TEMPLATE).render(page=found)
    except TemplateError as error:
        place = Place(f"templates/report/{TEMPLATE}", getattr(error, "lineno", None) or 0)
        return Problem(place, "This template cannot be used.", "Delete it to use the kit's own.")
