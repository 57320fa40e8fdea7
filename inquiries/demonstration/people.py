"""Who gets in touch: invented names, addresses and numbers."""

import random
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from inquiries.search import WINDOW
from organisation.models import Language

# Kept free for fiction: 070-174 06 05 to 99 and 031-390 06 00 to 49. The first
# twenty-one of the latter are the municipalities' own.
MOBILE_NUMBERS: Final = tuple(f"+467017406{n:02}" for n in range(5, 100))
FIXED_NUMBERS: Final = tuple(f"+46313900{n:03}" for n in range(621, 650))

GIVEN: Final = {
    "sv": (
        "Anna Eva Maria Karin Kristina Lena Kerstin Sara Emma Malin Jenny Åsa Ulrika "
        "Ingrid Elin Hanna Birgitta Märta Lars Anders Johan Per Erik Mikael Fredrik "
        "Peter Jan Björn Håkan Göran Magnus Ola Jonas Tobias Åke Örjan"
    ),
    "ar": "Fatima Layla Noor Rania Mariam Ahmad Yusuf Omar Khaled Samir",
    "so": "Hodan Amina Sahra Ifrah Abdi Mohamed Yasin Liban",
    "fi": "Aino Päivi Tuula Sari Jukka Timo Mikko Väinö",
    "pl": "Agnieszka Małgorzata Zofia Piotr Tomasz Łukasz",
    "fa": "Shirin Parisa Nasrin Dariush Behrouz Kaveh",
    "prs": "Zahra Maryam Farid Najib",
    "ti": "Selam Mehret Tesfay Yonas",
    "uk": "Oksana Natalija Andrij Taras",
    "es": "María Lucía Carlos Javier",
    "en": "Grace Fiona Daniel Michael",
}
FAMILY: Final = {
    "sv": (
        "Andersson Johansson Karlsson Nilsson Eriksson Larsson Olsson Persson Svensson "
        "Gustafsson Holm Lindqvist Bergström Åkerlund Öberg Sjögren Nyström Wallin "
        "Hedlund Forsberg Ek Dahl Lundgren Åström Ödman Löfgren Blomkvist Hägg Rask"
    ),
    "ar": "Al-Khatib Haddad Mansour Darwish Aziz Saleh",
    "so": "Warsame Hassan Abdullahi Farah Jama",
    "fi": "Virtanen Korhonen Mäkinen Hämäläinen Järvinen",
    "pl": "Kowalska Wiśniewska Wójcik Nowak Zieliński",
    "fa": "Rahimi Hosseini Karimi Moradi",
    "prs": "Ahmadi Haidari Nazari",
    "ti": "Tekle Haile Ghebre",
    "uk": "Shevchenko Kovalenko Bondar",
    "es": "García Hernández Fuentes",
    "en": "O’Connor Whitfield Njoroge",
}
# So many in a hundred have a name from there.
ORIGINS: Final = {
    "sv": 66, "ar": 9, "so": 5, "fi": 5, "pl": 4, "fa": 3, "prs": 2, "ti": 2,
    "uk": 2, "es": 1, "en": 1,
}  # fmt: skip
# Names that a page must have room for.
LONG_NAMES: Final = (
    "Anna-Karin von Schantz-Lewenhaupt och Carl-Gustaf Ridderstråhle af Ekebacka",
    "María del Carmen Hernández Rodríguez de la Fuente",
    "Abdirahman Mohamud Abdullahi Warsame och Sahra Hassan Farah",
    "Bo Ek",
)
# What families add, in their own words.
LINES: Final = (
    "Vi har funderat länge och vill gärna veta mer.",
    "Ring helst efter fem, vi jobbar båda dagtid.",
    "Min syster är familjehem och tipsade oss.",
    "Vi har två egna barn och ett ledigt rum.",
    "Jag bor ensam. Går det ändå?",
    "Vi kan tänka oss helger till att börja med.",
    "Har varit kontaktfamilj i en annan kommun.",
    "Hur lång tid tar det innan man får besked?",
    "Vi flyttar hit i höst men vill börja redan nu.",
    "Kommer ni hem till oss eller ses vi hos er?",
    "Såg affischen på biblioteket.",
    "Vi har hund. Är det ett hinder?",
)
FIRST_NAMES_TOGETHER: Final = "och"
# Within this time a number is not given to a second household: the desk would take
# them for the same family. A margin over what `inquiries.search` compares.
NUMBER_RESTS: Final = WINDOW + timedelta(days=3)
# Kept for those who are called today, whose numbers ought to be new.
HELD_BACK: Final = 20


