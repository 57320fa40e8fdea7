"""One inquiry's page: what happened, what is known, and the forms that change it."""

from datetime import datetime
from typing import Any, Final

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from campaigns.models import Channel
from followups.models import Appointment, FollowUpTask, Promise, Slot
from followups.wording import deadline_text
from inquiries.cards import Card, assignable
from inquiries.forms.facts import FactsForm
from inquiries.forms.meetings import InviteForm
from inquiries.forms.record import (
    ContactForm,
    MoveForm,
    NoteForm,
    OwnerForm,
    PlanForm,
)
from inquiries.handover_rows import visit_text
from inquiries.meeting_rows import meeting_choices, seats_of
from inquiries.models import Inquiry
from inquiries.origin_words import origin_rows
from inquiries.queues import open_task_of
from inquiries.search import same_household
from inquiries.timeline import History, entries, history_of
from inquiries.unreached import is_unreached
from inquiries.views.booking_parts import booked_text, cancel_form
from inquiries.views.desk_parts import (
    CALLERS,
    READERS,
    find_inquiry,
    last_done_of,
    open_card,
    read_by,
)
from inquiries.views.too_late import CONFLICT, TooLate, too_late_of
from inquiries.wording import (
    language_text,
    name_of,
    national,
    source_text,
    state_of,
    step_text,
    wanted_text,
)
from organisation.access import StaffRequest, staff_view
from organisation.models import Role

MOST_TWINS: Final = 5


@staff_view(*READERS)
@require_GET
def record_page(request: StaffRequest, pk: int) -> HttpResponse:
    """Show it, and write down that it was read."""
    at = timezone.now()
    inquiry = find_inquiry(request, pk)
    read_by(request, inquiry, at)
    return page_of(request, inquiry, at)


def page_of(
    request: StaffRequest,
    inquiry: Inquiry,
    at: datetime,
    *,
    refused: forms.Form | None = None,
    change: str = "",
    refused_card: Card | None = None,
    too_late: TooLate | None = None,
) -> HttpResponse:
    """Draw the page; 422 with the form whose change was refused, under its name.

    409 where somebody was first: the form then holds what was typed.
    """
    context = _as_it_stands(request, inquiry, at)
    context |= {"change": change, "too_late": too_late}
    if refused is not None:
        context["form"] = refused
        context["forms"][change] = refused
    if refused_card is not None:
        context |= {"card": refused_card, "form": refused_card.form}
    is_refused = refused is not None or refused_card is not None
    status = CONFLICT if too_late else 422 if is_refused else 200
    return render(request, "inquiries/desk/record.html", context, status=status)


def _as_it_stands(
    request: StaffRequest, inquiry: Inquiry, at: datetime
) -> dict[str, Any]:
    is_erased = inquiry.erased_at is not None
    task = open_task_of(inquiry)
    history = history_of(inquiry)
    context: dict[str, Any] = {
        "inquiry": inquiry,
        "name": name_of(inquiry),
        "task": task,
        "facts": facts_of(inquiry),
        "entries": entries(history, at),
        "promise": None if is_erased else _promise(history, at),
        "next_step": None if task is None else step_text(task, at),
        "state": "" if task is None else state_of(task.due_at, at),
        "may_change": bool(request.roles & set(CALLERS)) and not is_erased,
        "page": "record",
        "is_unreached": is_unreached(inquiry, history.messages),
        "seats": seats_of(inquiry, at),
        "twins": [] if is_erased else same_household(inquiry)[:MOST_TWINS],
    }
    if context["may_change"]:
        context["card"] = _card(request, inquiry, at)
        context |= _booked(inquiry, at)
        context["forms"] = forms_of(request, inquiry, task, history, at)
        context["link_count"] = inquiry.family_links.living().count()
        context |= last_done_of(request, at)
    return context


