"""Who gets the month's report by mail, and sending it now."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from campaigns.views.parts import READ_AND_SEND, sent
from organisation.access import StaffRequest, staff_view
from organisation.posting import only_posted
from organisation.wording import month_title, number_word
from reports.forms.recipients import PostingForm, RecipientForm
from reports.models import Posting, Recipient, Snapshot
from reports.reading import Reading
from reports.recipient_rows import recipient_rows
from reports.services.recipients import (
    add_recipient,
    change_recipient,
    choose_posting,
    remove_recipient,
)
from reports.services.sending import NobodyToSendTo, not_reached, send_version
from reports.views.parts import CORRECTING, latest_view


@staff_view(*CORRECTING)
@require_http_methods(READ_AND_SEND)
def recipients(request: StaffRequest) -> HttpResponse:
    """All of them, and a form for one more."""
    new = Recipient(municipality=request.municipality)
    form = RecipientForm(sent(request), instance=new)
    if form.is_valid():
        add_recipient(new, by=request.user, at=timezone.now())
        messages.success(request, _("%(name)s is saved.") % {"name": new.email})
        return redirect("reports:recipients")
    return _page(request, form=form)


@staff_view(*CORRECTING)
@only_posted("reports:recipients")
def posting(request: StaffRequest) -> HttpResponse:
    """With the PDF, or by link only."""
    form = PostingForm(request.POST)
    if not form.is_valid():
        return _page(request, posting_form=form)
    choose_posting(
        request.municipality,
        attaches_pdf=form.cleaned_data["attaches_pdf"],
        by=request.user,
        at=timezone.now(),
    )
    messages.success(request, _("Saved."))
    return redirect("reports:recipients")


@staff_view(*CORRECTING)
@require_http_methods(READ_AND_SEND)
def recipient(request: StaffRequest, pk: int) -> HttpResponse:
    found = _found(request, pk)
    form = RecipientForm(sent(request), instance=found)
    if form.is_valid():
        change_recipient(found, form.cleaned_data, by=request.user, at=timezone.now())
        messages.success(request, _("Saved."))
        return redirect("reports:recipients")
    context = {
        "form": form,
        "heading": _("Change the recipient"),
        "back": (reverse("reports:recipients"), _("Recipients of the report")),
        "remove": (
            reverse("reports:recipient_remove", args=[pk]),
            _("Remove the recipient"),
        ),
    }
    status = 422 if form.is_bound else 200
    return render(request, "reports/one_row.html", context, status=status)


@staff_view(*CORRECTING)
@only_posted("reports:recipient", "pk")
def recipient_remove(request: StaffRequest, pk: int) -> HttpResponse:
    found = _found(request, pk)
    remove_recipient(found, by=request.user, at=timezone.now())
    messages.success(request, _("%(name)s is removed.") % {"name": found.email})
    return redirect("reports:recipients")


@staff_view(*CORRECTING)
@require_http_methods(READ_AND_SEND)
@latest_view
def send(request: StaffRequest, reading: Reading) -> HttpResponse:
    """To whom the latest version goes; pressing sends it to who has not had it."""
    month = reading.month
    if reading.snapshot is None:
        messages.error(request, _("The month is not frozen yet: it cannot be sent."))
        return redirect("reports:month", month.year, month.number)
    if request.method == "POST":
        return _send(request, reading.snapshot)
    context = {
        "month": month,
        "title": month_title(month),
        "version": reading.version,
        "waiting": not_reached(reading.snapshot),
        "has_recipients": Recipient.objects.of(request.municipality).active().exists(),
        "attaches_pdf": _attaches_pdf(request),
    }
    return render(request, "reports/send.html", context)


def _send(request: StaffRequest, snapshot: Snapshot) -> HttpResponse:
    try:
        number = send_version(snapshot, by=request.user, at=timezone.now())
    except NobodyToSendTo:
        messages.error(request, _("Everybody has got this version already."))
    else:
        said = ngettext(
            "The report is on its way to one recipient.",
            "The report is on its way to %(number)s recipients.",
            number,
        )
        messages.success(request, said % {"number": number_word(number)})
    return redirect("reports:month", snapshot.month.year, snapshot.month.month)


def _page(
    request: StaffRequest,
    *,
    form: RecipientForm | None = None,
    posting_form: PostingForm | None = None,
) -> HttpResponse:
    new = Recipient(municipality=request.municipality)
    carries = "pdf" if _attaches_pdf(request) else "link"
    shown = form or RecipientForm(instance=new)
    choice = posting_form or PostingForm(initial={"attaches_pdf": carries})
    rows = Recipient.objects.of(request.municipality)
    context = {
        "recipients": recipient_rows(request.municipality, rows),
        "recipient_form": shown,
        "posting_form": choice,
        "form": choice if choice.is_bound else shown,  # the title says what is wrong
    }
    is_wrong = shown.is_bound or choice.is_bound
    status = 422 if is_wrong else 200
    return render(request, "reports/recipients.html", context, status=status)


def _attaches_pdf(request: StaffRequest) -> bool:
    rows = Posting.objects.filter(municipality=request.municipality, attaches_pdf=True)
    return rows.exists()


def _found(request: StaffRequest, pk: int) -> Recipient:
    return get_object_or_404(Recipient.objects.of(request.municipality), pk=pk)
