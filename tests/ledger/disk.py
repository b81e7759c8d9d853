"""A disk that can be watched, that can fail, and that can lose its power: under the SQLite that the product itself uses.

A file system of SQLite is put before the usual one. Each write, truncation, sync and deletion goes through ``watch``,
which may note it, refuse it, or end the process. Only where Python uses a shared SQLite can that be done.

Sources: https://sqlite.org/c3ref/vfs.html and https://sqlite.org/c3ref/io_methods.html
"""

from __future__ import annotations

import _sqlite3
import ctypes
import ctypes.util
import sqlite3
from contextlib import contextmanager
from ctypes import CFUNCTYPE, POINTER, Structure, c_char_p, c_int, c_int64, c_void_p
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Iterator

SECTOR = 512
_METHODS = [
    "Close",
    "Read",
    "Write",
    "Truncate",
    "Sync",
    "FileSize",
    "Lock",
    "Unlock",
    "CheckReservedLock",
    "FileControl",
    "SectorSize",
    "DeviceCharacteristics",
    "ShmMap",
    "ShmLock",
    "ShmBarrier",
    "ShmUnmap",
    "Fetch",
    "Unfetch",
]
_CLOSE = CFUNCTYPE(c_int, c_void_p)
_WRITE = CFUNCTYPE(c_int, c_void_p, c_void_p, c_int, c_int64)
_TRUNCATE = CFUNCTYPE(c_int, c_void_p, c_int64)
_SYNC = CFUNCTYPE(c_int, c_void_p, c_int)
_OPEN = CFUNCTYPE(c_int, c_void_p, c_void_p, c_void_p, c_int, c_void_p)
_DELETE = CFUNCTYPE(c_int, c_void_p, c_char_p, c_int)


class _Methods(Structure):
    _fields_ = [("iVersion", c_int), *((f"x{name}", c_void_p) for name in _METHODS)]


class _File(Structure):
    _fields_ = [("pMethods", POINTER(_Methods))]


class _Vfs(Structure):
    pass


_Vfs._fields_ = [
    ("iVersion", c_int),
    ("szOsFile", c_int),
    ("mxPathname", c_int),
    ("pNext", c_void_p),
    ("zName", c_char_p),
    ("pAppData", c_void_p),
    ("xOpen", c_void_p),
    ("xDelete", c_void_p),
    *((f"rest{i}", c_void_p) for i in range(14)),
]


@dataclass(frozen=True, slots=True)
class Event:
    """Something that is about to happen to a file."""

    what: str  # write, truncate, sync, delete
    path: str
    at: int = 0  # offset of a write, size after a truncation
    data: bytes = b""


@dataclass
class Disk:
    """What ``watch`` decides about each event: 0 lets it happen, another number is the error that SQLite is given."""

    watch: Callable[[Event], int] = lambda _: 0
    kept: list[Any] = field(default_factory=list)  # what C code points at must not be collected
    paths: dict[int, str] = field(default_factory=dict)
    methods: dict[int, _Methods] = field(default_factory=dict)


def _library() -> ctypes.CDLL | None:
    """The SQLite that this Python uses, if it is a shared one."""
    for name in ("libsqlite3.so.0", "libsqlite3.so", ctypes.util.find_library("sqlite3")):
        try:
            library = ctypes.CDLL(name) if name else None
        except OSError:
            continue
        if library is not None:
            library.sqlite3_libversion.restype = c_char_p
            shared = b"libsqlite3" in Path(str(_sqlite3.__file__)).read_bytes()
            return library if shared and library.sqlite3_libversion().decode() == sqlite3.sqlite_version else None
    return None


LIBRARY = _library()


@contextmanager
def disk(watch: Callable[[Event], int]) -> Iterator[Disk]:
    """Put a watched disk below every SQLite file that is opened inside."""
    assert LIBRARY is not None
    LIBRARY.sqlite3_vfs_find.restype = POINTER(_Vfs)
    usual = LIBRARY.sqlite3_vfs_find(None)
    below = usual.contents
    found = Disk(watch)
    vfs = _Vfs()
    ctypes.memmove(ctypes.byref(vfs), ctypes.byref(below), ctypes.sizeof(_Vfs))
    vfs.iVersion = min(below.iVersion, 3)
    vfs.zName = b"watched"
    vfs.pNext = None
    open_below, delete_below = _OPEN(below.xOpen), _DELETE(below.xDelete)

    def opened(_: int, name: int | None, file: int, flags: int, out: int | None) -> int:
        # the name goes on as the address that it is: SQLite keeps that until the file is closed
        status = int(open_below(ctypes.cast(usual, c_void_p), name, file, flags, out))
        if status == 0:
            as_file = ctypes.cast(file, POINTER(_File)).contents
            if as_file.pMethods:
                found.paths[file] = ctypes.string_at(name).decode() if name else ""
                as_file.pMethods = ctypes.pointer(_watched(found, as_file.pMethods))
        return status

    def deleted(_: int, name: bytes, sync: int) -> int:
        refused = found.watch(Event("delete", name.decode(), sync))
        return refused or int(delete_below(ctypes.cast(usual, c_void_p), name, sync))

    callbacks = (_OPEN(opened), _DELETE(deleted))
    found.kept += [vfs, *callbacks]
    vfs.xOpen, vfs.xDelete = (ctypes.cast(one, c_void_p).value for one in callbacks)
    assert LIBRARY.sqlite3_vfs_register(ctypes.byref(vfs), 1) == 0
    try:
        yield found
    finally:
        LIBRARY.sqlite3_vfs_register(usual, 1)
        LIBRARY.sqlite3_vfs_unregister(ctypes.byref(vfs))
        _KEPT.append(found)  # a file may still be open


