"""In which language somebody is written to."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from peerloom.people.records import Value

QUESTION = "letters"  # a program's own question: in which language should we write to you?
_NAMES: Mapping[str, tuple[str, ...]] = {
    "ar": ("arabic", "العربية"),
    "bg": ("bulgarian", "български"),
    "cs": ("czech", "čeština"),
    "de": ("german", "deutsch"),
    "el": ("greek", "ελληνικά"),
    "en": ("english",),
    "es": ("spanish", "español"),
    "fa": ("farsi", "persian", "فارسی"),
    "fr": ("french", "français"),
    "hi": ("hindi", "हिन्दी"),
    "it": ("italian", "italiano"),
    "ja": ("japanese", "日本語"),
    "ko": ("korean", "한국어"),
    "nl": ("dutch", "nederlands"),
    "pl": ("polish", "polski"),
    "ps": ("pashto", "پښتو"),
    "pt": ("portuguese", "português"),
    "ro": ("romanian", "română"),
    "ru": ("russian", "русский"),
    "so": ("somali", "soomaali"),
    "ti": ("tigrinya", "ትግርኛ"),
    "tr": ("turkish", "türkçe"),
    "uk": ("ukrainian", "українська"),
    "ur": ("urdu", "اردو"),
    "vi": ("vietnamese", "tiếng việt"),
    "zh": ("chinese", "中文"),
}
_CODES = {name: code for code, names in _NAMES.items() for name in (code, *names)}


def language_of(answers: Mapping[str, Value], default: str) -> str:
    """The language that an answer asks for, as a code; ``default`` when it names none that is known here."""
    said = answers.get(QUESTION)
    return _CODES.get(said.casefold().strip(), default) if isinstance(said, str) else default
