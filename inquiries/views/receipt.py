"""The receipt: who calls and by when. Its address is secret and may be kept."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from campaigns.models import Channel
from followups.models import Promise
from inquiries.form_token import inquiry_id_of
from inquiries.models import Inquiry
from inquiries.numbers import row_of
from inquiries.receipt import receipt_of
from inquiries.services.moves import tell_channel
from inquiries.views.public_page import show
from organisation.current import speak_for


# The address itself is the permission; no cookie takes part, so none can be abused.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def receipt(request: HttpRequest, token: str) -> HttpResponse:
    inquiry = _inquiry(token)
    if inquiry.erased_at is not None:
        return show(request, "inquiries/public/receipt_erased.html", status=410)
    channels = Channel.objects.of(inquiry.municipality).filter(is_asked=True)
    if request.method == "POST":
        chosen = row_of(request.POST.get("channel", ""))
        channel = get_object_or_404(channels, pk=chosen)
        tell_channel(inquiry, channel.pk, at=timezone.now())
        return redirect(f"{request.path}#heard")
    speak_for(request, inquiry.municipality)
    promise = Promise.objects.filter(inquiry=inquiry).order_by("made_at", "pk").last()
    context = {
        "receipt": receipt_of(inquiry, promise, timezone.now()),
        "channels": channels,
    }
    return show(request, "inquiries/public/receipt.html", context)


def _inquiry(token: str) -> Inquiry:
    pk = inquiry_id_of(token)
    if pk is None:
        raise Http404
    inquiry = (
        Inquiry.objects.filter(pk=pk)
        .select_related("municipality", "owner", "contact", "told_channel")
        .first()
    )
    if inquiry is None:
        raise Http404
    return inquiry
