from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from audit.models import Entry
from followups.models import FollowUpTask, Promise
from followups.steps import NextStep
from inquiries.services.broken import settle_broken, write_down
from inquiries.services.calls import log_call
from inquiries.services.moves import wake
from inquiries.services.receive import receive
from inquiries.workflow import Stage
from tests.make import (
    NOON,
    Registration,
    client_of,
    make_activity,
    make_inquiry,
    make_municipality,
    make_staff_member,
)

pytestmark = pytest.mark.django_db
TODAY = reverse("inquiries:today")
Kind = FollowUpTask.Kind


def minutes(number):
    return timedelta(minutes=number)


def names(response, key):
    """The names under one heading, in the order of the page."""
    return [
        row.name
        for section in response.context["sections"]
        if section["key"] == key
        for row in section["rows"]
    ]


def make_due(municipality, name, due_at, kind=Kind.CALL, **fields):
    inquiry = make_inquiry(
        municipality, contact={"name": name}, due_at=due_at, **fields
    )
    inquiry.followups.update(kind=kind)
    return inquiry


def test_the_earliest_promise_stands_first_whenever_it_came_in(desk, municipality):
    make_due(municipality, "Sent", NOON + minutes(50))
    make_due(municipality, "Late", NOON - minutes(42))
    make_due(municipality, "Soon", NOON + minutes(10))
    assert names(desk.get(TODAY), "now") == ["Late", "Soon", "Sent"]


def test_a_deadline_more_than_an_hour_off_is_for_later_today(desk, municipality):
    make_due(municipality, "Hour", NOON + minutes(60))
    make_due(municipality, "More", NOON + minutes(61))
    make_due(municipality, "Midnight", NOON + timedelta(hours=12))
    response = desk.get(TODAY)
    assert names(response, "now") == ["Hour"]
    assert names(response, "later") == ["More"]


def test_a_row_says_when_whether_it_is_late_and_what_is_known(desk, municipality):
    make_due(
        municipality,
        "Samira Haddad",
        NOON - minutes(42),
        attempts=2,
        language="ar",
        needs_interpreter=True,
        wanted_assignments=["contact_family"],
        activity=make_activity(municipality, name="Höstkampanjen"),
        owner=make_staff_member(municipality, display_name="Ali Rahimi"),
    )
    text = desk.get(TODAY).content.decode().replace("\N{NO-BREAK SPACE}", " ")
    assert "11.18" in text
    assert "Försenat 42 min" in text
    about = "Kontaktfamilj · 2 försök · arabiska, tolk · Facebook, Höstkampanjen · Ali"
    assert about in text


def promised(municipality, hours_ago):
    """A family whose promise fell due so long ago; nobody has called."""
    told = Registration(
        name="Anna Holm",
        phone="+46701740612",
        shown_due_at=NOON - timedelta(hours=hours_ago),
    )
    return receive(municipality, told, at=NOON - timedelta(hours=hours_ago + 1))


def test_a_row_says_that_a_promise_was_broken_and_what_is_promised_now(
    desk, municipality, maria
):
    inquiry = promised(municipality, hours_ago=2)
    assert "Löftet bröts" not in desk.get(TODAY).content.decode()
    settle_broken(NOON - minutes(30))
    due_at = inquiry.promises.get(outcome="open").due_at
    with time_machine.travel(due_at - minutes(30), tick=False):
        page = desk.get(TODAY).content.decode()
        assert "Löftet bröts – nytt löfte 12.00" in page
        log_call(inquiry, "no_answer", by=maria, at=due_at - minutes(30))
        assert "Löftet bröts" not in desk.get(TODAY).content.decode()


def test_a_row_says_that_a_promise_was_broken_where_nothing_new_is_promised(
    desk, municipality, maria
):
    inquiry = promised(municipality, hours_ago=2)
    write_down(inquiry, inquiry.promises.get(), at=NOON)
    page = desk.get(TODAY).content.decode()
    assert "Löftet bröts" in page
    assert "nytt löfte" not in page


def test_visits_and_desk_work_have_headings_of_their_own(desk, municipality):
    make_due(municipality, "Visit", NOON + minutes(180), Kind.HOME_VISIT)
    make_due(municipality, "Meeting", NOON - minutes(60), Kind.INFORMATION_MEETING)
    make_due(municipality, "Decision", NOON + minutes(30), Kind.DECISION)
    response = desk.get(TODAY)
    assert names(response, "visits") == ["Meeting", "Visit"]
    assert names(response, "desk") == ["Decision"]
    assert names(response, "now") == []


