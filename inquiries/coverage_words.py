"""What a change of the rota did to promises, in words."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from followups.models import Promise, Wish
from followups.promise import opening_of
from followups.wording import EVENING_BEGINS, date_text, hours_text, time_text
from inquiries.services.coverage import OFFER
from inquiries.services.left_behind import AWAY, MEETING, VISIT
from organisation.calendar import STOCKHOLM
from organisation.consequences import Consequence
from organisation.models import Municipality, RotaVersion, StaffMember

ONE_DAY: Final = timedelta(days=1)
Line = Mapping[str, Any]


def told(
    municipality: Municipality,
    versions: Iterable[RotaVersion],
    moment: datetime | None,
) -> list[list[Consequence]]:
    """See organisation.consequences.Teller. What nobody can keep stands first."""
    effects = [each.effect for each in versions]
    names = _names(line for effect in effects for line in effect)
    return [
        sorted(
            (_told(municipality, line, names, moment) for line in effect),
            key=lambda each: (not each.is_offer, not each.is_bad),
        )
        for effect in effects
    ]


def promised_time(
    municipality: Municipality, promise: Promise, moment: datetime | None
) -> str:
    """i kväll 17.00–20.00; senast i morgon 12.00; by the date where no moment is given.

    An evening or a weekend is told as its window, where that still lies there.
    """
    opens_at = opening_of(municipality, promise)
    if opens_at is None:
        day, time = _day(promise.due_at, moment), time_text(promise.due_at)
        return _("by %(day)s %(time)s") % {"day": day, "time": time}
    hours = hours_text(opens_at, promise.due_at)
    return f"{_day(opens_at, moment)} {hours}"


def _told(
    municipality: Municipality,
    line: Line,
    names: Mapping[int, str],
    moment: datetime | None,
) -> Consequence:
    if line["kind"] == OFFER:
        return _offer(municipality, line, moment)
    if line["kind"] in {VISIT, MEETING}:
        return _booked(line, names, moment)
    return _promise(municipality, line, names, moment)


def _offer(
    municipality: Municipality, line: Line, moment: datetime | None
) -> Consequence:
    def words(value: str | None) -> str:
        if value is None:
            return ""
        promise = Promise(wish=line["wish"], due_at=datetime.fromisoformat(value))
        return promised_time(municipality, promise, moment)

    return Consequence(
        is_offer=True,
        is_bad=line["after"] is None,
        about=str(Wish(line["wish"]).label),
        before=words(line["before"]) or _("not offered"),
        after=words(line["after"]) or _("no longer offered"),
    )


def _promise(
    municipality: Municipality,
    line: Line,
    names: Mapping[int, str],
    moment: datetime | None,
) -> Consequence:
    opens_at = line["opens_at"] and datetime.fromisoformat(line["opens_at"])
    due_at = datetime.fromisoformat(line["due_at"])
    promise = Promise(wish=line["wish"], opens_at=opens_at, due_at=due_at)
    return Consequence(
        is_offer=False,
        is_bad=line["to"] is None,
        about=line["number"],
        before=names.get(line["from"], _("the team")),
        after=names.get(line["to"], _("nobody can call")),
        when=promised_time(municipality, promise, moment),
        url=reverse("inquiries:record", args=[line["inquiry"]]),
    )


def _booked(
    line: Line, names: Mapping[int, str], moment: datetime | None
) -> Consequence:
    """A visit or a meeting of somebody who is not there then; it stands as it is."""
    starts_at = datetime.fromisoformat(line["opens_at"])
    is_meeting = line["kind"] == MEETING
    if is_meeting:
        about = _("Information meeting")
        url = reverse("inquiries:meeting", args=[line["meeting"]])
        after = _("away then: let somebody else hold it")
    else:
        about = _("%(number)s, home visit") % {"number": line["number"]}
        url = reverse("inquiries:record", args=[line["inquiry"]])
        is_away = line.get("why", AWAY) == AWAY  # of old versions nothing else is told
        after = (
            _("away then: move the visit")
            if is_away
            else _("does not work then: move the visit")
        )
    return Consequence(
        is_offer=False,
        is_bad=True,
        about=about,
        before=names.get(line["from"], ""),
        after=after,
        when=f"{_day(starts_at, moment)} {time_text(starts_at)}",
        url=url,
    )


def _names(lines: Iterable[Line]) -> dict[int, str]:
    """Of all whom the lines speak of, also of those who have left."""
    numbers = {each.get(key) for each in lines for key in ("from", "to")} - {None}
    people = StaffMember.objects.filter(pk__in=numbers) if numbers else ()
    return {each.pk: each.display_name for each in people}


def _day(at: datetime, moment: datetime | None) -> str:
    """i dag, i kväll, i morgon; else, and without a moment, ons 11 mars."""
    local = localtime(at, STOCKHOLM)
    if moment is not None:
        today = localtime(moment, STOCKHOLM).date()
        if local.date() == today:
            return _("this evening") if local.hour >= EVENING_BEGINS else _("today")
        if local.date() == today + ONE_DAY:
            return _("tomorrow")
    return date_text(local.date())
