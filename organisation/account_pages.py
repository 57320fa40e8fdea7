"""What allauth's pages need to be pages of ours: language, status, no caching."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.response import SimpleTemplateResponse
from django.utils import translation
from django.utils.cache import add_never_cache_headers

from organisation.access import recognise

View = Callable[..., HttpResponse]


def account_page(view: View) -> View:
    """Show one of allauth's pages in the person's language; an invalid form is a 422.

    For somebody not yet logged in the language is the address's.
    """

    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            recognise(request)
        language = _language(request)
        with translation.override(language):
            response = view(request, *args, **kwargs)
            if isinstance(response, SimpleTemplateResponse):
                _complete(response)
            response.headers.setdefault("Content-Language", language)
        add_never_cache_headers(response)
        return response

    return page


def _language(request: HttpRequest) -> str:
    if request.user.is_authenticated:
        return str(request.user.desk_language)
    return translation.get_language() or settings.LANGUAGE_CODE


def _complete(response: SimpleTemplateResponse) -> None:
    context = response.context_data or {}
    forms = (context.get("form"), context.get("webauthn_form"))
    if any(form is not None and form.is_bound and form.errors for form in forms):
        response.status_code = 422
    response.render()
