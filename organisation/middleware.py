"""What is checked of every request before anything else reads it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


def refuse_unreadable_text(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    return middleware
