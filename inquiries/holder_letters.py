"""What those who hold a meeting are told of it, with it for their calendars.

The title stays at the desk: mails are read over shoulders, calendars shared.
Source: docs/decisions/0089-who-is-told-of-what.md.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from followups.calendar_text import Guest, busy_text, invitation
from followups.meetings import holders_of
from followups.models import Engagement, InformationMeeting
from inquiries.heard import last_heard
from inquiries.invitations import eve_of
from inquiries.meeting_letters import places_of, when_of
from messaging.models import Message, Topic
from messaging.notices import Notice, drafts_for
from messaging.services import Draft, cancel_waiting, enqueue
from organisation.models import StaffMember

SUBJECT: Final = "meeting"
INVITATION: Final = "holding"
CANCELLATION: Final = "holding-off"
REMINDER: Final = "holding-eve"


def tell_holders(
    meeting: InformationMeeting,
    *,
    at: datetime,
    former: Collection[StaffMember] = (),
    is_moved: bool = False,
) -> None:
    """Invite who holds it, take it from the calendars of who does no more, remind.

    Whatever waits to tell of how it was is stopped first. Whoever knows already, and
    whoever never heard of it, is not written to.

    Args:
        former: who held it before.
        is_moved: it has another time, place or link; all who hold it are told.
    """
    heard = _heard(meeting)
    drafts: list[Draft] = []
    holders = [] if meeting.is_cancelled else holders_of(meeting)
    for each in holders:
        knows = heard.get(f"staff:{each.pk}") == INVITATION
        if is_moved or not knows:
            drafts.append(_invitation(meeting, each, at, is_changed=knows))
        drafts += _reminders(meeting, each, at)
    for each in former:
        if each not in holders and heard.get(f"staff:{each.pk}") == INVITATION:
            drafts.append(_cancellation(meeting, each, at))
    enqueue(drafts, at=at)


def still_wanted(messages: Sequence[Message]) -> set[object]:
    """The ids of those that tell of a meeting as it stands to somebody who holds it."""
    numbers = {each.subject_id for each in messages}
    parts = Engagement.objects.filter(
        meeting__in=numbers, meeting__cancelled_at=None, is_active=True
    ).values_list("meeting", "staff", "meeting__sequence")
    standing = {(meeting, staff): sequence for meeting, staff, sequence in parts}
    return {
        each.pk
        for each in messages
        if standing.get((each.subject_id, each.staff_id or 0)) == each.generation - 1
    }


def _heard(meeting: InformationMeeting) -> dict[str, str]:
    """What each was last told, of what has left; what has not is stopped."""
    cancel_waiting(subject_type=SUBJECT, subject_id=meeting.pk)
    left = last_heard(SUBJECT, meeting.pk, [INVITATION, CANCELLATION])
    return {recipient: kind for (recipient, _way), (_which, kind) in left.items()}


def _invitation(
    meeting: InformationMeeting, staff: StaffMember, at: datetime, *, is_changed: bool
) -> Draft:
    with translation.override(staff.desk_language):
        words = {"when": when_of(meeting)}
        heading = _("You hold a meeting %(when)s") % words
        if is_changed:
            heading = _("New time or place: your meeting %(when)s") % words
        body = _("You hold an information meeting %(when)s.") % words
        body = "\n".join([body, *places_of(meeting)])
        return _mail(meeting, staff, INVITATION, heading, body, at)


def _cancellation(
    meeting: InformationMeeting, staff: StaffMember, at: datetime
) -> Draft:
    with translation.override(staff.desk_language):
        words = {"when": when_of(meeting)}
        if meeting.is_cancelled:
            heading = _("The meeting %(when)s is cancelled") % words
            body = _("The information meeting %(when)s is cancelled.") % words
        else:
            heading = _("You no longer hold the meeting %(when)s") % words
            body = _("Somebody else holds the information meeting %(when)s.") % words
        return _mail(meeting, staff, CANCELLATION, heading, body, at)


def _mail(
    meeting: InformationMeeting,
    staff: StaffMember,
    kind: str,
    heading: str,
    body: str,
    at: datetime,
) -> Draft:
    municipality, link = meeting.municipality, _page(meeting)
    return Draft.to_staff(
        staff,
        municipality_id=municipality.pk,
        kind=kind,
        subject_type=SUBJECT,
        subject_id=meeting.pk,
        generation=meeting.sequence + 1,
        step=kind,
        heading=heading,
        body=f"{body}\n\n{link}",
        not_before=at + settings.SEND_DELAY,
        calendar=invitation(
            meeting,
            Guest(staff.email, municipality.name, municipality.email),
            title=busy_text(meeting),
            link=link,
            place=meeting.place,
            at=at,
            is_off=kind == CANCELLATION,
        ),
    )


def _reminders(
    meeting: InformationMeeting, staff: StaffMember, at: datetime
) -> Iterator[Draft]:
    """On the day before, by the ways in which the person wants to be reminded."""
    leaves_at = eve_of(meeting.starts_at)
    if leaves_at <= at:
        return
    with translation.override(staff.desk_language):
        words = {"when": when_of(meeting)}
        body = _("A reminder: you hold an information meeting %(when)s.") % words
        notice = Notice(
            topic=Topic.REMINDER,
            kind=REMINDER,
            subject_type=SUBJECT,
            subject_id=meeting.pk,
            generation=meeting.sequence + 1,
            step=REMINDER,
            heading=_("Tomorrow: your meeting %(when)s") % words,
            body="\n".join([body, *places_of(meeting), "", _page(meeting)]),
            short=_("You hold a meeting tomorrow"),
        )
    for draft in drafts_for(meeting.municipality, staff, notice, at=leaves_at):
        yield replace(draft, not_before=draft.not_before or leaves_at)


def _page(meeting: InformationMeeting) -> str:
    return f"{settings.BASE_URL}{reverse('inquiries:meeting', args=[meeting.pk])}"
