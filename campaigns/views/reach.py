"""Figures of an activity's channel: typed in, corrected, taken over as its cost."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaigns.access import PLANNERS
from campaigns.forms.reach import ReachForm
from campaigns.models import Activity, ReachFigure
from campaigns.services.reach import (
    DaysTaken,
    NothingSpent,
    add_figure,
    change_figure,
    remove_figure,
    take_over_cost,
)
from campaigns.views.parts import READ_AND_SEND, sent
from organisation.access import StaffRequest, staff_view
from organisation.money import kronor_text
from organisation.posting import only_posted


@staff_view(*PLANNERS)
@require_http_methods(READ_AND_SEND)
def reach(request: StaffRequest, pk: int) -> HttpResponse:
    """The figures of one activity, and a form for more."""
    activity = _activity(request, pk)
    new = ReachFigure(municipality=request.municipality, activity=activity)
    form = ReachForm(sent(request), instance=new, today=timezone.localdate())
    if not form.is_valid():
        return _page(request, activity, form)
    try:
        add_figure(new, by=request.user, at=timezone.now())
    except DaysTaken:
        return _page(request, activity, _taken(form))
    messages.success(request, _("The figures are saved."))
    return redirect("campaigns:reach", activity.pk)


@staff_view(*PLANNERS)
@require_http_methods(READ_AND_SEND)
def reach_edit(request: StaffRequest, pk: int) -> HttpResponse:
    figure = _figure(request, pk)
    form = ReachForm(sent(request), instance=figure, today=timezone.localdate())
    if not form.is_valid():
        return _edit_page(request, figure, form)
    values = form.cleaned_data
    try:
        change_figure(figure, values, by=request.user, at=timezone.now())
    except DaysTaken:
        return _edit_page(request, figure, _taken(form))
    messages.success(request, _("The figures are saved."))
    return redirect("campaigns:reach", figure.activity_id)


@staff_view(*PLANNERS)
@only_posted("campaigns:reach_edit", "pk")
def reach_remove(request: StaffRequest, pk: int) -> HttpResponse:
    figure = _figure(request, pk)
    remove_figure(figure, by=request.user, at=timezone.now())
    messages.success(request, _("The figures are removed."))
    return redirect("campaigns:reach", figure.activity_id)


@staff_view(*PLANNERS)
@only_posted("campaigns:reach", "pk")
def reach_cost(request: StaffRequest, pk: int) -> HttpResponse:
    """Let what was spent be the actual cost."""
    activity = _activity(request, pk)
    try:
        spent = take_over_cost(activity, by=request.user, at=timezone.now())
    except NothingSpent:
        messages.error(request, _("No figure says what was spent."))
    else:
        words = _("The actual cost is now %(amount)s kr.")
        messages.success(request, words % {"amount": kronor_text(spent)})
    return redirect("campaigns:reach", activity.pk)


def _activity(request: StaffRequest, pk: int) -> Activity:
    activities = Activity.objects.of(request.municipality).select_related("campaign")
    return get_object_or_404(activities, pk=pk)


def _figure(request: StaffRequest, pk: int) -> ReachFigure:
    figures = ReachFigure.objects.filter(municipality=request.municipality)
    return get_object_or_404(figures.select_related("activity"), pk=pk)


def _taken(form: ReachForm) -> ReachForm:
    form.add_error(None, _("There are figures for some of those days already."))
    return form


def _page(request: StaffRequest, activity: Activity, form: ReachForm) -> HttpResponse:
    figures = list(activity.reach.order_by("-starts_on"))
    spent = [each.spent for each in figures if each.spent is not None]
    context = {
        "activity": activity,
        "figures": figures,
        "form": form,
        "spent": sum(spent) if spent else None,
    }
    status = 422 if form.is_bound else 200
    return render(request, "campaigns/reach.html", context, status=status)


def _edit_page(
    request: StaffRequest, figure: ReachFigure, form: ReachForm
) -> HttpResponse:
    context = {"activity": figure.activity, "figure": figure, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "campaigns/reach_edit.html", context, status=status)
