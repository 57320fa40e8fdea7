"""Addresses of the desk that are only posted to, and the pages they belong to."""

from collections.abc import Callable
from functools import wraps
from typing import Final, cast

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from organisation.access import P, StaffRequest, View

READING: Final = frozenset({"GET", "HEAD"})


def only_posted(page: str, *carried: str) -> Callable[[View[P]], View[P]]:
    """Mark a desk view as posted to; whoever reads its address is led to its page.

    An answer that shows a page at once (409, 422) leaves such an address in the
    browser, and Enter there asks for it.

    Args:
        page: name of the page that the form stands on.
        carried: which arguments of the address the page takes as well. Whether the row
            is there, and whose it is, that page says. Any other method: 405.
    """

    def decorate(view: View[P]) -> View[P]:
        take = require_POST(view)

        @wraps(view)
        def posted(
            request: StaffRequest, *args: P.args, **kwargs: P.kwargs
        ) -> HttpResponse:
            if request.method in READING:
                found = {name: kwargs[name] for name in carried}
                return redirect(reverse(page, kwargs=found))
            return take(request, *args, **kwargs)

        posted.page_of_form = page  # type: ignore[attr-defined]  # read by tests
        return cast(View[P], posted)

    return decorate
