"""A lost link: whatever is written, the answer is the same, and takes as long."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from inquiries.forms.family import LostLinkForm
from inquiries.services.lost_links import TooManyRequests, ask_for_link
from inquiries.views.family.door import SeeOther, private
from inquiries.views.public_page import show
from organisation.current import places_to_choose, public_municipality


# There is nobody logged in whose rights a forged form could use, and no cookie.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def lost_link(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        said = request.GET.get("klart", "")
        return _page(request, LostLinkForm(), said=said)
    form = LostLinkForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    served = places_to_choose(request) or [public_municipality(request)]
    try:
        ask_for_link(served, form.cleaned_data["reach"], at=timezone.now())
    except TooManyRequests:
        return _page(request, form, status=429, said="manga")
    return SeeOther(reverse("inquiries:lost_link") + "?klart=skickat")


def _page(
    request: HttpRequest, form: LostLinkForm, *, status: int = 200, said: str = ""
) -> HttpResponse:
    template = "inquiries/family/lost.html"
    return private(show(request, template, {"form": form, "said": said}, status=status))
