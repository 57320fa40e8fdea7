"""What a family reads first when it has followed a link; and its preview."""

from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from campaigns.access import PLANNERS
from campaigns.arrivals import carried
from campaigns.landing import LANGUAGES, Landing, landing_of
from campaigns.links import Visit
from inquiries.lying_low_words import said_now
from inquiries.views.kept_pages import Blanks, show_kept
from inquiries.views.public_page import came_by
from organisation.access import StaffRequest, staff_view
from organisation.current import places_to_choose, public_municipality, speak_for
from organisation.models import Municipality
from organisation.posting import only_posted
from organisation.tidy import tidy_line

TEMPLATE: Final = "inquiries/public/campaign.html"
FORM: Final = "inquiries:interest_assignments"


@never_cache
@require_safe
def campaign_landing(request: HttpRequest) -> HttpResponse:
    """The text of the followed link; where there is none, lead to the form."""
    visit = came_by(request)
    place = _place(request, visit)
    found = landing_of(visit.activity_id or 0, _language()) if visit and place else None
    if found is None or place is None:
        return redirect(reverse(FORM) + carried(visit))
    speak_for(request, place)
    said = said_now(place, timezone.now())

    def context(blanks: Blanks) -> dict[str, Any]:
        return {**_texts(found), **said}

    key = (place.pk, place.settings_version, found, *said.values())
    response = show_kept(request, TEMPLATE, context, key=key, texts={})
    response["X-Robots-Tag"] = "noindex"
    return response


@staff_view(*PLANNERS)
@only_posted("planning:list")
def landing_preview(request: StaffRequest) -> HttpResponse:
    """Show a text as it stands in the form, saved or not, as families will see it."""
    chosen = request.POST.get("language", "")
    language = chosen if chosen in LANGUAGES else settings.LANGUAGE_CODE
    landing = Landing.of(request.POST, language)
    with translation.override(language):
        said = said_now(request.municipality, timezone.now())
        context = {**_texts(landing), **said, "is_preview": True, "twin_url": ""}
        return render(request, TEMPLATE, context)


def _texts(landing: Landing) -> dict[str, Any]:
    return {"heading": tidy_line(landing.heading), "blocks": landing.blocks}


def _place(request: HttpRequest, visit: Visit | None) -> Municipality | None:
    """The municipality that the link is of, if this address serves it."""
    home = public_municipality(request)
    wanted = None if visit is None else visit.municipality_id
    served = [home, *places_to_choose(request)]
    return next((each for each in served if each.pk == wanted), None)


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE
