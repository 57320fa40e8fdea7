"""Lie low: what is typed, what families would read, and the way back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from campaigns.access import PLANNERS
from campaigns.models import ActivityPause
from campaigns.views.parts import READ_AND_SEND
from inquiries.numbers import row_of
from organisation.access import StaffRequest, staff_view
from organisation.lying_low import lie_lows, lying_low
from organisation.posting import only_posted
from planning.forms.lying_low import LieLowForm
from planning.lying_low_words import going_on_text, past_text, preview_of
from planning.services.lying_low import (
    AlreadyLyingLow,
    NotLyingLow,
    can_rest,
    lie_low,
    resume,
    resume_activities,
)


@staff_view(*PLANNERS)
@require_http_methods(READ_AND_SEND)
def lie_low_page(request: StaffRequest) -> HttpResponse:
    """Type, see what families would read, and begin: three steps of one address."""
    if lying_low(request.municipality, timezone.now()) is not None:
        return _going_on(request)
    if request.method != "POST":
        return _page(request, _form(request))
    form = _form(request)
    if not form.is_valid():
        return _page(request, form, status=422)
    if "begin" in request.POST:
        return _begin(request, form)
    if "change" in request.POST:
        return _page(request, form)
    return _preview(request, form)


@staff_view(*PLANNERS)
@only_posted("planning:lie_low")
def lie_low_end(request: StaffRequest) -> HttpResponse:
    try:
        resume(request.municipality, by=request.user, at=timezone.now())
    except NotLyingLow:
        messages.info(request, _("It has ended already."))
    else:
        messages.success(
            request, _("You no longer lie low. Families are promised as usual again.")
        )
    return redirect("planning:lie_low")


@staff_view(*PLANNERS)
@only_posted("planning:lie_low")
def lie_low_activities(request: StaffRequest) -> HttpResponse:
    """Let the ticked ones go on; those of others and those that do already are left."""
    chosen = [row_of(each) for each in request.POST.getlist("activity")]
    numbers = [each for each in chosen if each is not None]
    by, at = request.user, timezone.now()
    try:
        count = resume_activities(request.municipality, numbers, by=by, at=at)
    except NotLyingLow:
        messages.info(request, _("It has ended already."))
        return redirect("planning:lie_low")
    if count:
        text = ngettext("One goes on again.", "%(number)s go on again.", count)
        messages.success(request, text % {"number": count})
    else:
        messages.info(request, _("Tick those that are to go on."))
    return redirect("planning:lie_low")


def _form(request: StaffRequest) -> LieLowForm:
    today = timezone.localdate()
    return LieLowForm(
        request.POST if request.method == "POST" else None,
        today=today,
        activities=can_rest(request.municipality, today),
    )


def _page(
    request: StaffRequest, form: LieLowForm, *, status: int = 200
) -> HttpResponse:
    context = {"form": form, "past": _past(request)}
    return render(request, "planning/lie_low.html", context, status=status)


def _preview(request: StaffRequest, form: LieLowForm) -> HttpResponse:
    typed = form.cleaned_data
    at = timezone.now()
    context = {
        "form": form,
        "preview": preview_of(request.municipality, typed["working_days"], at),
        "resumes_on": typed["resumes_on"],
        "resting": form.names_of_resting(),
    }
    return render(request, "planning/lie_low_preview.html", context)


def _begin(request: StaffRequest, form: LieLowForm) -> HttpResponse:
    typed = form.cleaned_data
    try:
        lie_low(
            request.municipality,
            form.resting(),
            working_days=typed["working_days"],
            resumes_on=typed["resumes_on"],
            reason=typed["reason"],
            by=request.user,
            at=timezone.now(),
        )
    except AlreadyLyingLow:
        messages.info(request, _("A colleague has just begun it."))
    else:
        messages.success(request, _("You lie low now. No form is closed."))
    return redirect("planning:lie_low")


def _going_on(request: StaffRequest) -> HttpResponse:
    """While it lasts: how it stands, and the ways out of it."""
    if request.method == "POST":
        messages.info(request, _("You lie low already."))
        return redirect("planning:lie_low")
    low = lying_low(request.municipality, timezone.now())
    resting = (
        ActivityPause.objects.of(request.municipality)
        .going_on()
        .order_by("activity__name", "pk")
    )
    context = {
        "low": low,
        "text": "" if low is None else going_on_text(low),
        "resting": resting.select_related("activity__channel"),
        "past": _past(request),
    }
    return render(request, "planning/lying_low.html", context)


def _past(request: StaffRequest) -> list[tuple[str, str]]:
    """Every earlier time, the latest first: what was promised, and why."""
    return [
        (past_text(each, with_year=True), each.reason)
        for each in lie_lows(request.municipality)
        if each.ended_at is not None
    ]
