"""Who has been told of a time already, so that nobody hears of what never was."""

from collections.abc import Iterable

from django.db.models import Q

from messaging.models import Message, Status


def last_heard(
    subject_type: str, subject_id: int, kinds: Iterable[str]
) -> dict[tuple[str, str], tuple[int, str]]:
    """The last that left to each recipient by each channel: generation and kind."""
    left = Message.objects.filter(
        Q(status__in=[Status.SENT, Status.UNCERTAIN])
        | Q(status=Status.SENDING, handed_over_at__isnull=False),
        subject_type=subject_type,
        subject_id=subject_id,
        kind__in=list(kinds),
    ).order_by("generation")
    return {
        (each.recipient_key, each.channel): (each.generation, each.kind)
        for each in left
    }
