"""Every change that is made on one inquiry's page: a form, and the service it calls."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy

from campaigns.models import Channel
from followups.booking import SlotTaken
from followups.models import FollowUpTask
from followups.steps import NextStep
from inquiries.cards import assignable
from inquiries.forms.facts import FactsForm
from inquiries.forms.record import (
    ContactForm,
    MoveForm,
    NoteForm,
    OwnerForm,
    PlanForm,
)
from inquiries.forms.steps import StepFields
from inquiries.handover_rows import visit_text
from inquiries.models import Inquiry
from inquiries.queues import open_task_of
from inquiries.services.acts import InquiryClosed
from inquiries.services.handover import ask
from inquiries.services.moves import (
    assign_owner,
    change_facts,
    move_inquiry,
    plan_next_step,
)
from inquiries.services.people import add_note, correct_contact
from inquiries.views.desk_parts import CALLERS, find_inquiry
from inquiries.views.record import page_of, page_too_late
from inquiries.workflow import MoveRefused
from organisation.access import StaffRequest, staff_view
from organisation.models import Role, StaffMember
from organisation.posting import only_posted
from organisation.tidy import tidy_text

BUSY: Final = gettext_lazy(
    "That person has something else when the call is booked. Move the time first."
)


@dataclass(frozen=True)
class Setting:
    """One posted change: by whom, to what, when. The inquiry is locked.

    `is_late` where somebody was first: what was typed is kept then, not judged.
    """

    request: StaffRequest
    inquiry: Inquiry
    task: FollowUpTask | None
    at: datetime
    is_late: bool = False

    @property
    def typed(self) -> dict[str, Any]:
        """What every form takes."""
        if not self.is_late:
            return {"data": self.request.POST}
        fields = self.request.POST.dict()
        return {"initial": {each: fields[each] for each in fields if each != "seen"}}

    @property
    def by(self) -> StaffMember:
        return self.request.user

    @property
    def staff(self) -> list[StaffMember]:
        return assignable(self.inquiry.municipality, self.by, self.inquiry.owner)


@dataclass(frozen=True)
class Change:
    """How a change is asked for, saved and confirmed.

    `said` is a text, or makes one of the form.
    """

    form: Callable[[Setting, str], forms.Form]
    save: Callable[[Setting, Any], None]
    said: Any


@staff_view(*CALLERS)
@only_posted("inquiries:record", "pk")
def change(request: StaffRequest, pk: int, name: str) -> HttpResponse:
    """Make one change, or show the page again with what was typed."""
    at = timezone.now()
    wanted = CHANGES[name]
    try:
        with transaction.atomic():
            inquiry = find_inquiry(request, pk, locked=True)
            setting = Setting(request, inquiry, open_task_of(inquiry), at)
            if inquiry.erased_at is not None:
                raise InquiryClosed
            form = wanted.form(setting, f"{name}_%s")
            if _is_stale(form, setting):
                return _too_late(request, pk, at, name)
            if not form.is_valid():
                return page_of(request, inquiry, at, refused=form, change=name)
            if not _is_saved(wanted, setting, form):
                return page_of(request, inquiry, at, refused=form, change=name)
    except (InquiryClosed, MoveRefused):
        return _too_late(request, pk, at, name)
    said = wanted.said(form) if callable(wanted.said) else str(wanted.said)
    messages.success(request, said)
    return answer(request, pk)


def _is_saved(wanted: Change, setting: Setting, form: forms.Form) -> bool:
    """Save it; not where a booked call would be somebody's who is busy then."""
    try:
        with transaction.atomic():
            wanted.save(setting, form)
    except SlotTaken:
        form.add_error("owner", BUSY)  # no other change gives a call to anybody
        return False
    return True


def _is_stale(form: forms.Form, setting: Setting) -> bool:
    seen = setting.request.POST.get("seen", "")
    return isinstance(form, StepFields) and seen != form.initial["seen"]


def _too_late(request: StaffRequest, pk: int, at: datetime, name: str) -> HttpResponse:
    """Show the record as it stands, with what was typed where it still has a form."""
    inquiry = find_inquiry(request, pk)
    task = open_task_of(inquiry)
    if inquiry.erased_at is not None or (task is None and name == "plan"):
        note = request.POST.get("note") or request.POST.get("text") or ""
        return page_too_late(request, inquiry, at, typed=tidy_text(note))
    setting = Setting(request, inquiry, task, at, is_late=True)
    form = CHANGES[name].form(setting, f"{name}_%s")
    return page_too_late(request, inquiry, at, kept=form, change=name)


