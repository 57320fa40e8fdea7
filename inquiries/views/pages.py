"""The pages that stand still: landing, privacy notice, accessibility statement."""

import uuid
from datetime import date
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from inquiries.form_token import FormToken
from inquiries.forms.obstacle import ObstacleForm
from inquiries.lying_low_words import said_now
from inquiries.services.obstacles import TooManyReports, report_obstacle
from inquiries.team import team_of
from inquiries.views.kept_pages import Blanks, show_kept
from inquiries.views.public_page import FIELD, is_trapped, show
from organisation.current import public_municipality

# When the pages were last judged, and the statement last read through.
ASSESSED_ON: Final = date(2026, 11, 21)
REVIEWED_ON: Final = date(2026, 11, 21)


@require_safe
def landing(request: HttpRequest) -> HttpResponse:
    municipality = public_municipality(request)
    at = timezone.now()
    said = said_now(municipality, at)

    def context(blanks: Blanks) -> dict[str, Any]:
        team = team_of(municipality, timezone.localdate(at))
        return {**said, "team": team}

    key = tuple(said.values())
    return show_kept(
        request, "inquiries/public/landing.html", context, key=key, texts={}
    )


@require_safe
def privacy_notice(request: HttpRequest) -> HttpResponse:
    return show(request, "inquiries/public/privacy_notice.html")


# Works without any cookie, as it must for whoever has blocked them: there is nobody
# logged in whose rights a forged form could use.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def accessibility(request: HttpRequest) -> HttpResponse:
    """The statement that Digg demands, with a way to tell us anonymously.

    Source: https://www.digg.se/kunskap-och-stod/digital-tillganglighet (what a
    statement must hold, MDFFS 2019:2).
    """
    if request.method != "POST":
        return _statement(request, ObstacleForm())
    form = ObstacleForm(request.POST)
    if not form.is_valid():
        return _statement(request, form, status=422)
    token = FormToken.unsealed(request.POST.get(FIELD, ""))
    try:
        report_obstacle(
            public_municipality(request),
            form.cleaned_data["obstacle"],
            form.cleaned_data["reply_to"],
            key=token.key if token else uuid.uuid4(),
            is_suspect=is_trapped(request),
            at=timezone.now(),
        )
    except TooManyReports:
        return _statement(request, form, status=429, notice="too_many")
    return redirect(reverse("inquiries:accessibility") + "?sent=1#message")


def _statement(
    request: HttpRequest, form: ObstacleForm, *, status: int = 200, notice: str = ""
) -> HttpResponse:
    context = {
        "form": form,
        "token": FormToken.begin(timezone.now()).sealed(),
        "notice": notice or ("sent" if "sent" in request.GET else ""),
        "assessed_on": ASSESSED_ON,
        "reviewed_on": REVIEWED_ON,
    }
    template = "inquiries/public/accessibility.html"
    return show(request, template, context, status=status)
