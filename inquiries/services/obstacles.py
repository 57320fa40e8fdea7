"""What visitors tell us does not work for them: a letter to the municipality."""

import uuid
from base64 import urlsafe_b64encode
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from messaging.models import Channel, Message
from messaging.services import Draft, enqueue
from organisation.models import Municipality

KIND: Final = "obstacle"
MOST_IN_AN_HOUR: Final = 30  # beyond it, somebody fills the municipality's mailbox


class TooManyReports(Exception):
    """More came in within an hour than people write."""


@transaction.atomic
def report_obstacle(
    municipality: Municipality,
    text: str,
    reply_to: str,
    *,
    key: uuid.UUID,
    is_suspect: bool,
    at: datetime,
) -> None:
    """Put the message into the outbox, to the municipality's own address.

    Args:
        key: of the form; the same key twice is one message.
        reply_to: where to answer, as typed; "" for nobody.
        is_suspect: a robot seems to have written it; it is sent all the same.

    Raises:
        TooManyReports: nothing was written.
    """
    recent = Message.objects.of(municipality).filter(
        kind=KIND, created_at__gt=at - timedelta(hours=1)
    )
    if recent.count() >= MOST_IN_AN_HOUR:
        raise TooManyReports
    with translation.override(settings.LANGUAGE_CODE):
        draft = _draft(municipality, text, reply_to, key, is_suspect)
    enqueue([draft], at=at)


def _draft(
    municipality: Municipality,
    text: str,
    reply_to: str,
    key: uuid.UUID,
    is_suspect: bool,
) -> Draft:
    heading = _("Message about accessibility")
    answer = _("Answer to: %(address)s") % {"address": reply_to or _("nobody")}
    if is_suspect:
        heading = _("Message about accessibility (perhaps from a robot)")
    return Draft(
        municipality_id=municipality.pk,
        kind=KIND,
        subject_type="municipality",
        subject_id=municipality.pk,
        step=urlsafe_b64encode(key.bytes).decode().rstrip("="),
        channel=Channel.EMAIL,
        recipient_key="municipality",
        recipient=municipality.email,
        heading=heading,
        body=f"{text}\n\n{answer}",
    )