def answer(request: StaffRequest, pk: int) -> HttpResponse:
    """Lead to the page that the form stood on."""
    if request.POST.get("page") == "today":
        return redirect("inquiries:today")
    return redirect("inquiries:record", pk=pk)


def _move_form(setting: Setting, auto_id: str) -> MoveForm:
    return MoveForm(
        **setting.typed,
        inquiry=setting.inquiry,
        task=setting.task,
        staff=setting.staff,
        at=setting.at,
        auto_id=auto_id,
    )


def _move(setting: Setting, form: MoveForm) -> None:
    who: dict[str, Any] = {"by": setting.by, "at": setting.at}
    if not form.stays:
        move_inquiry(setting.inquiry, **form.change(), **who)
    elif form.chosen is not None and _differs(form.chosen, setting.task):
        plan_next_step(setting.inquiry, form.chosen, **who)
    if form.cleaned_data["note"]:
        add_note(setting.inquiry, form.cleaned_data["note"], **who)


def _differs(step: NextStep, task: FollowUpTask | None) -> bool:
    """Whether the step is another than the open one; forms know whole minutes."""
    if task is None:
        return True
    planned = task.due_at.replace(second=0, microsecond=0)
    return (step.kind, step.due_at, step.owner_id) != (
        task.kind,
        planned,
        task.owner_id,
    )


def _plan_form(setting: Setting, auto_id: str) -> PlanForm:
    return PlanForm(
        **setting.typed,
        task=setting.task,
        staff=setting.staff,
        at=setting.at,
        auto_id=auto_id,
    )


def _plan(setting: Setting, form: PlanForm) -> None:
    if form.chosen is not None and _differs(form.chosen, setting.task):
        plan_next_step(setting.inquiry, form.chosen, by=setting.by, at=setting.at)


def _owner_form(setting: Setting, auto_id: str) -> OwnerForm:
    return OwnerForm(
        **setting.typed,
        inquiry=setting.inquiry,
        staff=setting.staff,
        by=setting.by,
        may_give=Role.MANAGER in setting.request.roles,
        visit=visit_text(setting.inquiry, setting.at),
        auto_id=auto_id,
    )


def _assign(setting: Setting, form: OwnerForm) -> None:
    owner = form.chosen_owner()
    if owner == setting.inquiry.owner:
        return
    if owner is not None and form.is_question:
        lines = {name: form.cleaned_data[name] for name in ("situation", "promised")}
        ask(setting.inquiry, owner, **lines, by=setting.by, at=setting.at)
    else:
        assign_owner(
            setting.inquiry,
            owner,
            by=setting.by,
            at=setting.at,
            takes_visit=form.cleaned_data.get("takes_visit", False),
        )


def _said_of_owner(form: OwnerForm) -> Any:
    owner = form.chosen_owner()
    if owner is not None and form.is_question:
        return gettext("%(name)s is asked to take over.") % {"name": owner.first_name}
    return gettext("The owner is changed.")


def _contact(setting: Setting, form: ContactForm) -> None:
    contact = setting.inquiry.contact
    changed = {
        name: value
        for name, value in form.details().items()
        if str(getattr(contact, name)) != value
    }
    if changed:
        correct_contact(setting.inquiry, by=setting.by, at=setting.at, **changed)


def _facts(setting: Setting, form: FactsForm) -> None:
    facts = form.facts()
    if facts:
        change_facts(setting.inquiry, by=setting.by, at=setting.at, **facts)


def _note(setting: Setting, form: NoteForm) -> None:
    text = form.cleaned_data["text"]
    add_note(setting.inquiry, text, by=setting.by, at=setting.at)


CHANGES: Final = {
    "move": Change(_move_form, _move, gettext_lazy("Saved.")),
    "plan": Change(_plan_form, _plan, gettext_lazy("The next step is changed.")),
    "owner": Change(_owner_form, _assign, _said_of_owner),
    "contact": Change(
        lambda setting, auto_id: ContactForm(
            **setting.typed, contact=setting.inquiry.contact, auto_id=auto_id
        ),
        _contact,
        gettext_lazy("The contact details are corrected."),
    ),
    "facts": Change(
        lambda setting, auto_id: FactsForm(
            **setting.typed,
            inquiry=setting.inquiry,
            channels=Channel.objects.of(setting.inquiry.municipality),
            auto_id=auto_id,
        ),
        _facts,
        gettext_lazy("Saved."),
    ),
    "note": Change(
        lambda setting, auto_id: NoteForm(**setting.typed, auto_id=auto_id),
        _note,
        gettext_lazy("The note is saved."),
    ),
}
