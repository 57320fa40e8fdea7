"""Whether everybody who appears has said yes: who has not, and why, by name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from campaigns.models import Appearance, Consent, Content, ContentUse, Place
from campaigns.task_words import day_text


@dataclass(frozen=True)
class Lack:
    """One person's yes that is missing for a place over a span.

    `consent` is the present one for the place, which does not reach; None: there never
    was one. `name` is "" for somebody who has been erased.
    """

    name: str
    place: str
    consent: Consent | None
    first: date

    def __str__(self) -> str:
        words = {
            "name": self.name or _("(erased person)"),
            "place": Place(self.place).label,
        }
        consent = self.consent
        if consent is None:
            return _("%(name)s has not said yes to %(place)s.") % words
        if consent.withdrawn_on is not None:
            words["day"] = day_text(consent.withdrawn_on)
            return _("%(name)s took back the yes to %(place)s on %(day)s.") % words
        if consent.given_on > self.first:
            words["day"] = day_text(consent.given_on)
            return _("%(name)s said yes to %(place)s only on %(day)s.") % words
        words["day"] = day_text(consent.expires_on or self.first)
        return _("%(name)s’s consent for %(place)s ends on %(day)s.") % words


class Consents:
    """The present consents of everybody who appears in one content."""

    def __init__(self, content: Content) -> None:
        self.content = content
        self.appearances: Sequence[Appearance] = list(
            content.appearances.select_related("person").order_by("person__name", "pk")
        )
        consents = Consent.objects.filter(
            appearance__content=content, superseded_at=None
        )
        self._by_key = {(each.appearance_id, each.place): each for each in consents}

    def of(self, appearance: Appearance, place: str) -> Consent | None:
        return self._by_key.get((appearance.pk, place))

    @property
    def is_looked_into(self) -> bool:
        """Whether somebody has noted who appears, or that nobody does."""
        return bool(self.appearances) or self.content.shows_nobody

    def lacks(self, place: str, first: date, last: date | None) -> list[Lack]:
        """Whose yes is missing for a place over a span; last None: for ever."""
        missing = []
        for appearance in self.appearances:
            consent = self.of(appearance, place)
            if consent is None or not consent.covers(first, last):
                missing.append(Lack(appearance.person.name, place, consent, first))
        return missing

    def is_covered(self, use: ContentUse, day: date) -> bool:
        """Whether what is left of a use, from that day on, has everybody's yes."""
        first = max(use.starts_on, day)
        return self.is_looked_into and not self.lacks(use.place, first, use.ends_on)

    def expires_by(self, use: ContentUse, day: date) -> bool:
        """Whether some consent that the use needs ends on that day or before."""
        ends = (self.of(each, use.place) for each in self.appearances)
        return any(
            each is not None and each.expires_on is not None and each.expires_on <= day
            for each in ends
        )
