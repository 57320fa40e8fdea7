"""The introduction of a month in a manager's own words."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods

from campaigns.views.parts import READ_AND_SEND, sent
from organisation.access import StaffRequest, staff_view
from organisation.models import Role
from organisation.posting import only_posted
from organisation.wording import month_title
from reports.forms.month import LedeForm
from reports.lede import generated_lede, lede_row
from reports.reading import Reading
from reports.services.writing import write_lede
from reports.views.parts import latest_view


@staff_view(Role.MANAGER)
@require_http_methods(READ_AND_SEND)
@latest_view
def lede(request: StaffRequest, reading: Reading) -> HttpResponse:
    form = LedeForm(sent(request), initial=_present(reading))
    if form.is_valid():
        words = form.cleaned_data
        write_lede(
            request.municipality,
            reading.month,
            words["text"],
            words["text_en"],
            version=reading.version,
            by=request.user,
            at=timezone.now(),
        )
        messages.success(request, _("Saved."))
        return _to_month(reading)
    context = {
        "form": form,
        "month": reading.month,
        "title": month_title(reading.month),
        "generated": generated_lede(reading),
        "is_written": _is_written(reading),
        "is_running": reading.report.is_running,
    }
    status = 422 if form.is_bound else 200
    return render(request, "reports/lede_form.html", context, status=status)


@staff_view(Role.MANAGER)
@only_posted("reports:lede", "year", "month")
@latest_view
def lede_reset(request: StaffRequest, reading: Reading) -> HttpResponse:
    """Let the generated sentences hold again; the manager's are kept."""
    if _is_written(reading):
        write_lede(
            request.municipality,
            reading.month,
            "",
            version=reading.version,
            by=request.user,
            at=timezone.now(),
        )
    messages.success(request, _("The report begins with what the program writes."))
    return _to_month(reading)


def _is_written(reading: Reading) -> bool:
    row = lede_row(reading)
    return row is not None and row.text != ""


def _present(reading: Reading) -> dict[str, str]:
    """What is shown now; in Swedish, whatever language the manager works in."""
    row = lede_row(reading)
    if row is not None and row.text:
        return {"text": row.text, "text_en": row.text_en}
    with override("sv"):
        return {"text": generated_lede(reading), "text_en": ""}


def _to_month(reading: Reading) -> HttpResponse:
    month = reading.month
    return redirect(reverse("reports:month", args=[month.year, month.number]))
