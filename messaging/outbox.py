"""What the outbox page shows: four tabs, a bounded count on each, page by page."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Q, TextChoices
from django.utils.translation import pgettext_lazy

from messaging.models import (
    NEEDING_A_PERSON,
    WAITING,
    Message,
    MessageQuerySet,
    Status,
)
from messaging.wording import State, fault_text, kind_text, masked, state_of
from organisation.models import Municipality, Role

DECIDING = (Role.MANAGER, Role.ADMINISTRATOR)  # who sees the outbox
PAGE = 50  # messages
COUNTED = 99  # at most; more is said as “99+”


class Tab(TextChoices):
    """A tab; its value stands in the address."""

    WAITING = "vantar", pgettext_lazy("outbox", "Waiting")
    SENT = "skickade", pgettext_lazy("outbox", "Sent")
    FAILED = "misslyckade", pgettext_lazy("outbox", "Failed")
    STOPPED = "stoppade", pgettext_lazy("outbox", "Stopped")


_CONTENTS = {
    Tab.WAITING: Q(status__in=[*WAITING, Status.SENDING]),
    Tab.SENT: Q(status=Status.SENT),
    Tab.FAILED: Q(status__in=NEEDING_A_PERSON, handled_at=None),
    Tab.STOPPED: Q(status=Status.CANCELLED)
    | Q(status__in=NEEDING_A_PERSON, handled_at__isnull=False),
}


@dataclass(frozen=True)
class Row:
    """One message as the list shows it.

    Args:
        who: a name; "" where the person is erased or nobody is known.
        address: masked; "" where it is erased.
        fault: in plain words; "" where nothing is wrong.
    """

    message: Message
    who: str
    address: str
    kind: str
    state: State
    fault: str


def contents(municipality: Municipality, tab: Tab) -> MessageQuerySet:
    return Message.objects.of(municipality).filter(_CONTENTS[tab])


def counts(municipality: Municipality) -> list[tuple[Tab, str]]:
    """Each tab with its count; no count reads more than a hundred rows."""
    return [(tab, _count(contents(municipality, tab))) for tab in Tab]


def _count(messages: MessageQuerySet) -> str:
    number = messages.order_by()[: COUNTED + 1].count()
    return str(number) if number <= COUNTED else f"{COUNTED}+"


def page(
    municipality: Municipality, tab: Tab, before: str = ""
) -> tuple[list[Row], str]:
    """One page, newest first, and where the next begins; "" after the last.

    Args:
        before: what this function gave for the page before; anything else gives
            the first page.
    """
    messages = (
        contents(municipality, tab)
        .select_related("inquiry__contact", "staff")
        .defer("body")
        .order_by("-created_at", "-id")
    )
    if place := _place(before):
        created_at, pk = place
        messages = messages.filter(created_at__lte=created_at).exclude(
            created_at=created_at, id__gte=pk
        )
    found = list(messages[: PAGE + 1])
    shown = found[:PAGE]
    following = ""
    if len(found) > PAGE:
        following = f"{shown[-1].created_at.isoformat()}~{shown[-1].pk}"
    return [row_of(each) for each in shown], following


def _place(before: str) -> tuple[datetime, uuid.UUID] | None:
    moment, _, number = before.partition("~")
    try:
        created_at, pk = datetime.fromisoformat(moment), uuid.UUID(number)
    except ValueError:
        return None
    return (created_at, pk) if created_at.tzinfo else None


def row_of(message: Message) -> Row:
    return Row(
        message=message,
        who=_name(message),
        address=masked(message.recipient),
        kind=kind_text(message.kind),
        state=state_of(message),
        fault=fault_text(message.last_error),
    )


def _name(message: Message) -> str:
    if message.staff is not None:
        return message.staff.display_name
    try:
        return str(message.inquiry.contact.name) if message.inquiry else ""
    except ObjectDoesNotExist:
        return ""
