from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import Entry
from messaging.models import DispatcherRun, Message, Status
from messaging.outbox import PAGE
from tests.make import (
    NOON,
    client_of,
    make_inquiry,
    make_message,
    make_municipality,
    make_staff_member,
)

pytestmark = pytest.mark.django_db

OUTBOX = "/desk/utkorg/"
PAGES = ["message", "resend", "let-go"]


@pytest.fixture
def municipality():
    return make_municipality()


@pytest.fixture
def manager(municipality):
    return make_staff_member(municipality, "manager")


@pytest.fixture
def client(manager):
    return client_of(manager)


def of_tab(client, tab=""):
    return client.get(OUTBOX, {"flik": tab}).content.decode()


def address(message, name="message"):
    return reverse(f"messaging:{name}", args=[message.pk])


# --- The list


def test_the_outbox_says_who_gets_what_and_how_it_stands(client, municipality):
    inquiry = make_inquiry(municipality, contact={"name": "Samira Haddad"})
    make_message(municipality, inquiry=inquiry, recipient="samira@example.se")
    page = of_tab(client)
    assert "Samira Haddad" in page
    assert "Kvitto" in page
    assert "Väntar" in page
    assert "ons 11 mars 12.00" in page


def test_addresses_are_masked_in_the_list(client, municipality):
    make_message(municipality, recipient="samira@example.se")
    make_message(municipality, channel="sms", recipient="+46701740605")
    page = of_tab(client)
    assert "samira@example.se" not in page
    assert "701740605" not in page
    assert "s…@example.se" in page
    assert "…0605" in page


def test_a_staff_members_message_shows_the_name(client, municipality):
    staff = make_staff_member(municipality, display_name="Ali Demir")
    make_message(municipality, staff=staff, kind="notice")
    assert "Ali Demir" in of_tab(client)


def test_an_erased_persons_message_shows_no_name(client, municipality):
    inquiry = make_inquiry(municipality, erased_at=NOON)
    make_message(municipality, inquiry=inquiry, recipient="", heading="", body="")
    assert "Raderad" in of_tab(client)


@pytest.mark.parametrize(
    ("status", "tab"),
    [
        (Status.QUEUED, "vantar"),
        (Status.RETRY, "vantar"),
        (Status.SENDING, "vantar"),
        (Status.SENT, "skickade"),
        (Status.DEAD, "misslyckade"),
        (Status.UNCERTAIN, "misslyckade"),
        (Status.CANCELLED, "stoppade"),
    ],
)
def test_every_state_has_its_tab(client, municipality, status, tab):
    fields = {"sent_at": NOON}
    if status == Status.SENDING:
        fields |= {"lease_until": NOON, "lease_token": "0" * 32}
    make_message(municipality, status=status, recipient="x@post.example.se", **fields)
    tabs = ["vantar", "skickade", "misslyckade", "stoppade"]
    shown = [each for each in tabs if "x…@post.example.se" in of_tab(client, each)]
    assert shown == [tab]


def test_what_is_let_go_moves_from_failed_to_stopped(client, municipality):
    make_message(municipality, status=Status.DEAD, handled_at=NOON)
    assert "@example.se" not in of_tab(client, "misslyckade")
    assert "ska inte skickas" in of_tab(client, "stoppade")


def test_a_fault_is_said_in_plain_words(client, municipality):
    make_message(municipality, status=Status.DEAD, last_error="refused:550")
    assert "tog inte emot meddelandet. (550)" in of_tab(client, "misslyckade")


def test_counts_stop_at_ninety_nine(client, municipality):
    for _ in range(3):
        make_message(municipality)
    assert "Väntar 3" in of_tab(client)
    for _ in range(100):
        make_message(municipality)
    assert "Väntar 99+" in of_tab(client)


@pytest.mark.parametrize("count", [25, 100])
def test_the_list_takes_a_fixed_number_of_statements(
    client, municipality, count, django_assert_num_queries
):
    inquiry = make_inquiry(municipality)
    staff = make_staff_member(municipality)
    for number in range(count):
        make_message(
            municipality,
            inquiry=inquiry if number % 2 else None,
            staff=None if number % 2 else staff,
        )
    client.get(OUTBOX)
    with django_assert_num_queries(9):
        client.get(OUTBOX)


