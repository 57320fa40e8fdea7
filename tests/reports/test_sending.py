"""The month's report by mail: when, to whom, once."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from email import message_from_bytes

import pytest
import time_machine
from django.core import mail
from django.db import connections
from django.test import Client

from messaging.arrival import note_loss
from messaging.delivery import deliver_due
from messaging.failing import failures_of_a_step
from messaging.models import Message, Status
from messaging.sendings import Sending
from organisation.models import Role
from organisation.months import Month
from reports.models import Posting, Recipient, Snapshot
from reports.services import sending
from reports.services.freezing import correct_month, freeze_due, freeze_month
from reports.services.recipients import change_recipient
from reports.services.sending import (
    NobodyToSendTo,
    draft_due,
    send_due,
    send_version,
)
from reports.services.unsubscribing import token_of
from reports.services.writing import write_lede
from tests.make import client_of, make_municipality, make_staff_member
from tests.reports.histories import MARCH, local, receive
from tests.reports.test_pages import make_month, text_of

pytestmark = pytest.mark.django_db

AT_SIX = local("2026-04-01 06:00")
AT_SEVEN = local("2026-04-01 07:00")
LONG_AGO = local("2026-01-01 12:00")
DAY = timedelta(days=1)


@pytest.fixture
def town():
    town = make_municipality(name="Ekebacka kommun", email="hem@example.se")
    make_month(town)
    return town


@pytest.fixture
def boss(town):
    return make_staff_member(
        town, Role.MANAGER, email="karin@example.se", display_name="Karin Wall"
    )


def add(town, email="bo@example.se", **fields):
    fields = {"added_at": LONG_AGO, **fields}
    return Recipient.objects.create(municipality=town, email=email, **fields)


def sent_to():
    return sorted(
        Message.objects.filter(kind="report").values_list("recipient", flat=True)
    )


def deliver(at=AT_SEVEN):
    """What arrives; the backend of tests keeps it."""
    mail.outbox = []
    with time_machine.travel(at, tick=False):
        deliver_due(at)
    return mail.outbox


def test_it_is_sent_at_seven_on_the_first_and_once(town):
    add(town)
    freeze_due(AT_SIX)
    assert send_due(AT_SEVEN - timedelta(seconds=1)) == 0
    assert [send_due(AT_SEVEN + each * DAY) for each in range(3)] == [1, 0, 0]
    assert sent_to() == ["bo@example.se"]


@pytest.mark.parametrize("month", [3, 10], ids=["summer time", "winter time"])
def test_seven_is_seven_by_the_clock_on_the_wall(month):
    town = make_municipality()
    receive(town, f"2026-{month:02}-05 10:00")
    add(town)
    first = f"2026-{month + 1:02}-01"
    freeze_due(local(f"{first} 06:00"))
    assert send_due(local(f"{first} 06:59")) == 0
    assert send_due(local(f"{first} 07:00")) == 1


def test_after_an_outage_it_is_sent_late_and_the_latest_month_only(town):
    add(town)
    at = AT_SEVEN + timedelta(days=40)
    freeze_due(AT_SIX)
    freeze_due(at)
    assert send_due(at) == 1
    assert Message.objects.get(kind="report").heading == "Månadsrapport: april 2026"


def test_it_waits_until_the_month_is_frozen(town):
    add(town)
    assert send_due(AT_SEVEN) == 0
    freeze_due(AT_SEVEN)
    assert send_due(AT_SEVEN + timedelta(minutes=1)) == 1


def test_whoever_rests_said_no_or_came_after_it_was_due_gets_none(town):
    add(town, "rests@example.se", is_active=False)
    add(town, "no@example.se", is_active=False, unsubscribed_at=LONG_AGO)
    add(town, "new@example.se", added_at=AT_SEVEN + timedelta(minutes=1))
    freeze_due(AT_SIX)
    assert send_due(AT_SEVEN + DAY) == 0


def test_the_mail_has_the_lede_four_numbers_a_link_and_nothing_telling_outside(town):
    add(town)
    freeze_due(AT_SIX)
    send_due(AT_SEVEN)
    (it,) = deliver()
    assert it.subject == "Månadsrapport: mars 2026"
    body = it.body.replace("\N{NO-BREAK SPACE}", " ")
    for words in (
        "Tolv familjer hörde av sig, tolv fler än i mars i fjol.",
        "12 hörde av sig (0 i mars i fjol)",
        "100 % av löftena hölls",
        "1 godkända hem",
        "http://testserver/desk/rapport/2026/3/",
        "Ekebacka kommun",
        "http://testserver/rapport-utskick/",
    ):
        assert words in body
    assert it.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert not it.attachments
    plain = message_from_bytes(it.message().as_bytes())
    assert plain.get_content_type() == "text/plain"


def test_each_gets_it_in_the_language_chosen(town):
    add(town, language="en")
    freeze_due(AT_SIX)
    send_due(AT_SEVEN)
    (it,) = deliver()
    assert it.subject == "Monthly report: March 2026"
    assert "Twelve families got in touch" in it.body
    assert "http://testserver/en/desk/rapport/2026/3/" in it.body


def test_it_leaves_at_seven_although_hours_are_quiet_until_eight(town):
    add(town)
    freeze_due(AT_SIX)
    send_due(AT_SEVEN)
    assert len(deliver()) == 1


def test_the_mail_carries_the_pdf_where_the_municipality_wants_it(town):
    Posting.objects.create(municipality=town, attaches_pdf=True)
    add(town)
    add(town, "ann@example.se", language="en")
    freeze_due(AT_SIX)
    send_due(AT_SEVEN)
    contents = set()
    for it in deliver():
        ((name, content, kind),) = it.attachments
        assert (name, kind) == ("ekebacka-kommun-2026-03.pdf", "application/pdf")
        assert content.startswith(b"%PDF-")
        it.message()  # can be written
        contents.add(content)
    assert len(contents) == 2  # one in each language


def test_the_manager_s_own_words_are_in_the_mail_and_are_no_mark(town, boss):
    add(town)
    freeze_due(AT_SIX)
    write_lede(town, MARCH, "Bra månad {family-link}.", version=1, by=boss, at=AT_SIX)
    send_due(AT_SEVEN)
    (it,) = deliver()
    assert "Bra månad (family-link)." in it.body
    assert "Tolv familjer" not in it.body


def test_the_managers_get_a_draft_on_the_last_day_with_a_way_to_the_words(town, boss):
    add(town)
    at = local("2026-03-31 07:00")
    assert draft_due(at - timedelta(seconds=1)) == 0
    assert [draft_due(at + timedelta(hours=each)) for each in range(3)] == [1, 0, 0]
    (it,) = deliver(at)
    assert it.to == ["karin@example.se"]
    assert it.subject == "Utkast till månadsrapport: mars 2026"
    assert it.body.startswith("UTKAST. I morgon klockan 07.00 skickas rapporten")
    assert "till en mottagare" in it.body
    assert "http://testserver/desk/rapport/2026/3/inledning/" in it.body
    assert "siffror till 31 mars 2026 klockan 07.00" in it.body


def test_no_draft_on_other_days_nor_where_nobody_is_to_get_the_report(town, boss):
    assert draft_due(local("2026-03-31 12:00")) == 0
    add(town)
    assert draft_due(local("2026-03-30 12:00")) == 0


def test_a_town_without_any_inquiry_gets_no_draft():
    town = make_municipality()
    make_staff_member(town, Role.MANAGER)
    add(town)
    assert draft_due(local("2026-03-31 12:00")) == 0


def test_one_municipality_s_fault_does_not_stop_the_others(town, monkeypatch):
    add(town)
    broken = make_municipality()
    receive(broken, "2026-03-05 10:00")
    add(broken)
    freeze_due(AT_SIX)
    read = sending.read_month

    def fail(municipality, *args, **options):
        if municipality == broken:
            raise ValueError
        return read(municipality, *args, **options)

    monkeypatch.setattr(sending, "read_month", fail)
    with failures_of_a_step() as failed:
        send_due(AT_SEVEN)
    assert failed == {broken.pk}
    assert Message.objects.filter(kind="report").count() == 1
    monkeypatch.undo()
    assert send_due(AT_SEVEN) == 1  # it was not marked as done


@pytest.mark.django_db(transaction=True)
def test_of_two_dispatchers_at_once_each_recipient_gets_one(town):
    for number in range(5):
        add(town, f"bo{number}@example.se")
    freeze_due(AT_SIX)

    def send(_number):
        try:
            return send_due(AT_SEVEN)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(send, range(2))) == 5
    assert len(sent_to()) == 5


def test_a_correction_can_be_sent_once_to_all(town, boss):
    add(town)
    freeze_due(AT_SIX)
    send_due(AT_SEVEN)
    receive(town, "2026-03-31 23:00")
    second = correct_month(
        town, MARCH, version=1, reason="Kom sent.", by=boss, at=AT_SEVEN + DAY
    )
    assert send_version(second, by=boss, at=AT_SEVEN + DAY) == 1
    with pytest.raises(NobodyToSendTo):
        send_version(second, by=boss, at=AT_SEVEN + DAY)
    assert sent_to() == ["bo@example.se", "bo@example.se"]


def test_what_a_manager_sent_by_hand_is_not_sent_again_at_seven(town, boss):
    add(town)
    freeze_due(AT_SIX)
    send_version(Snapshot.objects.get(), by=boss, at=AT_SIX)
    add(town, "ny@example.se")
    assert send_due(AT_SEVEN) == 1
    assert sent_to() == ["bo@example.se", "ny@example.se"]


def test_who_has_the_month_is_not_sent_its_correction_at_seven(town, boss):
    add(town)
    freeze_due(AT_SIX)
    send_version(Snapshot.objects.get(), by=boss, at=AT_SIX)
    receive(town, "2026-03-31 23:00")
    correct_month(town, MARCH, version=1, reason="Kom sent.", by=boss, at=AT_SIX)
    assert send_due(AT_SEVEN) == 0
    assert sent_to() == ["bo@example.se"]


def test_a_mail_that_waits_leaves_to_the_new_address_and_not_to_who_rests(town, boss):
    moved, resting = add(town), add(town, "rests@example.se")
    freeze_due(AT_SIX)
    send_due(AT_SEVEN)
    change_recipient(moved, {"email": "bo.ny@example.se"}, by=boss, at=AT_SEVEN)
    change_recipient(resting, {"is_active": False}, by=boss, at=AT_SEVEN)
    assert [it.to for it in deliver()] == [["bo.ny@example.se"]]


# --- The link that says no


def test_the_link_asks_first_and_ends_the_reports_by_one_press(town):
    recipient = add(town)
    address = f"/rapport-utskick/{token_of(recipient.pk)}/"
    assert "Inga fler månadsrapporter?" in text_of(Client().get(address))
    recipient.refresh_from_db()
    assert recipient.is_active
    said = Client(enforce_csrf_checks=True).post(
        address, {"List-Unsubscribe": "One-Click"}
    )
    assert "Du får inga fler månadsrapporter" in text_of(said)
    recipient.refresh_from_db()
    first = recipient.unsubscribed_at
    assert (recipient.is_active, first is None) == (False, False)
    Client().post(address)
    recipient.refresh_from_db()
    assert recipient.unsubscribed_at == first
    assert "Du får inga fler" in text_of(Client().get(address))


@pytest.mark.parametrize("token", ["abc", "1:abc", "x" * 300])
def test_a_link_that_we_never_made_leads_nowhere(town, token):
    answer = Client().get(f"/rapport-utskick/{token}/")
    assert answer.status_code == 404
    assert "Länken fungerar inte" in text_of(answer)


# --- The page


@pytest.fixture
def desk(boss):
    with time_machine.travel(AT_SEVEN, tick=False):
        yield client_of(boss)


LIST = "/desk/rapport/mottagare/"


def test_recipients_are_added_changed_and_removed(town, desk):
    assert "Ingen får rapporten med mejl än." in text_of(desk.get(LIST))
    desk.post(LIST, {"email": "bo@example.se", "language": "sv"})
    bo = Recipient.objects.get()
    same = desk.post(LIST, {"email": "BO@example.se", "language": "en"})
    assert same.status_code == 422
    assert "Adressen finns redan i listan." in text_of(same)
    address = f"{LIST}{bo.pk}/"
    wrong = desk.post(address, {"email": "bo", "language": "fi"})
    assert wrong.status_code == 422
    assert "E-postadress: skriv en adress" in text_of(wrong)
    desk.post(address, {"email": "bo@example.se", "language": "en"})
    page = text_of(desk.get(LIST))
    assert "bo@example.se Vilar, engelska. Inget mejl än." in page
    desk.post(f"{address}ta-bort/")
    assert not Recipient.objects.exists()


def test_removing_somebody_takes_the_address_out_of_the_outbox(town, desk):
    bo = add(town)
    freeze_month(town, MARCH, at=AT_SIX)
    send_due(AT_SEVEN)
    desk.post(f"{LIST}{bo.pk}/ta-bort/")
    assert Message.objects.get(kind="report").recipient == ""


def test_a_mail_that_came_back_is_told_beside_the_recipient(town, desk):
    add(town)
    freeze_month(town, MARCH, at=AT_SIX)
    send_due(AT_SEVEN)
    deliver()
    assert "Skickat" in text_of(desk.get(LIST))
    note_loss(Sending.of(Message.objects.get(kind="report")), "", code="bounced:5.1.1")
    page = text_of(desk.get(LIST))
    assert "Kom inte fram" in page
    assert "Mejlet kom tillbaka." in page


def test_whoever_said_no_stands_so_and_may_be_asked_back(town, desk):
    bo = add(town, is_active=False, unsubscribed_at=AT_SIX)
    assert "Tackade nej 1 april 2026, svenska." in text_of(desk.get(LIST))
    desk.post(
        f"{LIST}{bo.pk}/",
        {"email": bo.email, "language": "sv", "is_active": "on"},
    )
    bo.refresh_from_db()
    assert (bo.is_active, bo.unsubscribed_at) == (True, None)


def test_how_it_is_sent_is_chosen(town, desk):
    wrong = desk.post(f"{LIST}satt/", {"attaches_pdf": "fax"})
    assert wrong.status_code == 422
    for _ in range(2):
        desk.post(f"{LIST}satt/", {"attaches_pdf": "pdf"})
    assert Posting.objects.get().attaches_pdf
    page = desk.get(LIST).content.decode()
    (chosen,) = re.findall(r'<input[^>]*value="pdf"[^>]*>', page)
    assert "checked" in chosen, chosen


def test_the_page_sends_the_month_to_who_has_not_had_it(town, desk):
    address = "/desk/rapport/2026/3/skicka/"
    assert "Månaden är inte fryst än" in text_of(desk.get(address, follow=True))
    freeze_month(town, MARCH, at=AT_SIX)
    assert "Ingen får rapporten med mejl än." in text_of(desk.get(address))
    add(town)
    add(town, "ann@example.se")
    assert "ann@example.se bo@example.se" in text_of(desk.get(address))
    said = text_of(desk.post(address, follow=True))
    assert "Rapporten är på väg till två mottagare." in said
    assert "Alla har fått den här versionen." in text_of(desk.get(address))
    again = text_of(desk.post(address, follow=True))
    assert "Alla har redan fått den här versionen." in again
    assert Message.objects.filter(kind="report", status=Status.QUEUED).count() == 2


def test_the_list_takes_the_same_queries_however_many(
    town, desk, django_assert_max_num_queries
):
    for number in range(20):
        add(town, f"bo{number}@example.se")
    freeze_month(town, MARCH, at=AT_SIX)
    send_due(AT_SEVEN)
    desk.get(LIST)
    with django_assert_max_num_queries(9):
        desk.get(LIST)


def test_the_month_of_a_due_report_is_the_one_before():
    assert Month.of(sending.last_due(AT_SEVEN)) == Month(2026, 4)
    assert Month.of(sending.last_due(AT_SEVEN - DAY)) == MARCH
