"""What monitoring asks. Answers nothing of anybody; asked without a login."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from messaging.health import DispatchHealth, abandoned, dispatch_health

UNAVAILABLE = 503


@never_cache
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """200 while this process answers at all; asks no other."""
    return JsonResponse({"status": "live"})


@never_cache
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """200 while the database answers, else 503."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"status": "no database"}, status=UNAVAILABLE)
    return JsonResponse({"status": "ready"})


@never_cache
@require_safe
def dispatch(request: HttpRequest) -> HttpResponse:
    """200 while messages leave and every step of a round works, else 503."""
    moment = timezone.now()
    try:
        health, forgotten = dispatch_health(moment), abandoned(moment)
    except DatabaseError:
        return JsonResponse({"status": "no database"}, status=UNAVAILABLE)
    is_well = health.is_well and not forgotten
    told = {
        "status": "well" if is_well else _illness(health),
        "last_round_at": health.last_round_at,
        "oldest_due_at": health.oldest_due_at,
        "abandoned": forgotten,
    }
    return JsonResponse(told, status=200 if is_well else UNAVAILABLE)


def _illness(health: DispatchHealth) -> str:
    if health.failing_step:
        return f"{health.failing_step} fails in every round"
    return "messages are not leaving"
