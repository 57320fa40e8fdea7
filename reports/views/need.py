"""Free places and children who wait for a home: typed in for each month."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaigns.views.parts import READ_AND_SEND, sent
from organisation.access import StaffRequest, staff_view
from organisation.models import Role
from organisation.wording import month_title
from reports.forms.need import NeedForm
from reports.models import NeedFigure
from reports.reading import Reading
from reports.services.need import type_need
from reports.views.parts import month_view


@staff_view(Role.MANAGER)
@require_http_methods(READ_AND_SEND)
@month_view
def need(request: StaffRequest, reading: Reading) -> HttpResponse:
    """The form, with what was typed last, and below it all that was ever typed."""
    month = reading.month
    rows = NeedFigure.objects.of(request.municipality).of_month(month)
    typed = list(rows.select_related("typed_by").order_by("-pk"))
    form = NeedForm(sent(request), initial=_present(typed))
    if form.is_valid():
        by, at = request.user, timezone.now()
        type_need(request.municipality, month, **form.cleaned_data, by=by, at=at)
        messages.success(request, _("Saved."))
        return redirect("reports:month", month.year, month.number)
    context = {
        "form": form,
        "month": month,
        "title": month_title(month),
        "typed": typed,
        "is_frozen": reading.snapshot is not None,
    }
    status = 422 if form.is_bound else 200
    return render(request, "reports/need_form.html", context, status=status)


def _present(typed: list[NeedFigure]) -> dict[str, Any]:
    if not typed:
        return {}
    return {"places": typed[0].places, "waiting": typed[0].waiting}