def page_too_late(
    request: StaffRequest,
    inquiry: Inquiry,
    at: datetime,
    *,
    typed: str = "",
    kept: forms.Form | None = None,
    change: str = "",
) -> HttpResponse:
    """Draw the page as it stands for whoever came second, which is a reading.

    Args:
        typed: a note for which there is no form any more.
        kept: the form with what was typed, under the name of its change.
    """
    read_by(request, inquiry, at)
    told = too_late_of(
        inquiry, by=request.user, at=at, typed=typed, is_kept=kept is not None
    )
    return page_of(request, inquiry, at, refused=kept, change=change, too_late=told)


def _booked(inquiry: Inquiry, at: datetime) -> dict[str, Any]:
    """What is booked with the family and lies ahead."""
    ahead = Appointment.objects.ahead(at).filter(inquiry=inquiry)
    texts = {each.kind: booked_text(each, at) for each in ahead}
    return {
        "visit": texts.get(Slot.Kind.HOME_VISIT),
        "booked_call": texts.get(Slot.Kind.CALL),
    }


def _card(request: StaffRequest, inquiry: Inquiry, at: datetime) -> Card | None:
    return open_card(request, inquiry, at) if inquiry.is_open else None


def forms_of(
    request: StaffRequest,
    inquiry: Inquiry,
    task: FollowUpTask | None,
    history: History,
    at: datetime,
) -> dict[str, forms.Form]:
    """Give every form of the page, empty, by the name of its change."""
    staff = assignable(inquiry.municipality, request.user, inquiry.owner)
    drafts = [
        each.text
        for each in history.notes
        if each.is_draft and each.author_id == request.user.pk
    ]
    found: dict[str, forms.Form] = {
        "move": MoveForm(
            inquiry=inquiry, task=task, staff=staff, at=at, auto_id="move_%s"
        ),
        "note": NoteForm(initial={"text": "".join(drafts)}, auto_id="note_%s"),
        "owner": OwnerForm(
            inquiry=inquiry,
            staff=staff,
            by=request.user,
            may_give=Role.MANAGER in request.roles,
            visit=visit_text(inquiry, at),
            auto_id="owner_%s",
        ),
        "contact": ContactForm(contact=inquiry.contact, auto_id="contact_%s"),
        "facts": FactsForm(
            inquiry=inquiry,
            channels=Channel.objects.of(inquiry.municipality),
            auto_id="facts_%s",
        ),
    }
    if inquiry.is_open:
        choices = meeting_choices(inquiry.municipality, at)
        found["meeting"] = InviteForm(choices=choices, auto_id="meeting_%s")
    if task is not None:
        found["cancel"] = cancel_form(request, inquiry, at)
        found["plan"] = PlanForm(task=task, staff=staff, at=at, auto_id="plan_%s")
    return found


def facts_of(inquiry: Inquiry) -> dict[str, Any]:
    """Give what is known besides the person, ready to print."""
    return {
        "wanted": wanted_text(inquiry),
        "language": language_text(inquiry),
        "source": source_text(inquiry),
        "origin": origin_rows(inquiry),
        "phone": "" if inquiry.erased_at else national(inquiry.contact.phone),
    }


def _promise(history: History, at: datetime) -> dict[str, str] | None:
    """The latest promise that nothing has replaced, and how it went."""
    if not history.promises:
        return None
    superseded = Promise.Outcome.SUPERSEDED
    latest = max(history.promises, key=lambda e: (e.outcome != superseded, e.pk))
    states: dict[str, str] = {
        Promise.Outcome.KEPT: "done",
        Promise.Outcome.BROKEN: "broken",
        Promise.Outcome.SUPERSEDED: "closed",
    }
    is_open = latest.outcome == Promise.Outcome.OPEN
    return {
        "state": state_of(latest.due_at, at) if is_open else states[latest.outcome],
        "when": deadline_text(latest.due_at, at),
        "outcome": latest.get_outcome_display(),
    }
