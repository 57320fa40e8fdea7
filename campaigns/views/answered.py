"""The text for a page's profile in social media: when somebody answers."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from campaigns.answered import profile_texts
from organisation.access import StaffRequest, staff_view
from organisation.models import Role

CALLERS = (Role.RECRUITER, Role.MANAGER)  # who type in what came


@staff_view
@require_safe
def answered(request: StaffRequest) -> HttpResponse:
    texts = profile_texts(request.municipality, timezone.localdate())
    context = {"texts": texts, "may_type_in": not request.roles.isdisjoint(CALLERS)}
    return render(request, "campaigns/answered.html", context)
