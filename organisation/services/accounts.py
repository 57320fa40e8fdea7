"""Accounts of staff: roles, passwords, second factors, and when access ends.

Whatever takes rights away raises `access_version`, which ends the person's sessions.
"""

from collections.abc import Iterable
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.module_loading import import_string

from audit.services import record
from organisation.models import CALLING, Membership, Municipality, Role, StaffMember
from organisation.services.profiles import tell_municipalities
from organisation.services.versions import touch_settings


class WorksElsewhere(Exception):
    """The account also belongs to municipalities that the actor does not administer."""


class LastAdministrator(Exception):
    """Nobody would be left who can change the municipality's settings."""


class OwnAccount(Exception):
    """Nobody closes their own account: a colleague does."""


def may_govern(staff: StaffMember, by: StaffMember) -> bool:
    """Tell whether `by` administers every municipality that the person works in.

    Only then may `by` change what opens the account (address, second factor) or
    close it: otherwise one municipality could take over another's staff.
    """
    works_in = set(_municipalities(staff))
    return works_in <= set(_municipalities(by, Role.ADMINISTRATOR))


@transaction.atomic
def invite(
    municipality: Municipality,
    staff: StaffMember,
    roles: Iterable[Role],
    *,
    by: StaffMember | None,
    at: datetime,
) -> StaffMember:
    """Make an account and mail its owner a link to choose a password.

    An address that has an account keeps it, name and all, and is given the roles.
    """
    known = StaffMember.objects.filter(email=staff.email.lower()).first()
    if known is None:
        staff.email = staff.email.lower()
        staff.set_unusable_password()
        staff.password_link_wanted_at = at
        staff.save()
        record("invited", staff, by=by, at=at, municipality=municipality)
    invited = known or staff
    mine = set(roles) | roles_of(invited, municipality)
    set_roles(invited, municipality, mine, by=by, at=at)
    return invited


def roles_of(staff: StaffMember, municipality: Municipality) -> set[Role]:
    rows = Membership.objects.filter(staff=staff, municipality=municipality)
    return {Role(role) for role in rows.values_list("role", flat=True)}


@transaction.atomic
def set_roles(
    staff: StaffMember,
    municipality: Municipality,
    roles: Iterable[Role],
    *,
    by: StaffMember | None,
    at: datetime,
) -> None:
    """Give a person exactly these roles in the municipality; none ends the work there.

    Raises:
        LastAdministrator: it would leave the municipality without one.
    """
    Municipality.objects.select_for_update().get(pk=municipality.pk)
    wanted, had = set(roles), roles_of(staff, municipality)
    if wanted == had:
        return
    rows = Membership.objects.filter(staff=staff, municipality=municipality)
    rows.filter(role__in=had - wanted).delete()
    Membership.objects.bulk_create(
        Membership(staff=staff, municipality=municipality, role=role)
        for role in sorted(wanted - had)
    )
    if Role.ADMINISTRATOR in had - wanted:
        _check_administrator(municipality)
    _end_sessions(staff)
    touch_settings(municipality)
    if by is not None and had & CALLING and not wanted & CALLING:
        _hand_over(staff, municipality, by, at)
    record(
        "changed-roles",
        staff,
        by=by,
        at=at,
        municipality=municipality,
        fields=had ^ wanted,
    )


@transaction.atomic
def close_account(
    staff: StaffMember, municipality: Municipality, *, by: StaffMember, at: datetime
) -> None:
    """Shut a person out at once. Roles stay, for the day the account opens again.

    Raises:
        OwnAccount: it is the actor's own.
        WorksElsewhere: take away the roles here instead.
        LastAdministrator: it would leave the municipality without one.
    """
    if staff.pk == by.pk:
        raise OwnAccount
    _check_governs(staff, by)
    _lock_everywhere(staff, municipality)
    staff.is_active = False
    staff.save(update_fields=["is_active"])
    if Role.ADMINISTRATOR in roles_of(staff, municipality):
        _check_administrator(municipality)
    _end_sessions(staff)
    _touch_everywhere(staff, municipality)
    for each in Municipality.objects.filter(pk__in=_municipalities(staff, *CALLING)):
        _hand_over(staff, each, by, at)
    record("closed-account", staff, by=by, at=at, municipality=municipality)


