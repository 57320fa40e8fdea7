"""Mails with a link to choose a password: asked for, sent, used once."""

import re
from datetime import timedelta
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone

from organisation import password_links
from organisation.models import StaffMember
from tests.make import NOON, PASSWORD, client_of, make_staff_member
from tests.waiting import held_elsewhere

pytestmark = pytest.mark.django_db

NEW = "four lamps above the long table"


@pytest.fixture
def maria():
    return make_staff_member(
        email="maria@example.se", display_name="Maria Lind", password=PASSWORD
    )


def ask(email="maria@example.se"):
    return Client().post("/konto/glomt/", {"email": email})


def send():
    return password_links.send_due(timezone.now())


def mailed_link():
    return re.search(r"http://testserver(\S+)", mail.outbox[-1].body).group(1)


def choose(link, password=NEW):
    client = Client()
    form = client.get(link, follow=True).redirect_chain[-1][0]
    return client.post(form, {"password1": password, "password2": password})


def may_log_in(password):
    form = {"login": "maria@example.se", "password": password}
    return Client().post("/konto/logga-in/", form).status_code == 302


def test_who_forgot_the_password_gets_a_link_and_chooses_another(maria):
    assert ask().url == "/konto/glomt/skickat/"
    assert send() == 1
    message = mail.outbox[0]
    assert message.to == ["maria@example.se"]
    assert message.subject == "Välj ditt lösenord"
    assert "Hej Maria!" in message.body
    assert "inom 3 dagar" in message.body
    assert choose(mailed_link()).url == "/konto/nytt-losenord/klart/"
    assert may_log_in(NEW)
    assert not may_log_in(PASSWORD)


def test_the_newly_invited_read_that_they_have_an_account():
    maria = make_staff_member(email="maria@example.se")
    maria.set_unusable_password()
    maria.password_link_wanted_at = NOON
    maria.save()
    send()
    assert "Du har fått ett konto i Hemvägen." in mail.outbox[0].body
    choose(mailed_link())
    assert may_log_in(NEW)


def test_the_mail_is_in_the_persons_language(maria):
    StaffMember.objects.update(desk_language="en")
    ask("MARIA@example.se")
    send()
    assert mail.outbox[0].subject == "Choose your password"


@pytest.mark.parametrize("email", ["maria@example.se", "nobody@example.se"])
def test_the_answer_is_the_same_for_known_and_unknown_addresses(maria, email):
    response = ask(email)
    assert response.url == "/konto/glomt/skickat/"
    page = Client().get(response.url).content.decode()
    assert "Om adressen har ett konto" in page


def test_asking_costs_the_same_for_known_and_unknown_addresses(
    maria, django_assert_num_queries
):
    for email in ("maria@example.se", "nobody@example.se"):
        with django_assert_num_queries(1):
            ask(email)


def test_unknown_and_closed_addresses_get_no_mail(maria):
    ask("nobody@example.se")
    StaffMember.objects.update(is_active=False)
    ask()
    assert send() == 0
    assert not mail.outbox


def test_asking_many_times_before_the_mail_leaves_sends_one(maria):
    for _ in range(5):
        ask()
    assert send() == 1
    assert send() == 0


def test_a_link_works_once(maria):
    ask()
    send()
    link = mailed_link()
    choose(link)
    response = Client().get(link)
    assert "Länken fungerar inte längre" in response.content.decode()


def test_a_link_is_too_old_after_three_days(maria):
    ask()
    send()
    link = mailed_link()
    with time_machine.travel(timezone.now() + timedelta(days=3, hours=2)):
        response = Client().get(link)
    assert "Länken fungerar inte längre" in response.content.decode()


@pytest.mark.parametrize("key", ["1-abc", "zzzzzz-abc", "1-", "0-0-0", "å-ä"])
def test_a_made_up_link_is_refused_in_plain_words(key):
    response = Client().get(f"/konto/nytt-losenord/{key}/")
    assert response.status_code in {200, 404}
    assert response.status_code == 404 or "fungerar inte längre" in str(
        response.content.decode()
    )


def test_choosing_a_new_password_ends_every_session(maria):
    client = client_of(maria)
    ask()
    send()
    choose(mailed_link())
    assert client.get("/desk/profil/").status_code == 302


def test_the_host_of_the_request_does_not_get_into_the_mail(maria, settings):
    settings.ALLOWED_HOSTS = ["*"]
    Client().post(
        "/konto/glomt/", {"email": "maria@example.se"}, HTTP_HOST="evil.example"
    )
    send()
    assert "evil.example" not in mail.outbox[0].body


def fail_with(monkeypatch, error):
    def refuse(*_args, **_more):
        raise error

    monkeypatch.setattr(password_links, "send_mail", refuse)


@pytest.mark.parametrize("error", [SMTPServerDisconnected("x"), ConnectionError("x")])
def test_a_mail_server_that_is_down_is_asked_again_a_minute_later(
    maria, monkeypatch, error
):
    ask()
    with monkeypatch.context() as broken:
        fail_with(broken, error)
        assert send() == 0
    assert send() == 0
    later = timezone.now() + password_links.RETRY_AFTER
    assert password_links.send_due(later) == 1


def test_an_address_that_is_refused_for_good_is_not_tried_again(maria, monkeypatch):
    ask()
    with monkeypatch.context() as broken:
        fail_with(broken, SMTPRecipientsRefused({}))
        assert send() == 0
    later = timezone.now() + password_links.RETRY_AFTER
    assert password_links.send_due(later) == 0


def test_a_refused_address_does_not_keep_others_waiting(maria, monkeypatch):
    for number in range(5):
        make_staff_member(
            email=f"broken{number}@example.se", password_link_wanted_at=NOON
        )
    with monkeypatch.context() as broken:
        fail_with(broken, ConnectionError())
        for _ in range(2):
            send()
    ask()
    assert send() == 1
    assert mail.outbox[0].to == ["maria@example.se"]


def test_no_link_stands_in_the_database(maria):
    ask()
    send()
    maria.refresh_from_db()
    assert maria.password_link_wanted_at is None


def test_an_address_that_is_none_is_refused():
    response = ask("nobody")
    assert response.status_code == 422


@pytest.mark.django_db(transaction=True)
def test_a_link_that_another_dispatcher_is_sending_is_left_to_it(maria):
    ask()
    with held_elsewhere(StaffMember.objects.filter(pk=maria.pk)):
        assert send() == 0
    assert mail.outbox == []
    assert send() == 1
