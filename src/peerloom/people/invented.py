"""A demo's people are invented, and its answers may be public. An address of a real host there is somebody's."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from peerloom.problems import Cell, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from peerloom.definition.program import Program
    from peerloom.sources.tables import Row

_HOST = re.compile(r"@([\w-]+(?:\.[\w-]+)+)")
_INVENTED = (".example", ".test", ".invalid")  # no real host ends so: RFC 2606, https://www.rfc-editor.org/rfc/rfc2606


def real_addresses(program: Program, rows: Iterable[Row]) -> Iterator[Problem]:
    """Say in which files of a demo an address stands that is not invented, with the first row of each."""
    told: set[str] = set()
    for row in rows if program.program.demo else ():
        hosts = (host for text in row.cells.values() for host in _HOST.findall(text.casefold()))
        if row.tab not in told and any(not f".{host}".endswith(_INVENTED) for host in hosts):
            told.add(row.tab)
            message = (
                f"Row {row.number} holds an address that is not invented, and the answers of a demo can be public."
            )
            hint = "If these are real people, remove `demo: yes` from program.yaml and take the file out of git."
            yield Problem(Cell(row.tab), message, hint)
