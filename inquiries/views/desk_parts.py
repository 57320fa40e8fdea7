"""What several of the desk's pages show: the queue, the strip of what was done last."""

from datetime import datetime, timedelta
from typing import Any, Final

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from audit.services import record
from followups.assignment import absent_behind
from inquiries import queues
from inquiries.cards import Card, card_of
from inquiries.handover_rows import asked_rows
from inquiries.last_done import last_done
from inquiries.models import Event, Handover, Inquiry
from inquiries.queue_keys import MOST_RESTING
from inquiries.queue_rows import (
    Names,
    names_in,
    over_row_of,
    resting_row_of,
    rows_of,
    stepless_row_of,
)
from inquiries.queues import Aside, Section
from inquiries.scope import MORE_ROWS, ROWS, Scope
from inquiries.stand_ins import absent_queues, query_of
from inquiries.timeline import line_of
from inquiries.unreached import unreached
from inquiries.wording import name_of, when_text
from messaging.health import dispatch_health, is_to_be_told
from messaging.outbox import DECIDING
from messaging.step_words import failing_work
from organisation.access import StaffRequest
from organisation.calendar import STOCKHOLM
from organisation.models import Role

# Who works with families; administrators may read and erase, communicators neither.
CALLERS: Final = (Role.RECRUITER, Role.MANAGER)
READERS: Final = (Role.RECRUITER, Role.MANAGER, Role.ADMINISTRATOR)

MINE, FOR_ABSENT = "min", "for-"  # in an address: one's own queue, somebody else's
HEADINGS: Final = {
    "now": _("Call now"),
    "later": _("Later today"),
    "woken": _("Woken today"),
    "visits": _("Visits today"),
    "desk": _("Also to be done"),
    "review": _("To be reviewed"),
}
CALLED: Final = frozenset({"now", "later", "woken"})  # with a button that says “Call”
RECENT: Final = timedelta(hours=12)  # what was done earlier is no longer offered
UNDOABLE: Final = frozenset(
    {
        Event.Kind.ATTEMPTED,
        Event.Kind.CONTACTED,
        Event.Kind.WROTE,
        Event.Kind.PLANNED,
        Event.Kind.ASSIGNED,
        Event.Kind.MOVED,
        Event.Kind.PROMISED,
        Event.Kind.LETTER,
        Event.Kind.BOOKED,
        Event.Kind.REBOOKED,
        Event.Kind.CANCELLED,
    }
)


def find_inquiry(request: StaffRequest, pk: int, *, locked: bool = False) -> Inquiry:
    """Give the municipality's own inquiry with its person; another's is a 404.

    `locked` holds off everybody else until the end of the transaction.
    """
    inquiries = (
        Inquiry.objects.of(request.municipality)
        .select_related("contact", "owner", "municipality")
        .defer("contact__search")
    )
    if locked:
        inquiries = inquiries.select_for_update(of=("self",))
    inquiry: Inquiry = get_object_or_404(inquiries, pk=pk)
    return inquiry


def read_by(request: StaffRequest, inquiry: Inquiry, at: datetime) -> None:
    """Write down that the person's page was read."""
    record("read", inquiry, by=request.user, at=at)


def is_part(request: StaffRequest) -> bool:
    """Whether the page asks for a part of itself, by htmx."""
    return bool(getattr(request, "htmx", False))


def queue_query(request: StaffRequest) -> str:
    """Give what a link must carry to stay in the same queue."""
    chosen = _chosen(scope_of(request, timezone.now()))
    return f"?ko={chosen}" if chosen else ""


def scope_of(request: StaffRequest, at: datetime) -> Scope:
    """Whose queue is asked for: the team's, one's own, or that of somebody away.

    Once that person is back, one's own.
    """
    asked = request.GET.get("ko", "")
    absent = absent_behind(request.municipality, request.user, at)
    owner = next((each for each in absent if query_of(each.pk) == asked), None)
    if owner is None and (asked == MINE or asked.startswith(FOR_ABSENT)):
        owner = request.user
    return Scope(
        request.municipality,
        at,
        owner=owner,
        rows=MORE_ROWS if "fler" in request.GET else ROWS,
        absent=tuple(absent),
    )


def _chosen(scope: Scope) -> str:
    """What an address carries under `ko` for that queue."""
    if scope.owner is None:
        return ""
    return query_of(scope.owner.pk) if scope.owner in scope.absent else MINE


