"""Where a browser's worker tells that its subscription has been replaced by another.

Asked by the worker, perhaps at night and long after the person logged out: what proves
that it is the same browser is the address and the secret of the old subscription, which
nobody but the browser and we have both of.
Source: docs/decisions/0066-web-push.md.
"""

from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from messaging.devices import follow_device
from messaging.models import PushDevice
from messaging.notice_forms import ChangedDeviceForm

TAKEN = 204


@csrf_exempt
@never_cache
@require_POST
def device_changed(request: HttpRequest) -> HttpResponse:
    """Let the row follow. Whatever is wrong: the same empty 404."""
    form = ChangedDeviceForm(request.POST)
    if not form.is_valid():
        return HttpResponseNotFound()
    try:
        follow_device(**form.cleaned_data, at=timezone.now())
    except PushDevice.DoesNotExist:
        return HttpResponseNotFound()
    return HttpResponse(status=TAKEN)