_KEPT: list[Disk] = []


def _watched(found: Disk, below: Any) -> _Methods:
    """The methods of a file, with those watched that change it."""
    address = ctypes.addressof(below.contents)
    if address in found.methods:
        return found.methods[address]
    methods = _Methods()
    ctypes.memmove(ctypes.byref(methods), below, ctypes.sizeof(_Methods))
    write_below, truncate_below = _WRITE(methods.xWrite), _TRUNCATE(methods.xTruncate)
    sync_below, close_below = _SYNC(methods.xSync), _CLOSE(methods.xClose)

    def write(file: int, data: int, size: int, offset: int) -> int:
        event = Event("write", found.paths[file], offset, ctypes.string_at(data, size))
        return found.watch(event) or int(write_below(file, data, size, offset))

    def truncate(file: int, size: int) -> int:
        return found.watch(Event("truncate", found.paths[file], size)) or int(truncate_below(file, size))

    def sync(file: int, flags: int) -> int:
        return found.watch(Event("sync", found.paths[file])) or int(sync_below(file, flags))

    def close(file: int) -> int:
        found.paths.pop(file, None)
        return int(close_below(file))

    callbacks = (_WRITE(write), _TRUNCATE(truncate), _SYNC(sync), _CLOSE(close))
    methods.xWrite, methods.xTruncate, methods.xSync, methods.xClose = (
        ctypes.cast(one, c_void_p).value for one in callbacks
    )
    found.kept += callbacks
    found.methods[address] = methods
    return methods


@dataclass
class _Stored:
    """A file on a disk whose power can fail: what is safe, and what has happened since its last sync."""

    safe: bytes | None  # None: it was never synced, so it may not be there at all
    since: list[Event] = field(default_factory=list)


def after_power_loss(events: list[Event], chance: random.Random) -> dict[str, bytes]:
    """One of the states in which a disk can be when its power fails after these events. Path -> bytes.

    What a later sync of the same file covers is kept. Of each write since then every sector is kept or not by chance,
    3 in 100 as garbage; new room holds zeros or garbage; a truncation has happened or not; a deletion whose folder was
    not synced may be undone, until a new journal or log is synced for the first time, and its folder with it.
    """
    files: dict[str, _Stored] = {}
    undone: dict[str, _Stored] = {}
    for event in events:
        if event.what == "delete":
            gone = files.pop(event.path, None)
            if gone is not None and not event.at:
                undone[event.path] = gone
            continue
        stored = files.setdefault(event.path, _Stored(None))
        if event.what == "sync":
            if stored.safe is None and event.path.endswith(("-journal", "-wal")):
                undone.clear()
            files[event.path] = _Stored(_replayed(stored, None))
        else:
            stored.since.append(event)
    files |= {path: stored for path, stored in undone.items() if chance.random() < 0.5}
    return {
        path: _replayed(stored, chance)
        for path, stored in files.items()
        if stored.safe is not None or chance.random() < 0.5
    }


def _replayed(stored: _Stored, chance: random.Random | None) -> bytes:
    """A file with all that has happened to it since its last sync, or with a part of that left to chance."""
    content = bytearray(stored.safe or b"")
    for event in stored.since:
        if event.what == "truncate":
            if chance is None or chance.random() < 0.5:
                content = content[: event.at].ljust(event.at, b"\0")
            continue
        end = event.at + len(event.data)
        if chance is None:
            content[len(content) :] = bytes(max(0, end - len(content)))
            content[event.at : end] = event.data
            continue
        if end > len(content) and chance.random() < 0.8:
            more = end - len(content)
            content += chance.randbytes(more) if chance.random() < 0.3 else bytes(more)
        for start in range(event.at - event.at % SECTOR, end, SECTOR):
            first, last = max(start, event.at), min(start + SECTOR, end, len(content))
            if first < last and chance.random() < 0.5:
                part = event.data[first - event.at : last - event.at]
                content[first:last] = chance.randbytes(last - first) if chance.random() < 0.03 else part
    return bytes(content)
