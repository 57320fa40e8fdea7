"""The month's report by mail: a draft to the managers, then once to each recipient.

Every mail is written with the mark that its municipality's month is done, in one
transaction, and has a unique key in the outbox; so nothing is sent twice whatever dies,
and after an outage the next round sends what is missing.
Source: docs/decisions/0121-sending-the-report.md.
"""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils.timezone import localtime

from audit.services import record
from messaging.models import DailyRun, Message
from messaging.services import Draft, enqueue
from messaging.town_by_town import for_each
from organisation.calendar import STOCKHOLM
from organisation.models import Municipality, Role, StaffMember
from organisation.months import Month
from reports.mail_keys import key_of, mailing_of, recipient_of
from reports.messages import manager_draft, report_draft
from reports.models import Cooperation, Recipient, Snapshot
from reports.page import is_empty
from reports.reading import Reading, read_month

SENT_FROM: Final = time(7)  # local time, on the first
RUN: Final = "report"  # of DailyRun; its day is the first on which the report is due
DRAFT_RUN: Final = "report-draft"


class NobodyToSendTo(Exception):
    """Everybody has got this version, or there is no recipient."""


def send_due(moment: datetime) -> int:
    """Send the month before to all who want it; how many mails. A dispatcher's step.

    After an outage the latest month is sent, and no earlier one.
    """
    due = last_due(moment)
    month = Month.of(due).plus(-1)
    told = DailyRun.objects.filter(step=RUN, day=due.date()).values("municipality")
    frozen = Snapshot.objects.of_month(month).values("municipality")
    towns = Municipality.objects.filter(pk__in=frozen).exclude(pk__in=told)
    return for_each(
        towns.order_by("pk"),
        lambda town: _send(town, month, due, moment),
        what="The report’s draft",
    )


def last_due(moment: datetime) -> datetime:
    """The latest moment at which a report was due."""
    running = Month.of(moment)
    due = datetime.combine(running.first_day, SENT_FROM, STOCKHOLM)
    if moment >= due:
        return due
    return datetime.combine(running.plus(-1).first_day, SENT_FROM, STOCKHOLM)


@transaction.atomic
def _send(town: Municipality, month: Month, due: datetime, moment: datetime) -> int:
    """To those who were recipients when it was due, and have not had the month yet."""
    if not _is_mine(town, RUN, due, moment):
        return 0
    versions = Snapshot.objects.of(town).of_month(month)
    reached = _reached(versions.values_list("pk", flat=True))
    waiting = [
        each
        for each in Recipient.objects.of(town).active().filter(added_at__lte=due)
        if key_of(each.pk) not in reached
    ]
    drafts = _drafts(waiting, versions.latest("version"), town, moment)
    return enqueue(drafts, at=moment)


def draft_due(moment: datetime) -> int:
    """Show the managers tomorrow's report; how many mails. A dispatcher's step.

    On the month's last day from 07.00. Nobody is told where nobody is to get it.
    """
    local = localtime(moment, STOCKHOLM)
    is_last_day = (local.date() + timedelta(days=1)).day == 1
    if not is_last_day or local.time() < SENT_FROM:
        return 0
    told = DailyRun.objects.filter(step=DRAFT_RUN, day=local.date())
    towns = Municipality.objects.filter(
        pk__in=Recipient.objects.active().values("municipality")
    ).exclude(pk__in=told.values("municipality"))
    return for_each(
        towns.order_by("pk"),
        lambda town: _send_draft(town, local, moment),
        what="The report",
    )


@transaction.atomic
def _send_draft(town: Municipality, local: datetime, moment: datetime) -> int:
    if not _is_mine(town, DRAFT_RUN, local, moment):
        return 0
    reading = read_month(town, Month.of(moment), at=moment)
    if is_empty(reading.report):
        return 0
    managers = StaffMember.objects.active().with_role(town, Role.MANAGER)
    number = Recipient.objects.of(town).active().count()
    drafts = (manager_draft(each, reading, number) for each in managers)
    return enqueue(drafts, at=moment)


def _is_mine(town: Municipality, step: str, day: datetime, moment: datetime) -> bool:
    """Mark a day's step as done; False where another dispatcher has, this moment."""
    _run, is_mine = DailyRun.objects.get_or_create(
        municipality=town, step=step, day=day.date(), defaults={"done_at": moment}
    )
    return is_mine


@transaction.atomic
def send_version(snapshot: Snapshot, *, by: StaffMember, at: datetime) -> int:
    """Send one version to every recipient who has not had it; how many mails.

    Raises:
        NobodyToSendTo: there is none.
    """
    town = snapshot.municipality
    chosen = not_reached(snapshot)
    drafts = _drafts(chosen, snapshot, town, at, not_before=at + settings.SEND_DELAY)
    written = enqueue(drafts, at=at)
    if not written:
        raise NobodyToSendTo
    record("sent-report", snapshot, by=by, at=at)
    return written


def not_reached(snapshot: Snapshot) -> list[Recipient]:
    """The recipients to whom this version has not been sent."""
    reached = _reached([snapshot.pk])
    everybody = Recipient.objects.active().filter(
        municipality_id=snapshot.municipality_id
    )
    return [each for each in everybody if key_of(each.pk) not in reached]


def _reached(snapshot_ids: Iterable[int]) -> set[str]:
    messages = mailing_of(list(snapshot_ids)).messages()
    return set(messages.values_list("recipient_key", flat=True))


def _drafts(
    recipients: Iterable[Recipient],
    snapshot: Snapshot,
    town: Municipality,
    at: datetime,
    not_before: datetime | None = None,
) -> list[Draft]:
    reading: Reading = read_month(
        town, snapshot.of_month, at=at, version=snapshot.version
    )
    cooperations = list(Cooperation.objects.of(town).with_others())
    return [
        report_draft(
            each, snapshot, reading, cooperations=cooperations, not_before=not_before
        )
        for each in recipients
    ]


def still_wanted(messages: Iterable[Message]) -> set[object]:
    """The ids of those whose recipient still wants it. Named in MESSAGE_CHECKS."""
    batch = list(messages)
    chosen = Recipient.objects.active().filter(
        pk__in={recipient_of(each) for each in batch}
    )
    wanted = set(chosen.values_list("pk", flat=True))
    return {each.pk for each in batch if recipient_of(each) in wanted}
