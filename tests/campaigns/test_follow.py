"""`/t/<code>`: one visit counted, and the code kept until the inquiry."""

import re
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from campaigns.links import Visit, cleaned_code
from campaigns.models import DailyCounts
from inquiries.models import Inquiry
from tests.inquiries.public.filling import (
    ANNA,
    EXPRESS,
    WHAT,
    WHO,
    fill_in,
    send,
    to_last_page,
    token_in,
)
from tests.make import make_activity, make_municipality, make_staff_member

pytestmark = pytest.mark.django_db

PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15"


@pytest.fixture(autouse=True)
def _patient(settings):
    settings.FORM_MINIMUM_SECONDS = 0


@pytest.fixture
def poster():
    municipality = make_municipality(name="Ekebacka kommun")
    make_staff_member(municipality, display_name="Maria Lind")
    return make_activity(municipality, code="ratel7")


def visits(activity):
    return sum(each.visits for each in DailyCounts.objects.filter(activity=activity))


def visit_in(answer):
    query = parse_qs(urlsplit(answer["Location"]).query)
    return Visit.unsealed(query["k"][0])


@pytest.mark.parametrize(
    "address", ["/t/ratel7", "/t/ratel7/", "/t/RATEL7", "/t/ratel-7"]
)
def test_a_link_leads_to_the_form_and_is_counted(client, poster, address):
    answer = client.get(address, HTTP_USER_AGENT=PHONE)
    assert answer.status_code == 302
    assert urlsplit(answer["Location"]).path == WHAT
    assert visit_in(answer) == Visit("ratel7", poster.pk, poster.municipality_id)
    assert visits(poster) == 1


def test_two_visits_on_a_day_are_one_row(client, poster):
    for _ in range(2):
        client.get("/t/ratel7")
    assert visits(poster) == 2
    assert DailyCounts.objects.count() == 1


def test_a_link_takes_one_statement(client, poster):
    with CaptureQueriesContext(connection) as captured:
        client.get("/t/ratel7")
    assert len(captured) == 1


def test_a_link_sets_no_cookie_and_is_never_kept(client, poster):
    answer = client.get("/t/ratel7")
    assert not answer.cookies
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Robots-Tag"] == "noindex"


def test_the_english_link_leads_to_the_english_form(client, poster):
    assert client.get("/en/t/ratel7")["Location"].startswith("/en/intresse/?k=")


@pytest.mark.parametrize(
    "agent",
    [
        "facebookexternalhit/1.1",
        "WhatsApp/2.23.20",
        "Twitterbot/1.0",
        "Slackbot-LinkExpanding 1.0",
        "TelegramBot (like TwitterBot)",
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "Mozilla/5.0 (compatible; bingbot/2.0)",
        "SkypeUriPreview Preview/0.5",
        "curl/8.5.0",
        "python-requests/2.32",
    ],
)
def test_a_robot_is_led_on_and_not_counted(client, poster, agent):
    answer = client.get("/t/ratel7", HTTP_USER_AGENT=agent)
    assert visit_in(answer).activity_id == poster.pk
    assert visits(poster) == 0


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_SEC_PURPOSE": "prefetch;prerender"},
        {"HTTP_PURPOSE": "prefetch"},
        {"HTTP_X_PURPOSE": "preview"},
        {"HTTP_X_MOZ": "prefetch"},
    ],
)
def test_a_browser_that_looks_ahead_is_not_counted(client, poster, headers):
    client.get("/t/ratel7", HTTP_USER_AGENT=PHONE, **headers)
    assert visits(poster) == 0


def test_asking_for_the_head_only_is_not_counted(client, poster):
    assert client.head("/t/ratel7").status_code == 302
    assert visits(poster) == 0


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_a_link_is_only_followed(client, poster, method):
    assert getattr(client, method)("/t/ratel7").status_code == 405


def test_the_activity_stands_on_the_inquiry(client, poster):
    fill_in(client, start=client.get("/t/ratel7")["Location"])
    inquiry = Inquiry.objects.get()
    assert inquiry.activity == poster
    assert inquiry.unknown_code == ""


