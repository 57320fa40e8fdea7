"""The register of stories, pictures and films at the desk."""

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.access import PLANNERS
from campaigns.content_rows import people_in, places_covered, uses_of
from campaigns.forms.consent import ConsentForm
from campaigns.forms.content import AppearanceForm, ContentForm
from campaigns.models import Appearance, Content, Person
from campaigns.services.consents import give_consent
from campaigns.services.content import (
    HasConsents,
    IsUsed,
    SomebodyAppears,
    add_appearance,
    add_content,
    change_content,
    remove_appearance,
    remove_content,
    say_nobody_appears,
)
from campaigns.views.parts import READ_AND_SEND, form_page, sent
from organisation.access import StaffRequest, staff_view
from organisation.posting import only_posted


@staff_view(*PLANNERS)
@require_safe
def content_list(request: StaffRequest) -> HttpResponse:
    contents = Content.objects.of(request.municipality).filter(removed_at=None)
    contents = contents.defer("text").annotate(people=Count("appearances"))
    return render(request, "campaigns/contents.html", {"contents": contents})


@staff_view(*PLANNERS)
@require_safe
def content(request: StaffRequest, pk: int) -> HttpResponse:
    found = _found(request, pk)
    today = timezone.localdate()
    context = {
        "content": found,
        "people": people_in(found, today),
        "uses": uses_of(found, today),
        "covered": places_covered(found, today),
    }
    return render(request, "campaigns/content.html", context)


@staff_view(*PLANNERS)
@require_safe
def content_picture(request: StaffRequest, pk: int) -> HttpResponse:
    """The picture itself, to those who may see the register and to nobody else."""
    found = _found(request, pk)
    if not found.file:
        raise Http404
    try:
        with found.file.open() as file:
            return HttpResponse(file.read(), content_type="image/jpeg")
    except FileNotFoundError as error:
        raise Http404 from error


@staff_view(*PLANNERS)
@require_http_methods(READ_AND_SEND)
def content_new(request: StaffRequest) -> HttpResponse:
    new = Content(municipality=request.municipality)
    form = ContentForm(sent(request), request.FILES or None, instance=new)
    if form.is_valid():
        picture = form.cleaned_data["picture"]
        add_content(new, picture, by=request.user, at=timezone.now())
        messages.success(request, _("Saved. Now note who appears."))
        return redirect("campaigns:content", new.pk)
    back = (reverse("campaigns:contents"), _("Content"))
    return form_page(request, form, _("New content"), back)


@staff_view(*PLANNERS)
@require_http_methods(READ_AND_SEND)
def content_edit(request: StaffRequest, pk: int) -> HttpResponse:
    found = _found(request, pk)
    if found.removed_at is not None:
        return _removed(request, pk)
    form = ContentForm(sent(request), request.FILES or None, instance=found)
    if form.is_valid():
        picture = form.cleaned_data["picture"]
        change_content(
            found, form.values(), picture, by=request.user, at=timezone.now()
        )
        messages.success(request, _("Saved."))
        return redirect("campaigns:content", pk)
    back = (reverse("campaigns:content", args=[pk]), _found(request, pk).title)
    return form_page(request, form, _("Change the content"), back)


@staff_view(*PLANNERS)
@only_posted("campaigns:content", "pk")
def content_remove(request: StaffRequest, pk: int) -> HttpResponse:
    try:
        remove_content(_found(request, pk), by=request.user, at=timezone.now())
    except IsUsed:
        messages.error(request, _("It is shown, or planned to be. End that first."))
    else:
        messages.success(request, _("It is removed. Its history stands."))
    return redirect("campaigns:content", pk)


@staff_view(*PLANNERS)
@only_posted("campaigns:content", "pk")
def content_nobody(request: StaffRequest, pk: int) -> HttpResponse:
    """Somebody has looked, and nobody can be recognised."""
    try:
        say_nobody_appears(_found(request, pk), by=request.user, at=timezone.now())
    except SomebodyAppears:
        messages.error(request, _("Somebody who appears is noted already."))
    else:
        messages.success(request, _("Noted."))
    return redirect("campaigns:content", pk)


@staff_view(*PLANNERS)
@require_http_methods(READ_AND_SEND)
def appearance_new(request: StaffRequest, pk: int) -> HttpResponse:
    found = _found(request, pk)
    if found.removed_at is not None:
        return _removed(request, pk)
    new = Person(municipality=request.municipality)
    form = AppearanceForm(sent(request), instance=new)
    if form.is_valid():
        added = add_appearance(found, form.person(), by=request.user, at=timezone.now())
        messages.success(request, _("Saved. Now note what the person said yes to."))
        return redirect("campaigns:consent_new", added.pk)
    back = (reverse("campaigns:content", args=[pk]), found.title)
    return form_page(request, form, _("Who appears"), back)


@staff_view(*PLANNERS)
@only_posted("campaigns:contents")
def appearance_remove(request: StaffRequest, pk: int) -> HttpResponse:
    appearance = _appearance(request, pk)
    try:
        remove_appearance(appearance, by=request.user, at=timezone.now())
    except HasConsents:
        messages.error(request, _("The person has said yes to something: that stays."))
    return redirect("campaigns:content", appearance.content_id)


@staff_view(*PLANNERS)
@require_http_methods(READ_AND_SEND)
def consent_new(request: StaffRequest, pk: int) -> HttpResponse:
    appearance = _appearance(request, pk)
    today = timezone.localdate()
    form = ConsentForm(sent(request), today=today, initial={"given_on": today})
    if form.is_valid():
        places = form.cleaned_data["places"]
        give_consent(
            appearance, places, form.terms(), by=request.user, at=timezone.now()
        )
        messages.success(request, _("The consent is noted."))
        return redirect("campaigns:content", appearance.content_id)
    content_url = reverse("campaigns:content", args=[appearance.content_id])
    heading = _("What %(name)s said yes to") % {"name": appearance.person}
    lead = _(
        "For “%(title)s”. What is noted here is never edited: a new one replaces it."
    )
    return form_page(
        request,
        form,
        heading,
        (content_url, appearance.content.title),
        lead=lead % {"title": appearance.content.title},
    )


def _found(request: StaffRequest, pk: int) -> Content:
    return get_object_or_404(Content.objects.of(request.municipality), pk=pk)


def _removed(request: StaffRequest, pk: int) -> HttpResponse:
    messages.error(request, _("The content has been removed."))
    return redirect("campaigns:content", pk)


def _appearance(request: StaffRequest, pk: int) -> Appearance:
    appearances = Appearance.objects.filter(municipality=request.municipality)
    return get_object_or_404(appearances.select_related("content", "person"), pk=pk)
