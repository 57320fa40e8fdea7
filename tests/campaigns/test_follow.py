"""`/t/<code>`: one visit counted, and the code kept until the inquiry."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

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
    return Visit.unsealed(query["k"][0], on=timezone.localdate())


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
        # Apple's Messages borrows three names; Signal borrows WhatsApp's.
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_11_1) AppleWebKit/601.2.4 (KHTML, "
        "like Gecko) Version/9.0.1 Safari/601.2.4 facebookexternalhit/1.1 Facebot",
        "meta-externalagent/1.1 (+https://developers.facebook.com/docs)",
        "Slack-ImgProxy (+https://api.slack.com/robots)",
        "Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5",
        "Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0)",
        "Mozilla/4.0 (compatible; ms-office; MSOffice 16)",
        "Mozilla/5.0 (compatible; Proofpoint URL Defense)",
        "LinkedInBot/1.0 (compatible; Mozilla/5.0)",
        "Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/120.0.0.0 Safari/537.36",
        "http.rb/5.1.1 (Mastodon/4.2.1; +https://mastodon.example/)",
    ],
)
def test_a_robot_is_led_on_and_not_counted(client, poster, agent):
    answer = client.get("/t/ratel7", HTTP_USER_AGENT=agent)
    assert visit_in(answer).activity_id == poster.pk
    assert visits(poster) == 0


@pytest.mark.parametrize(
    "agent",
    [
        PHONE,
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:130.0) Gecko/20100101 "
        "Firefox/130.0",
        "Mozilla/5.0 (Linux; Android 9; CUBOT X19) AppleWebKit/537.36 Chrome/130.0",
        # Inside the apps of Instagram, Facebook and a reader of QR codes.
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Instagram 350.0.0.0",
        "Mozilla/5.0 (Linux; Android 14) Chrome/130.0 [FB_IAB/FB4A;FBAV/480.0.0.0;]",
        "Mozilla/5.0 (Linux; Android 12) Chrome/120.0 QRScanner/2.1",
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Monitor/1 Chrome/130.0",
    ],
)
def test_somebody_with_a_browser_is_counted(client, poster, agent):
    client.get("/t/ratel7", HTTP_USER_AGENT=agent, HTTP_SEC_FETCH_DEST="document")
    assert visits(poster) == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_SEC_FETCH_DEST": "image"},
        {"HTTP_SEC_PURPOSE": "prefetch"},
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


def test_a_link_is_alive_until_its_last_day_is_over(client, poster):
    poster.link_ends_on = date(2026, 3, 11)
    poster.save()
    with time_machine.travel(datetime(2026, 3, 11, 22, 59, tzinfo=UTC), tick=False):
        visit = visit_in(client.get("/t/ratel7"))
    assert visit.activity_id == poster.pk
    with time_machine.travel(datetime(2026, 3, 11, 23, 0, tzinfo=UTC), tick=False):
        answer = client.get("/t/ratel7")
        assert visit_in(answer) == Visit("ratel7")
        fill_in(client, start=answer["Location"])
    assert visits(poster) == 1
    inquiry = Inquiry.objects.get()
    assert (inquiry.activity, inquiry.unknown_code) == (None, "ratel7")


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
