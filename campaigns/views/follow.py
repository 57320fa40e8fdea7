"""`/t/<code>`: count the visit, lead to a text or to the form. No cookie, no device."""

from typing import Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from campaigns import utm
from campaigns.links import Visit, cleaned_code
from campaigns.robots import is_person
from campaigns.services import Followed, follow

TEXT: Final = "inquiries:campaign_landing"
FORM: Final = "inquiries:interest_assignments"


@never_cache
@require_safe
def follow_link(request: HttpRequest, code: str) -> HttpResponse:
    followed = _followed(request, cleaned_code(code))
    visit = followed.visit.with_utm(utm.read(request.GET))
    address = reverse(TEXT if get_language() in followed.lands_in else FORM)
    if visit != Visit():
        address += "?" + urlencode({"k": visit.sealed()})
    response = HttpResponseRedirect(address)
    response["X-Robots-Tag"] = "noindex"
    return response


def _followed(request: HttpRequest, code: str) -> Followed:
    if not code:
        return Followed(Visit())
    return follow(code, on=timezone.localdate(), is_counted=is_person(request))
