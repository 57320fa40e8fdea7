"""A corrected number or address: what waits leaves to it, and to nobody before it."""

from datetime import timedelta

import pytest
import time_machine

from inquiries.family_links import inquiry_behind, link_row, new_token
from inquiries.services.people import correct_contact
from messaging import claims, delivery
from messaging.models import Channel, Message, Status
from messaging.services import ResendRefused, resend
from tests.inquiries.services.appointments.booked import LATER, booked
from tests.make import NOON
from tests.messaging.carrying import Scripted

pytestmark = pytest.mark.django_db
STRANGER, NEW = "+46701740612", "+46701740699"


@pytest.fixture(autouse=True)
def visit(inquiry, maria):
    """It is booked, and mail, SMS and the reminders of it wait."""
    return booked(inquiry, maria)


def to_family(channel="sms"):
    return Message.objects.filter(recipient_key="family", channel=channel)


def addresses(channel="sms"):
    return set(to_family(channel).waiting().values_list("recipient", flat=True))


def correct(inquiry, **fields):
    correct_contact(inquiry, by=inquiry.owner, at=LATER, **fields)


def a_link_to(inquiry):
    token = new_token()
    link_row(token, inquiry.pk, inquiry.municipality_id, at=NOON).save()
    return token


def test_the_reminder_of_a_visit_goes_to_the_corrected_number(inquiry):
    assert addresses() == {STRANGER}
    correct(inquiry, phone=NEW)
    assert addresses() == {NEW}
    assert to_family().waiting().filter(kind="day-before").exists()
    assert addresses("email") == {"anna@example.se"}


def test_the_invitation_in_a_mail_names_the_new_address_too(inquiry):
    correct(inquiry, email="anna.karin.holm.i.ekebacka@example.se")
    invitation = to_family("email").get(kind="invitation")
    assert invitation.recipient == "anna.karin.holm.i.ekebacka@example.se"
    unfolded = invitation.calendar.replace("\r\n ", "")
    assert "mailto:anna.karin.holm.i.ekebacka@example.se" in unfolded
    assert "anna@example.se" not in unfolded


@pytest.mark.parametrize("phone", ["", "+46313900610"])
def test_nothing_is_sent_where_no_sms_arrives_any_more(inquiry, phone):
    before = to_family().count()
    correct(inquiry, phone=phone)
    assert addresses() == set()
    gone = to_family().filter(status=Status.CANCELLED, last_error="address-gone")
    assert gone.count() == before
    assert addresses("email") == {"anna@example.se"}


def test_correcting_sends_nothing_more(inquiry):
    before = Message.objects.count()
    correct(inquiry, phone=NEW, email="eva@example.se")
    assert Message.objects.count() == before


def test_a_message_in_a_dispatcher_s_hand_is_taken_out_of_it(inquiry):
    due = LATER + timedelta(days=30)
    claimed = claims.claim(Channel.SMS, due, 20)
    correct(inquiry, phone=NEW)
    assert claims.begin(claimed, claimed.ids) == []
    assert addresses() == {NEW}


def test_what_has_left_and_what_staff_are_told_stay_as_they_are(inquiry):
    staff = Message.objects.exclude(recipient_key="family")
    told = set(staff.values_list("pk", "recipient", "status"))
    sent = to_family().filter(kind="invitation")
    sent.update(status=Status.SENT, sent_at=NOON)
    correct(inquiry, phone=NEW)
    assert sent.get().recipient == STRANGER
    assert set(staff.values_list("pk", "recipient", "status")) == told


def test_whoever_had_the_old_number_cannot_open_the_page_any_more(inquiry):
    token = a_link_to(inquiry)
    correct(inquiry, phone=NEW)
    assert inquiry_behind(token) is None


@pytest.mark.parametrize(
    "fields", [{"name": "Anna Berg"}, {"email": "Anna@example.se"}, {"phone": STRANGER}]
)
def test_a_link_lives_on_where_every_address_stays(inquiry, fields):
    token = a_link_to(inquiry)
    correct(inquiry, **fields)
    assert inquiry_behind(token) == inquiry


def test_a_link_lives_on_where_a_first_address_is_added(inquiry):
    correct(inquiry, email="")
    token = a_link_to(inquiry)
    correct(inquiry, email="anna@example.se")
    assert inquiry_behind(token) == inquiry


def test_a_message_that_failed_is_never_resent_to_a_number_that_is_gone(inquiry):
    failed = to_family().filter(kind="invitation")
    failed.update(status=Status.DEAD)
    correct(inquiry, phone="")
    with pytest.raises(ResendRefused):
        resend(failed.get(), by=inquiry.owner, at=LATER)


class Noting(Scripted):
    """Keeps to whom each message went."""

    def send(self, message, municipality):
        self.seen.append(message.recipient)
        return ""


def test_the_link_to_the_page_leaves_to_the_new_number_only(inquiry, monkeypatch):
    carrier = Noting()
    monkeypatch.setitem(delivery.CARRIERS, Channel.SMS, lambda _s: carrier)
    correct(inquiry, phone=NEW)
    eve = to_family().get(kind="day-before").not_before
    with time_machine.travel(eve, tick=False):
        delivery.deliver_due(eve)
    assert set(carrier.seen) == {NEW}
