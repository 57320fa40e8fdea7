"""Ambassadors at the desk: who they are, their links, and counts without names."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.access import PLANNERS, may_plan
from campaigns.ambassador_card import card_of
from campaigns.ambassador_figures import months_of, with_figures
from campaigns.forms.ambassadors import AmbassadorForm, StatusForm
from campaigns.models import Ambassador
from campaigns.qr import link_of
from campaigns.services.ambassadors import (
    NameInUse,
    NotNow,
    add_ambassador,
    change_ambassador,
    erase_ambassador,
    move_ambassador,
    subscribe_again,
)
from campaigns.views.parts import READ_AND_SEND, form_page, sent
from organisation.access import StaffRequest, staff_view
from organisation.posting import only_posted

Status = Ambassador.Status


@staff_view
@require_safe
def ambassador_list(request: StaffRequest) -> HttpResponse:
    homes = Ambassador.objects.of(request.municipality).known()
    context = {
        "homes": with_figures(homes).select_related("activity"),
        "may_plan": may_plan(request),
    }
    return render(request, "campaigns/ambassadors.html", context)


@staff_view
@require_safe
def ambassador(request: StaffRequest, pk: int) -> HttpResponse:
    home = _found(request, pk)
    months = months_of(home)
    context = {
        "home": home,
        "link": link_of(home.activity),
        "months": months,
        "visits": sum(each.visits for each in months),
        "inquiries": sum(each.inquiries for each in months),
        "tasks": home.tasks.open(),
        "may_plan": may_plan(request),
        "today": timezone.localdate(),
    }
    return render(request, "campaigns/ambassador.html", context)


@staff_view(*PLANNERS)
@require_http_methods(READ_AND_SEND)
def ambassador_new(request: StaffRequest) -> HttpResponse:
    new = Ambassador(municipality=request.municipality)
    form = AmbassadorForm(sent(request), instance=new)
    if form.is_valid() and _added(request, form, new):
        return redirect("campaigns:ambassador", new.pk)
    back = (reverse("campaigns:ambassadors"), _("Ambassadors"))
    lead = _("The home gets a link and a card of its own to give away.")
    return form_page(request, form, _("New ambassador"), back, lead=lead)


def _added(request: StaffRequest, form: AmbassadorForm, new: Ambassador) -> bool:
    try:
        add_ambassador(new, by=request.user, at=timezone.now())
    except NameInUse:
        told = _(
            "The home’s name: you have a home of that name already. Write something "
            "that tells them apart."
        )
        form.add_error("name", told)
        return False
    messages.success(request, _("%(name)s is saved.") % {"name": new.name})
    return True


@staff_view(*PLANNERS)
@require_http_methods(READ_AND_SEND)
def ambassador_edit(request: StaffRequest, pk: int) -> HttpResponse:
    home = _found(request, pk)
    if home.erased_at is not None:
        return _too_late(request, home)
    form = AmbassadorForm(sent(request), instance=home)
    if form.is_valid():
        try:
            change_ambassador(
                home, form.cleaned_data, by=request.user, at=timezone.now()
            )
        except NotNow:
            return _too_late(request, home)
        messages.success(request, _("Saved."))
        return redirect("campaigns:ambassador", pk)
    back = (reverse("campaigns:ambassador", args=[pk]), _found(request, pk).name)
    return form_page(request, form, _("Change the ambassador"), back)


@staff_view(*PLANNERS)
@only_posted("campaigns:ambassador", "pk")
def ambassador_status(request: StaffRequest, pk: int) -> HttpResponse:
    """One button each: rest, retire, take up again."""
    home = _found(request, pk)
    form = StatusForm(request.POST)
    if form.is_valid():
        try:
            move_ambassador(
                home,
                form.cleaned_data["status"],
                closes_link=form.cleaned_data["closes_link"],
                by=request.user,
                at=timezone.now(),
            )
        except NotNow:
            return _too_late(request, home)
        messages.success(request, _("Saved."))
    return redirect("campaigns:ambassador", pk)


@staff_view(*PLANNERS)
@only_posted("campaigns:ambassador", "pk")
def ambassador_subscribe(request: StaffRequest, pk: int) -> HttpResponse:
    subscribe_again(_found(request, pk), by=request.user, at=timezone.now())
    messages.success(request, _("The home gets letters again."))
    return redirect("campaigns:ambassador", pk)


@staff_view(*PLANNERS)
@only_posted("campaigns:ambassador", "pk")
def ambassador_erase(request: StaffRequest, pk: int) -> HttpResponse:
    home = _found(request, pk)
    closes_link = request.POST.get("closes_link") == "on"
    try:
        erase_ambassador(
            home, closes_link=closes_link, by=request.user, at=timezone.now()
        )
    except NotNow:
        return _too_late(request, home)
    messages.success(request, _("Name and addresses are erased. The figures stand."))
    return redirect("campaigns:ambassadors")


@staff_view
@require_safe
def ambassador_card(request: StaffRequest, pk: int) -> HttpResponse:
    home = _found(request, pk)
    card = card_of(home.activity, home.language, timezone.now())
    response = HttpResponse(card, content_type="application/pdf")
    name = f"kort-{home.activity.code}.pdf"  # the code alone: no name in a file's
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response


def _found(request: StaffRequest, pk: int) -> Ambassador:
    homes = Ambassador.objects.of(request.municipality)
    return get_object_or_404(homes.select_related("activity__municipality"), pk=pk)


def _too_late(request: StaffRequest, home: Ambassador) -> HttpResponse:
    messages.error(request, _("The home has been erased."))
    return redirect("campaigns:ambassador", home.pk)
