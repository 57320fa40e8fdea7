"""The promise: by when a family is called, and whether that came true.

Source of the definitions: docs/decisions/0004-promises.md.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile

from django.db.models import Q
from django.utils.timezone import localtime

from followups.models import Promise, PromisePolicy, Wish
from followups.working_days import latest_on, working_days_after
from organisation.calendar import STOCKHOLM, CalendarNeverOpens
from organisation.lying_low import lying_low
from organisation.models import Municipality, OpeningWindow
from organisation.rota import staffed_calendar
from organisation.settings_cache import calendar_of, office_calendar, remember

WINDOWS = {
    Wish.EVENING: OpeningWindow.Kind.EVENING,
    Wish.WEEKEND: OpeningWindow.Kind.WEEKEND,
}
FURTHEST = timedelta(days=14)  # a window further off than this is not offered
# Where a municipality has no opening hours at all, nobody is turned away for it.
WITHOUT_HOURS = timedelta(hours=24)
# A call made in time is often logged when it has ended. Only after this is an
# unkept promise written down as broken; lateness shows at once.
SETTLING_MARGIN = timedelta(hours=1)


class NotOffered(Exception):
    """Nobody is there to keep a promise of that kind."""


@dataclass(frozen=True)
class Offer:
    """What a family may choose, and by when we would keep it. Moments in UTC.

    `opens_at` is the start of the evening or weekend window, or of the `slot` (the
    number of its row) that is a time to choose; None for the rest. `working_days` is
    set while the municipality lies low: within so many of them, after that of asking.
    """

    wish: Wish
    due_at: datetime
    opens_at: datetime | None = None
    slot: int | None = None
    working_days: int | None = None

    @property
    def value(self) -> str:
        """What a form sends for it: “evening”, or “time-12” for a slot."""
        wish = str(self.wish.value)
        return wish if self.slot is None else f"{wish}-{self.slot}"


def offers(municipality: Municipality, moment: datetime) -> list[Offer]:
    """What can be promised at that moment, in the order of `Wish`."""
    return list(_offers(municipality, moment, _days_of(municipality, moment)))


def offers_if(
    municipality: Municipality, moment: datetime, working_days: int | None
) -> list[Offer]:
    """The same if it lay low then and promised within so many days; None: if not."""
    return list(_offers(municipality, moment, working_days))


def _offers(
    municipality: Municipality, moment: datetime, working_days: int | None
) -> Iterator[Offer]:
    for wish in Wish:
        try:
            yield _offer(municipality, wish, moment, working_days)
        except NotOffered:
            continue


def offer_for(
    municipality: Municipality, wish: str, moment: datetime, *, as_usual: bool = False
) -> Offer:
    """What is promised to somebody with that wish who asks at that moment.

    Args:
        as_usual: as if the municipality did not lie low then.

    Raises:
        NotOffered: the policy says no, or no such window opens within 14 days; or it
            is a time that the family chooses itself, see followups/times.py.
    """
    working_days = None if as_usual else _days_of(municipality, moment)
    return _offer(municipality, wish, moment, working_days)


def _offer(
    municipality: Municipality, wish: str, moment: datetime, working_days: int | None
) -> Offer:
    if wish == Wish.TIME:
        raise NotOffered(wish)
    policy = policies(municipality).get(wish)
    if policy is None or not policy.is_offered:
        raise NotOffered(wish)
    try:
        if policy.wish in WINDOWS:
            return _by_window(municipality, policy, moment)
        return _by_office(municipality, policy, moment, working_days)
    except CalendarNeverOpens:
        raise NotOffered(wish) from None


def due_at_for(
    municipality: Municipality, wish: str, moment: datetime, *, as_usual: bool = False
) -> datetime:
    """When a promise falls due, whatever the settings lack.

    A wish that is not offered is treated as “as soon as possible”; a municipality
    without office hours promises within 24 hours. `as_usual` as in offer_for.
    """
    for each in (wish, Wish.SOON):
        try:
            return offer_for(municipality, each, moment, as_usual=as_usual).due_at
        except NotOffered:
            continue
    return moment + WITHOUT_HOURS


def policies(municipality: Municipality) -> dict[str, PromisePolicy]:
    """The municipality's policies by wish, from memory where they are unchanged."""
    return remember(
        municipality,
        "promise-policies",
        lambda: {
            each.wish: each
            for each in PromisePolicy.objects.filter(municipality=municipality)
        },
    )


def opening_of(municipality: Municipality, promise: Promise) -> datetime | None:
    """When the evening, the weekend or the slot begins in which a call is promised.

    None for other wishes, and where no such window lies there any more.
    """
    if promise.opens_at is not None:
        return promise.opens_at
    kind = WINDOWS.get(Wish(promise.wish))
    calendar = None if kind is None else calendar_of(municipality, kind)
    if calendar is None:
        return None
    # A window may end at midnight: its day is that of the moment before.
    last_moment = promise.due_at - timedelta(microseconds=1)
    windows = calendar.intervals_on(localtime(last_moment, STOCKHOLM).date())
    return next((a for a, b in windows if a < promise.due_at <= b), None)


