"""The channels that a new municipality begins with. Rows: it may change them all."""

from typing import Final

from campaigns.models import Channel
from organisation.models import Municipality

# Name, name in English. Word of mouth works best, so a family meets it first.
CHANNELS: Final = (
    ("Tips från familjehem", "Someone who is a foster home"),
    ("Facebook", "Facebook"),
    ("Instagram", "Instagram"),
    ("Annat socialt medium", "Other social media"),
    ("Annons i tidning", "Newspaper advertisement"),
    ("Artikel i tidning", "Newspaper article"),
    ("Radio", "Radio"),
    ("Bio", "Cinema"),
    ("Affisch", "Poster"),
    ("Mässa eller träff", "Fair or meeting"),
    ("Brev eller nyhetsbrev", "Letter or newsletter"),
    ("Kommunens webbplats", "The municipality’s website"),
    ("Familjehemsbanken", "Familjehemsbanken"),
    ("Annat", "Something else"),
)


def create(municipality: Municipality) -> None:
    """Add the channels that are missing; those that exist stay as they are."""
    Channel.objects.bulk_create(
        (
            Channel(
                municipality=municipality, name=name, name_en=name_en, position=position
            )
            for position, (name, name_en) in enumerate(CHANNELS, start=1)
        ),
        ignore_conflicts=True,
    )
