"""Channels: what each is for, what it asks of us, and which are offered."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.access import PLANNERS
from campaigns.forms.channels import ChannelForm
from campaigns.models import Channel
from campaigns.services.channels import (
    ChannelInUse,
    add_channel,
    change_channel,
    move_channel,
    remove_channel,
)
from campaigns.services.plan import Taken
from campaigns.views.parts import READ_AND_SEND, sent
from organisation.access import StaffRequest, staff_view
from organisation.posting import only_posted


@staff_view(*PLANNERS)
@require_safe
def channel_list(request: StaffRequest) -> HttpResponse:
    channels = Channel.objects.of(request.municipality).with_use()
    return render(request, "campaigns/channels.html", {"channels": channels})


@staff_view(*PLANNERS)
@require_http_methods(READ_AND_SEND)
def channel_new(request: StaffRequest) -> HttpResponse:
    form = ChannelForm(
        sent(request), instance=Channel(municipality=request.municipality)
    )
    if not form.is_valid():
        return _page(request, form, _("New channel"))
    try:
        add_channel(
            request.municipality, form.values(), by=request.user, at=timezone.now()
        )
    except Taken:
        return _taken(request, form, _("New channel"))
    return _saved(request, form)


@staff_view(*PLANNERS)
@require_http_methods(READ_AND_SEND)
def channel_edit(request: StaffRequest, pk: int) -> HttpResponse:
    channel = _channel(request, pk)
    form = ChannelForm(sent(request), instance=channel)
    if not form.is_valid():
        return _page(request, form, _("Change the channel"))
    try:
        change_channel(channel, form.values(), by=request.user, at=timezone.now())
    except Taken:
        return _taken(request, form, _("Change the channel"))
    return _saved(request, form)


@staff_view(*PLANNERS)
@only_posted("campaigns:channels")
def channel_move(request: StaffRequest, pk: int) -> HttpResponse:
    is_up = request.POST.get("to") == "up"
    move_channel(_channel(request, pk), is_up=is_up, by=request.user, at=timezone.now())
    return redirect("campaigns:channels")


@staff_view(*PLANNERS)
@only_posted("campaigns:channels")
def channel_use(request: StaffRequest, pk: int) -> HttpResponse:
    """Offer it for new activities, or no longer."""
    channel = _channel(request, pk)
    is_used = request.POST.get("use") == "yes"
    change_channel(channel, {"is_used": is_used}, by=request.user, at=timezone.now())
    told = (
        _("%(name)s is offered for new activities again.")
        if is_used
        else _("%(name)s is no longer offered. What it led to stays.")
    )
    messages.success(request, told % {"name": channel.name})
    return redirect("campaigns:channels")


@staff_view(*PLANNERS)
@only_posted("campaigns:channels")
def channel_remove(request: StaffRequest, pk: int) -> HttpResponse:
    channel = _channel(request, pk)
    name = {"name": channel.name}
    try:
        remove_channel(channel, by=request.user, at=timezone.now())
    except ChannelInUse:
        words = _("%(name)s has been used and stays. Stop using it instead.")
        messages.error(request, words % name)
    else:
        messages.success(request, _("%(name)s is removed.") % name)
    return redirect("campaigns:channels")


def _channel(request: StaffRequest, pk: int) -> Channel:
    return get_object_or_404(Channel.objects.of(request.municipality), pk=pk)


def _page(request: StaffRequest, form: ChannelForm, heading: str) -> HttpResponse:
    context = {"form": form, "heading": heading}
    status = 422 if form.is_bound else 200
    return render(request, "campaigns/channel_form.html", context, status=status)


def _taken(request: StaffRequest, form: ChannelForm, heading: str) -> HttpResponse:
    form.add_error("name", _("There is already a channel of that name."))
    return _page(request, form, heading)


def _saved(request: StaffRequest, form: ChannelForm) -> HttpResponse:
    name = {"name": form.cleaned_data["name"]}
    messages.success(request, _("%(name)s is saved.") % name)
    return redirect("campaigns:channels")
