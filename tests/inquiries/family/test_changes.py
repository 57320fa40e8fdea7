"""What a family does itself, by its page: once, written down, and told to the desk."""

import uuid
from datetime import date, timedelta

import pytest
import time_machine

from audit.models import Entry
from followups.booking import book, free_times
from followups.models import (
    Appointment,
    FollowUpTask,
    MeetingSeat,
    Promise,
    Slot,
)
from inquiries.models import Event, FamilyLink
from inquiries.services.calls import log_call
from inquiries.services.moves import move_inquiry
from inquiries.services.receive import receive
from inquiries.services.seats import invite
from inquiries.timeline import entries, history_of
from inquiries.workflow import Stage
from messaging.models import Message
from tests.inquiries.family.visiting import ANNA, link_to, post, text_of
from tests.make import NOON, Registration, make_inquiry, make_meeting

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def slots(town, maria):
    return free_times(town, Slot.Kind.CALL, NOON)


def said_at(answer, link, said):
    assert answer.status_code == 303
    assert answer["Location"] == f"{link}?klart={said}"


def told(inquiry):
    """What the desk was told of, the history's newest line, and the audit's word."""
    notice = Message.objects.filter(kind="family").latest("created_at").heading
    newest = next(
        each for each in entries(history_of(inquiry), NOON) if each.who == "Familjen"
    )
    return notice, newest.lines, Entry.objects.latest("pk").action


class TestTime:
    def test_a_free_time_is_chosen(self, inquiry, link, slots):
        answer = post(f"{link}tid/", wish=f"time-{slots[2].pk}")
        said_at(answer, link, "tid")
        promise = Promise.objects.open().get()
        assert (promise.wish, promise.due_at) == ("time", slots[2].ends_at)
        assert FollowUpTask.objects.open().get().due_at == slots[2].ends_at
        assert set(Promise.objects.values_list("outcome", flat=True)) == {
            "open",
            "superseded",
        }
        page = text_of(link)
        assert "Maria ringer dig i dag mellan 14.00 och 14.30." in page
        assert "Avboka tiden" in page

    def test_the_desk_learns_of_it(self, inquiry, link, slots):
        post(f"{link}tid/", wish=f"time-{slots[0].pk}")
        heading, lines, action = told(inquiry)
        assert (
            heading == f"{inquiry.number}: Familjen valde själv när vi ska höra av oss"
        )
        assert "Familjen valde själv när vi ska höra av oss." in lines
        assert action == "family-time"
        assert Event.objects.latest("pk").by is None
        assert "Anna" not in heading

    def test_a_chosen_time_is_changed_and_the_old_one_is_free(self, link, slots):
        post(f"{link}tid/", wish=f"time-{slots[0].pk}")
        said_at(post(f"{link}tid/", wish=f"time-{slots[1].pk}"), link, "tid")
        assert Appointment.objects.standing().get().starts_at == slots[1].starts_at

    def test_a_wish_will_do_as_well(self, link, slots):
        post(f"{link}tid/", wish=f"time-{slots[0].pk}")
        said_at(post(f"{link}tid/", wish="soon"), link, "tid")
        assert Promise.objects.open().get().wish == "soon"
        assert not Appointment.objects.standing().exists()

    def test_a_time_that_was_just_taken_is_told_with_the_next(self, town, link, slots):
        other = receive(
            town, Registration(name="Eva Ek", phone="+46701740613"), at=NOON
        )
        book([slots[0].pk], other.pk, at=NOON)
        answer = post(f"{link}tid/", wish=f"time-{slots[0].pk}")
        assert answer.status_code == 409
        page = answer.content.decode()
        assert "Någon annan hann ta den tiden. Här är nästa lediga tider." in page
        assert f'value="time-{slots[0].pk}"' not in page
        assert f'value="time-{slots[1].pk}"' in page
        assert Promise.objects.filter(inquiry__contact__name="Anna Holm").count() == 1

    def test_a_form_that_is_sent_twice_counts_once(self, link, slots):
        key = uuid.uuid4()
        for _ in range(2):
            said_at(post(f"{link}tid/", key, wish=f"time-{slots[0].pk}"), link, "tid")
        assert Promise.objects.count() == 2
        assert Message.objects.filter(kind="family").count() == 1

    @pytest.mark.parametrize("wish", ["", "time", "time-", "time-0", "x", "time-²"])
    def test_what_is_no_choice_is_asked_again(self, link, wish):
        assert post(f"{link}tid/", wish=wish).status_code == 422

    def test_a_time_is_not_chosen_where_no_call_is_to_come(self, inquiry, link, maria):
        log_call(inquiry, "answered", by=maria, at=NOON)
        assert "Ändra tiden" not in text_of(link)
        said_at(post(f"{link}tid/", wish="soon"), link, "andrat")
        assert FollowUpTask.objects.open().get().kind == "home_visit"


class TestCancel:
    def test_a_cancelled_call_becomes_a_call_as_soon_as_possible(
        self, inquiry, link, slots
    ):
        post(f"{link}tid/", wish=f"time-{slots[0].pk}")
        said_at(post(f"{link}avboka/"), link, "avbokat")
        assert not Appointment.objects.standing().exists()
        assert Promise.objects.open().get().wish == "soon"
        assert told(inquiry)[2] == "family-cancelled"
        assert "Avboka tiden" not in text_of(link)

    def test_a_cancelled_visit_is_followed_by_a_call(self, town, inquiry, link, maria):
        log_call(inquiry, "answered", by=maria, at=NOON)
        slot = free_times(town, Slot.Kind.HOME_VISIT, NOON)[0]
        book([slot.pk], inquiry.pk, at=NOON, by_id=maria.pk)
        assert "Maria kommer hem till dig i dag mellan 13.00 och 15.00." in text_of(
            link
        )
        said_at(post(f"{link}avboka/"), link, "avbokat")
        assert FollowUpTask.objects.open().get().kind == "call"

    def test_nothing_booked_is_nothing_to_cancel(self, link):
        said_at(post(f"{link}avboka/"), link, "andrat")


