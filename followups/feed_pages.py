"""Making and taking back the address of one's own calendar, and what it gives."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from followups.calendar_feed import calendar_of, make_feed, reader_of, revoke_feed
from followups.models import CalendarFeed
from organisation.access import StaffRequest, staff_view
from organisation.models import CALLING


@staff_view(*CALLING)
def feed_page(request: StaffRequest) -> HttpResponse:
    """The person's own page of it. A new address is shown in this one answer only."""
    at = timezone.now()
    address = ""
    if "revoke" in request.POST:
        revoke_feed(request.user, at=at)
        messages.success(request, _("The address no longer works."))
        return redirect("followups:feed")
    if request.method == "POST":
        secret = make_feed(request.user, at=at)
        address = settings.BASE_URL + reverse("calendar_feed", args=[secret])
    context = {
        "address": address,
        "feed": CalendarFeed.objects.filter(staff=request.user).first(),
    }
    return render(request, "followups/feed.html", context)


@never_cache
@require_safe
def calendar_feed(request: HttpRequest, secret: str) -> HttpResponse:
    """Asked by a calendar program, without a session. A wrong secret: an empty 404."""
    staff = reader_of(secret)
    if staff is None:
        return HttpResponseNotFound()
    with translation.override(staff.desk_language):
        text = calendar_of(staff, at=timezone.now())
    return HttpResponse(text, content_type="text/calendar; charset=utf-8")
