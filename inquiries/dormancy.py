"""Inquiries that rest, and wake on the day that was agreed."""

import logging
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localtime

from followups.ladder import first_call_of
from inquiries.models import Inquiry
from inquiries.services.moves import wake
from inquiries.workflow import Stage
from messaging.failing import note_failure
from messaging.faults import trace_of

logger = logging.getLogger(__name__)

BATCH = 100  # inquiries to a round


def wake_due(moment: datetime) -> int:
    """Wake the inquiries whose day has come; how many. A step of the dispatcher.

    Each in a transaction of its own: one that fails is logged and tried again in
    the next round, and stops no other.
    """
    today = localtime(moment).date()
    due = (
        Inquiry.objects.filter(
            stage=Stage.DORMANT, wake_up_on__lte=today, erased_at=None
        )
        .order_by("wake_up_on")
        .values_list("pk", flat=True)[:BATCH]
    )
    return sum(_wake_one(pk, today, moment) for pk in due)


def _wake_one(pk: int, today: date, moment: datetime) -> int:
    try:
        with transaction.atomic():
            inquiry = (
                Inquiry.objects.filter(
                    pk=pk, stage=Stage.DORMANT, wake_up_on__lte=today
                )
                .select_for_update(skip_locked=True, of=("self",))
                .select_related("municipality")
                .first()
            )
            if inquiry is None:
                return 0
            step = first_call_of(inquiry.municipality, today, moment, inquiry.owner_id)
            wake(inquiry, step, at=moment)
            return 1
    except Exception as error:
        # One inquiry that cannot be woken must not keep all others asleep.
        logger.error("Inquiry %s could not be woken: %s", pk, trace_of(error))
        note_failure(Inquiry.objects.get(pk=pk).municipality_id)
        return 0
