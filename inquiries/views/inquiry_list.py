"""All inquiries, newest first: filters, search, page by page."""

from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from campaigns.forms.activities import latest_activities
from campaigns.models import Activity
from followups.models import FollowUpTask
from inquiries.cards import assignable
from inquiries.forms.filters import OPEN, REVIEW, SIZES, Cursor, FilterForm
from inquiries.models import Inquiry
from inquiries.search import matching
from inquiries.views.desk_parts import CALLERS, READERS
from inquiries.wording import list_row_of
from organisation.access import StaffRequest, staff_view

CHIPS: Final[tuple[tuple[Any, dict[str, str]], ...]] = (
    (_("All"), {}),
    (_("Still open"), {"state": OPEN}),
    (_("Mine"), {"state": OPEN, "owner": "me"}),
    (_("To be reviewed"), {"state": REVIEW}),
)


@staff_view(*READERS)
@require_GET
def inquiry_list(request: StaffRequest) -> HttpResponse:
    """Twenty-five at a time, or a hundred; never a total of everything.

    A search is answered in order of registration, everything else in order of
    receipt: so each has an index that gives the page without sorting.
    """
    at = timezone.now()
    form = FilterForm(
        request.GET,
        staff=assignable(request.municipality, request.user),
        activities=latest_activities(request.municipality),
    )
    form.is_valid()
    size = _size(request)
    page = _page(request, form, at)
    chips = _chips(request)
    says_it_all = any(each["is_current"] for each in chips)
    context = {
        "form": form,
        "opens_more": form.has_errors_in_more or (form.in_use and not says_it_all),
        "q": form["q"].value() or "",
        "rows": [list_row_of(each, at) for each in page[:size]],
        "older": _older(request, page[size - 1]) if len(page) > size else "",
        "is_first": "efter" not in request.GET,
        "first_url": _address(request, efter=None),
        "chips": chips,
        "size": size,
        "may_type_in": bool(request.roles & set(CALLERS)),
        "sizes": [(each, _address(request, antal=each, efter=None)) for each in SIZES],
    }
    return render(request, "inquiries/desk/list.html", context)


def _page(request: StaffRequest, form: FilterForm, at: datetime) -> list[Inquiry]:
    """Give what the filters and the search leave, one row more than are shown."""
    typed = form.cleaned_data.get("q", "")
    condition = matching(request.municipality, typed, at) if typed else Q()
    if form.is_unreadable or condition is None:
        return []
    found = form.narrow(_rows(request)).filter(condition)
    return list(_after(found, request, searched=bool(typed))[: _size(request) + 1])


def _rows(request: StaffRequest) -> QuerySet[Inquiry]:
    """Two tables joined and the rest fetched apart: more would cost in planning."""
    return (
        Inquiry.objects.of(request.municipality)
        .select_related("contact")
        .defer(
            "contact__search", "contact__phone", "contact__email", "contact__message"
        )
        .prefetch_related(
            "owner",
            Prefetch("activity", Activity.objects.select_related("channel")),
            "told_channel",
            Prefetch(
                "followups",
                queryset=FollowUpTask.objects.open(),
                to_attr="open_followups",
            ),
        )
    )


def _after(
    found: QuerySet[Inquiry], request: StaffRequest, *, searched: bool
) -> QuerySet[Inquiry]:
    """What is older than the cursor in the address, in the order of the page."""
    cursor = Cursor.read(request.GET.get("efter", ""))
    if searched:
        older = found if cursor is None else found.filter(pk__lt=cursor.pk)
        return older.order_by("-pk")
    if cursor is not None:
        moment = cursor.received_at
        found = found.filter(received_at__lte=moment).exclude(
            received_at=moment, pk__gte=cursor.pk
        )
    return found.order_by("-received_at", "-pk")


def _size(request: StaffRequest) -> int:
    largest = SIZES[-1]
    return largest if request.GET.get("antal") == str(largest) else SIZES[0]


def _older(request: StaffRequest, last: Inquiry) -> str:
    return _address(request, efter=str(Cursor(last.received_at, last.pk)))


def _address(request: StaffRequest, **changed: Any) -> str:
    """Give this page's address with some of its parts changed; None takes one out."""
    parts = {**request.GET.dict(), **changed}
    kept = {name: value for name, value in parts.items() if value not in (None, "")}
    return f"?{urlencode(kept)}" if kept else request.path


def _chips(request: StaffRequest) -> list[dict[str, Any]]:
    """The commonest filters as links, which can be shared."""
    me = str(request.user.pk)
    chips = []
    for label, parts in CHIPS:
        wanted = {name: me if each == "me" else each for name, each in parts.items()}
        chips.append(
            {
                "label": label,
                "url": f"?{urlencode(wanted)}" if wanted else request.path,
                "is_current": request.GET.dict() == wanted,
            }
        )
    return chips
