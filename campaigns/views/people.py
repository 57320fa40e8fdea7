"""Those who appear: everywhere at once, what they said yes to, and taking it back.

Whoever reads a person's page is written down, as on an inquiry's record.
"""

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from audit.services import record
from campaigns.access import PLANNERS
from campaigns.content_rows import everywhere
from campaigns.forms.consent import WithdrawForm
from campaigns.forms.content import PersonForm
from campaigns.models import Person
from campaigns.services.consents import (
    NothingToWithdraw,
    Withdrawal,
    standing_of,
    withdraw,
)
from campaigns.services.content import IsErased, change_person, erase_person
from campaigns.views.parts import READ_AND_SEND, form_page, sent
from organisation.access import StaffRequest, staff_view
from organisation.posting import only_posted


@staff_view(*PLANNERS)
@require_safe
def person_list(request: StaffRequest) -> HttpResponse:
    people = Person.objects.of(request.municipality).known()
    people = people.annotate(contents=Count("appearances"))
    return render(request, "campaigns/people.html", {"people": people})


@staff_view(*PLANNERS)
@require_safe
def person(request: StaffRequest, pk: int) -> HttpResponse:
    found = _read(request, pk)
    rows = everywhere(found, timezone.localdate())
    context = {
        "person": found,
        "rows": rows,
        "may_withdraw": bool(standing_of(found)),
        "is_shown": any(use.is_live for row in rows for use in row.uses),
    }
    return render(request, "campaigns/person.html", context)


@staff_view(*PLANNERS)
@require_http_methods(READ_AND_SEND)
def person_edit(request: StaffRequest, pk: int) -> HttpResponse:
    found = _read(request, pk)
    if found.erased_at is not None:
        return _too_late(request, pk)
    form = PersonForm(sent(request), instance=found)
    if form.is_valid():
        try:
            change_person(found, form.cleaned_data, by=request.user, at=timezone.now())
        except IsErased:
            return _too_late(request, pk)
        messages.success(request, _("Saved."))
        return redirect("campaigns:person", pk)
    back = (reverse("campaigns:person", args=[pk]), _found(request, pk).name)
    return form_page(request, form, _("Change the person"), back)


@staff_view(*PLANNERS)
@require_http_methods(READ_AND_SEND)
def person_withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    found = _read(request, pk)
    standing = standing_of(found)
    if not standing:
        messages.error(request, _("There is no consent to take back."))
        return redirect("campaigns:person", pk)
    today = timezone.localdate()
    form = WithdrawForm(sent(request), consents=standing, today=today)
    if form.is_valid() and _withdrawn(request, form):
        return redirect("campaigns:person", pk)
    back = (reverse("campaigns:person", args=[pk]), str(found))
    heading = _("%(name)s takes back") % {"name": found}
    lead = _(
        "What has not begun is stopped. For each place where it runs a task opens: "
        "take it down today."
    )
    return form_page(request, form, heading, back, lead=lead)


def _withdrawn(request: StaffRequest, form: WithdrawForm) -> bool:
    typed = form.cleaned_data
    try:
        done = withdraw(
            form.chosen(),
            typed["withdrawn_on"],
            typed["how"],
            by=request.user,
            at=timezone.now(),
        )
    except NothingToWithdraw:
        form.add_error(None, _("A colleague has noted it already."))
        return False
    messages.success(request, _said(done))
    return True


def _said(done: Withdrawal) -> str:
    ends = ngettext("%(n)s use ends.", "%(n)s uses end.", done.uses) % {"n": done.uses}
    noted = _("It is noted that the consent is taken back.")
    return f"{noted} {ends}" if done.uses else noted


@staff_view(*PLANNERS)
@only_posted("campaigns:person", "pk")
def person_erase(request: StaffRequest, pk: int) -> HttpResponse:
    try:
        erase_person(_found(request, pk), by=request.user, at=timezone.now())
    except IsErased:
        return _too_late(request, pk)
    messages.success(request, _("Name and contact are erased. The history stands."))
    return redirect("campaigns:people")


def _found(request: StaffRequest, pk: int) -> Person:
    return get_object_or_404(Person.objects.of(request.municipality), pk=pk)


def _read(request: StaffRequest, pk: int) -> Person:
    """The person, and a note of who looked."""
    found = _found(request, pk)
    if request.method == "GET":
        record("read", found, by=request.user, at=timezone.now())
    return found


def _too_late(request: StaffRequest, pk: int) -> HttpResponse:
    messages.error(request, _("The person has been erased."))
    return redirect("campaigns:person", pk)
