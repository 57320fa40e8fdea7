"""Who gets an inquiry: somebody on duty, below capacity, who speaks the language.

Source: docs/decisions/0074-who-gets-an-inquiry.md.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Final

from django.db import connection
from django.utils.timezone import localtime

from followups.booking import monday_of
from followups.models import Wish
from followups.promise import WINDOWS, Offer
from organisation.calendar import STOCKHOLM
from organisation.models import (
    CALLING,
    Capacity,
    Municipality,
    OpeningWindow,
    Role,
    StaffMember,
)
from organisation.rota import Rota, rota_of
from organisation.settings_cache import remember

ONE_DAY: Final = timedelta(days=1)
A_MOMENT: Final = timedelta(seconds=1)  # so that a window that ends then is open
WEEK: Final = range(1, 8)
# All that a person has to do, in whichever municipality: answered from the index of
# open ones alone. Plain SQL, for each family that sends the form waits for it.
LOADS: Final = """
SELECT owner_id, count(*) FROM followups_followuptask
WHERE closed_at IS NULL AND owner_id = ANY(%s) GROUP BY owner_id
"""
# A week's calls: those that are planned, and those that were made already.
CALLS: Final = """
SELECT staff, sum(number)::int FROM (
    SELECT owner_id AS staff, count(*) AS number FROM followups_followuptask
    WHERE closed_at IS NULL AND owner_id = ANY(%(staff)s)
      AND due_at >= %(start)s AND due_at < %(end)s AND kind IN ('call', 'write')
    GROUP BY owner_id
    UNION ALL
    SELECT by_id, count(*) FROM inquiries_event
    WHERE by_id = ANY(%(staff)s) AND recorded_at >= %(start)s
      AND recorded_at < %(end)s AND kind IN ('attempted', 'contacted', 'wrote')
    GROUP BY by_id
) AS each GROUP BY staff
"""


def callers(municipality: Municipality) -> list[StaffMember]:
    """The active recruiters, in order of name; from memory where unchanged."""
    return remember(
        municipality,
        "callers",
        lambda: list(
            StaffMember.objects.active()
            .with_role(municipality, Role.RECRUITER)
            .order_by("display_name", "pk")
        ),
    )


def here(
    municipality: Municipality, staff: list[StaffMember], at: datetime
) -> list[StaffMember]:
    """Those of them who are not away that day; all of them where everybody is."""
    rota, day = rota_of(municipality, at), localtime(at, STOCKHOLM).date()
    return [each for each in staff if rota.is_present(each.pk, day)] or staff


def on_duty(
    municipality: Municipality, wish: str, at: datetime, due_at: datetime
) -> list[StaffMember]:
    """Those who work at some time until then, in the windows that the wish is for.

    A chosen time may lie in any window: `at` is then when it begins.

    In order of name. A call that is wanted as soon as possible may be made in any
    window; one for the evening in none but that. Where no such window lies between:
    those who work at the moment itself, for an evening that is open no more is kept by
    nobody in the daytime. Where that moment has passed, those who work next.
    """
    rota = rota_of(municipality, at)
    if not rota.windows:  # before anybody has set up hours
        day = localtime(at, STOCKHOLM).date()
        recruiters = callers(municipality)
        return [each for each in recruiters if rota.is_present(each.pk, day)]
    numbers = _who_can(rota, wish, at, due_at)
    return [each for each in people_who_call(municipality) if each.pk in numbers]


def able_in(staff: Iterable[StaffMember], language: str) -> list[StaffMember]:
    """Those who speak the language; all of them where nobody does."""
    everybody = list(staff)
    return [each for each in everybody if language in each.languages] or everybody


def on_duty_for_any(
    municipality: Municipality, offers: Iterable[Offer], at: datetime
) -> list[StaffMember]:
    """Those who may get an inquiry, whichever of the offers the family chooses."""
    found = {
        each.pk
        for offer in offers
        for each in on_duty(municipality, offer.wish, at, offer.due_at)
    }
    return [each for each in people_who_call(municipality) if each.pk in found]


def choose_owner(
    municipality: Municipality,
    language: str,
    *,
    wish: str,
    at: datetime,
    due_at: datetime,
    named: Collection[int] = (),
) -> StaffMember | None:
    """The one with fewest open follow-ups among those who can keep the promise.

    Those who are on duty before it falls due and below their week's capacity; of
    these whom the family has read of (`named`, by their rows' numbers), else who
    speaks the language. None where nobody is left: the inquiry is then the team's.
    """
    free = _below_capacity(
        municipality, on_duty(municipality, wish, at, due_at), due_at
    )
    shown = [each for each in free if each.pk in named]
    return next(iter(_by_load(shown or able_in(free, language))), None)


def owners_in_order(
    municipality: Municipality,
    language: str,
    *,
    wish: str,
    at: datetime,
    due_at: datetime,
) -> list[StaffMember]:
    """All who can keep the promise: the one whom `choose_owner` gives stands first.

    For a booked call, which the first of them may have no time for.
    """
    free = _below_capacity(
        municipality, on_duty(municipality, wish, at, due_at), due_at
    )
    able = able_in(free, language)
    rest = [each for each in free if each not in able]
    return [*_by_load(able), *_by_load(rest)]


def _by_load(staff: list[StaffMember]) -> list[StaffMember]:
    """Whoever has fewest open follow-ups first."""
    if len(staff) <= 1:
        return staff
    loads = _loads(staff)
    return sorted(staff, key=lambda each: (loads.get(each.pk, 0), each.pk))


def _who_can(rota: Rota, wish: str, at: datetime, due_at: datetime) -> Collection[int]:
    kinds = list(_kinds_for(wish))
    there = rota.who_covers(kinds, at, due_at)
    if there or (wish in WINDOWS and rota.is_open(kinds, at, due_at)):
        return there
    begins = due_at - A_MOMENT if wish in WINDOWS else at
    return (
        rota.who_covers(OpeningWindow.Kind, begins, due_at + A_MOMENT)
        or (due_at <= at and _next_on_duty(rota, at))
        or ()
    )


def _kinds_for(wish: str) -> Iterable[str]:
    if wish == Wish.TIME:
        return OpeningWindow.Kind
    return [WINDOWS.get(Wish(wish), OpeningWindow.Kind.OFFICE)]


def absent_behind(
    municipality: Municipality, staff: StaffMember, at: datetime
) -> list[StaffMember]:
    """Those who are away that day and for whom this person stands in; from memory."""
    rota, day = rota_of(municipality, at), localtime(at, STOCKHOLM).date()
    return [
        each
        for each in people_who_call(municipality)
        if rota.substitute_of(each.pk, day) == staff.pk
    ]


def _next_on_duty(rota: Rota, at: datetime) -> frozenset[int]:
    """Those who work next, within a week."""
    spans = (rota.who_covers(OpeningWindow.Kind, at, at + ONE_DAY * n) for n in WEEK)
    return next(filter(None, spans), frozenset())


def people_who_call(municipality: Municipality) -> list[StaffMember]:
    """Everybody active whose role lets them call, in order of name; from memory."""
    return remember(
        municipality,
        "people-who-call",
        lambda: list(
            StaffMember.objects.active()
            .with_role(municipality, *CALLING)
            .order_by("display_name", "pk")
        ),
    )


def _below_capacity(
    municipality: Municipality, staff: list[StaffMember], due_at: datetime
) -> list[StaffMember]:
    """Those whose week, in which the promise falls due, has room for one more call."""
    limits = _limits(municipality)
    bounded = [each.pk for each in staff if each.pk in limits]
    if not bounded:
        return staff
    calls = _calls_in_week(bounded, due_at)
    return [
        each
        for each in staff
        if each.pk not in limits or calls.get(each.pk, 0) < limits[each.pk]
    ]


def _limits(municipality: Municipality) -> dict[int, int]:
    """Calls a week, by person; who has no limit is left out."""
    rows = Capacity.objects.filter(
        municipality=municipality, calls_per_week__isnull=False
    )
    return remember(
        municipality,
        "calls-per-week",
        lambda: {each.staff_id: each.calls_per_week or 0 for each in rows},
    )


def _calls_in_week(staff: list[int], moment: datetime) -> dict[int, int]:
    """Calls planned and made in the Stockholm week of that moment, by person."""
    start = monday_of(moment)
    end = start + len(WEEK) * ONE_DAY  # by the wall clock, as Stockholm has it
    with connection.cursor() as cursor:
        cursor.execute(CALLS, {"staff": staff, "start": start, "end": end})
        return dict(cursor.fetchall())


def _loads(staff: list[StaffMember]) -> dict[int, int]:
    """Open follow-ups by owner; who has none is left out."""
    owners = [each.pk for each in staff]
    with connection.cursor() as cursor:
        cursor.execute(LOADS, [owners])
        return dict(cursor.fetchall())
