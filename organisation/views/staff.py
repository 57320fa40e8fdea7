"""Settings: the people who work for the municipality, and their accounts."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.db.models import Exists, OuterRef, Prefetch
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from organisation.access import SECOND_FACTORS, StaffRequest, staff_view
from organisation.forms.staff import (
    AddressForm,
    InviteForm,
    PhotoForm,
    RolesForm,
    StaffForm,
)
from organisation.models import Membership, Role, StaffMember
from organisation.posting import only_posted
from organisation.services import accounts
from organisation.services.profiles import change_photo, change_profile

REFUSALS: Final[Mapping[type[Exception], str | Promise]] = {
    accounts.WorksElsewhere: gettext_lazy(
        "This person works in other municipalities, too. You can take away the roles "
        "here; the account belongs to all of you."
    ),
    accounts.LastAdministrator: gettext_lazy(
        "Somebody has to be administrator. Give the role to a colleague first."
    ),
    accounts.OwnAccount: gettext_lazy(
        "You cannot close your own account. Ask a colleague."
    ),
}


@staff_view(Role.ADMINISTRATOR, Role.MANAGER)
@require_safe
def overview(request: StaffRequest) -> HttpResponse:
    here = Membership.objects.filter(municipality=request.municipality).order_by("role")
    staff = (
        StaffMember.objects.of(request.municipality)
        .prefetch_related(Prefetch("memberships", queryset=here, to_attr="roles_here"))
        .annotate(
            has_second_factor=Exists(
                Authenticator.objects.filter(
                    user=OuterRef("pk"), type__in=SECOND_FACTORS
                )
            )
        )
        .order_by("-is_active", "display_name", "pk")
    )
    context = {
        "staff": staff,
        "may_change": Role.ADMINISTRATOR in request.roles,
    }
    return render(request, "organisation/staff.html", context)


@staff_view(Role.ADMINISTRATOR)
def invite(request: StaffRequest) -> HttpResponse:
    form = InviteForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(
            request, "organisation/invite.html", {"form": form}, status=status
        )
    given = form.cleaned_data
    invited = accounts.invite(
        request.municipality,
        StaffMember(
            email=given["email"],
            display_name=given["display_name"],
            title=given["title"],
        ),
        given["roles"],
        by=request.user,
        at=timezone.now(),
    )
    messages.success(request, _invited_message(invited))
    return redirect("organisation:staff_member", invited.pk)


@staff_view(Role.ADMINISTRATOR)
def edit(request: StaffRequest, pk: int) -> HttpResponse:
    staff = _staff_or_404(request, pk)
    form = StaffForm(request.POST or None, instance=_staff_or_404(request, pk))
    if request.method != "POST" or not form.is_valid():
        return _page(request, staff, profile_form=form)
    change_profile(
        staff,
        form.cleaned_data,
        by=request.user,
        at=timezone.now(),
        municipality=request.municipality,
    )
    return _saved(request, staff)


@staff_view(Role.ADMINISTRATOR)
@only_posted("organisation:staff_member", "pk")
def photo(request: StaffRequest, pk: int) -> HttpResponse:
    staff = _staff_or_404(request, pk)
    form = PhotoForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, staff, photo_form=form)
    change_photo(
        staff,
        form.cleaned_data["photo"],
        by=request.user,
        at=timezone.now(),
        municipality=request.municipality,
    )
    return _saved(request, staff)


@staff_view(Role.ADMINISTRATOR)
@only_posted("organisation:staff_member", "pk")
def roles(request: StaffRequest, pk: int) -> HttpResponse:
    staff = _staff_or_404(request, pk)
    form = RolesForm(request.POST)
    if not form.is_valid():
        return _page(request, staff, roles_form=form)
    wanted = form.cleaned_data["roles"]
    done = _try(
        request,
        lambda: accounts.set_roles(
            staff,
            request.municipality,
            wanted,
            by=request.user,
            at=timezone.now(),
        ),
    )
    if done and not wanted:
        return redirect("organisation:staff")
    return redirect("organisation:staff_member", staff.pk)


@staff_view(Role.ADMINISTRATOR)
@only_posted("organisation:staff_member", "pk")
def address(request: StaffRequest, pk: int) -> HttpResponse:
    staff = _staff_or_404(request, pk)
    form = AddressForm(staff, request.POST)
    if not form.is_valid():
        return _page(request, staff, address_form=form)
    _try(
        request,
        lambda: accounts.change_address(
            staff,
            form.cleaned_data["email"],
            request.municipality,
            by=request.user,
            at=timezone.now(),
        ),
    )
    return redirect("organisation:staff_member", staff.pk)


@staff_view(Role.ADMINISTRATOR)
@only_posted("organisation:staff_member", "pk")
def account(request: StaffRequest, pk: int) -> HttpResponse:
    """One button each: a new link, no second factor, close, open."""
    staff = _staff_or_404(request, pk)
    here, by, at = request.municipality, request.user, timezone.now()
    actions: dict[str, Callable[[], None]] = {
        "link": lambda: accounts.ask_for_password_link(staff.email, at=at),
        "second-factor": lambda: accounts.remove_second_factors(
            staff, here, by=by, at=at
        ),
        "close": lambda: accounts.close_account(staff, here, by=by, at=at),
        "open": lambda: accounts.open_account(staff, here, by=by, at=at),
    }
    action = actions.get(request.POST.get("do", ""))
    if action is not None:
        _try(request, action)
    return redirect("organisation:staff_member", staff.pk)


def _try(request: StaffRequest, action: Callable[[], None]) -> bool:
    """Do it and say so, or say why not."""
    try:
        action()
    except tuple(REFUSALS) as refusal:
        messages.error(request, str(REFUSALS[type(refusal)]))
        return False
    messages.success(request, _("Done."))
    return True


def _saved(request: StaffRequest, staff: StaffMember) -> HttpResponse:
    messages.success(request, _("Saved."))
    return redirect("organisation:staff_member", staff.pk)


def _page(request: StaffRequest, staff: StaffMember, **bound: BaseForm) -> HttpResponse:
    """The person's page, with the one form that was sent as it was sent."""
    own_roles = sorted(accounts.roles_of(staff, request.municipality))
    forms: dict[str, Any] = {
        "profile_form": StaffForm(instance=staff),
        "photo_form": PhotoForm(),
        "roles_form": RolesForm(initial={"roles": own_roles}),
        "address_form": AddressForm(staff),
        **bound,
    }
    sent = next((form for form in bound.values() if form.is_bound), None)
    context = {
        "staff": staff,
        "may_govern": accounts.may_govern(staff, request.user),
        "form": sent,  # the title says when something in it is wrong
        **forms,
    }
    return render(
        request,
        "organisation/staff_member.html",
        context,
        status=200 if sent is None else 422,
    )


def _invited_message(invited: StaffMember) -> str:
    if invited.password_link_wanted_at is None:
        return _("%(name)s already has an account and has the roles now.") % {
            "name": invited.display_name
        }
    return _("A mail with a link is on its way to %(email)s.") % {
        "email": invited.email
    }


def _staff_or_404(request: StaffRequest, pk: int) -> StaffMember:
    staff: StaffMember = get_object_or_404(
        StaffMember.objects.of(request.municipality), pk=pk
    )
    return staff
