"""A link that was lost: asked for with a number or an address, whoever asks.

The page writes one row and looks nothing up, so that neither its answer nor its time
tells who is known. The dispatcher finds the inquiry. Source:
docs/decisions/0083-a-lost-link.md.
"""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.crypto import salted_hmac

from audit.services import record
from inquiries import family_letters
from inquiries.family_links import end_links
from inquiries.models import Inquiry, LinkRequest
from inquiries.phones import is_mobile
from inquiries.services.acts import begin
from inquiries.workflow import OPEN_STAGES, Stage
from messaging.faults import trace_of
from messaging.models import Channel
from messaging.services import Draft, enqueue
from organisation.models import Municipality, StaffMember

SALT: Final = "inquiries.link-request"
HOUR: Final = timedelta(hours=1)
KEPT: Final = timedelta(days=1)
MOST_TO_ONE: Final = 3  # links an hour, by one number or address
MOST_AN_HOUR: Final = 500  # requests to one municipality; beyond it, a machine asks
BATCH: Final = 100  # requests to a round

logger = logging.getLogger(__name__)


class TooManyRequests(Exception):
    """More came within an hour than people lose links."""


@transaction.atomic
def ask_for_link(
    municipalities: Iterable[Municipality], address: str, *, at: datetime
) -> None:
    """Note that somebody asks, in each municipality that the page serves.

    Args:
        address: an e-mail address, or a number in E.164.

    Raises:
        TooManyRequests: nothing is noted; known or unknown makes no difference.
    """
    places = list(municipalities)
    recent = LinkRequest.objects.filter(municipality__in=places, asked_at__gt=at - HOUR)
    if recent.count() >= MOST_AN_HOUR * len(places):
        raise TooManyRequests
    address = address.lower()
    LinkRequest.objects.bulk_create(
        LinkRequest(
            municipality=each,
            address=address,
            address_hash=_hash_of(address),
            asked_at=at,
        )
        for each in places
    )


def send_wanted(moment: datetime) -> int:
    """Send links to those who asked and are known; how many requests were dealt with.

    A step of the dispatcher. Each in a transaction of its own: one that fails is tried
    again in the next round, and stops no other.
    """
    waiting = LinkRequest.objects.filter(handled_at=None, asked_at__lte=moment)
    found = list(
        waiting.order_by("asked_at", "pk").values_list("pk", flat=True)[:BATCH]
    )
    if found:
        LinkRequest.objects.filter(
            handled_at__isnull=False, asked_at__lt=moment - KEPT
        ).delete()
    return sum(_deal_with(pk, moment) for pk in found)


def _deal_with(pk: int, moment: datetime) -> int:
    try:
        with transaction.atomic():
            asked = (
                LinkRequest.objects.filter(pk=pk, handled_at=None)
                .select_for_update(skip_locked=True)
                .first()
            )
            if asked is None:
                return 0
            if not _has_had_enough(asked):
                enqueue(_letter(asked), at=moment)
            asked.address, asked.handled_at = "", moment
            asked.save(update_fields=["address", "handled_at"])
            return 1
    except Exception as error:  # one must never stop the others
        logger.error("Request %s for a link failed: %s", pk, trace_of(error))
        return 0


def _has_had_enough(asked: LinkRequest) -> bool:
    before = LinkRequest.objects.filter(
        municipality=asked.municipality_id,
        address_hash=asked.address_hash,
        asked_at__gt=asked.asked_at - HOUR,
        pk__lt=asked.pk,
    )
    return before.count() >= MOST_TO_ONE


def _letter(asked: LinkRequest) -> list[Draft]:
    """To the newest inquiry with that contact that is not over; to nobody else."""
    by_mail = "@" in asked.address
    field = "contact__email" if by_mail else "contact__phone"
    inquiry = (
        Inquiry.objects.filter(
            municipality=asked.municipality_id,
            stage__in=[*OPEN_STAGES, Stage.DORMANT],
            erased_at=None,
            suspicion="",
            **{field: asked.address},
        )
        .select_related("municipality", "owner", "contact")
        .order_by("-received_at", "-pk")
        .first()
    )
    if inquiry is None:
        return []
    by_sms = not by_mail and is_mobile(asked.address)
    channel = Channel.SMS if by_sms else Channel.EMAIL
    return family_letters.of_link(inquiry, step=f"link-{asked.pk}", channel=channel)


@transaction.atomic
def send_new_link(inquiry: Inquiry, *, by: StaffMember, at: datetime) -> bool:
    """Send a link by every way there is; twice within a minute is once. Whether any.

    Raises:
        InquiryClosed: the person has been erased.
    """
    act = begin(inquiry, by=by, at=at)
    step = f"desk-{int(at.timestamp()) // 60}"
    sent = enqueue(family_letters.of_link(act.inquiry, step=step), at=at)
    record("sent-link", act.inquiry, by=by, at=at)
    return bool(sent)


@transaction.atomic
def close_all_links(inquiry: Inquiry, *, by: StaffMember, at: datetime) -> int:
    """Let every link to the family's page end; how many.

    Raises:
        InquiryClosed: the person has been erased.
    """
    act = begin(inquiry, by=by, at=at)
    ended = end_links(act.inquiry.pk, at=at)
    record("closed-links", act.inquiry, by=by, at=at)
    return ended


def _hash_of(address: str) -> str:
    return salted_hmac(SALT, address, algorithm="sha256").hexdigest()
