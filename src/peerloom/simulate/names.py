"""Invented names in many scripts. Given and family names are combined freely; nobody is meant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random


@dataclass(frozen=True, slots=True)
class Name:
    """A person's name as it is written, what friends say, and the Latin letters of an address."""

    given: str
    family: str
    latin: tuple[str, str]  # given and family, in plain letters
    language: str  # spoken at home
    first_family: bool = False  # the family name is written first, without a space

    @property
    def full(self) -> str:
        """The name as its owner writes it."""
        return f"{self.family}{self.given}" if self.first_family else f"{self.given} {self.family}"


@dataclass(frozen=True, slots=True)
class _Culture:
    language: str
    weight: int
    given: str  # "written/latin" for names outside plain letters, else the name
    family: str
    first_family: bool = False


_CULTURES = (
    _Culture(
        "English",
        9,
        "Alfie Beth Callum Daisy Ewan Freya Grace Harvey Isla Jude Kit Lottie Maisie Niall Orla Poppy Rowan Tilly",
        "Ashgrove Barrowby Copperfield Dunmoor Elmsworth Fenwick Garside Hallowell Inglemere Kettlewell Larkspur",
    ),
    _Culture(
        "Polish",
        3,
        "Zofia Michał/Michal Łucja/Lucja Stanisław/Stanislaw Agnieszka Wojtek",
        "Wiśniowska/Wisniowska Gołąbek/Golabek Dębicki/Debicki Żurawska/Zurawska",
    ),
    _Culture(
        "Spanish",
        2,
        "Inés/Ines Tomás/Tomas Lucía/Lucia Andrés/Andres",
        "Muñoz/Munoz Ibáñez/Ibanez Peñalosa/Penalosa Fuente",
    ),
    _Culture(
        "Portuguese",
        2,
        "João/Joao Conceição/Conceicao Mateus Luísa/Luisa",
        "Guimarães/Guimaraes Brandão/Brandao Falcão/Falcao",
    ),
    _Culture(
        "Arabic",
        3,
        "أمينة/Amina يوسف/Yusuf ليلى/Layla كريم/Karim سلمى/Salma",
        "الزيتوني/Alzaytuni حدّاد/Haddad النجار/Alnajjar شاهين/Shahin",
    ),
    _Culture(
        "Ukrainian",
        3,
        "Оксана/Oksana Тарас/Taras Софія/Sofiia Данило/Danylo",
        "Вербицька/Verbytska Калиненко/Kalynenko Соловей/Solovei",
    ),
    _Culture(
        "Chinese", 2, "小美/Xiaomei 子轩/Zixuan 雨桐/Yutong 明/Ming", "林/Lin 赵/Zhao 欧阳/Ouyang", first_family=True
    ),
    _Culture("Hindi", 2, "रवि/Ravi मीरा/Meera आरव/Aarav कविता/Kavita", "शर्मा/Sharma जोशी/Joshi वर्मा/Verma"),
    _Culture("Hebrew", 1, "נועה/Noa איתן/Eitan תמר/Tamar", "אלון/Alon כרמי/Carmi שקד/Shaked"),
    _Culture("Somali", 2, "Hodan Cabdi Ifrah Warsame", "Xirsi Faarax Guuleed"),
    _Culture(
        "Turkish", 2, "Ayşe/Ayse Çağlar/Caglar İrem/Irem Gökhan/Gokhan", "Yıldırım/Yildirim Öztürk/Ozturk Şimşek/Simsek"
    ),
    _Culture("Vietnamese", 1, "Thảo/Thao Minh Ngọc/Ngoc", "Nguyễn/Nguyen Đặng/Dang Phạm/Pham"),
    _Culture("Yoruba", 1, "Ọlá/Ola Tọ́pẹ́/Tope Ṣadé/Sade", "Adéyẹmí/Adeyemi Ògúnlàdé/Ogunlade"),
    _Culture("Welsh", 1, "Siân/Sian Gwêno/Gweno Rhŷs/Rhys", "Llŷn/Llyn Prydderch"),
)


def make_name(rng: random.Random, family_of: Name | None = None) -> Name:
    """Make a name. With ``family_of`` it is one of the same family."""
    if family_of is not None:
        culture = next(c for c in _CULTURES if c.language == family_of.language)
        written, latin = _pick(rng, culture.given)
        return Name(written, family_of.family, (latin, family_of.latin[1]), culture.language, culture.first_family)
    culture = rng.choices(_CULTURES, weights=[c.weight for c in _CULTURES])[0]
    written, latin = _pick(rng, culture.given)
    family, family_latin = _pick(rng, culture.family)
    return Name(written, family, (latin, family_latin), culture.language, culture.first_family)


def _pick(rng: random.Random, names: str) -> tuple[str, str]:
    """One name as written and in plain letters."""
    written, _, latin = rng.choice(names.split(" ")).partition("/")
    return written, latin or written
