"""Where content is shown: planned only with everybody's yes, and ended without it."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction

from audit.services import record
from campaigns.coverage import Consents, Lack
from campaigns.models import (
    CampaignTask,
    CampaignTaskQuerySet,
    Cause,
    Content,
    ContentUse,
)
from campaigns.routine import day_of, routine_of
from organisation.models import StaffMember

AHEAD: Final = timedelta(days=30)  # a consent that ends within them is to be seen to
Kind = CampaignTask.Kind


class UseRefused(Exception):
    """Somebody who appears has not said yes. No lacks: nobody noted who appears."""

    def __init__(self, lacks: Sequence[Lack] = ()) -> None:
        super().__init__(*map(str, lacks))
        self.lacks = lacks


class IsOver(Exception):
    """The use has been stopped already."""


def locked_content(pk: int) -> Content:
    """Hold the content's row: consents, appearances and uses change one at a time."""
    contents = Content.objects.select_for_update(no_key=True, of=("self",))
    return contents.select_related("municipality").get(pk=pk)


@transaction.atomic
def plan_use(use: ContentUse, *, by: StaffMember, at: datetime) -> ContentUse:
    """Plan that content is shown somewhere.

    Raises:
        UseRefused: somebody's yes is missing for the place or for a part of the span;
            or the content was removed.
    """
    content = locked_content(use.content_id)
    consents = Consents(content)
    if content.removed_at is not None or not consents.is_looked_into:
        raise UseRefused
    lacks = consents.lacks(use.place, use.starts_on, use.ends_on)
    if lacks:
        raise UseRefused(lacks)
    use.planned_at, use.planned_by = at, by
    use.save(force_insert=True)
    record("planned-use", use, by=by, at=at)
    return use


@transaction.atomic
def stop_use(use: ContentUse, *, by: StaffMember, at: datetime) -> ContentUse:
    """Note that it is shown no more; a task to take it down is done with that.

    Raises:
        IsOver: somebody was quicker.
    """
    locked_content(use.content_id)
    fresh = ContentUse.objects.select_for_update(of=("self",)).get(pk=use.pk)
    if fresh.stopped_on is not None:
        raise IsOver
    _stop([fresh], Cause.ENDED, day_of(at))
    _open_tasks([fresh]).update(done_at=at, done_by=by)
    record("stopped-use", fresh, by=by, at=at)
    return fresh


def settle(
    content: Content,
    cause: str,
    *,
    by: StaffMember,
    at: datetime,
    places: Collection[str] = (),
) -> int:
    """End every use that no longer has everybody's yes; how many.

    In the caller's transaction, which holds the content. What has not begun is
    stopped; for what runs a task opens, once, to take it down.

    Args:
        places: only there; none given: everywhere.
    """
    day = day_of(at)
    uses = ContentUse.objects.filter(content=content).live_on(day)
    if places:
        uses = uses.filter(place__in=places)
    consents = Consents(content)
    found = [
        each
        for each in uses.select_related("activity__campaign")
        if not consents.is_covered(each, day)
    ]
    _stop([each for each in found if each.starts_on > day], cause, day)
    _open(content, [each for each in found if each.starts_on <= day], cause, at)
    for use in found:
        record("ended-use", use, by=by, at=at, reason=cause)
    return len(found)


def call_off(content: Content, *, by: StaffMember, at: datetime) -> int:
    """Close the tasks to take down what has everybody's yes again; how many."""
    day = day_of(at)
    consents = Consents(content)
    uses = ContentUse.objects.filter(content=content).live_on(day)
    covered = [
        each
        for each in uses
        if consents.is_covered(each, day) and not consents.expires_by(each, day + AHEAD)
    ]
    return _open_tasks(covered).update(done_at=at, done_by=by)


def _stop(uses: Iterable[ContentUse], cause: str, day: date) -> None:
    ids = [each.pk for each in uses]
    ContentUse.objects.filter(pk__in=ids).update(stopped_on=day, stop_cause=cause)


def _open(
    content: Content, uses: Sequence[ContentUse], cause: str, at: datetime
) -> None:
    """One task for each use, due at once; the database refuses a second."""
    if not uses:
        return
    _open_tasks(uses).filter(cause=Cause.EXPIRES).update(cause=cause, due_on=day_of(at))
    function = routine_of(content.municipality).owner_function
    CampaignTask.objects.bulk_create(
        (
            CampaignTask(
                municipality=content.municipality,
                kind=Kind.UNPUBLISH,
                use=use,
                cause=cause,
                due_on=day_of(at),
                owner_function=_function_of(use) or function,
                opened_at=at,
            )
            for use in uses
        ),
        ignore_conflicts=True,
    )


def _function_of(use: ContentUse) -> str:
    """Who answers for the activity in which it is shown; "" where nobody is named."""
    activity = use.activity
    if activity is None:
        return ""
    return activity.owner_function or activity.campaign.owner_function


def _open_tasks(uses: Iterable[ContentUse]) -> CampaignTaskQuerySet:
    tasks = CampaignTask.objects.open().filter(kind=Kind.UNPUBLISH)
    return tasks.filter(use__in=[each.pk for each in uses])
