"""A frozen month counted anew: what would change, why, and then the next version."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaigns.views.parts import READ_AND_SEND, sent
from organisation.access import StaffRequest, staff_view
from organisation.wording import month_title
from reports.changes import told
from reports.forms.month import CorrectionForm
from reports.models import Snapshot
from reports.reading import Reading
from reports.services.freezing import (
    AlreadyCorrected,
    NothingChanged,
    correct_month,
    what_would_change,
)
from reports.standing import change_rows
from reports.views.parts import CORRECTING, latest_view


@staff_view(*CORRECTING)
@require_http_methods(READ_AND_SEND)
@latest_view
def correct(request: StaffRequest, reading: Reading) -> HttpResponse:
    if reading.snapshot is None:
        messages.error(request, _("The month is not frozen yet: it corrects itself."))
        return _to_month(reading)
    form = CorrectionForm(sent(request), initial={"version": reading.version})
    if form.is_valid():
        return _correct(request, reading, form)
    return _page(request, reading, reading.snapshot, form)


def _correct(
    request: StaffRequest, reading: Reading, form: CorrectionForm
) -> HttpResponse:
    try:
        made = correct_month(
            request.municipality,
            reading.month,
            version=form.cleaned_data["version"],
            reason=form.cleaned_data["reason"],
            by=request.user,
            at=timezone.now(),
        )
    except (AlreadyCorrected, Snapshot.DoesNotExist):
        messages.error(
            request, _("The month has been corrected meanwhile. Look again.")
        )
    except NothingChanged:
        messages.error(
            request, _("No figure has changed: there is nothing to correct.")
        )
    else:
        said = _("Version %(number)s is made.") % {"number": made.version}
        messages.success(request, said)
    return _to_month(reading)


def _page(
    request: StaffRequest, reading: Reading, snapshot: Snapshot, form: CorrectionForm
) -> HttpResponse:
    changes = what_would_change(snapshot, at=timezone.now())
    context = {
        "form": form,
        "month": reading.month,
        "title": month_title(reading.month),
        "changes": change_rows(told(changes)),
    }
    status = 422 if form.is_bound else 200
    return render(request, "reports/correct.html", context, status=status)


def _to_month(reading: Reading) -> HttpResponse:
    month = reading.month
    return redirect(reverse("reports:month", args=[month.year, month.number]))
