"""Writes files so that a reader never meets half of one, and only those whose bytes changed."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@dataclass(frozen=True, slots=True)
class Written:
    """What happened to the files of a folder. Paths are below it, with forward slashes, sorted."""

    written: tuple[str, ...]
    removed: tuple[str, ...]
    kept: int

    def __bool__(self) -> bool:
        """Whether anything changed."""
        return bool(self.written or self.removed)


def replace_text(file: Path, text: str, *, private: bool = False) -> bool:
    """Write ``text`` as UTF-8 to ``file`` unless it holds just that. Say whether it was written."""
    return replace_bytes(file, text.encode(), private=private)


def replace_bytes(file: Path, content: bytes, *, private: bool = False, durable: bool = True) -> bool:
    """Write ``content`` to ``file`` unless it holds just that. Say whether it was written.

    A crash leaves the old file or the new one, never a mixture. A link in the place of the file is
    replaced, never followed.

    Args:
        file: where to write; missing folders are made.
        content: all of it.
        private: nobody but the owner may read it.
        durable: wait until the disk has it. Not needed for what can be made again.
    """
    if not file.is_symlink() and file.is_file() and file.read_bytes() == content:
        if private:
            file.chmod(0o600)
        return False
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=".new-")
    new = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            if durable:
                stream.flush()
                os.fsync(stream.fileno())
        if not private:
            new.chmod(0o644)  # it is made as 0600, but a web server must be able to read a page
        new.replace(file)
    except BaseException:
        new.unlink(missing_ok=True)
        raise
    return True


def write_folder(folder: Path, files: Mapping[str, str | bytes]) -> Written:
    """Make ``folder`` hold exactly ``files`` (path below it -> content): change only what differs, remove the rest.

    Links below the folder are removed and never followed; empty folders go as well.

    Raises:
        ValueError: a path is not a plain path below the folder. Nothing has been written then.
        OSError: the folder itself is a link.
    """
    for path in files:
        _check(path)
    if len({path.casefold() for path in files}) < len(files):
        raise ValueError("two paths differ only in upper and lower case")
    if folder.is_symlink():
        raise OSError(f"{folder} is a link to another place")
    folder.mkdir(parents=True, exist_ok=True)
    removed = [path for path in _found(folder) if path not in files]
    for path in removed:
        (folder / path).unlink()
    _remove_empty(folder)
    written = []
    for path in sorted(files):
        content = files[path]
        as_bytes = content.encode() if isinstance(content, str) else content
        if replace_bytes(folder / path, as_bytes, durable=False):
            written.append(path)
    return Written(tuple(written), tuple(removed), len(files) - len(written))


def _check(path: str) -> None:
    parts = PurePosixPath(path).parts
    plain = parts and not path.startswith("/") and ".." not in parts and "/".join(parts) == path
    if not plain or any(sign in path for sign in '\\:\0<>"|?*') or any(part.endswith((".", " ")) for part in parts):
        raise ValueError(f"{path!r} is not a path below the folder")


def _found(folder: Path) -> Iterator[str]:
    """Every file and link below ``folder``, sorted; links to folders are not entered."""
    found = []
    for place, folders, files in os.walk(folder, followlinks=False):
        links = [name for name in folders if (Path(place) / name).is_symlink()]
        found += [(Path(place) / name).relative_to(folder).as_posix() for name in (*links, *files)]
    yield from sorted(found)


def _remove_empty(folder: Path) -> None:
    for place, _, _ in os.walk(folder, topdown=False):
        if Path(place) != folder and not any(Path(place).iterdir()):
            Path(place).rmdir()
