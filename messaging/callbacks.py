"""Where 46elks tells what became of an SMS. Asked by a machine, without a session."""

from typing import Final

from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from messaging.arrival import StillBeingSent, note_arrival, note_loss
from messaging.models import Message
from messaging.reporting import sending_of

TAKEN: Final = 204
COME_BACK: Final = 503  # everything but 200–204 is told again, for at least six hours
LONGEST_REFERENCE: Final = 100  # characters, as the column


@csrf_exempt
@never_cache
@require_POST
def sms_report(request: HttpRequest, token: str) -> HttpResponse:
    """Take one report. Whatever is wrong with the address: the same empty 404.

    Source: https://46elks.se/docs/sms-delivery-reports
    """
    reference = request.POST.get("id", "")[:LONGEST_REFERENCE]
    try:
        sending = sending_of(token)
        if request.POST.get("status") == "delivered":
            note_arrival(sending, reference, at=timezone.now())
        elif request.POST.get("status") == "failed":
            note_loss(sending, reference, code="undelivered")
    except (BadSignature, Message.DoesNotExist):
        return HttpResponseNotFound()
    except StillBeingSent:
        return HttpResponse(status=COME_BACK)
    return HttpResponse(status=TAKEN)