def test_the_code_survives_clicks_to_and_fro(client, poster):
    page = client.get(client.get("/t/ratel7")["Location"])
    client.post(WHAT, {"form": token_in(page)})
    for address in ("/", WHAT, WHO, "/personuppgifter/", WHAT):
        page = client.get(address)
    page = client.post(WHAT, {"form": token_in(page)}, follow=True)
    page = client.post(WHO, {"form": token_in(page), **ANNA}, follow=True)
    send(client, page)
    assert Inquiry.objects.get().activity == poster


def test_the_express_form_takes_the_code_too(client, poster):
    sealed = Visit("ratel7", poster.pk, poster.municipality_id).sealed()
    page = client.get(EXPRESS, {"k": sealed})
    typed = {"name": "Bo Ek", "phone": "070-174 06 20", "wish": "soon"}
    client.post(EXPRESS, {"form": token_in(page), **typed})
    assert Inquiry.objects.get().activity == poster


def test_an_unknown_code_leads_to_the_form_and_is_written_down(client, poster):
    answer = client.get("/t/Ratel77777777777777777777777777")
    assert visit_in(answer) == Visit("ratel777777777777777")
    fill_in(client, start=answer["Location"])
    inquiry = Inquiry.objects.get()
    assert inquiry.activity is None
    assert inquiry.unknown_code == "ratel777777777777777"


@pytest.mark.parametrize("code", ["%20", "!!", "åäö", "%F0%9F%8F%A0", "..."])
def test_a_code_of_strange_signs_leads_to_the_form(client, poster, code):
    assert client.get(f"/t/{code}")["Location"] == WHAT


@pytest.mark.parametrize("seal", ["", "x", "a:b:c", "WyJyYXRlbDciLDEsMV0:1:x"])
def test_a_forged_seal_is_no_visit(client, poster, seal):
    fill_in(client, start=f"{WHAT}?k={seal}")
    inquiry = Inquiry.objects.get()
    assert (inquiry.activity, inquiry.unknown_code) == (None, "")


def test_a_field_of_the_form_cannot_name_an_activity(client, poster):
    page = to_last_page(client, activity_id=poster.pk, code="ratel7", k="ratel7")
    send(client, page, activity_id=poster.pk, activity=poster.pk, code="ratel7")
    assert Inquiry.objects.get().activity is None


def test_another_town_s_poster_chooses_the_town_beforehand(client, poster):
    first = poster.municipality
    sea = make_municipality(name="Sjölidens kommun")
    make_activity(sea, code="tiden4")
    client.get(client.get("/t/tiden4")["Location"])
    page = client.get(client.get("/t/tiden4")["Location"])
    page = client.post(WHAT, {"form": token_in(page)}, follow=True).content.decode()
    chosen = re.search(r'name="place" value="(\d+)"[^>]*checked', page)[1]
    assert int(chosen) == sea.pk
    assert first.pk != sea.pk


def test_one_town_never_counts_another_town_s_activity(client, poster):
    sea = make_municipality(name="Sjölidens kommun")
    make_staff_member(sea)
    fill_in(client, start=client.get("/t/ratel7")["Location"], place=sea.pk)
    inquiry = Inquiry.objects.get()
    assert inquiry.municipality == sea
    assert inquiry.activity is None
    assert inquiry.unknown_code == "ratel7"


def test_a_seal_holds_what_was_sealed():
    visit = Visit("ratel7", 3, 4)
    assert Visit.unsealed(visit.sealed()) == visit


@pytest.mark.parametrize(
    ("typed", "code"),
    [("Ratel-7", "ratel7"), ("a" * 30, "a" * 20), ("ÅÄ", ""), ("", "")],
)
def test_a_code_is_read_as_people_type_it(typed, code):
    assert cleaned_code(typed) == code


@pytest.mark.django_db(transaction=True)
def test_every_visit_counts_when_many_come_at_once():

    poster = make_activity(code="ratel7")

    def follow(_number):
        try:
            return Client().get("/t/ratel7").status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        assert set(threads.map(follow, range(40))) == {302}
    assert visits(poster) == 40
