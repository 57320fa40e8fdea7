"""What a day of care costs, in an own home and bought: typed in, and taken away."""

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
from organisation.posting import only_posted
from organisation.wording import month_text, month_title
from reports.forms.care_prices import CarePricesForm
from reports.models import CarePrices
from reports.reading import Reading
from reports.services.care_prices import end_care_prices, type_care_prices
from reports.views.parts import latest_view


@staff_view(Role.MANAGER)
@require_http_methods(READ_AND_SEND)
@latest_view
def care_prices(request: StaffRequest, reading: Reading) -> HttpResponse:
    """The form, with what holds in the month, and below it all that was ever typed."""
    month = reading.month
    rows = CarePrices.objects.of(request.municipality)
    held = rows.typed_until(month).last()
    form = CarePricesForm(sent(request), initial=_present(held))
    if form.is_valid():
        by, at = request.user, timezone.now()
        words = form.cleaned_data
        type_care_prices(request.municipality, month, **words, by=by, at=at)
        messages.success(request, _("Saved."))
        return redirect("reports:month", month.year, month.number)
    context = {
        "form": form,
        "month": month,
        "month_text": month_text(month),
        "title": month_title(month),
        "typed": rows.select_related("typed_by").order_by("-pk"),
        "is_compared": held is not None and held.prices is not None,
        "is_frozen": reading.snapshot is not None,
    }
    status = 422 if form.is_bound else 200
    return render(request, "reports/care_prices_form.html", context, status=status)


@staff_view(Role.MANAGER)
@only_posted("reports:care_prices", "year", "month")
@latest_view
def care_prices_end(request: StaffRequest, reading: Reading) -> HttpResponse:
    """From this month on nothing is compared."""
    month, by, at = reading.month, request.user, timezone.now()
    end_care_prices(request.municipality, month, by=by, at=at)
    words = _("From %(month)s on the report compares no prices.")
    messages.success(request, words % {"month": month_text(month)})
    return redirect("reports:month", month.year, month.number)


def _present(held: CarePrices | None) -> dict[str, Any]:
    if held is None or held.prices is None:
        return {}
    names = "own", "bought", "label", "source"
    return {name: getattr(held, name) for name in names}
