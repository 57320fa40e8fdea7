"""While a municipality lies low its pages say so plainly, and no form is closed."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from followups import slots
from followups.models import Promise, PromisePolicy
from inquiries.form_token import FormToken
from inquiries.models import Inquiry
from inquiries.services.receive import receive
from inquiries.services.registration import Registration
from organisation.services import touch_settings
from tests.inquiries.family.visiting import link_to, post, text_of
from tests.inquiries.public.filling import (
    EXPRESS,
    fill_in,
    send,
    to_last_page,
    token_in,
)
from tests.make import NOON, client_of, make_lie_low, make_staff_member

pytestmark = pytest.mark.django_db
BUSY = "Just nu hör många av sig."
LONGER = "Vi ringer inom fem arbetsdagar, senast onsdag 18 mars klockan 16.00."
SHOWN = "Så snart som möjligt: Senast onsdag 18 mars klockan 16.00"
USUAL = "Så snart som möjligt: Senast i morgon klockan 13.30"
ENTRY = reverse("inquiries:new")
BO = {"name": "Bo Ek", "phone": "070-174 06 20", "wish": "soon"}


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=False):
        yield


def text_at(client, address):
    return client.get(address).content.decode()


def end(low, at=NOON):
    low.ended_at, low.ended_by = at, low.began_by
    low.save()
    touch_settings(low.municipality)


def test_landing_says_how_long_it_takes(client, municipality):
    make_lie_low(municipality)
    page = text_at(client, "/")
    assert f"{BUSY} {LONGER}" in page
    assert "Om du skriver till oss nu" not in page


def test_landing_is_as_ever_once_it_is_over(client, municipality):
    low = make_lie_low(municipality)
    text_at(client, "/")
    end(low)
    assert BUSY not in text_at(client, "/")


def test_the_page_speaks_english(client, municipality):
    make_lie_low(municipality)
    page = text_at(client, "/en/")
    assert (
        "Many people are getting in touch right now. We will call within five working "
        "days, by Wednesday 18 March at 16.00." in page
    )


def test_the_last_page_says_it_and_offers_what_it_can(client, municipality):
    make_lie_low(municipality)
    page = to_last_page(client).content.decode()
    assert f"{BUSY} {LONGER}" in page
    assert "Senast onsdag 18 mars klockan 16.00" in page


def test_the_short_form_says_it(client, municipality):
    make_lie_low(municipality)
    assert f"{BUSY} {LONGER}" in text_at(client, EXPRESS)


def test_who_left_no_number_reads_by_when_we_write(client, municipality):
    make_lie_low(municipality)
    page = to_last_page(client, phone="", email="anna@example.se")
    text = page.content.decode()
    assert f"{BUSY} Vi skriver inom fem arbetsdagar, senast" in text
    send(client, page, wish="write")
    told = "Maria skriver till dig senast onsdag 18 mars klockan 12.00."
    assert told in text
    assert Inquiry.objects.get().promise_shown == told


def test_the_receipt_says_why_it_takes_longer(client, municipality):
    make_lie_low(municipality)
    page = text_at(client, fill_in(client)["Location"])
    assert "Maria ringer dig senast onsdag 18 mars klockan 16.00." in page
    assert "Därför tar det längre tid än vanligt." in page


def test_an_ordinary_receipt_says_nothing_of_it(client, municipality):
    assert "längre tid än vanligt" not in text_at(client, fill_in(client)["Location"])


def test_the_family_s_page_says_it_also_when_it_is_over(client, municipality):
    low = make_lie_low(municipality)
    fill_in(client)
    end(low, NOON + timedelta(hours=1))
    link = link_to(Inquiry.objects.get())
    assert "Därför tar det längre tid än vanligt." in text_of(link)


def test_the_words_on_the_page_are_kept_with_the_inquiry(client, municipality):
    make_lie_low(municipality)
    page = to_last_page(client)
    send(client, page)
    inquiry = Inquiry.objects.get()
    assert inquiry.promise_shown == SHOWN
    assert FormToken.unsealed(token_in(page)).words["soon"] == SHOWN


def test_they_are_kept_in_the_language_of_the_page(client, municipality):
    page = client.get("/en/ring-mig/")
    client.post("/en/ring-mig/", {"form": token_in(page), **BO})
    shown = Inquiry.objects.get().promise_shown
    assert shown == "As soon as possible: By tomorrow at 13.30"


def test_a_promise_shown_before_it_began_holds(client, municipality):
    page = to_last_page(client)
    make_lie_low(municipality)
    assert send(client, page).status_code == 302
    assert Inquiry.objects.get().promise_shown == USUAL
    assert Promise.objects.get().due_at == NOON + timedelta(hours=25, minutes=30)


def test_so_does_one_of_the_short_form(client, municipality):
    token = token_in(client.get(EXPRESS))
    make_lie_low(municipality)
    assert client.post(EXPRESS, {"form": token, **BO}).status_code == 302
    assert Inquiry.objects.get().promise_shown == USUAL


def test_a_promise_shown_before_it_ended_is_no_later_than_its_words(
    client, municipality
):
    low = make_lie_low(municipality)
    page = to_last_page(client)
    end(low)
    assert send(client, page).status_code == 302
    assert Inquiry.objects.get().promise_shown == SHOWN
    assert Promise.objects.get().due_at == NOON + timedelta(hours=25, minutes=30)


def test_the_words_of_a_chosen_time_are_its_day_and_hour(client, municipality):
    slots.cut(municipality, NOON)
    page = to_last_page(client)
    value = next(
        each for each in FormToken.unsealed(token_in(page)).words if "time" in each
    )
    assert send(client, page, wish=value).status_code == 302
    assert Inquiry.objects.get().promise_shown == "Ons 11 mars 13.00"


def test_a_page_from_before_the_words_were_kept_is_shown_once_more(
    client, municipality
):
    token = FormToken.unsealed(token_in(to_last_page(client)))
    old = token.with_shown(token.shown, {}, token.named).sealed()
    again = client.post("/intresse/tid/", {"form": old, "wish": "soon"})
    assert again.status_code == 409
    assert send(client, again).status_code == 302


def test_no_words_but_those_of_the_signed_form_are_kept(client, municipality):
    page = to_last_page(client)
    send(client, page, promise_shown="Senast i dag", words="Senast i dag")
    assert Inquiry.objects.get().promise_shown == USUAL


def test_the_database_refuses_a_form_without_its_words(municipality):
    told = Registration(name="Anna", phone="+46701740612")
    with pytest.raises(IntegrityError), transaction.atomic():
        receive(municipality, told, at=NOON)
    assert not Inquiry.objects.exists()


def test_what_the_desk_told_is_kept_with_what_it_typed_in(municipality):
    make_lie_low(municipality)
    desk = client_of(make_staff_member(municipality))
    page = desk.get(ENTRY).context["form"]
    typed = {name: page[name].value() for name in page.fields}
    typed |= {"name": "Anna Holm", "phone": "070-174 06 12", "received_time": "12:00"}
    typed = {name: value for name, value in typed.items() if value is not None}
    answer = desk.post(ENTRY, typed, follow=True)
    told = "Lovat senast ons 18 mars klockan 16.00."
    assert Inquiry.objects.get().promise_shown == told
    text = answer.content.decode()
    assert f"Anna Holm är sparad. {told}" in text
    assert f"<dt>Lovat med orden</dt><dd>{told}</dd>" in text


class TestOnItsOwnPage:
    @pytest.fixture
    def link(self, client, municipality):
        fill_in(client)
        return link_to(Inquiry.objects.get())

    def test_a_family_that_chooses_anew_reads_how_long_it_takes(
        self, link, municipality
    ):
        make_lie_low(municipality)
        assert f"{BUSY} {LONGER}" in text_of(f"{link}tid/")

    def test_what_it_saw_before_holds(self, client, link, municipality):
        shown = client.get(f"{link}tid/").context["shown"]
        make_lie_low(municipality)
        post(f"{link}tid/", wish="soon", shown=shown)
        due_at = Promise.objects.get(outcome="open").due_at
        assert due_at == NOON + timedelta(hours=25, minutes=30)

    @pytest.mark.parametrize("forged", ["", "x", "e30:x:y"])
    def test_a_forged_moment_promises_what_is_promised_to_all(
        self, link, municipality, forged
    ):
        make_lie_low(municipality)
        post(f"{link}tid/", wish="soon", shown=forged)
        due_at = Promise.objects.get(outcome="open").due_at
        assert due_at == NOON + timedelta(days=7, hours=4)

    def test_one_that_cannot_be_kept_any_more_is_not_promised(
        self, client, link, municipality
    ):
        PromisePolicy.objects.filter(wish="soon").update(within_minutes=60)
        touch_settings(municipality)
        shown = client.get(f"{link}tid/").context["shown"]
        with time_machine.travel(NOON + timedelta(days=1), tick=False):
            post(f"{link}tid/", wish="soon", shown=shown)
        due_at = Promise.objects.get(outcome="open").due_at
        assert due_at == NOON + timedelta(days=1, hours=2)
