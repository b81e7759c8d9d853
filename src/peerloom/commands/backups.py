"""Backups: one zip file with a good copy of the ledger, its key, and what else of private/ no run can make anew.

Nothing in it is packed, so that a search for somebody's words finds them, and the kit remembers where each backup lies,
so that who is forgotten is forgotten there as well.
"""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import tempfile
import zipfile
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from peerloom.commands.lines import NotLines, changed_lines
from peerloom.commands.person import decisions_without
from peerloom.ledger.copies import copy_ledger, same_key
from peerloom.ledger.file import LedgerError, told
from peerloom.ledger.store import open_ledger
from peerloom.problems import Place, Problem
from peerloom.site.write import replace_bytes, replace_text

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from peerloom.commands.person import Person

FOLDER = "backups"  # below private/, when no other place is named
LIST = "backups.txt"  # below private/: where each backup lies
_MANIFEST = "backup.json"
_LEDGER, _KEY = "ledger.db", "ledger.key"
_ANEW = {
    "desk",
    "outbox",
    "certificates",
    "handover",
    "standards",
    "paper",
    "forms.gs",
    "forms-guide.html",
    "withstood",
}  # made by any run
_NOT = {*_ANEW, FOLDER, LIST, "google-key.json", "lock", "ledger.db.sum", "ledger.db-wal", "ledger.db-shm"}
_AGAIN = "Take another backup. This one was cut or changed; do not use it."


def make_backup(private: Path, to: Path, name: str) -> Path:
    """Write a backup of a private folder into the folder ``to``. Give its path, which is new.

    Raises:
        LedgerError: the ledger cannot be copied, or the place cannot be written.
    """
    with told(private / _LEDGER), _beside(private) as place:
        copy_ledger(private / _LEDGER, place / _LEDGER)
        files = {path: file.read_bytes() for path, file in _kept(private)}
        files[_LEDGER] = (place / _LEDGER).read_bytes()
    with told(to / name):
        to.mkdir(parents=True, exist_ok=True)
        file = next(free for free in _names(to, name) if not free.exists())
        replace_bytes(file, _zipped(files), private=True)
        _remember(private, file)
    return file


def read_backup(file: Path) -> dict[str, bytes] | Problem:
    """The files of a backup by their path below private/. A problem when a byte of it is not as it was written."""
    at = Place(file.name)
    try:
        with zipfile.ZipFile(file) as archive:
            files = {name: archive.read(name) for name in archive.namelist()}
        sums = json.loads(files.pop(_MANIFEST))["files"]
    except FileNotFoundError:
        return Problem(at, "There is no such file.", "Name the backup: a file that ends with .zip.")
    except (OSError, zipfile.BadZipFile, KeyError, ValueError, TypeError, RuntimeError, NotImplementedError):
        return Problem(at, "This is no backup, or it is damaged.", _AGAIN)
    if sums != _sums(files) or _LEDGER not in files or not all(map(_is_plain, files)):
        return Problem(at, "This backup is not as it was written.", _AGAIN)
    return files


@contextmanager
def unpacked(private: Path, files: Mapping[str, bytes]) -> Iterator[Path]:
    """A folder inside ``private`` with the files of a backup, gone when it is left."""
    with _beside(private) as place:
        for path, content in files.items():
            (place / path).parent.mkdir(parents=True, exist_ok=True)
            (place / path).write_bytes(content)
        yield place


def known_backups(private: Path) -> tuple[tuple[Path, ...], tuple[str, ...]]:
    """The backups that were made from here and are at hand, and the places of those that are not.

    A backup in the usual folder is known in any case.
    """
    try:
        listed = (private / LIST).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        listed = []
    places = {Path(line) if Path(line).is_absolute() else private / line for line in listed if line}
    places |= set((private / FOLDER).glob("*.zip"))
    here = tuple(sorted(place for place in places if place.is_file()))
    return here, tuple(sorted(str(place) for place in places - set(here) if not _is_gone(place)))


def _is_gone(place: Path) -> bool:
    """Whether somebody deleted a backup: its folder is there and it is not."""
    return place.parent.is_dir()


def erase_in_backup(private: Path, file: Path, people: Sequence[Person], day: dt.date) -> None:
    """Take people out of a backup, as ``forget`` takes them out of the private folder itself.

    Raises:
        LedgerError: the backup is damaged, or of another program. It is left as it is.
    """
    files = read_backup(file)
    if isinstance(files, Problem):
        raise LedgerError(files)
    with unpacked(private, files) as place, told(file):
        same_key(private / _LEDGER, place / _LEDGER)
        with open_ledger(place / _LEDGER) as ledger:
            for person in people:
                ledger.forget(person.answers.keys(), person.subjects, person.keys, day)
        for csv in place.rglob("*.csv"):
            try:
                csv.write_bytes(changed_lines(csv.read_bytes(), decisions_without(people)))
            except NotLines:
                csv.unlink()  # its decisions are in the ledger
        after = {path: (place / path).read_bytes() for path in {*files, _KEY} if (place / path).is_file()}
        replace_bytes(file, _zipped(after), private=True)


def _zipped(files: Mapping[str, bytes]) -> bytes:
    """A zip file with these files as they are, and their sums. The same files give the same bytes."""
    out = io.BytesIO()
    manifest = json.dumps({"files": _sums(files)}, indent=1, sort_keys=True).encode()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for path, content in sorted({**files, _MANIFEST: manifest}.items()):
            archive.writestr(zipfile.ZipInfo(path), content)
    return out.getvalue()


def _sums(files: Mapping[str, bytes]) -> dict[str, str]:
    return {path: hashlib.sha256(content).hexdigest() for path, content in files.items()}


def _kept(private: Path) -> Iterator[tuple[str, Path]]:
    """Every file of a private folder that no run can make anew, but for the ledger itself."""
    for file in sorted(private.rglob("*")):
        path = file.relative_to(private)
        made = path.parts[0] in _NOT or path.parts[0].startswith(".") or _LEDGER in path.name
        if file.is_file() and not file.is_symlink() and not made:
            yield path.as_posix(), file


def _is_plain(path: str) -> bool:
    parts = PurePosixPath(path).parts
    return bool(parts) and ".." not in parts and not path.startswith("/") and not set(path) & set("\\:\0")


def _names(folder: Path, name: str) -> Iterable[Path]:
    yield folder / f"{name}.zip"
    yield from (folder / f"{name}-{number}.zip" for number in range(2, 10_000))


def _remember(private: Path, file: Path) -> None:
    place = file.resolve()
    line = place.relative_to(private.resolve()).as_posix() if place.is_relative_to(private.resolve()) else str(place)
    before = (private / LIST).read_text(encoding="utf-8") if (private / LIST).is_file() else ""
    if line not in before.splitlines():
        replace_text(private / LIST, f"{before}{line}\n", private=True)


@contextmanager
def _beside(private: Path) -> Iterator[Path]:
    """A folder of our own inside ``private``. If we are stopped, the next command takes it away (``alone``)."""
    place = Path(tempfile.mkdtemp(prefix=".copy-", dir=private))
    try:
        yield place
    finally:
        shutil.rmtree(place)
