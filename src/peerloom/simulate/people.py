"""The people of the story: mentors and mentees with their families. Nobody is real."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from peerloom.people.codes import mentee_code, mentor_code
from peerloom.simulate.chance import likely, pick, weighted, whole
from peerloom.simulate.names import make_name

if TYPE_CHECKING:
    import random

    from peerloom.simulate.names import Name

HOSTS = ("post.example", "mail.example", "inbox.example", "students.lcs.example")
SCHOOL_LEFT = 14  # counts as the year after the last
_SCHOOL_AGE = 5  # a child turns six in year 1
_TRIES = 60
_MENTOR_YEARS = {10: 16, 11: 17, 12: 16, 13: 9, SCHOOL_LEFT: 3}
_MENTEE_YEARS = {6: 20, 7: 32, 8: 26, 9: 12}


@dataclass(frozen=True, slots=True)
class Guardian:
    """A parent or carer."""

    name: Name
    email: str
    phone: str


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who signs up, in one role."""

    role: Literal["mentor", "mentee"]
    name: Name
    call: str
    email: str
    code: str
    phone: str
    born: dt.date
    year: int  # of school, in the cohort of the story; SCHOOL_LEFT is after it
    guardian: Guardian
    keen: float  # how surely this person answers, 0 to 1
    household: str = ""

    def minor_on(self, day: dt.date, adult_age: int) -> bool:
        """Whether this person is not an adult yet on ``day``."""
        return (self.born.year + adult_age, self.born.month, self.born.day) > (day.year, day.month, day.day)


@dataclass(slots=True)
class Maker:
    """Makes people one after the other; keeps what is taken, so that no address and no full name comes up twice."""

    program: str  # its id, which codes are made from
    starts: dt.date
    rng: random.Random
    _names: set[str]
    _mails: set[str]
    _phones: set[str]
    _codes: set[str]

    @classmethod
    def of(cls, program: str, starts: dt.date, rng: random.Random) -> Maker:
        """A maker that has made nobody yet."""
        return cls(program, starts, rng, set(), set(), set(), set())

    def mentor(self) -> Person:
        """A mentor."""
        return self._person("mentor", weighted(self.rng, _MENTOR_YEARS), self._name(), None)

    def mentee(self, family: Person | None = None) -> Person:
        """A mentee. With ``family`` a brother or sister of that person, who has the same guardian."""
        name = self._name(family.name if family else None)
        return self._person("mentee", weighted(self.rng, _MENTEE_YEARS), name, family)

    def as_mentor(self, mentee: Person) -> Person:
        """The same person as a mentor."""
        return replace(mentee, role="mentor", code=mentor_code(self.program, mentee.email))

    def as_mentee(self, mentor: Person) -> Person:
        """The same person as a mentee."""
        return replace(mentor, role="mentee", code=mentee_code(self.program, mentor.email, mentor.name.full))

    def _person(self, role: Literal["mentor", "mentee"], year: int, name: Name, family: Person | None) -> Person:
        rng = self.rng
        guardian = family.guardian if family else self._guardian(name)
        own = role == "mentor" or (family is None and likely(rng, 0.2 + 0.12 * (year - 6)))
        email = self._mail(name) if own else guardian.email
        code = self._code(role, email, name)
        if code in self._codes:  # brothers and sisters of one first name
            email = self._mail(name)
            code = self._code(role, email, name)
        self._codes.add(code)
        call = pick(rng, (name.given, name.given, name.given, name.latin[0]))
        phone = self._phone() if own else guardian.phone
        keen = 0.72 + 0.28 * rng.random()
        return Person(role, name, call, email, code, phone, self._born(year), year, guardian, keen)

    def _code(self, role: str, email: str, name: Name) -> str:
        return mentor_code(self.program, email) if role == "mentor" else mentee_code(self.program, email, name.full)

    def _born(self, year: int) -> dt.date:
        first = dt.date(self.starts.year - year - _SCHOOL_AGE, 9, 1)
        return first + dt.timedelta(days=whole(self.rng, 0, 364))

    def _guardian(self, child: Name) -> Guardian:
        for _ in range(_TRIES):
            name = make_name(self.rng, child)
            if name.given != child.given and name.full not in self._names:
                break
        else:
            name = make_name(self.rng)  # the names of this family are used up
        return Guardian(name, self._mail(name), self._phone())

    def _name(self, family: Name | None = None) -> Name:
        for _ in range(_TRIES):
            name = make_name(self.rng, family)
            if name.full not in self._names:
                break
        else:
            name = make_name(self.rng)  # the names of this family are used up
        self._names.add(name.full)
        return name

    def _mail(self, name: Name) -> str:
        given, family = (part.lower() for part in name.latin)
        start = pick(self.rng, (f"{given}.{family}", f"{given}.{family}", f"{given[0]}.{family}", f"{given}_{family}"))
        host = pick(self.rng, HOSTS[:3] if likely(self.rng, 0.8) else HOSTS)
        number = 1
        mail = f"{start}@{host}"
        while mail in self._mails:
            number += 1
            mail = f"{start}{number}@{host}"
        self._mails.add(mail)
        return mail

    def _phone(self) -> str:
        """A number that nobody has: these ranges are kept for stories."""
        while True:
            start, least = ("07700 900", 0) if likely(self.rng, 0.75) else ("01632 960", 400)
            phone = f"{start}{whole(self.rng, least, 999):03d}"
            if phone not in self._phones or len(self._phones) > 1_200:  # noqa: PLR2004 - of 1,600 there are
                self._phones.add(phone)
                return phone


def typed_phone(rng: random.Random, phone: str) -> str:
    """A number as somebody types it."""
    area, rest = phone.split(" ")
    return pick(
        rng,
        (
            phone,
            phone,
            phone,
            f"{area}{rest}",
            f"{area}{rest}",
            f"{area}-{rest[:3]}-{rest[3:]}",
            f"({area}) {rest[:3]} {rest[3:]}",
            f"+44 {area[1:]} {rest}",
            f"+44 (0){area[1:]} {rest}",
            f"0044{area[1:]}{rest}",
            f"{phone} (after 4)",
            f" {area} {rest[:3]} {rest[3:]} ",
        ),
    )


def make_people(maker: Maker, mentors: int, mentees: int) -> tuple[list[Person], list[Person]]:
    """Exactly so many mentors and mentees, among them brothers and sisters and one person in both roles.

    The second mentee is a brother or sister of the first, the last one of the last mentor; the third mentee is the
    first mentor, too.
    """
    older = [maker.mentor() for _ in range(mentors)]
    younger: list[Person] = []
    for i in range(mentees):
        if i == 2 and older:  # noqa: PLR2004 - the third
            older[0] = replace(older[0], year=10, born=maker._born(10))  # noqa: SLF001 - of this module
            younger.append(maker.as_mentee(older[0]))
        elif i > 2 and i == mentees - 1 and len(older) > 1:  # noqa: PLR2004 - after the third
            one, other = _of_one_home(older[-1], maker.mentee(older[-1]))
            older[-1] = one
            younger.append(other)
        elif i == 1 or (i > 2 and likely(maker.rng, 0.05)):  # noqa: PLR2004 - after the third
            younger[-1], other = _of_one_home(younger[-1], maker.mentee(younger[-1]))
            younger.append(other)
        else:
            younger.append(maker.mentee())
    return older, younger


def _of_one_home(one: Person, other: Person) -> tuple[Person, Person]:
    """Two who live together and say so in the same words."""
    text = f"{one.name.family} family"
    return replace(one, household=text), replace(other, household=text)