def in_open_windows(municipality: Municipality, moment: datetime) -> Q:
    """Which were promised for a time, an evening or a weekend that is open now."""
    found = Q(promise__wish=Wish.TIME, promise__opens_at__lte=moment)
    for wish, kind in WINDOWS.items():
        calendar = calendar_of(municipality, kind)
        if calendar is None:
            continue
        for opens_at, closes_at in calendar.intervals_on(
            localtime(moment, STOCKHOLM).date()
        ):
            if opens_at <= moment < closes_at:
                found |= Q(promise__wish=wish, due_at__lte=closes_at)
    return found


def before_its_time(moment: datetime) -> Q:
    """Which follow-ups were promised for a chosen time that has not begun."""
    return Q(promise__wish=Wish.TIME, promise__opens_at__gt=moment)


def _by_window(
    municipality: Municipality, policy: PromisePolicy, moment: datetime
) -> Offer:
    calendar = staffed_calendar(municipality, WINDOWS[Wish(policy.wish)], moment)
    if calendar is None:
        raise NotOffered(policy.wish)
    lead = timedelta(minutes=policy.lead_minutes)
    near = takewhile(
        lambda each: each[0] - moment <= FURTHEST, calendar.intervals(moment)
    )
    for opens_at, closes_at in near:
        if closes_at - opens_at >= lead:
            return Offer(Wish(policy.wish), closes_at, opens_at)
    raise NotOffered(policy.wish)


def _by_office(
    municipality: Municipality,
    policy: PromisePolicy,
    moment: datetime,
    working_days: int | None,
) -> Offer:
    """By the policy; while the municipality lies low, within so many working days.

    Never less than as usual: only more working days, and no count of minutes.
    """
    calendar = staffed_calendar(municipality, OpeningWindow.Kind.OFFICE, moment)
    if calendar is None:
        raise NotOffered(policy.wish)
    days = max(policy.latest_working_days, working_days or 0)
    due_at = latest_on(calendar, policy, moment, days)
    if working_days is not None:
        within = _working_days_until(municipality, moment, due_at)
        return Offer(Wish(policy.wish), due_at, working_days=within)
    if policy.within_minutes is not None:
        within_time = timedelta(minutes=policy.within_minutes)
        due_at = min(due_at, calendar.add_working_time(moment, within_time))
    return Offer(Wish(policy.wish), due_at)


def _days_of(municipality: Municipality, moment: datetime) -> int | None:
    low = lying_low(municipality, moment)
    return None if low is None else low.working_days


def _working_days_until(
    municipality: Municipality, moment: datetime, due_at: datetime
) -> int | None:
    """As a family counts them: days on which offices are open, staffed or not."""
    calendar = office_calendar(municipality)
    if calendar is None:
        return None
    days = (localtime(each, STOCKHOLM).date() for each in (moment, due_at))
    return working_days_after(calendar, *days)


def make(
    municipality: Municipality,
    inquiry_id: int,
    wish: str,
    *,
    due_at: datetime,
    at: datetime,
    opens_at: datetime | None = None,
) -> Promise:
    """Write a promise down. The inquiry must have no other open one.

    `opens_at` is the start of a chosen time, which falls due when it ends.
    """
    return Promise.objects.create(
        municipality=municipality,
        inquiry_id=inquiry_id,
        wish=wish,
        made_at=at,
        due_at=due_at,
        opens_at=opens_at,
    )


def settle(inquiry_id: int, *, called_at: datetime, event_id: int) -> Promise | None:
    """Settle the open promise by a call or letter: kept if in time, else broken.

    At the promised moment itself is in time. None when no promise is open. A call
    that was made before the promise, and logged after it, makes the promise needless:
    it is superseded, for such a call keeps no word given later.
    """
    promise = Promise.objects.open().filter(inquiry=inquiry_id).first()
    if promise is None:
        return None
    if called_at < promise.made_at:
        promise.outcome = Promise.Outcome.SUPERSEDED
    elif called_at <= promise.due_at:
        promise.outcome = Promise.Outcome.KEPT
    else:
        promise.outcome = Promise.Outcome.BROKEN
    promise.settled_at = called_at
    promise.settled_by_id = event_id
    promise.save(update_fields=["outcome", "settled_at", "settled_by"])
    return promise


def supersede(inquiry_id: int, *, at: datetime, event_id: int | None = None) -> None:
    """End the open promise because the family chose otherwise; kept nor broken.

    One that was already overdue is broken, and stays so.
    """
    late = Promise.objects.overdue(at).filter(inquiry=inquiry_id)
    late.update(outcome=Promise.Outcome.BROKEN, settled_at=at, settled_by_id=event_id)
    Promise.objects.open().filter(inquiry=inquiry_id).update(
        outcome=Promise.Outcome.SUPERSEDED, settled_at=at, settled_by_id=event_id
    )


def break_it(promise: Promise, *, at: datetime, event_id: int) -> None:
    """Write an open promise down as broken; it stays so for ever."""
    promise.outcome = Promise.Outcome.BROKEN
    promise.settled_at = at
    promise.settled_by_id = event_id
    promise.save(update_fields=["outcome", "settled_at", "settled_by"])