@dataclass(frozen=True)
class Person:
    """A household as it writes itself. `language` is what it wants to be called in."""

    name: str
    email: str
    phone: str
    language: str
    message: str


class Crowd:
    """Draws people for one municipality.

    No two households within three months share a number. There are few invented
    ones: who would have had one when none is free leaves an e-mail address only.

    Args:
        used_at: number → when somebody last got in touch from it.
        held_back: so many numbers are left alone.
    """

    def __init__(
        self,
        rng: random.Random,
        used_at: Mapping[str, datetime] | None = None,
        *,
        held_back: int = 0,
    ) -> None:
        self.rng = rng
        numbers = [*MOBILE_NUMBERS, *FIXED_NUMBERS]
        rng.shuffle(numbers)
        never = datetime.min.replace(tzinfo=UTC)
        self._used_at = dict.fromkeys(numbers[held_back:], never)
        self._used_at |= used_at or {}

    def draw(self, at: datetime) -> Person:
        """Somebody who gets in touch at that moment."""
        rng = self.rng
        origin = rng.choices(list(ORIGINS), list(ORIGINS.values()))[0]
        name = self._name(origin)
        phone = self.free_number(at) if rng.random() < 0.85 else ""
        email = self._email(name) if not phone or rng.random() < 0.72 else ""
        message = rng.choice(LINES) if rng.random() < 0.25 else ""
        return Person(name, email, phone, self._language(origin), message)

    def _name(self, origin: str) -> str:
        rng = self.rng
        if rng.random() < 0.008:
            return rng.choice(LONG_NAMES)
        given, family = GIVEN[origin].split(), FAMILY[origin].split()
        first, surname = rng.choice(given), rng.choice(family)
        kind = rng.random()
        if kind < 0.10:
            other = rng.choice([each for each in given if each != first])
            return f"{first} {FIRST_NAMES_TOGETHER} {other} {surname}"
        if kind < 0.16:
            return f"{first} {surname} {rng.choice(FAMILY['sv'].split())}"
        return f"{first} {surname}"

    def _language(self, origin: str) -> str:
        """Most want Swedish, whatever their name."""
        if origin != "sv" and self.rng.random() < 0.45:
            return origin
        return Language.SWEDISH

    def _email(self, name: str) -> str:
        plain = plain_letters(name).split()
        number = self.rng.randint(1, 99)
        return f"{plain[0]}.{plain[-1]}{number}@example.se"[:254]

    def free_number(self, at: datetime) -> str:
        """One that nobody has used for three months; "" where there is none."""
        number = min(self._used_at, key=self._used_at.__getitem__)
        return self._use(number, at) if self._is_free(number, at) else ""

    def number(self, at: datetime) -> str:
        """The one that has rested longest, free or not."""
        return self._use(min(self._used_at, key=self._used_at.__getitem__), at)

    def comes_again(self, person: Person, at: datetime) -> Person:
        """The same household once more; its number rests anew."""
        if person.phone:
            self._use(person.phone, at)
        return person

    def _is_free(self, number: str, at: datetime) -> bool:
        return at - self._used_at[number] > NUMBER_RESTS

    def _use(self, number: str, at: datetime) -> str:
        self._used_at[number] = at
        return number


def plain_letters(text: str) -> str:
    """Lower case, without accents, hyphens and apostrophes."""
    plain = text.lower().replace("ł", "l")
    decomposed = unicodedata.normalize("NFD", plain)
    return "".join(each for each in decomposed if each.isascii() and each not in "-'’")
