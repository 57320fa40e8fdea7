"""What a page fetches beside itself: the municipality's colours, photographs."""

from typing import Final

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from organisation.models import Municipality

YEAR: Final = 365 * 24 * 60 * 60  # seconds
MINUTE: Final = 60  # seconds


@require_safe
def theme(request: HttpRequest, pk: int, version: int) -> HttpResponse:
    """Two colours as custom properties. The address changes when they do."""
    municipality = get_object_or_404(Municipality, pk=pk)
    response = render(
        request, "organisation/theme.css", {"of": municipality}, content_type="text/css"
    )
    if version == municipality.settings_version:
        patch_cache_control(response, public=True, max_age=YEAR, immutable=True)
    else:  # asked for by a page that was made just before or after the change
        patch_cache_control(response, public=True, max_age=MINUTE)
    return response


@require_safe
def photo(request: HttpRequest, name: str) -> HttpResponseBase:
    """A photograph that organisation.photos wrote; the pattern lets no path through."""
    return _picture(f"staff/{name}", "image/jpeg")


@require_safe
def shown_mark(request: HttpRequest, name: str) -> HttpResponseBase:
    """A municipality's mark; as for photographs."""
    return _picture(f"marks/{name}", "image/png")


def _picture(path: str, content_type: str) -> HttpResponseBase:
    try:
        file = default_storage.open(path)
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(file, content_type=content_type)
    patch_cache_control(response, public=True, max_age=YEAR, immutable=True)
    return response
