"""What the addresses of a month share."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Final

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from organisation.access import StaffRequest
from organisation.models import Role
from organisation.months import Month
from reports.models import Snapshot
from reports.reading import Reading, read_month
from reports.stored import UnknownDefinitions

EARLIEST: Final = Month(2000, 1)
CORRECTING: Final = (Role.MANAGER, Role.ADMINISTRATOR)
ANNOTATING: Final = (Role.MANAGER, Role.COMMUNICATOR)
VERSION: Final = "version"  # in the address: which one; the latest where it is not said

MonthView = Callable[[StaffRequest, Reading], HttpResponse]
FoundView = Callable[[StaffRequest, int, int], HttpResponse]


def month_view(view: MonthView) -> FoundView:
    """Give a view the month of its address, in the version that is asked for.

    A month that has not begun, that is none, or a version that is not there: 404. One
    that a newer program has frozen: a page that says so, 503.
    """
    return _found(view, lambda request: request.GET.get(VERSION))


def latest_view(view: MonthView) -> FoundView:
    """As month_view, always in the latest version: for what changes or sends it."""
    return _found(view, lambda _request: None)


def _found(
    view: MonthView, asked_for: Callable[[StaffRequest], str | None]
) -> FoundView:

    @wraps(view)
    def found(request: StaffRequest, year: int, month: int) -> HttpResponse:
        try:
            asked = asked_for(request)
            reading = _reading(request, month_or_404(year, month), asked)
        except UnknownDefinitions:
            return too_new(request)
        return view(request, reading)

    return found


def too_new(request: StaffRequest) -> HttpResponse:
    """A month was frozen by a newer program: a page that says so."""
    status = HTTPStatus.SERVICE_UNAVAILABLE
    return render(request, "reports/too_new.html", status=status)


def month_or_404(year: int, number: int) -> Month:
    try:
        month = Month(year, number)
    except ValueError:
        raise Http404 from None
    if not EARLIEST <= month <= Month.of(timezone.now()):
        raise Http404
    return month


def _reading(request: StaffRequest, month: Month, typed: str | None) -> Reading:
    if typed is not None and not (typed.isascii() and typed.isdigit()):
        raise Http404
    version = None if typed is None else min(int(typed[:6]), 32_767)
    try:
        return read_month(
            request.municipality, month, at=timezone.now(), version=version
        )
    except Snapshot.DoesNotExist:
        raise Http404 from None


def may(request: StaffRequest, *roles: Role) -> bool:
    return not request.roles.isdisjoint(roles)
