"""The outbox: what waits, what has left, what a person must look at."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from audit.services import record
from messaging import outbox
from messaging.filling import shown
from messaging.forms import ResendForm
from messaging.health import dispatch_health, is_to_be_told
from messaging.invariants import INVARIANTS, MOST, breaches
from messaging.models import NEEDING_A_PERSON, Message
from messaging.outbox import DECIDING, Tab
from messaging.services import LettingGoRefused, ResendRefused, let_go, resend
from messaging.step_words import failing_work
from messaging.wording import whole
from organisation.access import StaffRequest, staff_view
from organisation.posting import only_posted


@staff_view(*DECIDING)
@require_safe
def outbox_page(request: StaffRequest) -> HttpResponse:
    chosen = request.GET.get("flik", Tab.WAITING)
    tab = Tab(chosen) if chosen in Tab.values else Tab.WAITING
    rows, following = outbox.page(
        request.municipality, tab, request.GET.get("fore", "")
    )
    moment = timezone.now()
    health = dispatch_health(moment, request.municipality)
    context = {
        "tab": tab,
        "tabs": outbox.counts(request.municipality),
        "rows": rows,
        "following": following,
        "health": health,
        "stands_still": is_to_be_told(health, moment),
        "failing": failing_work(health),
    }
    return render(request, "messaging/outbox.html", context)


@staff_view(*DECIDING)
@require_safe
def invariants_page(request: StaffRequest) -> HttpResponse:
    """What must always hold, and the municipality's own rows for which it does not."""
    moment = timezone.now()
    checked = [
        (each, breaches(each, moment, request.municipality)) for each in INVARIANTS
    ]
    context = {
        "broken": [(each, found) for each, found in checked if found],
        "holding": [each for each, found in checked if not found],
        "most": MOST,
    }
    return render(request, "messaging/invariants.html", context)


@staff_view(*DECIDING)
@require_safe
def message_page(request: StaffRequest, pk: UUID) -> HttpResponse:
    message = _message(request, pk)
    record("read-message", message, by=request.user, at=timezone.now())
    return _shown(request, message, ResendForm(message))


@staff_view(*DECIDING)
@only_posted("messaging:message", "pk")
def message_resend(request: StaffRequest, pk: UUID) -> HttpResponse:
    message = _message(request, pk)
    form = ResendForm(message, request.POST)
    if not form.is_valid():
        return _shown(request, message, form, status=422)
    checked = form.cleaned_data.get("checked", False)
    try:
        resend(message, by=request.user, at=timezone.now(), checked=checked)
    except ResendRefused:
        messages.error(request, _("The message could not be sent again."))
        return redirect("messaging:message", pk)
    messages.success(request, _("The message is on its way again."))
    return redirect("messaging:outbox")


@staff_view(*DECIDING)
@only_posted("messaging:message", "pk")
def message_let_go(request: StaffRequest, pk: UUID) -> HttpResponse:
    try:
        let_go(_message(request, pk), by=request.user, at=timezone.now())
    except LettingGoRefused:
        messages.error(request, _("Somebody has dealt with that message already."))
    else:
        messages.success(request, _("The message is let go."))
    return redirect("messaging:outbox")


def _message(request: StaffRequest, pk: UUID) -> Message:
    own = Message.objects.of(request.municipality)
    return get_object_or_404(own.select_related("inquiry__contact", "staff"), pk=pk)


def _shown(
    request: StaffRequest, message: Message, form: ResendForm, status: int = 200
) -> HttpResponse:
    has_failed = message.status in NEEDING_A_PERSON
    context = {
        "row": outbox.row_of(message),
        "message": message,
        "text": shown(message.body),
        "address": whole(message.recipient),
        "form": form if has_failed and message.body else None,
        "may_let_go": has_failed and message.handled_at is None,
    }
    return render(request, "messaging/message.html", context, status=status)