def queue_of(scope: Scope) -> dict[str, Any]:
    """Give what the queue's template needs."""
    found = queues.queue_of(scope)
    names = names_in(scope, found)
    promises = queues.promises_today(scope)
    absent, chosen = absent_queues(scope), _chosen(scope)
    sections = [_printed(each, names, scope) for each in found.sections]
    return _aside(found.aside, names, scope) | {
        "sections": sections,
        "to_call": sum(len(each["rows"]) for each in sections if each["key"] == "now")
        + sum(each.number for each in absent if chosen == MINE),
        "newest": max(
            (row.step for each in sections for row in each["rows"]), default=0
        ),
        "promises": promises,
        "next_promise": promises.next_due_at
        and when_text(promises.next_due_at, scope.moment),
        "chosen": chosen,
        "is_mine": chosen == MINE,
        "absent_queues": absent,
        "and_mine": chosen and f"&ko={chosen}",
        "is_long": scope.rows > ROWS,
        "following": None if sections else _following(scope),
        "day": localtime(scope.moment, STOCKHOLM).date(),
        "today_url": reverse("inquiries:today"),
        # The queue's links end with an inquiry's id: one reversal for all rows.
        "record_url": _beginning("inquiries:record"),
        "card_url": _beginning("inquiries:card"),
    }


def _beginning(name: str) -> str:
    """Give an address without the id and slash at its end."""
    return reverse(name, args=[0]).removesuffix("0/")


def _printed(section: Section, names: Names, scope: Scope) -> dict[str, Any]:
    return {
        "key": section.key,
        "heading": HEADINGS[section.key],
        "calls": section.key in CALLED,
        "rows": rows_of(section, names, scope.moment),
        "has_more": section.has_more,
    }


def _aside(aside: Aside, names: Names, scope: Scope) -> dict[str, Any]:
    """Give whom nobody calls: without a next step, and at rest."""
    number = aside.resting_number
    over = [over_row_of(each, names, scope.moment) for each in aside.over]
    lost = [stepless_row_of(each, names, scope.moment) for each in aside.stepless]
    return {
        "stepless": [*lost, *over],
        "has_more_stepless": aside.has_more,
        "resting": [
            resting_row_of(each, names, scope.moment) for each in aside.resting
        ],
        "resting_number": f"{MOST_RESTING}+" if number > MOST_RESTING else number,
        "has_more_resting": number > len(aside.resting),
    }


def _following(scope: Scope) -> dict[str, str] | None:
    """What comes after today, for an empty queue."""
    task = queues.next_task(scope)
    if task is None:
        return None
    return {
        "when": when_text(task.due_at, scope.moment),
        "who": "" if task.owner is None else task.owner.first_name,
    }


def standing_of(request: StaffRequest, at: datetime) -> dict[str, Any]:
    """Give what stands in the way of mail and SMS; whom they did not reach."""
    health = dispatch_health(at, request.municipality)
    return {
        "health": health,
        "stands_still": is_to_be_told(health, at),
        "failing": failing_work(health),
        "handovers": asked_rows(open_handovers(request), at),
        "unreached": unreached(request.municipality) if health.failed else [],
        "sees_outbox": bool(request.roles & set(DECIDING)),
    }


def open_handovers(request: StaffRequest) -> list[Handover]:
    """What the person is asked to take over, the oldest question first."""
    asked = Handover.objects.filter(
        receiver=request.user, municipality=request.municipality, answered_at=None
    )
    people = ("inquiry__owner", "asked_by", "receiver")
    return list(asked.select_related(*people).order_by("asked_at"))


def last_done_of(request: StaffRequest, at: datetime) -> dict[str, Any]:
    """Give the strip “last done”, with what an undo would reverse."""
    event = last_done(request.municipality, request.user)
    if event is None or at - event.recorded_at > RECENT:
        return {"last_done": None}
    return {
        "last_done": {
            "name": name_of(event.inquiry),
            "inquiry": event.inquiry,
            "line": line_of(event),
            "event": event if event.kind in UNDOABLE else None,
        }
    }


def open_card(
    request: StaffRequest, inquiry: Inquiry, at: datetime, **options: Any
) -> Card | None:
    """Make the call card; None where there is nobody to call."""
    task = queues.open_task_of(inquiry)
    if task is None or inquiry.erased_at is not None:
        return None
    return card_of(inquiry, task, by=request.user, at=at, **options)
