"""Annotations: the list, and making, changing and removing one."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaigns.views.parts import READ_AND_SEND, sent
from organisation.access import StaffRequest, staff_view
from organisation.posting import only_posted
from reports.forms.annotations import AnnotationForm
from reports.models import Annotation
from reports.services.writing import (
    add_annotation,
    change_annotation,
    remove_annotation,
)
from reports.views.parts import ANNOTATING


@staff_view(*ANNOTATING)
@require_http_methods(READ_AND_SEND)
def annotations(request: StaffRequest) -> HttpResponse:
    """All of them, the latest first, and a form for one more."""
    new = Annotation(municipality=request.municipality)
    form = AnnotationForm(sent(request), instance=new)
    if form.is_valid():
        add_annotation(new, by=request.user, at=timezone.now())
        messages.success(request, _("%(name)s is saved.") % {"name": new.text})
        return redirect("reports:annotations")
    rows = Annotation.objects.of(request.municipality).order_by("-day", "-pk")
    context = {"form": form, "annotations": rows}
    status = 422 if form.is_bound else 200
    return render(request, "reports/annotations.html", context, status=status)


@staff_view(*ANNOTATING)
@require_http_methods(READ_AND_SEND)
def annotation(request: StaffRequest, pk: int) -> HttpResponse:
    found = _found(request, pk)
    form = AnnotationForm(sent(request), instance=found)
    if form.is_valid():
        change_annotation(found, form.cleaned_data, by=request.user, at=timezone.now())
        messages.success(request, _("Saved."))
        return redirect("reports:annotations")
    context = {
        "form": form,
        "heading": _("Change the note"),
        "back": (reverse("reports:annotations"), _("Notes on the time axis")),
        "remove": (
            reverse("reports:annotation_remove", args=[pk]),
            _("Remove the note"),
        ),
    }
    status = 422 if form.is_bound else 200
    return render(request, "reports/one_row.html", context, status=status)


@staff_view(*ANNOTATING)
@only_posted("reports:annotation", "pk")
def annotation_remove(request: StaffRequest, pk: int) -> HttpResponse:
    found = _found(request, pk)
    remove_annotation(found, by=request.user, at=timezone.now())
    messages.success(request, _("%(name)s is removed.") % {"name": found.text})
    return redirect("reports:annotations")


def _found(request: StaffRequest, pk: int) -> Annotation:
    return get_object_or_404(Annotation.objects.of(request.municipality), pk=pk)