def test_tomorrow_is_not_today(desk, municipality):
    make_due(municipality, "Tomorrow", NOON + timedelta(days=1))
    response = desk.get(TODAY)
    assert response.context["sections"] == []
    assert "Inget att ringa." in response.content.decode()
    assert "Nästa: i morgon 12.00." in response.content.decode()


def test_an_empty_queue_names_who_is_next(desk, municipality, maria):
    make_due(municipality, "Tomorrow", NOON + timedelta(days=2), owner=maria)
    assert "Nästa: fre 13 mar 12.00 (Maria)." in desk.get(TODAY).content.decode()


def test_somebody_who_rested_until_today_stands_apart_until_called(
    desk, municipality, maria
):
    inquiry = make_inquiry(
        municipality,
        contact={"name": "Lisa Ek"},
        received_at=NOON - timedelta(days=150),
        stage=Stage.DORMANT,
        wake_up_on=NOON.date(),
    )
    at = NOON - timedelta(hours=3)
    wake(inquiry, NextStep(Kind.CALL, NOON + minutes(5)), at=at)
    assert names(desk.get(TODAY), "woken") == ["Lisa Ek"]
    again = NextStep(Kind.CALL, NOON + minutes(30))
    log_call(inquiry, "no_answer", by=maria, at=NOON, next_step=again)
    response = desk.get(TODAY)
    assert names(response, "woken") == []
    assert names(response, "now") == ["Lisa Ek"]


def test_a_suspect_inquiry_is_reviewed_and_hides_nobody(desk, municipality):
    make_due(municipality, "Bot", NOON - minutes(5), suspicion="honeypot")
    make_due(municipality, "Anna", NOON - minutes(4))
    response = desk.get(TODAY)
    assert names(response, "review") == ["Bot"]
    assert names(response, "now") == ["Anna"]


def test_my_own_queue_holds_only_mine(desk, municipality, maria, ali):
    make_due(municipality, "Mine", NOON, owner=maria)
    make_due(municipality, "Ali’s", NOON, owner=ali)
    make_due(municipality, "The team’s", NOON)
    assert names(desk.get(TODAY + "?ko=min"), "now") == ["Mine"]
    assert len(names(desk.get(TODAY), "now")) == 3


def test_another_municipality_s_queue_is_not_shown(desk):
    make_due(make_municipality(), "Elsewhere", NOON)
    assert desk.get(TODAY).context["sections"] == []


def test_what_is_closed_is_gone(desk, municipality):
    make_inquiry(municipality, stage=Stage.APPROVED)
    assert desk.get(TODAY).context["sections"] == []


def test_the_head_counts_promises_of_today(desk, municipality, maria):
    early = NOON.replace(hour=8)
    for due_at in (NOON.replace(hour=10), NOON.replace(hour=15), NOON.replace(hour=16)):
        inquiry = make_inquiry(municipality, received_at=early)
        Promise.objects.create(
            municipality=municipality,
            inquiry=inquiry,
            wish="soon",
            made_at=early,
            due_at=due_at,
        )
    Promise.objects.filter(due_at=NOON.replace(hour=10)).update(
        outcome="kept", settled_at=early
    )
    Promise.objects.filter(due_at=NOON.replace(hour=16)).update(
        outcome="superseded", settled_at=early
    )
    text = desk.get(TODAY).content.decode()
    assert "2 löften i dag · 1 hållet · nästa 15.00" in text


def test_whoever_wants_a_letter_is_written_to_and_the_button_says_so(
    desk, municipality
):
    make_due(municipality, "Anna Holm", NOON, Kind.WRITE)
    make_due(municipality, "Ali Ek", NOON)
    text = " ".join(desk.get(TODAY).content.decode().split())
    assert 'Skriv<span class="ds-sr-only"> Anna Holm' in text
    assert 'Ring<span class="ds-sr-only"> Ali Ek' in text


def test_an_empty_queue_asks_nobody_to_choose_from_it(desk, municipality):
    words = "Välj någon i kön"
    assert words not in desk.get(TODAY).content.decode()
    make_due(municipality, "Anna Holm", NOON)
    assert words in desk.get(TODAY).content.decode()


def test_a_section_is_bounded_and_says_that_there_is_more(desk, municipality):
    for _ in range(27):
        make_due(municipality, "Anna", NOON)
    response = desk.get(TODAY)
    assert len(names(response, "now")) == 25
    assert "25+" in response.content.decode()
    assert len(names(desk.get(TODAY + "?fler"), "now")) == 27


