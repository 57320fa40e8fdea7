"""The channels that a new municipality begins with. Rows: it may change them all."""

from typing import Final

from campaigns.models import Channel
from organisation.models import Municipality

Kind = Channel.Kind
# Kind, name, name in English. Word of mouth works best, so a family meets it first.
CHANNELS: Final = (
    (Kind.AMBASSADOR, "Tips från familjehem", "Someone who is a foster home"),
    (Kind.FACEBOOK, "Facebook", "Facebook"),
    (Kind.INSTAGRAM, "Instagram", "Instagram"),
    (Kind.OTHER_SOCIAL, "Annat socialt medium", "Other social media"),
    (Kind.PRESS_AD, "Annons i tidning", "Newspaper advertisement"),
    (Kind.PRESS_STORY, "Artikel i tidning", "Newspaper article"),
    (Kind.RADIO, "Radio", "Radio"),
    (Kind.CINEMA, "Bio", "Cinema"),
    (Kind.POSTER, "Affisch", "Poster"),
    (Kind.EVENT, "Mässa eller träff", "Fair or meeting"),
    (Kind.LETTER, "Brev eller nyhetsbrev", "Letter or newsletter"),
    (Kind.WEBSITE, "Kommunens webbplats", "The municipality’s website"),
    (Kind.FAMILJEHEMSBANKEN, "Familjehemsbanken", "Familjehemsbanken"),
    (Kind.FAMILJEHEM_SVERIGE, "FamiljehemSverige", "FamiljehemSverige"),
    (Kind.ASSOCIATION, "Förening", "Association"),
    (Kind.CONTACT_PERSON, "Uppdrag som avslutats", "An assignment that has ended"),
    (Kind.OTHER, "Annat", "Something else"),
)


def create(municipality: Municipality) -> None:
    """Add the channels that are missing; those that exist stay as they are."""
    Channel.objects.bulk_create(
        (
            Channel(
                municipality=municipality,
                kind=kind,
                name=name,
                name_en=name_en,
                position=position,
            )
            for position, (kind, name, name_en) in enumerate(CHANNELS, start=1)
        ),
        ignore_conflicts=True,
    )
