"""The year at the desk: list and ring, calendar, poster, and copying to the next."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.access import PLANNERS, may_plan
from campaigns.views.parts import READ_AND_SEND, sent
from organisation.access import StaffRequest, staff_view
from planning.files import CSV, csv_answer, xlsx_answer
from planning.forms.year import CopyForm
from planning.periods import ALWAYS
from planning.proposals import proposals_of
from planning.recurrence import Rule
from planning.ring import ring_of
from planning.services.copy_year import copy_year
from planning.year import FIRST_YEAR, LAST_YEAR, Year, year_of
from planning.year_calendar import calendar_of
from planning.year_poster import PAPERS, poster_of
from planning.year_table import year_table
from planning.year_words import full_months, ring_text, shown_earlier, shown_months


@staff_view
@require_safe
def this_year(request: StaffRequest) -> HttpResponse:
    return redirect("planning:year", timezone.localdate().year)


@staff_view
@require_safe
def year_page(request: StaffRequest, year: int) -> HttpResponse:
    found = _year_or_404(request, year)
    full = full_months(request.municipality, year, timezone.now())
    context = {
        "year": found,
        "months": shown_months(found, full),
        "earlier": [shown_earlier(item) for item in found.earlier],
        "ring": ring_of(found, full.keys()),
        "ring_title": _("The year %(year)s") % {"year": year},
        "ring_text": ring_text(found),
        "papers": PAPERS,
        "may_plan": may_plan(request),
    }
    return render(request, "planning/year.html", context)


@staff_view
@require_safe
def year_ics(request: StaffRequest, year: int) -> HttpResponse:
    found = _year_or_404(request, year)
    name = f"{request.municipality.name} {year}"
    text = calendar_of(found, name=name, at=timezone.now())
    disposition = f'attachment; filename="ar-{year}.ics"'
    return HttpResponse(
        text,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": disposition},
    )


@staff_view
@require_safe
def year_pdf(request: StaffRequest, year: int, paper: str) -> HttpResponse:
    found, now = _year_or_404(request, year), timezone.now()
    full = full_months(request.municipality, year, now)
    content = poster_of(request.municipality, found, full, paper=paper, at=now)
    disposition = f'attachment; filename="ar-{year}-{paper}.pdf"'
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": disposition},
    )


@staff_view
@require_safe
def year_file(request: StaffRequest, year: int, kind: str) -> HttpResponse:
    table = year_table(_year_or_404(request, year))
    title = table.caption
    if kind == CSV:
        return csv_answer(table, title)
    return xlsx_answer(
        [table],
        title=title,
        municipality=request.municipality,
        period=ALWAYS,
        at=timezone.now(),
    )


@staff_view(*PLANNERS)
@require_http_methods(READ_AND_SEND)
def year_copy(request: StaffRequest, year: int) -> HttpResponse:
    """The look before: which rows, on which days. Sent: they are copied."""
    if year == LAST_YEAR:
        raise Http404
    found = _year_or_404(request, year)
    typed = sent(request)
    rule = _rule(request.GET.get("regel", "") if typed is None else typed.get("rule"))
    chosen = None if typed is None else typed.getlist("chosen")
    proposals = proposals_of(request.municipality, found, rule, chosen)
    form = CopyForm(typed, keys=[each.key for each in proposals])
    if form.is_valid():
        return _copied(request, year, form)
    years = {"year": year, "after": year + 1}
    context = {"rule": rule, "rules": Rule, "form": form, "proposals": proposals}
    status = 422 if form.is_bound else 200
    return render(request, "planning/year_copy.html", context | years, status=status)


def _rule(typed: str | None) -> str:
    """The one that was chosen; else the first."""
    return typed if typed in Rule.values else Rule.WEEK


def _copied(request: StaffRequest, year: int, form: CopyForm) -> HttpResponse:
    number = copy_year(
        request.municipality,
        year,
        activities=form.activities,
        entries=form.entries,
        rule=form.cleaned_data["rule"],
        by=request.user,
        at=timezone.now(),
    )
    text = ngettext("%(number)s row is copied.", "%(number)s rows are copied.", number)
    messages.success(request, text % {"number": number})
    return redirect("planning:year", year + 1)


def _year_or_404(request: StaffRequest, year: int) -> Year:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404
    return year_of(request.municipality, year)