@transaction.atomic
def open_account(
    staff: StaffMember, municipality: Municipality, *, by: StaffMember, at: datetime
) -> None:
    """Let a person in again. Raises WorksElsewhere."""
    _check_governs(staff, by)
    staff.is_active = True
    staff.save(update_fields=["is_active"])
    _touch_everywhere(staff, municipality)
    record("opened-account", staff, by=by, at=at, municipality=municipality)


@transaction.atomic
def change_address(
    staff: StaffMember,
    email: str,
    municipality: Municipality,
    *,
    by: StaffMember,
    at: datetime,
) -> None:
    """Change the address that is the login. Raises WorksElsewhere."""
    _check_governs(staff, by)
    staff.email = email.lower()
    staff.save(update_fields=["email"])
    _end_sessions(staff)
    _touch_everywhere(staff, municipality)
    record(
        "changed-address",
        staff,
        by=by,
        at=at,
        municipality=municipality,
        fields=["email"],
    )


@transaction.atomic
def remove_second_factors(
    staff: StaffMember, municipality: Municipality, *, by: StaffMember, at: datetime
) -> None:
    """For somebody whose phone is lost; a new one is set up at the next login.

    Raises:
        WorksElsewhere: another municipality's administrator has a say, too.
    """
    _check_governs(staff, by)
    Authenticator.objects.filter(user=staff).delete()
    _end_sessions(staff)
    record("removed-second-factors", staff, by=by, at=at, municipality=municipality)


@transaction.atomic
def choose_password(staff: StaffMember, password: str, *, at: datetime) -> None:
    """The person's own choice. Every session but the one it is made in ends by it."""
    staff.set_password(password)
    staff.save(update_fields=["password"])
    record("chose-password", staff, by=staff, at=at, fields=["password"])


def ask_for_password_link(email: str, *, at: datetime) -> None:
    """Note that the address wants a link; unknown and closed ones are passed over.

    One statement, whoever asks: the time it takes tells nothing.
    """
    StaffMember.objects.active().filter(email=email.lower()).update(
        password_link_wanted_at=at
    )


def _municipalities(staff: StaffMember, *roles: Role) -> Iterable[int]:
    rows = Membership.objects.filter(staff=staff)
    if roles:
        rows = rows.filter(role__in=roles)
    return rows.values_list("municipality_id", flat=True)


def _lock_everywhere(staff: StaffMember, municipality: Municipality) -> None:
    """In one order, so that two who close accounts at once never wait in a ring."""
    wanted = {municipality.pk, *_municipalities(staff)}
    rows = Municipality.objects.select_for_update().filter(pk__in=wanted)
    list(rows.order_by("pk").values_list("pk"))


def _touch_everywhere(staff: StaffMember, municipality: Municipality) -> None:
    """What is remembered of the person is remembered wherever the person works."""
    tell_municipalities(staff)
    municipality.refresh_from_db(fields=["settings_version"])


def _check_governs(staff: StaffMember, by: StaffMember) -> None:
    if not may_govern(staff, by):
        raise WorksElsewhere


def _hand_over(
    staff: StaffMember, municipality: Municipality, by: StaffMember, at: datetime
) -> None:
    """Let the apps above say what becomes of what the person had to do."""
    for path in settings.STAFF_LEAVES:
        import_string(path)(staff, municipality, by=by, at=at)


def _check_administrator(municipality: Municipality) -> None:
    administrators = StaffMember.objects.with_role(municipality, Role.ADMINISTRATOR)
    if not administrators.active().exists():
        raise LastAdministrator


def _end_sessions(staff: StaffMember) -> None:
    StaffMember.objects.filter(pk=staff.pk).update(
        access_version=F("access_version") + 1
    )
    staff.refresh_from_db(fields=["access_version"])
