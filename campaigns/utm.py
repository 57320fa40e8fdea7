"""UTM parameters: what whoever made a link wrote into it, in the manner of Google's.

They come in plain addresses that anybody may write. So they are cut short and put into
one form, and nothing that could tell who somebody is stays: newsletters put addresses
there. Source: https://support.google.com/analytics/answer/10917952 (what each means).
"""

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

from campaigns.models import Channel
from organisation.tidy import tidy_line

FIELDS: Final = ("source", "medium", "campaign", "term", "content")
LONGEST: Final = 100  # characters
_PLAIN: Final = str.maketrans("ÅÄÖÉÈÜåäöéèü", "AAOEEUaaoeeu")
_NOT_IN_A_SLUG: Final = re.compile(r"[^A-Za-z0-9]+")
# An address; a telephone number; a personal identity number, with or without century.
_PERSONAL: Final = re.compile(
    r"@|%40|(?<!\d)(?:\+|00|0|46)\d[\d\s-]{5,12}\d(?!\d)"
    r"|(?<!\d)(?:\d{2})?\d{2}[01]\d[0-9]\d[-+\s]?\d{4}(?!\d)"
)

Kind = Channel.Kind
# What people write as source → the kind of channel. Only what can mean nothing else.
KINDS: Final[Mapping[str, str]] = {
    name: kind
    for kind, names in {
        Kind.FACEBOOK: "facebook fb facebook-com m-facebook-com l-facebook-com "
        "lm-facebook-com facebook-ads meta facebook-instagram",
        Kind.INSTAGRAM: "instagram ig instagram-com l-instagram-com",
        Kind.OTHER_SOCIAL: "tiktok youtube youtube-com linkedin linkedin-com lnkd-in x "
        "twitter t-co snapchat threads pinterest reddit bluesky mastodon",
        Kind.PRESS_AD: "annons tidningsannons dagspress lokaltidning",
        Kind.PRESS_STORY: "artikel reportage press pressmeddelande",
        Kind.RADIO: "radio sr sveriges-radio spotify podd podcast",
        Kind.CINEMA: "bio cinema filmstaden",
        Kind.POSTER: "affisch poster flyer qr",
        Kind.EVENT: "event massa event-massa mote traff",
        Kind.LETTER: "nyhetsbrev newsletter e-post epost email mail utskick brev "
        "mailchimp get-a-newsletter",
        Kind.WEBSITE: "webb webbplats hemsida website intranat kommunens-webb",
        Kind.FAMILJEHEMSBANKEN: "familjehemsbanken familjehemsbanken-com "
        "familjehemsbanken-se",
        Kind.FAMILJEHEM_SVERIGE: "familjehemsverige familjehem-sverige "
        "familjehemsverige-se",
        Kind.ASSOCIATION: "forening foreningen association",
        Kind.AMBASSADOR: "ambassador ambassadoren tips",
    }.items()
    for name in names.split()
}


def read(query: Mapping[str, str]) -> dict[str, str]:
    """Give what an address tells, without what is empty or might be personal."""
    told = {name: _normalised(query.get(f"utm_{name}", "")) for name in FIELDS}
    return {name: text for name, text in told.items() if text}


def kind_of(utm: Mapping[str, str]) -> str:
    """The kind of channel that the source, else the medium, can only mean; else ""."""
    source, medium = (slug_of(utm.get(name, "")) for name in ("source", "medium"))
    return str(KINDS.get(source.removeprefix("www-")) or KINDS.get(medium) or "")


def slug_of(text: str) -> str:
    """As the database makes Activity.slug: small letters, digits, single hyphens."""
    plain = unicodedata.normalize("NFC", text).translate(_PLAIN)
    return _NOT_IN_A_SLUG.sub("-", plain).strip("-").lower()


def _normalised(text: str) -> str:
    """Small letters in one line, cut short; "" where a person might stand in it."""
    short = tidy_line(unicodedata.normalize("NFKC", text[: 4 * LONGEST])).lower()
    return "" if _PERSONAL.search(short) else short[:LONGEST].strip()
