"""A form at the desk that came too late: what was typed is shown once more.

Nothing is stored and nothing is logged: the text goes back to the browser it came from.
"""

from collections.abc import Iterator
from functools import cache
from typing import Final, NamedTuple

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.utils.cache import add_never_cache_headers
from django.utils.functional import Promise

# Inputs that nobody types in, or whose text may not be shown again.
NOT_SHOWN: Final = frozenset({"hidden", "password", "checkbox", "file"})
CONFLICT: Final = 409  # script puts this answer into the page; it leaves a 403 out

AnyForm = type[forms.Form] | type[forms.ModelForm]


class Typed(NamedTuple):
    label: str | Promise
    text: str


def is_desk_page(request: HttpRequest) -> bool:
    """Whether the address stands behind the desk's door."""
    match = request.resolver_match
    return match is not None and hasattr(match.func, "desk_roles")


def typed_texts(request: HttpRequest) -> list[Typed]:
    """What was typed into the text fields of the form that was sent, with its labels.

    Choices, ticks, passwords and what a page sends of itself are left out.
    """
    labels = dict(_labels(request))
    return [
        Typed(labels[name], "\n".join(texts))
        for name, values in request.POST.lists()
        if name in labels and (texts := [each for each in values if each.strip()])
    ]


def came_too_late(request: HttpRequest) -> HttpResponse:
    """Answer 403: nothing is saved, here is what was typed, and there is the way back.

    Nobody logged in: the way leads through the login. The page that is led back to is
    the address itself; where it is only posted to, it leads on to the form's page.
    """
    page = request.path
    is_login = not request.user.is_authenticated
    context = {
        "typed": typed_texts(request),
        "page": page,
        "is_login": is_login,
        "way_on": resolve_url(settings.LOGIN_URL) if is_login else page,
    }
    response = render(request, "desk/came_too_late.html", context, status=403)
    _show_in_page(request, response)
    add_never_cache_headers(response)
    return response


def _show_in_page(request: HttpRequest, response: HttpResponse) -> None:
    """Let script show the answer where it sent a form; a draft changes no page."""
    htmx = getattr(request, "htmx", None)
    if htmx and htmx.target:
        response.status_code = CONFLICT
        response["HX-Retarget"] = "#main"
        response["HX-Reswap"] = "innerHTML"
        response["HX-Reselect"] = "#main > *"


def _labels(request: HttpRequest) -> Iterator[tuple[str, str | Promise]]:
    """Text fields' names and labels, by the form that most likely was sent.

    That is the app's form which shares the most names with what was sent; of several
    the one that has most of them typed, so that no text is lost; and then the one with
    the fewest others.
    """
    match = request.resolver_match
    app = match.func.__module__.partition(".")[0] if match else ""
    sent = set(request.POST)

    def likeness(form: AnyForm) -> tuple[int, int, int]:
        shared = sent & set(form.base_fields)
        typed = sum(_is_typed(form.base_fields[each]) for each in shared)
        return len(shared), typed, -len(form.base_fields)

    ours = [each for each in _forms() if each.__module__.startswith(f"{app}.")]
    decided: set[str] = set()
    for form in sorted(ours, key=likeness, reverse=True):
        for name in form.base_fields.keys() - decided:
            decided.add(name)
            field = form.base_fields[name]
            if _is_typed(field):
                yield name, field.label or name


def _is_typed(field: forms.Field) -> bool:
    widget = field.widget
    if isinstance(widget, forms.Textarea):
        return True
    return isinstance(widget, forms.widgets.Input) and (
        widget.attrs.get("type", widget.input_type) not in NOT_SHOWN
    )


@cache
def _forms() -> tuple[AnyForm, ...]:
    return (*_below(forms.Form), *_below(forms.ModelForm))


def _below(parent: AnyForm) -> Iterator[AnyForm]:
    for each in parent.__subclasses__():
        yield each
        yield from _below(each)
