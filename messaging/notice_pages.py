"""The person's own page of notices, the devices on it, and what runs in a browser."""

from functools import cache

from django.contrib import messages
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from messaging.choices import choices_of, choose, quiet_of
from messaging.devices import add_device, plain_name, remove_device
from messaging.models import PushDevice, Reach, Topic
from messaging.notice_forms import DeviceForm, NoticesForm
from messaging.outbox import DECIDING
from messaging.vapid import is_push_offered, our_keys
from organisation.access import StaffRequest, staff_view
from organisation.models import CALLING, Role
from organisation.posting import only_posted

WORKER = "js/push-worker.js"
# Each topic with those who are told of it.
TOPICS = {
    Topic.NEW: CALLING,
    Topic.REMINDER: CALLING,
    Topic.DIGEST: CALLING | {Role.COMMUNICATOR},
    Topic.ALARM: frozenset(DECIDING),
}


@staff_view
def notices(request: StaffRequest) -> HttpResponse:
    topics = [each for each, roles in TOPICS.items() if roles & request.roles]
    form = NoticesForm(topics, request.POST or None, initial=_chosen(request))
    if request.method == "POST" and form.is_valid():
        choose(
            request.user,
            request.municipality,
            form.reaches(),
            form.quiet(),
            at=timezone.now(),
        )
        messages.success(request, _("Saved."))
        return redirect("messaging:notices")
    context = {
        "form": form,
        "devices": PushDevice.objects.filter(staff=request.user).order_by("pk"),
        "push_key": our_keys().public if is_push_offered() else "",
        "device_form": DeviceForm(auto_id="device_%s"),
    }
    status = 422 if form.is_bound else 200
    return render(request, "messaging/notices.html", context, status=status)


def _chosen(request: StaffRequest) -> dict[str, object]:
    quiet = quiet_of(request.user)
    reaches = choices_of(request.user)
    if not is_push_offered():
        by_mail = {Reach.BOTH: Reach.EMAIL}
        reaches = {topic: by_mail.get(each, each) for topic, each in reaches.items()}
    return {
        **{topic.value: reach for topic, reach in reaches.items()},
        "quiet_from": quiet and quiet.begins,
        "quiet_until": quiet and quiet.ends,
        "urgent_passes": quiet is None or quiet.urgent_passes,
    }


@staff_view
@only_posted("messaging:notices")
def device_add(request: StaffRequest) -> HttpResponse:
    """Take in the browser that asks; an address of no push service is refused."""
    form = DeviceForm(request.POST)
    if not is_push_offered() or not form.is_valid():
        messages.error(request, _("This browser cannot take notices from us."))
        return redirect("messaging:notices")
    add_device(
        request.user,
        request.municipality,
        **form.cleaned_data,
        name=plain_name(request.headers.get("User-Agent", "")) or _("A browser"),
        at=timezone.now(),
    )
    messages.success(request, _("Notices now come to this device, too."))
    return redirect("messaging:notices")


@staff_view
@only_posted("messaging:notices")
def device_remove(request: StaffRequest, pk: int) -> HttpResponse:
    device = get_object_or_404(PushDevice, pk=pk, staff=request.user)
    remove_device(device, request.municipality, by=request.user, at=timezone.now())
    messages.success(request, _("The device gets no more notices."))
    return redirect("messaging:notices")


@never_cache
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """What shows notices in a browser. From the root, so that it may open every page.

    It holds nobody's particulars; it only tells that its own subscription is another.
    """
    return HttpResponse(_worker(), content_type="text/javascript")


@cache
def _worker() -> bytes:
    path = finders.find(WORKER)
    if not isinstance(path, str):
        raise FileNotFoundError(WORKER)
    with open(path, "rb") as file:
        return file.read()
