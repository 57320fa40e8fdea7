"""What the pages that plan share."""

from typing import Any, Final

from django import forms
from django.http import HttpResponse, QueryDict
from django.shortcuts import render

from organisation.access import StaffRequest

READ_AND_SEND: Final = ["GET", "HEAD", "POST"]


def sent(request: StaffRequest) -> QueryDict | None:
    """What was typed and sent, be it nothing; None where the page is only read."""
    return request.POST if request.method == "POST" else None


def form_page(
    request: StaffRequest,
    form: forms.BaseForm,
    heading: str,
    back: tuple[str, str],
    **context: Any,
) -> HttpResponse:
    """One form by itself; 422 where it was sent and something in it is wrong.

    Args:
        back: where its back link leads, and what that page is called.
    """
    status = 422 if form.is_bound else 200
    context |= {"form": form, "heading": heading, "back": back}
    return render(request, "campaigns/one_form.html", context, status=status)