class TestMeeting:
    @pytest.fixture
    def meeting(self, town, maria):
        return make_meeting(town)

    def test_a_seat_is_shown_and_given_up(self, inquiry, link, meeting, maria):
        invite(inquiry, meeting, by=maria, at=NOON)
        page = text_of(link)
        assert (
            "Du har en plats på vår träff torsdag 19 mars mellan 18.00 och 20.00."
            in page
        )
        said_at(post(f"{link}traff/"), link, "traff")
        assert MeetingSeat.objects.get().status == "cancelled"
        assert told(inquiry)[2] == "family-stays_away"
        assert "en plats på vår träff" not in text_of(link)
        said_at(post(f"{link}traff/"), link, "andrat")

    def test_a_turn_in_the_queue_is_shown_without_the_place(
        self, town, inquiry, link, maria
    ):
        meeting = make_meeting(town, seats=1)
        invite(make_inquiry(town), meeting, by=maria, at=NOON)
        invite(inquiry, meeting, by=maria, at=NOON)
        page = text_of(link)
        assert "Du står på väntelistan till vår träff" in page
        assert meeting.place not in page


class TestPause:
    def test_the_inquiry_rests_until_the_month_that_was_chosen(self, inquiry, link):
        said_at(post(f"{link}vanta/", until="2026-09-01"), link, "vantar")
        inquiry.refresh_from_db()
        assert (inquiry.stage, inquiry.wake_up_on) == ("dormant", date(2026, 9, 1))
        assert Promise.objects.get().outcome == "superseded"
        assert told(inquiry)[2] == "family-paused"
        page = text_of(link)
        assert "Maria hör av sig den 1 september 2026, eller strax därefter." in page

    def test_what_was_booked_is_free_again(self, town, link, slots):
        post(f"{link}tid/", wish=f"time-{slots[0].pk}")
        post(f"{link}vanta/", until="2026-09-01")
        assert free_times(town, Slot.Kind.CALL, NOON)[0] == slots[0]

    @pytest.mark.parametrize("until", ["", "2026-03-01", "2027-04-01", "x"])
    def test_only_a_month_of_the_coming_year_will_do(self, link, until):
        assert post(f"{link}vanta/", until=until).status_code == 422

    def test_a_family_that_rests_goes_on_when_it_likes(self, inquiry, link):
        post(f"{link}vanta/", until="2026-09-01")
        said_at(post(f"{link}fortsatt/"), link, "fortsatt")
        inquiry.refresh_from_db()
        assert inquiry.stage == "received"
        assert "Maria ringer dig senast" in text_of(link)
        said_at(post(f"{link}fortsatt/"), link, "andrat")


class TestWithdraw:
    @pytest.mark.parametrize("reason", ["", "not_now"])
    def test_a_family_says_no_with_or_without_a_reason(self, inquiry, link, reason):
        said_at(post(f"{link}avsluta/", reason=reason), link, "avslutat")
        inquiry.refresh_from_db()
        assert inquiry.stage == "withdrawn"
        assert inquiry.close_reason == (reason or "their_no_reason")
        assert not FollowUpTask.objects.open().exists()
        assert told(inquiry)[2] == "family-withdrew"
        assert "Tack för att du tänkte tanken." in text_of(link)

    def test_an_unknown_reason_is_asked_again(self, link):
        assert post(f"{link}avsluta/", reason="no_need").status_code == 422

    def test_staff_may_have_been_first(self, inquiry, link, maria):
        move_inquiry(inquiry, Stage.DECLINED, by=maria, at=NOON, reason="our_other")
        answer = post(f"{link}avsluta/", reason="")
        said_at(answer, link, "andrat")
        assert "Något har ändrats" in text_of(answer["Location"])


class TestClose:
    def test_every_link_ends_and_a_new_one_may_be_asked_for(self, inquiry, link):
        other = link_to(inquiry)
        answer = post(f"{link}stang/")
        assert (answer.status_code, answer["Location"]) == (
            303,
            "/min-sida/?klart=stangd",
        )
        assert not FamilyLink.objects.living().exists()
        assert post(f"{other}vanta/", until="2026-09-01").status_code == 404
        assert Entry.objects.latest("pk").action == "family-ended"
        assert Promise.objects.open().exists()


def test_a_failed_change_may_be_sent_again_with_its_key(town, link, slots):
    other = receive(town, Registration(**{**ANNA, "name": "Eva Ek"}), at=NOON)
    booked = book([slots[0].pk], other.pk, at=NOON)
    key = uuid.uuid4()
    assert post(f"{link}tid/", key, wish=f"time-{slots[0].pk}").status_code == 409
    Appointment.objects.filter(pk=booked.pk).update(cancelled_at=NOON)
    booked.engagements.update(is_active=False)
    assert post(f"{link}tid/", key, wish=f"time-{slots[0].pk}").status_code == 303


def test_what_a_family_did_lies_in_one_act_with_what_it_led_to(inquiry, link):
    with time_machine.travel(NOON + timedelta(minutes=5), tick=False):
        post(f"{link}vanta/", until="2026-09-01")
    acts = Event.objects.filter(inquiry=inquiry, kind__in=("moved", "by_family"))
    assert acts.values("act").distinct().count() == 1
