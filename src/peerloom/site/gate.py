"""The privacy gate: looks for every private value in every byte and file name of what is to be published.

What it cannot read, it stops. Its report says file, offset, kind and a keyed number, never the value, so it may be
public.
"""

from __future__ import annotations

import hashlib
import hmac
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from peerloom.needle import LEAST, digits, words
from peerloom.site.lines import KnownLines
from peerloom.site.pictures import carried, carried_by_font
from peerloom.site.sources import EVERYWHERE
from peerloom.site.views import MOST_BYTES, SHORT, UnseenError, decoded, hidden, spelled, texts, views

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from peerloom.needle import Needle

_TEXTS = {"html", "css", "js", "json", "xml", "svg", "txt", "ics", "md", "webmanifest"}
_PICTURES = {"png", "jpg", "jpeg", "webp", "gif", "ico"}
_PACKED = {"gz"}
_FONTS = {"woff2"}
_PUBLISHED = _TEXTS | _PICTURES | _PACKED | _FONTS

_PHONE, _SHORT_PHONE = 9, 8
_START = 3
_BY_CHANCE = 8  # letters; a shorter word turns up in the bytes of any larger picture or font
_LETTERS = 3  # of a short word that is spelled; else it is a drawing's numbers
_PIECE, _OVER = 200_000, 8_000  # signs; a text is read in pieces, which share so much of each other


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """A private value, or something that could hide one. ``ref`` tells two values apart and neither of them."""

    file: str
    offset: int  # in bytes from the start of the file, or in its name; where it is hidden, of what hides it
    kind: str
    ref: str = ""

    def __str__(self) -> str:
        """Say it in a line that may be public."""
        ref = f" (number {self.ref})" if self.ref else ""
        return f"{self.file}, byte {self.offset}: {self.kind}{ref}"


