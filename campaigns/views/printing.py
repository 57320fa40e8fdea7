"""What is printed for an activity: its code, alone or on a poster."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.forms.poster import PosterForm
from campaigns.landing import LANGUAGES
from campaigns.models import Activity
from campaigns.poster import poster_of, proposed
from campaigns.qr import WIDTHS, qr_of, qr_png_of
from organisation.access import StaffRequest, staff_view

READ_AND_SEND = ["GET", "HEAD", "POST"]


@staff_view
@require_safe
def activity_qr(request: StaffRequest, pk: int) -> HttpResponse:
    return HttpResponse(qr_of(_activity(request, pk)), content_type="image/svg+xml")


@staff_view
@require_safe
def activity_qr_png(request: StaffRequest, pk: int, width: int) -> HttpResponse:
    """As wide as a printer needs it, in centimetres; one of WIDTHS."""
    activity = _activity(request, pk)
    if width not in WIDTHS:
        raise Http404
    name = f"{activity.code}-{width}cm.png"
    return _file(qr_png_of(activity, width), "image/png", name)


@staff_view
@require_http_methods(READ_AND_SEND)
def activity_poster(request: StaffRequest, pk: int) -> HttpResponse:
    """A form with what the poster says; sending it gives the poster."""
    activity = _activity(request, pk)
    language = _language(request)
    if request.method == "POST":
        form = PosterForm(request.POST)
        if form.is_valid():
            return _poster(activity, form)
    else:
        beforehand = proposed(activity, language)
        initial = {"heading": beforehand.heading, "text": beforehand.text}
        form = PosterForm(initial={**initial, "language": language})
    context = {"form": form, "activity": activity, "language": language}
    status = 422 if form.is_bound else 200
    return render(request, "campaigns/poster.html", context, status=status)


def _poster(activity: Activity, form: PosterForm) -> HttpResponse:
    language = form.cleaned_data["language"]
    made = poster_of(activity, form.landing(), language=language, at=timezone.now())
    return _file(made, "application/pdf", f"affisch-{activity.code}.pdf")


def _language(request: HttpRequest) -> str:
    asked = request.GET.get("sprak", "")
    return asked if asked in LANGUAGES else "sv"


def _file(content: bytes, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _activity(request: StaffRequest, pk: int) -> Activity:
    activities = Activity.objects.of(request.municipality)
    return get_object_or_404(activities.select_related("municipality"), pk=pk)
