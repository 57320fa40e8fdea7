"""What a family is told of a meeting, as drafts for the outbox.

As neutral as every message to a family: neither the meeting's title nor its matter is
named, and place and link were refused where they tell it. See inquiries/messages.py.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from followups.calendar_text import Guest, invitation
from followups.meetings import KIND, SUBJECT
from followups.models import InformationMeeting, MeetingSeat
from followups.wording import closing_text, time_text
from inquiries.invitations import eve_of
from inquiries.messages import Letter, to_family, words_of
from inquiries.models import Inquiry
from inquiries.workflow import OPEN_STAGES
from messaging.models import Channel, Message
from messaging.services import Draft
from organisation.calendar import STOCKHOLM
from organisation.models import Language

Words = Mapping[str, str]


class News(StrEnum):
    """What a family is told; the step of the message."""

    SEAT = "seat"
    WAITING = "waiting"
    MOVED = "moved"
    OFF = "off"
    LEFT = "left"
    EVE = "eve"  # a reminder, on the day before


REMINDER: Final = "meeting-eve"
INVITING: Final = frozenset({News.SEAT, News.MOVED})


def of_news(
    news: News,
    seat: MeetingSeat,
    meeting: InformationMeeting,
    inquiry: Inquiry,
    *,
    at: datetime,
) -> list[Draft]:
    """By mail and SMS, where the family has them, after the moment for an undo.

    And with a seat or a new time of it a reminder, for the day before. None to a
    suspect inquiry: it might be somebody else's address.
    """
    if inquiry.suspicion:
        return []
    leaves_at = at + settings.SEND_DELAY
    drafts = _drafts(news, seat, meeting, inquiry, KIND, leaves_at)
    with translation.override(inquiry.page_language):
        calendar = _calendar(news, seat, meeting, inquiry, at)
    told = [
        replace(each, calendar=calendar) if each.channel == Channel.EMAIL else each
        for each in drafts
    ]
    eve = eve_of(meeting.starts_at)
    if news in INVITING and eve > leaves_at:
        told += _drafts(News.EVE, seat, meeting, inquiry, REMINDER, eve)
    return told


def _drafts(
    news: News,
    seat: MeetingSeat,
    meeting: InformationMeeting,
    inquiry: Inquiry,
    kind: str,
    leaves_at: datetime,
) -> list[Draft]:
    with translation.override(inquiry.page_language):
        letter = _LETTERS[news](_words(meeting, inquiry))
    return [
        replace(
            each,
            subject_type=SUBJECT,
            subject_id=seat.pk,
            generation=seat.generation,
        )
        for each in to_family(
            inquiry, letter, kind=kind, step=news, not_before=leaves_at
        )
    ]


def still_wanted(messages: Sequence[Message]) -> set[object]:
    """The ids of those that are the latest word on a seat of an open inquiry.

    A reminder: only while there is a seat at a meeting that is held.
    """
    seats = MeetingSeat.objects.filter(
        pk__in={each.subject_id for each in messages}, inquiry__stage__in=OPEN_STAGES
    ).select_related("meeting")
    found = {each.pk: each for each in seats}
    return {
        each.pk for each in messages if _is_latest(each, found.get(each.subject_id))
    }


def _is_latest(message: Message, seat: MeetingSeat | None) -> bool:
    if seat is None or seat.generation != message.generation:
        return False
    is_held = seat.has_seat and not seat.meeting.is_cancelled
    return message.kind != REMINDER or is_held


def _calendar(
    news: News,
    seat: MeetingSeat,
    meeting: InformationMeeting,
    inquiry: Inquiry,
    at: datetime,
) -> str:
    """For who has a seat, or had one; "" for others, and where there is no address."""
    address = inquiry.contact.email
    is_off = news in (News.OFF, News.LEFT)
    if not address or not (seat.has_seat or news is News.LEFT):
        return ""
    municipality = inquiry.municipality
    return invitation(
        meeting,
        Guest(address, municipality.name, municipality.email),
        title=_("Meeting – %(municipality)s") % {"municipality": municipality.name},
        link=meeting.link,
        place=meeting.place,
        at=at,
        is_off=is_off,
    )


def when_of(meeting: InformationMeeting) -> str:
    """“torsdag 12 mars klockan 18.00–20.00”: kept and read on another day."""
    day = localtime(meeting.starts_at, STOCKHOLM).date()
    return _("%(day)s at %(starts)s–%(ends)s") % {
        "day": date_format(day, _("l j F")),
        "starts": time_text(meeting.starts_at),
        "ends": closing_text(meeting.ends_at),
    }


def _words(meeting: InformationMeeting, inquiry: Inquiry) -> dict[str, str]:
    places = list(places_of(meeting))
    return words_of(inquiry) | {
        "when": when_of(meeting),
        "places": "\n".join(places),
        "in_short": _in_short(meeting),
    }


def _in_short(meeting: InformationMeeting) -> str:
    """No full stop right after a link: telephones would take it for a part of it."""
    place = f"{meeting.place}." if meeting.place else ""
    return f"{place} {meeting.link}".strip()


def places_of(meeting: InformationMeeting) -> Iterator[str]:
    """“Plats: …”, “Länk: …”; the language, where it is not Swedish. A line each."""
    if meeting.place:
        yield _("Place: %(place)s") % {"place": meeting.place}
    if meeting.link:
        yield _("Link: %(link)s") % {"link": meeting.link}
    if meeting.language != Language.SWEDISH:
        language = meeting.get_language_display().lower()
        yield _("We speak: %(language)s") % {"language": language}


def _seat(words: Words) -> Letter:
    heading = _("Welcome %(when)s")
    mail = _(
        "%(hello)s\n\n"
        "You have a seat at our meeting %(when)s.\n\n"
        "%(places)s\n\n"
        "Cannot come? Call %(phone)s, %(phone_hours)s, and somebody else can have your "
        "seat. Your number with us is %(number)s.\n\n"
        "Kind regards,\n%(municipality)s"
    )
    sms = _(
        "%(municipality)s: You have a seat at our meeting %(when)s. %(in_short)s "
        "Cannot come? Call %(phone)s."
    )
    return Letter(heading % words, mail % words, sms % words)


def _waiting(words: Words) -> Letter:
    heading = _("You are on the waiting list")
    mail = _(
        "%(hello)s\n\n"
        "Our meeting %(when)s is full. You are on the waiting list, and we write to "
        "you as soon as there is a seat for you.\n\n"
        "Would you rather come another day? Call %(phone)s, %(phone_hours)s. Your "
        "number with us is %(number)s.\n\n"
        "Kind regards,\n%(municipality)s"
    )
    sms = _(
        "%(municipality)s: Our meeting %(when)s is full. You are on the waiting list. "
        "Questions: %(phone)s."
    )
    return Letter(heading, mail % words, sms % words)


def _moved(words: Words) -> Letter:
    heading = _("New time or place: %(when)s")
    mail = _(
        "%(hello)s\n\n"
        "Our meeting has a new time or place. You have a seat %(when)s.\n\n"
        "%(places)s\n\n"
        "Does it not suit you? Call %(phone)s, %(phone_hours)s. Your number with us is "
        "%(number)s.\n\n"
        "Kind regards,\n%(municipality)s"
    )
    sms = _(
        "%(municipality)s: Our meeting has a new time or place: %(when)s. %(in_short)s "
        "Cannot come? Call %(phone)s."
    )
    return Letter(heading % words, mail % words, sms % words)


def _off(words: Words) -> Letter:
    heading = _("The meeting %(when)s is cancelled")
    mail = _(
        "%(hello)s\n\n"
        "Unfortunately we have to cancel our meeting %(when)s. We are sorry.\n\n"
        "Do you want to come another day, or have questions? Call %(phone)s, "
        "%(phone_hours)s. Your number with us is %(number)s.\n\n"
        "Kind regards,\n%(municipality)s"
    )
    sms = _(
        "%(municipality)s: Unfortunately we have to cancel our meeting %(when)s. "
        "Questions: %(phone)s."
    )
    return Letter(heading % words, mail % words, sms % words)


def _left(words: Words) -> Letter:
    heading = _("You are no longer on the list")
    mail = _(
        "%(hello)s\n\n"
        "You are no longer on the list for our meeting %(when)s.\n\n"
        "Is that wrong? Call %(phone)s, %(phone_hours)s. Your number with us is "
        "%(number)s.\n\n"
        "Kind regards,\n%(municipality)s"
    )
    sms = _(
        "%(municipality)s: You are no longer on the list for our meeting %(when)s. "
        "Wrong? Call %(phone)s."
    )
    return Letter(heading, mail % words, sms % words)


def _eve(words: Words) -> Letter:
    heading = _("A reminder: welcome %(when)s")
    mail = _(
        "%(hello)s\n\n"
        "A reminder: you have a seat at our meeting %(when)s.\n\n"
        "%(places)s\n\n"
        "Cannot come? Call %(phone)s, %(phone_hours)s, and somebody else can have your "
        "seat. Your number with us is %(number)s.\n\n"
        "Kind regards,\n%(municipality)s"
    )
    sms = _(
        "%(municipality)s: A reminder of our meeting %(when)s. %(in_short)s "
        "Cannot come? Call %(phone)s."
    )
    return Letter(heading % words, mail % words, sms % words)


_LETTERS: Final[Mapping[News, Callable[[Words], Letter]]] = {
    News.SEAT: _seat,
    News.WAITING: _waiting,
    News.MOVED: _moved,
    News.OFF: _off,
    News.LEFT: _left,
    News.EVE: _eve,
}
