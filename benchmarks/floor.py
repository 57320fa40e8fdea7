"""The bare Django site that the form is held against: what it cannot do without.

It is served as the product is: the same server program with as many processes and
threads, the same settings and middleware, the same PostgreSQL and a kept connection.

A GET shows one small template. A POST validates a name, a telephone number and an
address by a plain form, takes a running number, writes the rows of one inquiry into
the same tables in one transaction, by one statement to a table, notes it in the
session and redirects.

Left out, to its advantage: who is asked and by when it is promised (opening hours,
red days, wishes, the owner with least to do), signed tokens and second copies, spam,
and texts in the family's language.
"""

import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils import timezone

from audit.models import Entry
from followups.models import FollowUpTask, Promise
from inquiries.models import ContactDetails, Event, Inquiry
from inquiries.numbers import next_serial
from messaging.models import Message
from organisation.models import Membership, Role

BODY = "x" * 200  # characters, about what a receipt has
SHOWN = "Så snart som möjligt: Senast i morgon klockan 16.00"
DAY = timedelta(days=1)


class FloorForm(forms.Form):
    name = forms.CharField(max_length=120)
    phone = forms.CharField(max_length=20)
    email = forms.EmailField()


def page(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return render(request, "floor.html")
    form = FloorForm(request.POST)
    if not form.is_valid():
        return render(request, "floor.html", status=422)
    serial = next_serial(somebody().municipality, timezone.now().year)
    with transaction.atomic():
        write(serial, form.cleaned_data)
    request.session["receipt"] = serial
    return HttpResponseRedirect("/")


@cache
def somebody() -> Membership:
    """The municipality and the recruiter that every inquiry goes to."""
    members = Membership.objects.filter(role=Role.RECRUITER)
    return members.select_related("municipality").order_by("pk")[0]


def write(serial: int, typed: dict[str, str]) -> None:
    """The rows of one inquiry, each table's by one statement."""
    at, mine = timezone.now(), somebody()
    place, owner = (
        {"municipality_id": mine.municipality_id},
        {"owner_id": mine.staff_id},
    )
    inquiry = Inquiry(
        **place,
        **owner,
        year=at.year,
        serial=serial,
        form_key=uuid.uuid4(),
        received_at=at,
        registered_at=at,
        source="form",
        wish="soon",
        promise_shown=SHOWN,
        wanted_assignments=["foster_home"],
    )
    Inquiry.objects.bulk_create([inquiry])
    about = {**place, "inquiry_id": inquiry.pk}
    ContactDetails.objects.bulk_create([ContactDetails(**about, **typed)])
    promise = Promise(**about, wish="soon", made_at=at, due_at=at + DAY)
    Promise.objects.bulk_create([promise])
    task = FollowUpTask(
        **about,
        **owner,
        promise_id=promise.pk,
        kind="call",
        due_at=at + DAY,
        next_action_at=at + DAY,
        created_at=at,
    )
    FollowUpTask.objects.bulk_create([task])
    received = {"kind": "received", "to_stage": "received"}
    Event.objects.bulk_create([Event(**about, **received, at=at, recorded_at=at)])
    Message.objects.bulk_create(messages(about, typed, at))
    entry = Entry(
        **place,
        at=at,
        action="received",
        subject_type="inquiries.inquiry",
        subject_id=inquiry.pk,
    )
    Entry.objects.bulk_create([entry])


def messages(
    about: dict[str, int], typed: dict[str, str], at: datetime
) -> Iterator[Message]:
    for kind, channel, key, recipient in (
        ("receipt", "email", "family", typed["email"]),
        ("receipt", "sms", "family", typed["phone"]),
        ("notice", "email", "staff", "staff@example.se"),
    ):
        yield Message(
            **about,
            kind=kind,
            subject_type="inquiry",
            subject_id=about["inquiry_id"],
            step="received",
            channel=channel,
            recipient_key=key,
            recipient=recipient,
            heading="Vi ringer dig",
            body=BODY,
            not_before=at,
            created_at=at,
        )


urlpatterns = [path("", page)]
