"""Results as files: the same tables as on the pages, with all their rows."""

from collections.abc import Sequence

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from organisation.access import StaffRequest, staff_view
from planning.comparison import compare
from planning.counted import of_activity, of_campaign, of_everything
from planning.files import CSV, csv_answer, xlsx_answer
from planning.forms.period import PeriodForm
from planning.periods import ALWAYS, Period
from planning.tables import Table
from planning.views.compare import compare_form
from planning.views.parts import (
    activities_of,
    activity_or_404,
    campaign_or_404,
    period_form,
)


@staff_view
@require_safe
def whole(request: StaffRequest, kind: str, key: str = "") -> HttpResponse:
    """Everything in a workbook; in CSV one table of it, by its key."""
    period = _period_or_404(period_form(request))
    tables = of_everything(request.municipality, period)
    chosen = [each for each in tables if each.key == key] if key else tables
    if not chosen:
        raise Http404
    return _file(request, kind, chosen, _("campaigns"), period)


@staff_view
@require_safe
def campaign(request: StaffRequest, pk: int, kind: str) -> HttpResponse:
    found = campaign_or_404(request, pk)
    period = _period_or_404(period_form(request, found))
    tables = of_campaign(found, period, list(activities_of(found))).tables
    return _file(request, kind, tables, found.name, period)


@staff_view
@require_safe
def activity(request: StaffRequest, pk: int, kind: str) -> HttpResponse:
    found = activity_or_404(request, pk)
    period = _period_or_404(period_form(request, found))
    tables = of_activity(found, period).tables
    return _file(request, kind, tables, found.name, period)


@staff_view
@require_safe
def comparison(request: StaffRequest, kind: str) -> HttpResponse:
    form = compare_form(request)
    if not form.is_valid():
        raise Http404
    table = compare(*form.chosen).table
    title = " – ".join(each.name for each in form.chosen)
    return _file(request, kind, [table], title, ALWAYS)


def _period_or_404(form: PeriodForm) -> Period:
    """A file says nothing of what was typed wrongly: there is none."""
    if not form.is_valid():
        raise Http404
    return form.chosen


def _file(
    request: StaffRequest,
    kind: str,
    tables: Sequence[Table],
    title: str,
    period: Period,
) -> HttpResponse:
    if kind == CSV:
        return csv_answer(tables[0], title)
    return xlsx_answer(
        tables,
        title=title,
        municipality=request.municipality,
        period=period,
        at=timezone.now(),
    )