def test_opening_a_card_reads_a_person_once_and_the_queue_reads_nobody(
    desk, municipality, maria
):
    inquiry = make_due(municipality, "Anna Holm", NOON)
    desk.get(TODAY)
    assert not Entry.objects.about(inquiry).exists()
    response = desk.get(f"{TODAY}?oppen={inquiry.pk}")
    entry = Entry.objects.about(inquiry).get()
    assert (entry.action, entry.actor) == ("read", maria)
    assert "070-174 06 12" in response.content.decode()


def test_the_card_shows_number_notes_guide_and_what_each_button_plans(
    desk, municipality, ali
):
    inquiry = receive(
        municipality,
        Registration(
            name="Anna Holm",
            phone="+46701740612",
            message="Vi har en gård.",
            no_voicemail=True,
        ),
        at=NOON - timedelta(days=1),
    )
    log_call(
        inquiry,
        "no_answer",
        by=ali,
        at=NOON - timedelta(hours=18),
        note="Ring på förmiddagen.",
    )
    text = desk.get(f"{TODAY}?oppen={inquiry.pk}").content.decode()
    for words in (
        'href="tel:+46701740612"',
        "Vi har en gård.",
        "Prata inte in något på svararen",
        "i går 18.00, Ali: Ring på förmiddagen.",
        "i går 18.00, Ali: Svarade inte",
        "Vad fick er att höra av er?",
        "Hembesök ons 18 mars klockan 15.00",
    ):
        assert words in text


def test_a_closed_inquiry_s_card_says_that_there_is_nothing_to_call_about(
    desk, municipality
):
    inquiry = make_inquiry(municipality, stage=Stage.APPROVED)
    text = desk.get(f"{TODAY}?oppen={inquiry.pk}").content.decode()
    assert "Här finns inget att ringa om." in text


@pytest.mark.parametrize("value", ["", "x", "-1", "9" * 30, "٣"])
def test_an_address_that_opens_nothing_shows_the_queue_or_not_found(desk, value):
    assert desk.get(TODAY, {"oppen": value}).status_code in {200, 404}


def test_another_municipality_s_card_is_not_found(desk):
    inquiry = make_inquiry(make_municipality())
    assert desk.get(f"{TODAY}?oppen={inquiry.pk}").status_code == 404
    card = reverse("inquiries:card", args=[inquiry.pk])
    assert desk.get(card, headers={"HX-Request": "true"}).status_code == 404


def test_without_script_the_card_s_address_leads_to_the_page(desk, municipality):
    inquiry = make_inquiry(municipality)
    response = desk.get(reverse("inquiries:card", args=[inquiry.pk]))
    assert response.url == f"{TODAY}?oppen={inquiry.pk}"


def test_by_htmx_the_queue_comes_alone_and_tells_what_is_new(desk, municipality):
    known = make_due(municipality, "Known", NOON).followups.get().pk
    make_due(municipality, "New", NOON)
    response = desk.get(f"{TODAY}?sedan={known}", headers={"HX-Request": "true"})
    text = response.content.decode()
    assert "<html" not in text
    assert "1 ny att ringa" in text
    quiet = desk.get(TODAY, headers={"HX-Request": "true"}).content.decode()
    assert "att ringa</div>" not in quiet


def test_nobody_logged_in_is_led_to_the_login(client):
    response = client.get(TODAY)
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


@pytest.mark.parametrize("role", ["communicator", "administrator"])
def test_the_queue_is_for_those_who_call(municipality, role):
    staff = make_staff_member(municipality, role)
    page = client_of(staff).get(TODAY, follow=True)
    assert page.redirect_chain  # to the first page of their own menu
    assert "sections" not in page.context


def test_the_number_of_queries_does_not_grow_with_the_rows(
    desk, municipality, maria, django_assert_max_num_queries
):
    activity = make_activity(municipality)
    for number in range(100):
        make_due(
            municipality,
            f"Anna {number}",
            NOON + minutes(number * 3 - 100),
            [Kind.CALL, Kind.HOME_VISIT, Kind.OTHER][number % 3],
            owner=maria,
            activity=activity,
        )
    log_call(make_inquiry(municipality), "no_answer", by=maria, at=NOON)
    desk.get(TODAY)
    with django_assert_max_num_queries(12):
        desk.get(TODAY)
