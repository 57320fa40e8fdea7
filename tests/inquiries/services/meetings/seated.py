"""What the tests of seats at a meeting have in common."""

from datetime import timedelta

from followups.meetings import Plan
from messaging.models import Message

CONTACT = {"email": "anna@example.se", "phone": "+46701740612"}
MINUTE = timedelta(minutes=1)


def step(inquiry):
    task = inquiry.followups.open().get()
    return task.kind, task.due_at


def kinds(inquiry):
    return list(inquiry.events.order_by("id").values_list("kind", flat=True))[1:]


def told(inquiry, *, status="queued"):
    found = Message.objects.filter(inquiry=inquiry, status=status, kind="meeting")
    return sorted(found.values_list("step", "channel"))


def plan_of(meeting, **changed):
    names = ("title", "starts_at", "ends_at", "seats", "language", "place", "link")
    return Plan(**{each: getattr(meeting, each) for each in names} | changed)