class Gate:
    """The needles, sorted for quick looking. One gate can look at many folders, and remembers what was clean."""

    def __init__(
        self, needles: Iterable[Needle], key: bytes = b"", allowed: Mapping[str, Mapping[str, int]] | None = None
    ) -> None:
        """Sort the needles.

        Args:
            needles: what to look for.
            key: makes the numbers of the report, so that nobody without it can try values.
            allowed: what a needle looks for -> file -> how often it may stand there; see ``site.sources``.
        """
        self._key = key
        self._allowed = allowed or {}
        self._by_start: dict[tuple[str, ...], list[Needle]] = defaultdict(list)  # first words, at most three
        self._phones: dict[str, Needle] = {}
        for needle in needles:
            if needle.kind == "phone":
                self._phones[needle.text] = needle
            else:
                self._by_start[tuple(needle.text.split()[:_START])].append(needle)
        lengths = sorted({len(start) for start in self._by_start})
        self._starts = {length: {start for start in self._by_start if len(start) == length} for length in lengths}
        self._clean: set[tuple[str, bytes]] = set()
        self._lines = KnownLines()
        self._nothing: set[str] = set()  # short texts without anything private: most stand on every page

    @cached_property
    def _spelled(self) -> dict[str, Needle]:
        """The needles without spaces, for words whose letters stand alone."""
        return {needle.text.replace(" ", ""): needle for group in self._by_start.values() for needle in group}

    @cached_property
    def _sizes(self) -> list[int]:
        return sorted({len(text) for text in self._spelled})

    def look(self, files: Mapping[str, bytes], trusted: Iterable[str] = ()) -> tuple[Finding, ...]:
        """Give everything private in ``files`` (path -> bytes), sorted. An empty answer means: may be published.

        Args:
            files: everything that is to be published, by its path.
            trusted: paths of files that come with the kit or its theme, byte for byte; only their names are looked at.
        """
        known = frozenset(trusted)
        found: set[Finding] = set()
        for path, content in files.items():
            for needle in self._in(path):
                if not self._most(path, needle):
                    found.add(Finding(path, 0, f"{needle.kind} in the file's name", self._ref(needle)))
            if path not in known:
                found.update(self._file(path, content))
        return tuple(sorted(found))

    def in_texts(self, texts: Mapping[str, str]) -> tuple[Finding, ...]:
        """Give every private value in plain texts of any kind (file -> text), sorted."""
        return tuple(sorted(one for file, text in texts.items() for one in self._content(file, "txt", text.encode())))

    def _most(self, path: str, needle: Needle) -> int:
        """How often a needle may stand in a file."""
        files = self._allowed.get(needle.text)
        return 0 if files is None else files.get(path, files.get(EVERYWHERE, 0))

    def _may(self, path: str, text: str, needle: Needle) -> bool:
        """Whether a needle stands in a file as often as the text that the file is made from explains."""
        most = self._most(path, needle)
        if not most:
            return False
        if needle.kind == "phone":
            return digits(text).count(needle.text) <= most
        # Two spaces between words, so that two hits in a row do not share one.
        wide = words(decoded(text)).replace(" ", "  ")
        return wide.count(f" {'  '.join(needle.text.split())} ") <= most

    def _file(self, path: str, content: bytes) -> Iterator[Finding]:
        ending = path.rpartition(".")[2].lower() if "." in path else ""
        seen = (path, hashlib.sha256(content).digest())  # what a file may hold depends on its path
        if seen in self._clean:
            return
        found = [*_unreadable(path, ending, content)]
        if not self._at_a_glance(ending, content):
            found += self._content(path, ending, content)
        if not found:
            self._clean.add(seen)
        yield from found

    def _at_a_glance(self, ending: str, content: bytes) -> bool:
        """Whether nothing is in a plain text, looking only at lines that are new. False also means: look closely."""
        if ending not in _TEXTS or len(content) > MOST_BYTES or b"\0" in content:
            return False
        try:
            text = content.decode("utf-8")
        except UnicodeDecodeError:
            return False
        try:
            for part, runs in self._lines.new([line for line in text.split("\n") if line and not line.isspace()]):
                for piece in _pieces(part):
                    if any(self._in(piece)) or any(any(self._in(one)) for _, one in hidden(piece, ending)):
                        return False
                self._lines.keep(runs)
        except UnseenError:
            return False
        return True

    def _content(self, path: str, ending: str, content: bytes) -> Iterator[Finding]:
        if len(content) > MOST_BYTES or ending not in _PUBLISHED:
            return
        told: set[Needle] = set()
        least = _BY_CHANCE if ending in _PICTURES | _FONTS else 0
        try:
            for at, text in texts(content, ending):
                for needle in self._in(text):
                    if needle not in told and len(needle.text.strip()) >= least:
                        told.add(needle)
                        if at == 0 and self._may(path, text, needle):
                            continue
                        yield Finding(path, at or _where(content, text, needle), needle.kind, self._ref(needle))
        except UnseenError as unseen:
            yield Finding(path, 0, str(unseen))

    def _in(self, text: str) -> Iterator[Needle]:
        if text in self._nothing:
            return
        found = False
        for piece in _pieces(text):
            for view in views(piece):
                for needle in (*self._words_in(words(view)), *(self._phones_in(view) if self._phones else ())):
                    found = True
                    yield needle
        if not found and len(text) < SHORT:
            self._nothing.add(text)

    def _words_in(self, view: str) -> Iterator[Needle]:
        parts = view.split()
        for length, starts in self._starts.items():
            for start in starts.intersection(zip(*(parts[i:] for i in range(length)), strict=False)):
                yield from (needle for needle in self._by_start[start] if needle.text in view)
        for run in spelled(view):
            yield from self._spelled_in(run)

    def _spelled_in(self, run: str) -> Iterator[Needle]:
        """The needles in letters that stood alone; a short one must be all of them."""
        if len(run) < _BY_CHANCE and sum(map(str.isalpha, run)) < _LETTERS:
            return
        for start in range(len(run) - LEAST + 1):
            for size in self._sizes:
                if start + size > len(run):
                    break
                needle = self._spelled.get(run[start : start + size])
                if needle is not None and (size > LEAST or size == len(run)):
                    yield needle

    def _phones_in(self, view: str) -> Iterator[Needle]:
        for run in digits(view).split():
            # Shorter numbers of small countries are looked for at the end alone: else chance would find them.
            ends = (run[-_SHORT_PHONE:], *(run[i : i + _PHONE] for i in range(len(run) - _PHONE + 1)))
            yield from (self._phones[end] for end in ends if end in self._phones)

    def _ref(self, needle: Needle) -> str:
        return hmac.new(self._key, needle.text.encode(), "sha256").hexdigest()[:6]


