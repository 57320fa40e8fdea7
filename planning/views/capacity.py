"""What can be kept in each coming week, on a page of its own."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from campaigns.access import may_plan
from organisation.access import StaffRequest, staff_view
from planning.capacity import capacity_of
from planning.capacity_words import finding, rows_of, unreckoned, warnings


@staff_view
@require_safe
def capacity(request: StaffRequest) -> HttpResponse:
    plan = capacity_of(request.municipality, at=timezone.now())
    context = {
        "plan": plan,
        "finding": finding(plan),
        "warnings": warnings(plan),
        "calls": rows_of(plan, (each.calls for each in plan.weeks)),
        "visits": rows_of(plan, (each.visits for each in plan.weeks)),
        "unreckoned": unreckoned(plan),
        "may_plan": may_plan(request),
    }
    return render(request, "planning/capacity.html", context)
