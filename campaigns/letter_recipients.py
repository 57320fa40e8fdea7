"""Who gets a letter and how, and who does not and why."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from campaigns.letter_keys import ambassador_of, mailing_of
from campaigns.letter_text import with_counts
from campaigns.models import Ambassador, Letter, LetterCopy
from messaging.models import Status


class Reason(TextChoices):
    """Why a home gets no letter."""

    RETIRED = "retired", _("No longer an ambassador")
    PAUSED = "paused", _("Resting")
    UNSUBSCRIBED = "unsubscribed", _("Does not want letters")
    HAD_IT = "had_it", _("Got the letter that was stopped")
    NO_ADDRESS = "no_address", _("Neither email nor postal address")


@dataclass(frozen=True)
class Recipients:
    """Every home of a municipality, by what becomes of the letter to it."""

    by_email: list[Ambassador] = field(default_factory=list)
    by_post: list[Ambassador] = field(default_factory=list)
    left_out: list[tuple[Ambassador, Reason]] = field(default_factory=list)

    @property
    def reasons(self) -> list[tuple[Reason, int]]:
        """How many are left out for each reason."""
        counts = Counter(reason for _home, reason in self.left_out)
        return [(reason, counts[reason]) for reason in Reason if counts[reason]]

    def __bool__(self) -> bool:
        return bool(self.by_email or self.by_post)


def recipients_of(letter: Letter, at: datetime) -> Recipients:
    """Sort all homes; with their counts, links and addresses, in few statements."""
    homes = Ambassador.objects.of(letter.municipality).known()
    had_it = _had(letter)
    found = Recipients()
    for home in with_counts(homes, at).select_related("activity__municipality"):
        _sort(home, had_it, found)
    return found


def _sort(home: Ambassador, had_it: set[int], found: Recipients) -> None:
    if reason := _reason(home, had_it):
        found.left_out.append((home, reason))
    elif home.email:
        found.by_email.append(home)
    else:
        found.by_post.append(home)


def _reason(home: Ambassador, had_it: set[int]) -> Reason | None:
    if home.status == Ambassador.Status.RETIRED:
        return Reason.RETIRED
    if home.status == Ambassador.Status.PAUSED:
        return Reason.PAUSED
    if home.unsubscribed_at is not None:
        return Reason.UNSUBSCRIBED
    if home.pk in had_it:
        return Reason.HAD_IT
    if not home.email and not home.postal_lines:
        return Reason.NO_ADDRESS
    return None


def _had(letter: Letter) -> set[int]:
    """Who got by mail what this letter replaces, and what that one replaced."""
    ids = list(_replaced(letter))
    if not ids:
        return set()
    messages = mailing_of(*ids).messages().exclude(status=Status.CANCELLED)
    return {ambassador_of(each) for each in messages.only("recipient_key")}


def _replaced(letter: Letter) -> Iterable[int]:
    while letter.replaces is not None:
        letter = letter.replaces
        yield letter.pk


def postal_copies(letter: Letter, at: datetime) -> list[Ambassador]:
    """The homes whose copy is to be printed, with what their letters need."""
    copies = LetterCopy.objects.filter(letter=letter, way=LetterCopy.Way.POST)
    homes = Ambassador.objects.known().filter(pk__in=copies.values("ambassador"))
    return list(with_counts(homes, at).select_related("activity__municipality"))