def _where(content: bytes, text: str, needle: Needle) -> int:
    """The byte at which a needle starts, as nearly as it can be told: the line, and in a long one the sign."""
    lines = text.split("\n")
    low, high = _narrowed(len(lines), lambda a, b: _holds("\n".join(lines[a:b]), needle))
    before = len("\n".join([*lines[:low], ""])) if low else 0
    line = "\n".join(lines[low:high])
    if low + 1 == high and len(line) > SHORT:  # a file in one line, such as the search index
        before += _narrowed(len(line), lambda a, b: _holds(line[a:b], needle))[0]
    return min(len(text[:before].encode("utf-8", "replace")), len(content))


def _holds(text: str, needle: Needle) -> bool:
    """Whether one needle is in a text."""
    if needle.kind == "phone":
        return any(needle.text in digits(view) for view in views(text))
    bare = needle.text.replace(" ", "")
    plain = [words(view) for view in views(text)]
    return any(needle.text in view or any(bare in run for run in spelled(view)) for view in plain)


def _narrowed(count: int, held: Callable[[int, int], bool]) -> tuple[int, int]:
    """The shortest part (from, to) of so many that still holds something: the first end, then the last start."""
    if not held(0, count):
        return 0, count
    low, high = 0, count  # the end is in (low, high]
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if held(0, middle) else (middle, high)
    end = high
    low, high = 0, end  # the start is in [low, high)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if held(middle, end) else (low, middle)
    return low, end


def _pieces(text: str) -> Iterator[str]:
    """A long text in pieces, so that memory stays small; what stands across a border is in one of them."""
    if len(text) <= _PIECE:
        yield text
        return
    for start in range(0, len(text), _PIECE - _OVER):
        yield text[start : start + _PIECE]


def gate(
    files: Mapping[str, bytes], needles: Iterable[Needle], trusted: Iterable[str] = (), key: bytes = b""
) -> tuple[Finding, ...]:
    """Look for ``needles`` in ``files`` once; see ``Gate``."""
    return Gate(needles, key).look(files, trusted)


def _unreadable(path: str, ending: str, content: bytes) -> Iterator[Finding]:
    """What nobody can look into is not published: unknown kinds, links, too large files, pictures that carry words."""
    if content == b"\0link":
        yield Finding(path, 0, "a link to another file")
    elif ending not in _PUBLISHED:
        yield Finding(path, 0, "a kind of file that is not published")
    elif len(content) > MOST_BYTES:
        yield Finding(path, 0, "a file too large to look into")
    elif ending in _PICTURES:
        yield from (Finding(path, at, f"a picture that carries {what}") for at, what in carried(content))
    elif ending in _FONTS:
        yield from (Finding(path, at, f"a font that carries {what}") for at, what in carried_by_font(content))
    elif ending in _PACKED and content[3:4] and content[3] & 0x1C:  # a name, a remark or more, beside what is packed
        yield Finding(path, 0, "a packed file that carries words")
    elif ending in _TEXTS and b"\0" in content:
        yield Finding(path, 0, "a text with signs that cannot be read")
