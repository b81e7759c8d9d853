"""How often a private word may stand on a page, because the text that the page is made from holds it as well.

Many people are called like words: Rose, Will, Hope. Such a word is no reason to stop a page on roses. But a page may
hold it only as often as its own text does, and no other page may hold it at all.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from peerloom.needle import digits, words
from peerloom.pages.authored import page_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from peerloom.definition.allowed import Allowed
    from peerloom.needle import Needle

Allowances = dict[str, dict[str, int]]  # what is looked for -> file -> how often it may stand there
EVERYWHERE = "*"
SEARCH = "search/search_index.json"
_CONTENT = "content/"
_IN_HEADING = 5  # a heading stands in the text, in both lists of contents, in the page's head and in its link
_IN_SEARCH = 2  # each part of a page is found alone and with its whole page
_MANY = 10_000
_TWO = 2
_BEFORE = "([{*_\"'\u2018\u201c"  # what can stand before the first letter of a word


def allowances(needles: Iterable[Needle], texts: Mapping[str, str], entries: Sequence[Allowed] = ()) -> Allowances:
    """Say how often what ``needles`` look for may stand in each file, by the texts that the files are made from.

    A single word is allowed where a text writes it, if two texts write it with a small letter: then it is a word of
    the language. Everything else is allowed only by an entry, in the file that it names.

    Args:
        needles: what the gate looks for.
        texts: the program's own texts by their file: content/..., mkdocs.yml, templates/...
        entries: what was allowed by hand.
    """
    looked_for = {needle.text for needle in needles}
    small = _small(texts.values())
    found: Allowances = defaultdict(dict)
    for file, text in texts.items():
        own = {part for entry in entries if entry.page == file for part in parts_of(entry.text)} & looked_for
        counts = _counted(text, own)
        for word, often in _counted(text, small & looked_for, words_alone=True).items():
            counts[word] = max(often, counts[word])
        for part, often in counts.items():
            for page, times in _pages(file, often):
                found[part][page] = found[part].get(page, 0) + times
    return dict(found)


def _small(texts: Iterable[str]) -> frozenset[str]:
    """The words that at least two texts write with a small letter, as the gate reads them."""
    texts_with: Counter[str] = Counter()
    for text in texts:
        small = {part for part in text.split() if part.lstrip(_BEFORE).islower() and "@" not in part}
        texts_with.update(set(words(" ".join(small)).split()))
    return frozenset(f" {word} " for word, count in texts_with.items() if count >= _TWO)


def parts_of(text: str) -> Iterator[str]:
    """An allowed text as the gate could look for it: whole, each run of its words, and its number."""
    parts = words(text).split()
    for i in range(len(parts)):
        for end in range(i + 1, len(parts) + 1):
            yield f" {' '.join(parts[i:end])} "
    yield from (run[-length:] for run in digits(text).split() for length in (8, 9))


def _counted(text: str, looked_for: Iterable[str], *, words_alone: bool = False) -> Counter[str]:
    """How often each stands in a text, as often as a page can show it."""
    counts: Counter[str] = Counter()
    wanted = frozenset(looked_for)
    if not wanted:
        return counts
    for line in text.splitlines():
        plain = words(line)
        times = _IN_HEADING if line.lstrip().startswith(("#", "title:", "description:")) else 1
        if words_alone:
            counts.update({f" {w} ": times * n for w, n in Counter(plain.split()).items() if f" {w} " in wanted})
        else:
            numbers = digits(line)
            for part in wanted:
                often = plain.count(part.strip()) if part.startswith(" ") else numbers.count(part)
                if often:
                    counts[part] += times * often
    return counts


def _pages(file: str, often: int) -> Iterator[tuple[str, int]]:
    """The files in which a text of ``file`` stands, with how often each may hold what it holds ``often``."""
    yield file, often
    if not file.startswith(_CONTENT):
        yield EVERYWHERE, _MANY
        return
    page = page_of(file.removeprefix(_CONTENT))
    yield page, often
    stem = page.removesuffix(".md")
    yield ("index.html" if stem == "index" else f"{stem.removesuffix('/index')}/index.html"), often
    yield SEARCH, often * _IN_SEARCH
