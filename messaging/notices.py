"""Telling somebody who works here: one notice becomes drafts by the person's own wish.

What a person chose is kept in memory by the version of the municipality's settings,
which every change of it raises; so telling asks the database nothing.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from messaging.devices import DEVICE
from messaging.models import (
    Channel,
    NoticeChoice,
    OwnQuietHours,
    PushDevice,
    Reach,
    Topic,
)
from messaging.quiet_hours import end_of_quiet
from messaging.services import Draft
from messaging.vapid import is_push_offered
from organisation.models import Municipality, StaffMember
from organisation.settings_cache import remember

# Push reaches only who has a device: asking for that is the choice.
DEFAULTS: Final = {
    Topic.NEW: Reach.BOTH,
    Topic.REMINDER: Reach.BOTH,
    Topic.DIGEST: Reach.EMAIL,
    Topic.ALARM: Reach.BOTH,
}


@dataclass(frozen=True)
class Notice:
    """What somebody at the desk is to be told, in that person's language.

    Args:
        topic: by which the person chose the ways.
        short: what a device shows on its locked screen; as neutral as `heading`.
        page: the name of the address that a press on a device leads to.
        is_urgent: a promise is about to break, or is broken.
        kind, subject_type, subject_id, step, generation: as in Draft.
    """

    topic: Topic
    kind: str
    subject_type: str
    subject_id: int
    step: str
    heading: str
    body: str
    short: str = ""
    generation: int = 1
    inquiry_id: int | None = None
    page: str = "inquiries:today"
    is_urgent: bool = False


@dataclass(frozen=True)
class Wishes:
    """How one person wants to be told. `quiet`: from and until, in local time."""

    chosen: Mapping[Topic, Reach] = field(default_factory=dict)
    devices: tuple[int, ...] = ()
    quiet: OwnQuietHours | None = None

    def reach(self, topic: Topic) -> Reach:
        return self.chosen.get(topic, DEFAULTS[topic])


def drafts_for(
    municipality: Municipality, staff: StaffMember, notice: Notice, *, at: datetime
) -> list[Draft]:
    """One draft for each way in which the person wants it; none for what is not wanted.

    In the person's own quiet hours it waits for their end, unless it is urgent and
    the person lets that pass.
    """
    wishes = wishes_in(municipality).get(staff.pk, Wishes())
    reach = wishes.reach(notice.topic)
    if reach == Reach.NONE:
        return []
    mail = _by_email(municipality, staff, notice, _not_before(wishes, notice, at))
    if reach == Reach.EMAIL or not is_push_offered():
        return [mail]
    return [mail, *(_by_push(mail, notice, device) for device in wishes.devices)]


def wishes_in(municipality: Municipality) -> Mapping[int, Wishes]:
    """By person, of those who work there and have said something; from memory."""
    return remember(municipality, "notices", lambda: _read(municipality))


def _read(municipality: Municipality) -> Mapping[int, Wishes]:
    works_here = {"staff__memberships__municipality": municipality}
    chosen: dict[int, dict[Topic, Reach]] = defaultdict(dict)
    for each in NoticeChoice.objects.filter(**works_here).distinct():
        chosen[each.staff_id][Topic(each.topic)] = Reach(each.reach)
    devices: dict[int, list[int]] = defaultdict(list)
    for staff, device in (
        PushDevice.objects.of_staff_in(municipality)
        .order_by("pk")
        .values_list("staff", "pk")
    ):
        devices[staff].append(device)
    quiet = {
        each.staff_id: each
        for each in OwnQuietHours.objects.filter(**works_here).distinct()
    }
    return {
        staff: Wishes(
            chosen.get(staff, {}), tuple(devices.get(staff, ())), quiet.get(staff)
        )
        for staff in {*chosen, *devices, *quiet}
    }


def _not_before(wishes: Wishes, notice: Notice, at: datetime) -> datetime | None:
    quiet = wishes.quiet
    if quiet is None or (notice.is_urgent and quiet.urgent_passes):
        return None
    return end_of_quiet(quiet.begins, quiet.ends, at)


def _by_email(
    municipality: Municipality,
    staff: StaffMember,
    notice: Notice,
    not_before: datetime | None,
) -> Draft:
    return Draft.to_staff(
        staff,
        municipality_id=municipality.pk,
        kind=notice.kind,
        subject_type=notice.subject_type,
        subject_id=notice.subject_id,
        generation=notice.generation,
        step=notice.step,
        inquiry_id=notice.inquiry_id,
        heading=notice.heading,
        body=notice.body,
        not_before=not_before,
    )


def _by_push(mail: Draft, notice: Notice, device: int) -> Draft:
    """The short words, and where a click on them leads."""
    with translation.override(mail.language):
        page = settings.BASE_URL + reverse(notice.page)
    return replace(
        mail,
        channel=Channel.PUSH,
        recipient_key=f"{mail.recipient_key}/{device}",
        recipient=f"{DEVICE}{device}",
        heading=notice.short or notice.heading,
        body=page,
    )
