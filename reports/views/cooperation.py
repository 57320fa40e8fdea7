"""Cooperating with other municipalities: starting, inviting, joining, leaving."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.views.parts import READ_AND_SEND, sent
from organisation.access import StaffRequest, staff_view
from organisation.posting import only_posted
from reports.forms.cooperation import CodeForm, CooperationForm, InvitationForm
from reports.joint.reading import members
from reports.models import Cooperation, CooperationMember, Invitation
from reports.services import cooperation as services
from reports.services.freezing import last_over
from reports.views.parts import CORRECTING


@staff_view(*CORRECTING)
@require_http_methods(READ_AND_SEND)
def cooperations(request: StaffRequest) -> HttpResponse:
    """Those that the municipality is in, and a form to start one."""
    form = CooperationForm(sent(request))
    if form.is_valid():
        name = form.cleaned_data["name"]
        started = services.start_cooperation(
            request.municipality, name, by=request.user, at=timezone.now()
        )
        messages.success(request, _("%(name)s has begun.") % {"name": started.name})
        return redirect("reports:cooperation", started.pk)
    mine = Cooperation.objects.of(request.municipality)
    status = 422 if form.is_bound else 200
    context = {"cooperations": mine, "form": form}
    return render(request, "reports/cooperations.html", context, status=status)


@staff_view(*CORRECTING)
@require_safe
def cooperation(request: StaffRequest, pk: int) -> HttpResponse:
    return _page(request, _found(request, pk))


@staff_view(*CORRECTING)
@only_posted("reports:cooperation", "pk")
def invite(request: StaffRequest, pk: int) -> HttpResponse:
    """Show a code, once: nobody keeps it. The same form sent again shows the same."""
    found = _found(request, pk)
    form = InvitationForm(request.POST)
    if not form.is_valid():
        return redirect("reports:cooperation", pk)
    key = form.cleaned_data["form_key"]
    try:
        code = services.invite(
            found, request.municipality, key, by=request.user, at=timezone.now()
        )
    except (services.InvitationEnded, services.NotAMember):
        messages.error(request, _("That code does not hold any more. Make a new one."))
        return redirect("reports:cooperation", pk)
    return _page(request, found, code=code)


@staff_view(*CORRECTING)
@only_posted("reports:cooperation", "pk")
def take_back(request: StaffRequest, pk: int, number: int) -> HttpResponse:
    mine = Invitation.objects.of(request.municipality)
    found = get_object_or_404(mine, cooperation=_found(request, pk), pk=number)
    if services.take_back(found, by=request.user, at=timezone.now()):
        messages.success(request, _("The code lets nobody in any more."))
    return redirect("reports:cooperation", pk)


@staff_view(*CORRECTING)
@only_posted("reports:cooperation", "pk")
def leave(request: StaffRequest, pk: int) -> HttpResponse:
    found = _found(request, pk)
    try:
        services.leave(found, request.municipality, by=request.user, at=timezone.now())
    except services.NotAMember:
        return redirect("reports:cooperations")
    messages.success(request, _("You have left %(name)s.") % {"name": found.name})
    return redirect("reports:cooperations")


@staff_view(*CORRECTING)
@require_http_methods(READ_AND_SEND)
def join(request: StaffRequest) -> HttpResponse:
    """Type a code, and see what it leads to; nothing is shared yet."""
    form = CodeForm(sent(request))
    if not form.is_valid():
        return _code_page(request, form)
    code = form.cleaned_data["code"]
    try:
        found = services.behind(code, request.municipality, at=timezone.now())
    except services.InvitationRefused:
        form.refuse()
        return _code_page(request, form)
    mine = Cooperation.objects.of(request.municipality)
    if mine.filter(pk=found.cooperation_id).exists():
        return redirect("reports:cooperation", found.cooperation_id)
    context = {
        "cooperation": found.cooperation,
        "members": members(found.cooperation),
        "code": code,
    }
    return render(request, "reports/join.html", context)


@staff_view(*CORRECTING)
@only_posted("reports:cooperation_join")
def join_now(request: StaffRequest) -> HttpResponse:
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _code_page(request, form)
    code = form.cleaned_data["code"]
    try:
        joined = services.join(
            code, request.municipality, by=request.user, at=timezone.now()
        )
    except services.InvitationRefused:
        form.refuse()
        return _code_page(request, form)
    messages.success(request, _("You are in %(name)s now.") % {"name": joined.name})
    return redirect("reports:cooperation", joined.pk)


def _code_page(request: StaffRequest, form: CodeForm) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return render(request, "reports/code.html", {"form": form}, status=status)


def _page(request: StaffRequest, found: Cooperation, *, code: str = "") -> HttpResponse:
    present = CooperationMember.objects.present().filter(cooperation=found)
    joined_at = dict(present.values_list("municipality", "joined_at"))
    towns = members(found)
    living = Invitation.objects.of(request.municipality).living(timezone.now())
    context = {
        "cooperation": found,
        "members": [(town, joined_at.get(town.pk)) for town in towns],
        "has_others": len(towns) > 1,
        "invitations": living.filter(cooperation=found).select_related("made_by"),
        "invitation_form": InvitationForm(),
        "code": code,
        "month": last_over(timezone.now()),
    }
    return render(request, "reports/cooperation.html", context)


def _found(request: StaffRequest, pk: int) -> Cooperation:
    return get_object_or_404(Cooperation.objects.of(request.municipality), pk=pk)
