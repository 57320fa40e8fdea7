"""The address at which a carrier tells what became of an SMS.

It names one sending and proves by its signature that we gave it away: whoever knows
it can tell whether that one SMS arrived, and nothing else.
Source: docs/decisions/0060-what-became-of-a-message.md.
"""

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from messaging.models import Channel
from messaging.sendings import Sending

PATIENCE: Final = timedelta(hours=72)  # with a telephone that is switched off
REPORTING: Final = "46elks"  # the beginning of SMS_URL where reports come
_SIGNER: Final = Signer(salt="messaging.sms-report")


def are_reports_wanted() -> bool:
    return bool(settings.CALLBACK_URL) and settings.SMS_URL.startswith(REPORTING)


def report_address(sending: Sending) -> str:
    """Give the whole address for one sending; "" where no reports are wanted."""
    if not are_reports_wanted():
        return ""
    token = _SIGNER.sign(str(sending))
    return f"{settings.CALLBACK_URL}{reverse('sms_report', args=[token])}"


def sending_of(token: str) -> Sending:
    """Give the sending that a token names.

    Raises:
        BadSignature: it is none of ours.
    """
    sending = Sending.named(_SIGNER.unsign(token))
    if sending is None:
        raise BadSignature(token)
    return sending


def report_due_at(channel: Channel, sent_at: datetime) -> datetime | None:
    """By when a report should have come; None where none will."""
    if channel != Channel.SMS or not are_reports_wanted():
        return None
    return sent_at + PATIENCE
