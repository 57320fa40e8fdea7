"""The receipt: who calls and by when. Its address is secret and may be kept."""

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from campaigns.models import Channel
from followups.models import Promise
from inquiries.form_token import inquiry_id_of
from inquiries.forms.origin import prompt_of
from inquiries.models import Inquiry, Prompt
from inquiries.numbers import row_of
from inquiries.receipt import receipt_of
from inquiries.services.moves import tell_channel, tell_prompt
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
        return redirect(f"{request.path}#{_keep_answer(request, inquiry, channels)}")
    speak_for(request, inquiry.municipality)
    promise = Promise.objects.filter(inquiry=inquiry).order_by("made_at", "pk").last()
    context = {
        "receipt": receipt_of(inquiry, promise, timezone.now()),
        "channels": channels,
        "reasons": Prompt.choices,
    }
    return show(request, "inquiries/public/receipt.html", context)


def _keep_answer(
    request: HttpRequest, inquiry: Inquiry, channels: QuerySet[Channel]
) -> str:
    """Keep the one answer that was pressed; give the id of its question's heading."""
    at, pressed = timezone.now(), request.POST
    if "prompt" not in pressed:
        channel = get_object_or_404(channels, pk=row_of(pressed.get("channel", "")))
        tell_channel(inquiry, channel.pk, at=at)
        return "heard"
    prompt = prompt_of(pressed["prompt"])
    if not prompt["prompted_by"]:
        get_object_or_404(channels, pk=prompt["prompted_channel_id"])
    tell_prompt(inquiry, **prompt, at=at)
    return "prompted"


def _inquiry(token: str) -> Inquiry:
    pk = inquiry_id_of(token)
    if pk is None:
        raise Http404
    inquiry = (
        Inquiry.objects.filter(pk=pk)
        .select_related("municipality", "owner", "contact")
        .first()
    )
    if inquiry is None:
        raise Http404
    return inquiry
