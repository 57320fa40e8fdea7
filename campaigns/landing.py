"""What a family reads first when it has followed a link."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Self

from campaigns.models import Activity
from organisation.plain_text import Block, blocks_of

FIELDS: Final = ("landing_heading", "landing_text")
LANGUAGES: Final = ("sv", "en")


@dataclass(frozen=True)
class Landing:
    """A heading, or "" for the program's own, and a text."""

    heading: str
    text: str

    @classmethod
    def of(cls, texts: Mapping[str, str], language: str) -> Self:
        """Read one language of what a campaign or an activity holds."""
        ending = "" if language == "sv" else f"_{language}"
        return cls(*(texts.get(f"{name}{ending}", "") for name in FIELDS))

    @property
    def blocks(self) -> list[Block]:
        return blocks_of(self.text)


def landing_of(activity_id: int, language: str) -> Landing | None:
    """The activity's own text, else its campaign's; None where neither has any."""
    ending = "" if language == "sv" else f"_{language}"
    names = [f"{of}{name}{ending}" for of in ("", "campaign__") for name in FIELDS]
    found = Activity.objects.filter(pk=activity_id).values_list(*names).first()
    if found is None:
        return None
    own, of_campaign = Landing(*found[:2]), Landing(*found[2:])
    return next((each for each in (own, of_campaign) if each.text), None)
