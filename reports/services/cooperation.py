"""Starting a cooperation, letting others in, joining and leaving.

Whoever changes what a municipality is in holds its row first, so that of two presses
at once the second finds what the first has done.
Source: docs/decisions/0132-a-joint-report.md.
"""

import uuid
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import QuerySet

from audit.services import record
from exports.models import Export
from organisation.models import Municipality, StaffMember
from reports.invitation_codes import code_for, hash_of
from reports.joint import KINDS
from reports.models import Cooperation, CooperationMember, Invitation

LIFETIME: Final = timedelta(days=14)


class InvitationRefused(Exception):
    """It is no code, or one that lets nobody in any more: which, nobody is told."""


class NotAMember(Exception):
    """The municipality has left, or never was in it."""


class InvitationEnded(Exception):
    """The code that this form gave is used, taken back or too old."""


@transaction.atomic
def start_cooperation(
    municipality: Municipality, name: str, *, by: StaffMember, at: datetime
) -> Cooperation:
    """Begin one, with the municipality in it; the one of that name where it has it."""
    _hold(municipality)
    same = Cooperation.objects.of(municipality).filter(name=name).first()
    if same is not None:
        return same
    started = Cooperation.objects.create(name=name, created_at=at)
    member = _add(started, municipality, by, at)
    record("started-cooperation", member, by=by, at=at)
    return started


@transaction.atomic
def invite(
    cooperation: Cooperation,
    municipality: Municipality,
    form_key: uuid.UUID,
    *,
    by: StaffMember,
    at: datetime,
) -> str:
    """Give a code for one municipality; the same form gives the same code again.

    Raises:
        NotAMember: it has no say in this cooperation.
        InvitationEnded: the form is an old one.
    """
    _member(cooperation, municipality)
    code = code_for(cooperation.pk, municipality.pk, form_key)
    invitation, is_new = Invitation.objects.get_or_create(
        code_hash=hash_of(code),
        defaults={
            "cooperation": cooperation,
            "municipality": municipality,
            "made_at": at,
            "made_by": by,
            "expires_at": at + LIFETIME,
        },
    )
    if is_new:
        record("invited-to-cooperation", invitation, by=by, at=at)
    elif not Invitation.objects.living(at).filter(pk=invitation.pk).exists():
        raise InvitationEnded
    return code


@transaction.atomic
def take_back(invitation: Invitation, *, by: StaffMember, at: datetime) -> bool:
    """Let the code let nobody in; False where it did not any more."""
    living = Invitation.objects.living(at).filter(pk=invitation.pk)
    is_mine = bool(living.update(ended_at=at))
    if is_mine:
        record("took-back-invitation", invitation, by=by, at=at)
    return is_mine


def behind(code: str, municipality: Municipality, *, at: datetime) -> Invitation:
    """The invitation that a code stands for.

    One look by the hash, whatever was typed: the time that it takes tells nothing. A
    code that the municipality itself has used leads it to the cooperation once more.

    Raises:
        InvitationRefused: whatever is wrong.
    """
    return _behind(code, municipality, at=at, is_held=False)


@transaction.atomic
def join(
    code: str, municipality: Municipality, *, by: StaffMember, at: datetime
) -> Cooperation:
    """Let the municipality in and spend the code, unless it is in already.

    Raises:
        InvitationRefused: as behind.
    """
    _hold(municipality)
    invitation = _behind(code, municipality, at=at, is_held=True)
    cooperation = invitation.cooperation
    if _present(cooperation, municipality).exists():
        return cooperation
    invitation.ended_at, invitation.used_by = at, municipality
    invitation.save(update_fields=["ended_at", "used_by"])
    member = _add(cooperation, municipality, by, at)
    record("joined-cooperation", member, by=by, at=at)
    return cooperation


@transaction.atomic
def leave(
    cooperation: Cooperation,
    municipality: Municipality,
    *,
    by: StaffMember,
    at: datetime,
) -> None:
    """End the membership, its codes, and every file with the members' figures.

    Raises:
        NotAMember: it has left already.
    """
    _hold(municipality)
    member = _member(cooperation, municipality)
    member.left_at, member.left_by = at, by
    member.save(update_fields=["left_at", "left_by"])
    codes = Invitation.objects.of(municipality).filter(cooperation=cooperation)
    codes.filter(ended_at=None).update(ended_at=at)
    files = Export.objects.filter(
        kind__in=KINDS, parameters__cooperation=cooperation.pk
    )
    files.delete()
    record("left-cooperation", member, by=by, at=at)


def _hold(municipality: Municipality) -> None:
    Municipality.objects.select_for_update(no_key=True).get(pk=municipality.pk)


def _present(
    cooperation: Cooperation, municipality: Municipality
) -> QuerySet[CooperationMember]:
    members = CooperationMember.objects.present()
    return members.filter(cooperation=cooperation, municipality=municipality)


def _member(cooperation: Cooperation, municipality: Municipality) -> CooperationMember:
    """The row of a member, held."""
    member = _present(cooperation, municipality).select_for_update().first()
    if member is None:
        raise NotAMember
    return member


def _add(
    cooperation: Cooperation,
    municipality: Municipality,
    by: StaffMember,
    at: datetime,
) -> CooperationMember:
    return CooperationMember.objects.create(
        cooperation=cooperation, municipality=municipality, joined_at=at, joined_by=by
    )


def _behind(
    code: str, municipality: Municipality, *, at: datetime, is_held: bool
) -> Invitation:
    rows = Invitation.objects.filter(code_hash=hash_of(code))
    held = rows.select_for_update(of=("self",)) if is_held else rows
    invitation = held.select_related("cooperation").first()
    if invitation is None:
        raise InvitationRefused
    is_living = Invitation.objects.living(at).filter(pk=invitation.pk).exists()
    is_in_by_it = (
        invitation.used_by_id == municipality.pk
        and _present(invitation.cooperation, municipality).exists()
    )
    if not is_living and not is_in_by_it:
        raise InvitationRefused
    return invitation