def test_the_list_is_read_page_by_page_without_gap_or_double(client, municipality):
    made = {
        make_message(municipality, created_at=NOON - timedelta(minutes=number // 3)).pk
        for number in range(PAGE + 20)
    }
    first = client.get(OUTBOX)
    older = client.get(OUTBOX, {"fore": first.context["following"]})
    seen = [row.message.pk for page in (first, older) for row in page.context["rows"]]
    assert len(seen) == len(set(seen)) == len(made)
    assert older.context["following"] == ""


@pytest.mark.parametrize("place", ["x", "~", "2026-03-11T12:00:00~x", "2026~1", "%00"])
def test_a_place_that_is_none_gives_the_first_page(client, municipality, place):
    make_message(municipality)
    answer = client.get(OUTBOX, {"fore": place})
    assert len(answer.context["rows"]) == 1


def test_an_unknown_tab_is_the_first(client):
    assert client.get(OUTBOX, {"flik": "annat"}).context["tab"] == "vantar"


@pytest.mark.parametrize("tab", ["vantar", "skickade", "misslyckade", "stoppade"])
def test_an_empty_tab_says_what_it_is_for(client, tab):
    assert 'class="empty"' in of_tab(client, tab)


def test_a_dispatcher_that_stands_still_is_told_of(client, monkeypatch):
    monkeypatch.setattr("messaging.health.STARTED_AT", NOON)
    assert "Meddelanden går inte iväg." in of_tab(client)


def test_a_dispatcher_at_work_is_not_mentioned(client):
    now = timezone.now()
    DispatcherRun.objects.create(name="a", started_at=now, finished_at=now)
    assert "Meddelanden går inte iväg." not in of_tab(client)


def test_the_outbox_in_english(municipality):
    staff = make_staff_member(municipality, "administrator", desk_language="en")
    make_message(municipality)
    page = of_tab(client_of(staff))
    assert "Outbox" in page
    assert "Receipt" in page


# --- One message


def test_a_message_is_shown_as_its_recipient_sees_it(client, municipality):
    message = make_message(
        municipality,
        heading="Vi ringer dig",
        body="Hej Anna!\n\nMaria ringer <dig>.",
        recipient="anna@example.se",
    )
    page = client.get(address(message)).content.decode()
    assert "Vi ringer dig" in page
    assert "<p>Maria ringer &lt;dig&gt;.</p>" in page
    assert "anna@example.se" in page


def test_reading_a_message_is_audited_once(client, municipality, manager):
    message = make_message(municipality)
    client.get(address(message))
    entry = Entry.objects.about(message).get()
    assert (entry.action, entry.actor) == ("read-message", manager)


def test_the_list_is_no_reading_of_a_message(client, municipality):
    make_message(municipality)
    client.get(OUTBOX)
    assert not Entry.objects.filter(action="read-message").exists()


def test_an_erased_message_says_so(client, municipality):
    message = make_message(
        municipality, status=Status.DEAD, recipient="", heading="", body=""
    )
    page = client.get(address(message)).content.decode()
    assert "Texten är raderad." in page
    assert "Skicka igen" not in page


@pytest.mark.parametrize("status", [Status.QUEUED, Status.SENT, Status.CANCELLED])
def test_only_a_failed_message_has_buttons(client, municipality, status):
    message = make_message(municipality, status=status, sent_at=NOON)
    page = client.get(address(message)).content.decode()
    assert "Skicka igen" not in page
    assert "Skicka inte" not in page


# --- Send again, let go


def test_a_dead_message_is_sent_again_by_one_click(client, municipality):
    message = make_message(municipality, status=Status.DEAD)
    assert "Skicka igen" in client.get(address(message)).content.decode()
    assert client.post(address(message, "resend")).status_code == 302
    message.refresh_from_db()
    assert message.status == Status.QUEUED


def test_an_uncertain_sms_is_sent_again_only_with_the_box_ticked(client, municipality):
    message = make_message(municipality, channel="sms", status=Status.UNCERTAIN)
    answer = client.post(address(message, "resend"))
    assert answer.status_code == 422
    assert "Fråga familjen först" in answer.content.decode()
    message.refresh_from_db()
    assert message.status == Status.UNCERTAIN
    client.post(address(message, "resend"), {"checked": "on"})
    message.refresh_from_db()
    assert message.status == Status.QUEUED


def test_a_second_click_on_send_again_does_nothing_more(client, municipality):
    message = make_message(municipality, status=Status.DEAD)
    client.post(address(message, "resend"))
    answer = client.post(address(message, "resend"), follow=True)
    assert "gick inte att skicka igen" in answer.content.decode()
    assert Entry.objects.filter(action="resent-message").count() == 1


def test_a_message_is_let_go_by_one_click(client, municipality):
    message = make_message(municipality, status=Status.DEAD)
    answer = client.post(address(message, "let-go"), follow=True)
    assert "Meddelandet skickas inte." in answer.content.decode()
    assert not Message.objects.needing_a_person().exists()


def test_a_message_let_go_twice_is_told(client, municipality):
    message = make_message(municipality, status=Status.DEAD)
    client.post(address(message, "let-go"))
    answer = client.post(address(message, "let-go"), follow=True)
    assert "redan" in answer.content.decode()


@pytest.mark.parametrize("name", ["resend", "let-go"])
def test_a_change_is_made_by_post_only(client, municipality, name):
    message = make_message(municipality, status=Status.DEAD)
    answer = client.get(address(message, name))
    assert answer.url == reverse("messaging:message", args=[message.pk])
    message.refresh_from_db()
    assert message.status == Status.DEAD


# --- Who may


@pytest.mark.parametrize("role", ["recruiter", "communicator"])
def test_others_have_no_outbox(municipality, role):
    client = client_of(make_staff_member(municipality, role))
    message = make_message(municipality, status=Status.DEAD)
    assert client.get(OUTBOX).status_code == 403
    assert client.get(address(message)).status_code == 403
    assert client.post(address(message, "resend")).status_code == 403
    assert client.post(address(message, "let-go")).status_code == 403


def test_nobody_sees_the_outbox_without_logging_in(db, client):
    client.logout()
    answer = client.get(OUTBOX)
    assert answer.status_code == 302
    assert "/konto/" in answer["Location"]


def test_another_municipalitys_message_is_like_a_missing_one(client):
    message = make_message(make_municipality(), status=Status.DEAD)
    assert "example.se" not in of_tab(client, "misslyckade")
    assert client.get(address(message)).status_code == 404
    assert client.post(address(message, "resend")).status_code == 404
    assert client.post(address(message, "let-go")).status_code == 404
    assert not Entry.objects.about(message).exists()
