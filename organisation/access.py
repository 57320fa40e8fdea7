"""The one door to the desk: who is asking, for which municipality, in which role."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast, overload

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import add_never_cache_headers

from organisation.models import Membership, Municipality, Role, StaffMember

MUNICIPALITY_KEY = "municipality_id"  # in the session: the one chosen last
EVERYBODY = frozenset(Role)

P = ParamSpec("P")


class StaffRequest(HttpRequest):
    """A request whose sender is known to work in `municipality`."""

    user: StaffMember  # type: ignore[assignment]
    municipality: Municipality
    roles: frozenset[Role]


View = Callable[Concatenate[StaffRequest, P], HttpResponse]
Guarded = Callable[Concatenate[HttpRequest, P], HttpResponse]


def _admit(request: HttpRequest) -> StaffRequest:
    """Put municipality and roles on the request; PermissionDenied without any."""
    staff = cast(StaffMember, request.user)
    memberships = list(
        Membership.objects.filter(staff=staff)
        .select_related("municipality")
        .order_by("municipality_id")
    )
    if not memberships:
        raise PermissionDenied
    chosen = request.session.get(MUNICIPALITY_KEY)
    mine = [each for each in memberships if each.municipality_id == chosen]
    current = (mine or memberships)[0].municipality
    admitted = cast(StaffRequest, request)
    admitted.municipality = current
    admitted.roles = frozenset(
        Role(each.role) for each in memberships if each.municipality_id == current.pk
    )
    return admitted


@overload
def staff_view(view: View[P], /) -> Guarded[P]: ...
@overload
def staff_view(*roles: Role) -> Callable[[View[P]], Guarded[P]]: ...
def staff_view(*arguments):  # type: ignore[no-untyped-def]
    """Guard a desk view: `@staff_view` for any role, `@staff_view(Role.MANAGER)`.

    Nobody logged in: to the login page. No such role in the current municipality:
    403. Answers are never cached and are in the person's own desk language.
    """
    if len(arguments) == 1 and callable(arguments[0]) and not isinstance(
        arguments[0], Role
    ):
        return _guard(arguments[0], EVERYBODY)
    allowed = frozenset(arguments)
    return lambda view: _guard(view, allowed)


def _guard(view: View[P], allowed: frozenset[Role]) -> Guarded[P]:
    @wraps(view)
    def guarded(
        request: HttpRequest, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        admitted = _admit(request)
        if not admitted.roles & allowed:
            raise PermissionDenied
        with translation.override(admitted.user.desk_language):
            response = view(admitted, *args, **kwargs)
        add_never_cache_headers(response)
        return response

    guarded.desk_roles = allowed  # type: ignore[attr-defined]
    return guarded
