"""Letters to ambassadors at the desk: written, looked at, sent once, followed."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.access import PLANNERS
from campaigns.forms.ambassadors import LetterForm, PreviewForm
from campaigns.letter_keys import mailing_of
from campaigns.letter_print import letters_of
from campaigns.letter_progress import failures_of, postal_count
from campaigns.letter_recipients import recipients_of
from campaigns.letter_text import written_to
from campaigns.models import Letter
from campaigns.services.letters import (
    AlreadySent,
    NobodyToSendTo,
    NothingWaits,
    change_letter,
    send_letter,
    stop_letter,
    write_anew,
    write_letter,
)
from campaigns.views.parts import READ_AND_SEND, form_page, sent
from messaging.mailings import Progress
from organisation.access import StaffRequest, staff_view
from organisation.posting import only_posted


@staff_view(*PLANNERS)
@require_safe
def letter_list(request: StaffRequest) -> HttpResponse:
    letters = Letter.objects.of(request.municipality).defer("body", "body_en")
    return render(request, "campaigns/letters.html", {"letters": letters})


@staff_view(*PLANNERS)
@require_safe
def letter(request: StaffRequest, pk: int) -> HttpResponse:
    found = _found(request, pk)
    context = _of_draft(request, found) if found.sent_at is None else _of_sent(found)
    context["letter"] = found
    template = "letter_draft" if found.sent_at is None else "letter_sent"
    return render(request, f"campaigns/{template}.html", context)


def _of_draft(request: StaffRequest, found: Letter) -> dict[str, Any]:
    """Who would get it, and how it reads to one of them."""
    recipients = recipients_of(found, timezone.now())
    homes = [*recipients.by_email, *recipients.by_post]
    chosen = PreviewForm(request.GET, homes=homes) if "till" in request.GET else None
    wanted = chosen.cleaned_data["till"] if chosen and chosen.is_valid() else None
    shown = next((each for each in homes if each == wanted), None)
    shown = shown or next(iter(homes), None)
    initial = {"till": shown}
    return {
        "recipients": recipients,
        "shown": shown,
        "written": written_to(shown, found) if shown else None,
        "chooser": PreviewForm(homes=homes, initial=initial) if homes[1:] else None,
    }


def _of_sent(found: Letter) -> dict[str, Any]:
    return {
        "progress": Progress.of(mailing_of(found.pk)),
        "failures": failures_of(found),
        "postal_count": postal_count(found),
    }


@staff_view(*PLANNERS)
@require_http_methods(READ_AND_SEND)
def letter_new(request: StaffRequest) -> HttpResponse:
    new = Letter(municipality=request.municipality)
    form = LetterForm(sent(request), instance=new)
    if form.is_valid():
        write_letter(new, by=request.user, at=timezone.now())
        return redirect("campaigns:letter", new.pk)
    back = (reverse("campaigns:letters"), _("Letters"))
    lead = _("Nothing is sent yet. First you see how it reads, and to whom it goes.")
    return form_page(request, form, _("New letter"), back, lead=lead)


@staff_view(*PLANNERS)
@require_http_methods(READ_AND_SEND)
def letter_edit(request: StaffRequest, pk: int) -> HttpResponse:
    found = _found(request, pk)
    if found.sent_at is not None:
        return _too_late(request, found)
    form = LetterForm(sent(request), instance=found)
    if form.is_valid():
        try:
            change_letter(found, form.cleaned_data, by=request.user, at=timezone.now())
        except AlreadySent:
            return _too_late(request, found)
        messages.success(request, _("Saved."))
        return redirect("campaigns:letter", pk)
    back = (reverse("campaigns:letter", args=[pk]), _found(request, pk).subject)
    return form_page(request, form, _("Change the letter"), back)


@staff_view(*PLANNERS)
@only_posted("campaigns:letter", "pk")
def letter_send(request: StaffRequest, pk: int) -> HttpResponse:
    found = _found(request, pk)
    try:
        send_letter(found, by=request.user, at=timezone.now())
    except AlreadySent:
        return _too_late(request, found)
    except NobodyToSendTo:
        messages.error(request, _("No home can get it: none has an address."))
    else:
        messages.success(
            request, _("The letter leaves in a minute. Until then you can stop it.")
        )
    return redirect("campaigns:letter", pk)


@staff_view(*PLANNERS)
@only_posted("campaigns:letter", "pk")
def letter_stop(request: StaffRequest, pk: int) -> HttpResponse:
    try:
        number = stop_letter(_found(request, pk), by=request.user, at=timezone.now())
    except NothingWaits:
        messages.error(request, _("There is nothing left to stop."))
    else:
        text = ngettext(
            "%(number)s letter is stopped.", "%(number)s letters are stopped.", number
        )
        messages.success(request, text % {"number": number})
    return redirect("campaigns:letter", pk)


@staff_view(*PLANNERS)
@only_posted("campaigns:letter", "pk")
def letter_anew(request: StaffRequest, pk: int) -> HttpResponse:
    new = write_anew(_found(request, pk), by=request.user, at=timezone.now())
    return redirect("campaigns:letter_edit", new.pk)


@staff_view(*PLANNERS)
@require_safe
def letter_print(request: StaffRequest, pk: int) -> HttpResponse:
    found = _found(request, pk)
    made = letters_of(found, request.user.desk_language, timezone.now())
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="brev-{pk}.pdf"'
    return response


def _found(request: StaffRequest, pk: int) -> Letter:
    letters = Letter.objects.of(request.municipality)
    return get_object_or_404(letters.select_related("municipality", "sent_by"), pk=pk)


def _too_late(request: StaffRequest, found: Letter) -> HttpResponse:
    messages.error(request, _("The letter has been sent already, and goes out once."))
    return redirect("campaigns:letter", found.pk)
