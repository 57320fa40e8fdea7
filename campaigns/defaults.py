"""The channels that a new municipality begins with. Rows: it may change them all."""

from dataclasses import dataclass
from typing import Final

from campaigns.models import Channel
from organisation.models import Municipality

Kind = Channel.Kind
HOUR: Final = 60  # minutes


@dataclass(frozen=True)
class Start:
    """What a channel is when a municipality begins. The words are the town's: Swedish.

    `answered` is in minutes of working time; None where nobody can answer there.
    """

    kind: Channel.Kind
    name: str
    name_en: str
    goal: str
    hints: str
    answered: int | None = None


# Word of mouth works best, so a family meets it first.
CHANNELS: Final = (
    Start(
        Kind.AMBASSADOR,
        "Tips från familjehem",
        "Someone who is a foster home",
        "Varje hem tipsar någon en gång om året.",
        "Tacka för varje tips. Ett brev före sommaren räcker som påminnelse.",
    ),
    Start(
        Kind.FACEBOOK,
        "Facebook",
        "Facebook",
        "Många i kommunen ser oss flera gånger om året.",
        "Svara på kommentarer och meddelanden samma dag. Skriv in den som vill bli "
        "uppringd. Alla som syns på bild ska ha sagt ja till just Facebook.",
        4 * HOUR,
    ),
    Start(
        Kind.INSTAGRAM,
        "Instagram",
        "Instagram",
        "Visa vardagen för dem som inte söker efter oss.",
        "Länken går inte att klicka på i ett inlägg: lägg den i profilen.",
        4 * HOUR,
    ),
    Start(
        Kind.OTHER_SOCIAL,
        "Annat socialt medium",
        "Other social media",
        "Nå dem som inte finns där vi brukar synas.",
        "Börja inte i en kanal som ingen hinner svara i.",
        4 * HOUR,
    ),
    Start(
        Kind.PRESS_AD,
        "Annons i tidning",
        "Newspaper advertisement",
        "Synas för dem som läser lokaltidningen.",
        "Kort kod i annonsen: läsaren skriver av den.",
    ),
    Start(
        Kind.PRESS_STORY,
        "Artikel i tidning",
        "Newspaper article",
        "Ett reportage om ett hem varje halvår.",
        "Ring redaktionen i god tid. Den som berättar ska ha läst och sagt ja.",
    ),
    Start(
        Kind.RADIO,
        "Radio",
        "Radio",
        "En röst som berättar hur det är.",
        "Säg koden två gånger, långsamt.",
    ),
    Start(
        Kind.CINEMA,
        "Bio",
        "Cinema",
        "Nå dem som inte ser oss annars.",
        "Filmen behöver samtycke för just bio.",
    ),
    Start(
        Kind.POSTER,
        "Affisch",
        "Poster",
        "Hänga där folk står och väntar.",
        "Fråga butiken först. Byt ut den som har blekts.",
    ),
    Start(
        Kind.EVENT,
        "Mässa eller träff",
        "Fair or meeting",
        "Prata med tio personer hellre än att synas för tusen.",
        "Ta med affischen med koden. Skriv in intresset samma dag.",
        2 * HOUR,
    ),
    Start(
        Kind.LETTER,
        "Brev eller nyhetsbrev",
        "Letter or newsletter",
        "Tacka, och be om ett tips.",
        "Skicka inte oftare än två gånger om året.",
    ),
    Start(
        Kind.WEBSITE,
        "Kommunens webbplats",
        "The municipality’s website",
        "Den som letar hittar hit.",
        "Länka från startsidan under en kampanj.",
    ),
    Start(
        Kind.FAMILJEHEMSBANKEN,
        "Familjehemsbanken",
        "Familjehemsbanken",
        "Den som redan har bestämt sig hittar oss.",
        "Se över texten varje halvår.",
        8 * HOUR,
    ),
    Start(
        Kind.FAMILJEHEM_SVERIGE,
        "FamiljehemSverige",
        "FamiljehemSverige",
        "Den som redan har bestämt sig hittar oss.",
        "Se över texten varje halvår.",
        8 * HOUR,
    ),
    Start(
        Kind.ASSOCIATION,
        "Förening",
        "Association",
        "Bli inbjuden till ett möte varje termin.",
        "Fråga efter den som känner alla. Lämna en affisch med kod.",
    ),
    Start(
        Kind.CONTACT_PERSON,
        "Uppdrag som avslutats",
        "An assignment that has ended",
        "Fråga alla om de vill ta ett nytt uppdrag.",
        "Fråga när uppdraget tar slut, och en gång till efter ett halvår.",
    ),
    Start(Kind.OTHER, "Annat", "Something else", "", ""),
)


def create(municipality: Municipality) -> None:
    """Add the kinds that are missing; channels that exist stay as they are."""
    there = Channel.objects.of(municipality)
    kinds = set(there.values_list("kind", flat=True))
    names = set(there.values_list("name", flat=True))
    Channel.objects.bulk_create(
        (
            Channel(
                municipality=municipality,
                kind=each.kind,
                name=each.name,
                name_en=each.name_en,
                goal=each.goal,
                hints=each.hints,
                answered_within_minutes=each.answered,
                position=position,
            )
            for position, each in enumerate(CHANNELS, start=1)
            if each.kind not in kinds and each.name not in names
        ),
        ignore_conflicts=True,
    )
