"""The one door to the desk: who is asking, for which municipality, in which role."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast, overload

from allauth.mfa.models import Authenticator
from django.contrib.auth.views import redirect_to_login
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.cache import add_never_cache_headers
from django_htmx.http import HttpResponseClientRedirect

from organisation.lost_login import came_too_late, typed_texts
from organisation.models import Membership, Municipality, Role, StaffMember

MUNICIPALITY_KEY = "municipality_id"  # in the session: the one chosen last
EVERYBODY = frozenset(Role)
METHOD_NOT_ALLOWED = 405
SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)

P = ParamSpec("P")


class StaffRequest(HttpRequest):
    """A request whose sender is known to work in `municipality`."""

    user: StaffMember
    municipality: Municipality
    other_municipalities: list[Municipality]
    roles: frozenset[Role]


View = Callable[Concatenate[StaffRequest, P], HttpResponse]
Guarded = Callable[Concatenate[HttpRequest, P], HttpResponse]


@overload
def staff_view(view: View[P], /) -> Guarded[P]: ...
@overload
def staff_view(*roles: Role) -> Callable[[View[P]], Guarded[P]]: ...
def staff_view(*arguments: Any) -> Any:
    """Guard a desk view: `@staff_view` for any role, `@staff_view(Role.MANAGER)`.

    Nobody logged in: to the login page, past what was typed. A municipality that
    requires a second factor, and a person without: to its set-up page. No such role in
    the current municipality: 403. This holds for every method. Answers are never
    cached and are in the person's own desk language. An empty 405 of the view is put
    into words.
    """
    if len(arguments) == 1 and callable(arguments[0]):
        return _guard(arguments[0], EVERYBODY)
    allowed = frozenset(arguments)
    return lambda view: _guard(view, allowed)


def _guard(view: View[P], allowed: frozenset[Role]) -> Guarded[P]:
    @wraps(view)
    def guarded(
        request: HttpRequest, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        if not request.user.is_authenticated:
            return _to_login(request)
        staff = request.user
        with translation.override(staff.desk_language):
            response = _refusal(request, allowed)
            if response is None:
                response = view(cast(StaffRequest, request), *args, **kwargs)
                _put_into_words(request, response)
            response.headers.setdefault("Content-Language", staff.desk_language)
        add_never_cache_headers(response)
        return response

    guarded.desk_roles = allowed  # type: ignore[attr-defined]  # read by tests
    return cast(Guarded[P], guarded)


def _to_login(request: HttpRequest) -> HttpResponse:
    """Lead to the login page; htmx asks for a part of a page, so lead the whole one.

    Where something was typed and sent, it is shown first.
    """
    if request.method == "POST" and typed_texts(request):
        return came_too_late(request)
    htmx = getattr(request, "htmx", None)
    if not htmx:
        return redirect_to_login(request.get_full_path())
    try:
        page = htmx.current_url_abs_path
    except ValueError:  # "http://[" and its like are no addresses
        page = None
    return HttpResponseClientRedirect(redirect_to_login(page or resolve_url("/")).url)


def recognise(request: HttpRequest) -> bool:
    """Put municipality and roles on a logged-in person's request; False: has none.

    Where the municipality's second factor is missing, no role is put there: nothing
    at the desk is open yet.
    """
    mine: dict[int, Municipality] = {}
    roles: dict[int, set[Role]] = {}
    has_second_factor = False
    for each in _memberships(cast(StaffMember, request.user)):
        mine.setdefault(each.municipality_id, each.municipality)
        roles.setdefault(each.municipality_id, set()).add(Role(each.role))
        has_second_factor = each.has_second_factor
    if not mine:
        return False
    chosen = request.session.get(MUNICIPALITY_KEY)
    current = mine.get(chosen or 0) or next(iter(mine.values()))
    admitted = cast(StaffRequest, request)
    admitted.municipality = current
    admitted.other_municipalities = [each for each in mine.values() if each != current]
    is_open = has_second_factor or not current.second_factor_required
    admitted.roles = frozenset(roles[current.pk] if is_open else ())
    return True


def _memberships(staff: StaffMember) -> Iterable[Any]:
    second_factors = Authenticator.objects.filter(
        user=OuterRef("staff"), type__in=SECOND_FACTORS
    )
    return (
        Membership.objects.filter(staff=staff)
        .select_related("municipality")
        .annotate(has_second_factor=Exists(second_factors))
        .order_by("municipality_id")
    )


def _refusal(request: HttpRequest, allowed: frozenset[Role]) -> HttpResponse | None:
    """Give an answer where the person may not pass; None where the way is open."""
    if not recognise(request):
        return render(request, "organisation/no_membership.html", status=403)
    admitted = cast(StaffRequest, request)
    if not admitted.roles:  # none is open without the second factor
        return redirect("mfa_index")
    if not admitted.roles & allowed:
        context = {"needed": [role.label for role in Role if role in allowed]}
        return render(request, "desk/403.html", context, status=403)
    return None


def _put_into_words(request: HttpRequest, response: HttpResponse) -> None:
    if response.status_code == METHOD_NOT_ALLOWED and not response.content:
        response.content = render_to_string("desk/405.html", request=request)
