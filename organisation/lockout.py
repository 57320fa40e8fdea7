"""Too many wrong passwords or codes: how they are counted, and what is said then.

django-axes counts in PostgreSQL. A password is counted per address typed and place it
came from, so that nobody can shut a colleague out from elsewhere. A code of the second
factor is counted per person, wherever it comes from: whoever gets that far has the
right password, and six digits are soon guessed. Addresses that exist and addresses
that do not are counted and answered alike.
"""

from collections.abc import Mapping
from datetime import datetime
from ipaddress import ip_address
from typing import Any, Final

from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_client_parameters
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Max, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from organisation.models import StaffMember

LONGEST_ADDRESS: Final = 254
SECOND_FACTOR: Final = "second_factor"

Credentials = Mapping[str, Any]


def counted_name(request: HttpRequest, credentials: Credentials | None = None) -> str:
    """Under which name a failure is counted: the address as typed, in lower case."""
    given = credentials or {}
    if SECOND_FACTOR in given:
        return str(given[SECOND_FACTOR])
    typed = given.get("email") or given.get("login") or request.POST.get("login", "")
    return str(typed).strip().lower()[:LONGEST_ADDRESS]


def counted_by(
    request: HttpRequest, credentials: Credentials | None = None
) -> list[str | list[str]]:
    """What a count is kept per: see the top of this file."""
    if SECOND_FACTOR in (credentials or {}):
        return ["username"]
    return [["username", "ip_address"]]


def client_address(request: HttpRequest) -> str | None:
    """Where the request came from; None on a unix socket.

    Behind our proxy the last address in X-Forwarded-For is the one that the proxy
    saw; those before it are what the sender claims.
    """
    address: str = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_PROXY:
        address = request.headers.get("x-forwarded-for", address).rsplit(",", 1)[-1]
    try:
        return str(ip_address(address.strip()))
    except ValueError:
        return None


def client_in_log(
    _name: str, address: str | None, _agent: str, path: str, _request: HttpRequest
) -> str:
    """The log holds no addresses of persons: what was typed stays out of it."""
    return f"{address or 'unknown'} at {path}"


def may_try_code(request: HttpRequest, staff: StaffMember) -> bool:
    """Tell whether another code is listened to; if not, the lock-out page follows."""
    credentials = _code_of(staff)
    if AxesProxyHandler.is_allowed(request, credentials):
        return True
    # What django-axes itself notes on a request that it locks out.
    request.axes_locked_out = True  # type: ignore[attr-defined]  # axes' own name
    request.axes_credentials = credentials  # type: ignore[attr-defined]  # the same
    return False


def count_wrong_code(request: HttpRequest, staff: StaffMember) -> None:
    AxesProxyHandler.user_login_failed(
        sender=__name__, credentials=_code_of(staff), request=request
    )


def forget_wrong_codes(staff: StaffMember) -> None:
    AxesProxyHandler.reset_attempts(username=_code_of(staff)[SECOND_FACTOR])


def locked_out(
    request: HttpRequest, response: HttpResponse, credentials: Credentials | None
) -> HttpResponse:
    """Tell from when on it can be tried again."""
    moment = _open_again_at(request, credentials)
    return render(request, "account/locked_out.html", {"moment": moment}, status=429)


def _code_of(staff: StaffMember) -> dict[str, str]:
    return {SECOND_FACTOR: f"second-factor:{staff.pk}"}


def _open_again_at(request: HttpRequest, credentials: Credentials | None) -> datetime:
    name = counted_name(request, credentials)
    address = client_address(request)
    counts = get_client_parameters(name, address or "", "", request, credentials)
    matching = Q()
    for count in counts:
        if "ip_address" in count:
            count["ip_address"] = address
        matching |= Q(**count)
    latest = AccessAttempt.objects.filter(matching).aggregate(Max("attempt_time"))
    last: datetime = latest["attempt_time__max"] or timezone.now()
    return last + settings.AXES_COOLOFF_TIME
