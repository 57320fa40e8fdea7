"""What a family reads first, its editing, and its preview."""

import gzip

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from audit.models import Entry
from campaigns.landing import Landing, landing_of
from inquiries.models import Inquiry
from organisation.plain_text import Block, blocks_of
from organisation.services import touch_settings
from tests.inquiries.public.filling import WHAT, fill_in
from tests.make import (
    client_of,
    make_activity,
    make_lie_low,
    make_municipality,
    make_staff_member,
)

LANDING = "/valkommen/"
TEXT = "Vi söker dig.\nDu med plats.\n\n- en stol\n- en säng\n\nRing oss!"
TEXTS = {
    "landing_heading": "Ett köksbord till?",
    "landing_text": TEXT,
    "landing_heading_en": "One more kitchen table?",
    "landing_text_en": "We look for you.",
}


@pytest.fixture(autouse=True)
def _patient(settings):
    settings.FORM_MINIMUM_SECONDS = 0


@pytest.fixture
def town(db):
    town = make_municipality(name="Ekebacka kommun")
    make_staff_member(town, display_name="Maria Lind")
    return town


@pytest.fixture
def activity(town):
    return make_activity(town, code="ratel7")


@pytest.fixture
def eva(town):
    return client_of(make_staff_member(town, "communicator"))


def write(row, **texts):
    for name, text in {**TEXTS, **texts}.items():
        setattr(row, name, text)
    row.save()


def main_of(page):
    return page.content.decode().partition("<main")[2].partition("</main>")[0]


# What families see


def test_a_link_leads_to_its_text(client, activity):
    write(activity)
    answer = client.get("/t/ratel7")
    assert answer["Location"].startswith(f"{LANDING}?k=")
    page = client.get(answer["Location"])
    text = main_of(page)
    assert "<h1>Ett köksbord till?</h1>" in text
    assert "<p>Vi söker dig.<br>Du med plats.</p>" in " ".join(text.split())
    assert "<ul><li>en stol</li><li>en säng</li></ul>" in text
    assert "ringer vi upp" in text or "ringer vi" in text
    assert "031-390 06 10" in text
    assert text.count("ds-button") == 1
    assert page["X-Robots-Tag"] == "noindex"
    assert not page.cookies


def test_the_english_link_leads_to_the_english_text(client, activity):
    write(activity)
    page = client.get("/en/t/ratel7", follow=True)
    assert page.request["PATH_INFO"] == "/en/valkommen/"
    assert "<h1>One more kitchen table?</h1>" in main_of(page)


def test_while_the_town_lies_low_the_text_says_how_long_it_takes(client, activity):
    write(activity)
    make_lie_low(activity.municipality, began_at=timezone.now(), working_days=5)
    page = main_of(client.get("/t/ratel7", follow=True))
    assert "Just nu hör många av sig." in page
    assert "Anmäler du dig nu" not in page


def test_without_a_heading_ours_stands_there(client, activity):
    write(activity, landing_heading="")
    page = client.get("/t/ratel7", follow=True)
    assert "<h1>Har ni plats för en till vid bordet?</h1>" in main_of(page)


def test_the_activity_s_text_goes_before_its_campaign_s(client, activity):
    write(activity.campaign)
    assert "Ett köksbord till?" in main_of(client.get("/t/ratel7", follow=True))
    write(activity, landing_heading="Affischens", landing_text="Egen text.")
    page = main_of(client.get("/t/ratel7", follow=True))
    assert "<h1>Affischens</h1>" in page
    assert "Vi söker dig" not in page


def test_each_language_is_by_itself(client, activity):
    write(activity.campaign)
    write(activity, landing_heading_en="", landing_text_en="")
    assert landing_of(activity.pk, "en").heading == "One more kitchen table?"
    write(activity.campaign, landing_heading_en="", landing_text_en="")
    assert landing_of(activity.pk, "en") is None
    page = client.get("/en/t/ratel7", follow=True)
    assert page.request["PATH_INFO"] == "/en/intresse/"
    assert landing_of(activity.pk, "sv") == Landing("Ett köksbord till?", TEXT)


def test_without_a_text_the_link_leads_straight_to_the_form(client, activity):
    answer = client.get("/t/ratel7")
    assert answer["Location"].startswith(f"{WHAT}?k=")
    seal = answer["Location"].partition("?")[2]
    assert client.get(f"{LANDING}?{seal}")["Location"].startswith(f"{WHAT}?k=")


@pytest.mark.parametrize("query", ["", "?k=", "?k=x", "?utm_source=fb", "?k=a:b:c"])
def test_without_a_link_there_is_no_text_to_read(client, activity, query):
    write(activity)
    answer = client.get(LANDING + query)
    assert answer.status_code == 302
    assert answer["Location"].startswith(WHAT)


def test_a_changed_text_is_seen_at_once(client, activity):
    write(activity)
    address = client.get("/t/ratel7")["Location"]
    assert "Ett köksbord" in main_of(client.get(address))
    write(activity, landing_heading="Ny rubrik")
    assert "Ny rubrik" in main_of(client.get(address))
    activity.municipality.phone_hours = "till klockan 20"
    activity.municipality.save()
    touch_settings(activity.municipality)
    assert "till klockan 20" in main_of(client.get(address))


def test_reading_it_takes_the_municipality_and_the_text(client, activity):
    write(activity)
    address = client.get("/t/ratel7")["Location"]
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    assert len(captured) == 2


def test_it_weighs_little(client, activity):
    long = "En rad om att ha plats för ett barn till. " * 47
    write(activity, landing_text=long, landing_heading="x" * 120)
    page = client.get("/t/ratel7", follow=True)
    assert len(gzip.compress(page.content, 6)) <= 15_000
    assert b"<script" not in page.content


def test_what_is_typed_is_text_and_never_html(client, activity):
    write(
        activity, landing_heading="<b>Hej</b>", landing_text="<script>x</script>\n- <i>"
    )
    page = main_of(client.get("/t/ratel7", follow=True))
    assert "&lt;b&gt;Hej&lt;/b&gt;" in page
    assert "<script>" not in page
    assert "<li>&lt;i&gt;</li>" in page


def test_the_campaign_s_wishes_are_chosen_beforehand(client, activity):
    activity.campaign.wanted_assignments = ["emergency_home", "contact_family"]
    activity.campaign.save()
    page = client.get(client.get("/t/ratel7")["Location"]).content.decode()
    chosen = [
        each.partition('value="')[2].partition('"')[0]
        for each in page.split("<input")
        if "checked" in each
    ]
    assert chosen == ["emergency_home", "contact_family"]
    fill_in(client, start=WHAT, wanted_assignments=["foster_home"])
    assert Inquiry.objects.get().wanted_assignments == ["foster_home"]


def test_what_the_family_unticked_stays_unticked(client, activity):
    activity.campaign.wanted_assignments = ["emergency_home"]
    activity.campaign.save()
    fill_in(client, start=client.get("/t/ratel7")["Location"], wanted_assignments=[])
    assert Inquiry.objects.get().wanted_assignments == []
    # And the way back shows an answer, not the campaign's wish.
    client.get(client.get("/t/ratel7")["Location"])


def test_the_link_of_a_town_that_this_address_does_not_serve_shows_no_text(
    client, activity, settings
):
    settings.ALLOWED_HOSTS = ["*"]
    make_municipality(name="Sjölidens kommun", domain="hem.sjoliden.example.se")
    write(activity)
    address = client.get("/t/ratel7")["Location"]
    answer = client.get(address, HTTP_HOST="hem.sjoliden.example.se")
    assert answer["Location"].startswith(WHAT)


def test_where_several_towns_share_an_address_the_link_s_own_speaks(client, activity):
    sea = make_municipality(name="Sjölidens kommun", phone="+46313900611")
    poster = make_activity(sea, code="tiden4")
    write(poster)
    page = client.get("/t/tiden4", follow=True)
    assert "Sjölidens kommun" in page.content.decode()
    assert "031-390 06 11" in main_of(page)


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("", []),
        ("  \n\n ", []),
        ("a\nb\n\n\nc", [Block(("a", "b")), Block(("c",))]),
        ("a:\n- b\n* c\nd", [Block(("a:",)), Block(("b", "c"), True), Block(("d",))]),
        ("-5 grader\n-\n- x", [Block(("-5 grader", "-")), Block(("x",), True)]),
    ],
)
def test_paragraphs_and_lists_are_read_as_they_look(text, blocks):
    assert blocks_of(text) == blocks


# The desk


def address_of(row):
    kind = row._meta.model_name
    return reverse(f"campaigns:{kind}_text", args=[row.pk])


@pytest.mark.parametrize("of", ["activity", "campaign"])
def test_a_text_is_saved_and_noted(eva, activity, of):
    row = activity if of == "activity" else activity.campaign
    shown = eva.get(address_of(row))
    assert shown.status_code == 200
    answer = eva.post(address_of(row), TEXTS)
    assert answer["Location"] == reverse(f"planning:{of}", args=[row.pk])
    row.refresh_from_db()
    assert {name: getattr(row, name) for name in TEXTS} == TEXTS
    assert Entry.objects.filter(action=f"changed-{of}").exists()
    assert "Ett köksbord till?" in eva.get(address_of(row)).content.decode()


def test_a_heading_without_a_text_is_asked_about(eva, activity):
    typed = {**TEXTS, "landing_text": " ", "landing_text_en": ""}
    answer = eva.post(address_of(activity), typed)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Text: skriv något under rubriken" in page
    assert "Text på engelska: skriv något under rubriken" in page
    assert "Ett köksbord till?" in page
    activity.refresh_from_db()
    assert activity.landing_heading == ""


def test_too_long_a_text_is_told_and_kept(eva, activity):
    typed = {**TEXTS, "landing_text": "å" * 2001, "landing_heading": "ä" * 121}
    answer = eva.post(address_of(activity), typed)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Text: skriv högst 2000 tecken. Du skrev 2001." in page
    assert "Rubrik: skriv högst 120 tecken. Du skrev 121." in page
    assert "å" * 2001 in page


def test_a_text_can_be_taken_away(eva, client, activity):
    write(activity)
    eva.post(address_of(activity), {})
    assert client.get("/t/ratel7")["Location"].startswith(WHAT)


def test_whoever_does_not_plan_changes_no_text(town, activity):
    recruiter = client_of(make_staff_member(town))
    assert recruiter.get(address_of(activity)).status_code == 403
    assert recruiter.post(reverse("inquiries:landing_preview")).status_code == 403


def test_another_town_s_text_is_not_there(eva):
    foreign = make_activity(make_municipality())
    assert eva.get(address_of(foreign)).status_code == 404
    assert eva.get(address_of(foreign.campaign)).status_code == 404


@pytest.mark.parametrize(
    ("language", "heading", "button"),
    [
        ("sv", "Ett köksbord till?", "Bli uppringd"),
        ("en", "One more kitchen table?", "Get a call"),
        ("x", "Ett köksbord till?", "Bli uppringd"),
    ],
)
def test_a_preview_shows_what_is_typed_before_it_is_saved(
    eva, client, activity, language, heading, button
):
    address = reverse("inquiries:landing_preview")
    page = eva.post(address, {**TEXTS, "language": language})
    assert page.status_code == 200
    seen = main_of(page)
    assert f"<h1>{heading}</h1>" in seen
    assert button in seen
    assert ("<html lang=" + ('"en"' if language == "en" else '"sv"')) in (
        page.content.decode()
    )
    activity.refresh_from_db()
    assert activity.landing_heading == ""


def test_a_preview_is_the_page_that_families_get(eva, client, activity):
    write(activity)
    seen = main_of(client.get("/t/ratel7", follow=True))
    preview = main_of(
        eva.post(reverse("inquiries:landing_preview"), {**TEXTS, "language": "sv"})
    )
    notice, _, preview = preview.partition("</div>")
    assert "Så här ser familjer sidan." in notice
    seal = seen.partition("?k=")[2].partition('"')[0]
    seen = seen.partition(">")[2].replace(f"?k={seal}", "")
    assert preview.split() == seen.split()


def test_a_preview_of_nothing_shows_our_own_heading(eva):
    page = eva.post(reverse("inquiries:landing_preview"), {"language": "en"})
    assert "<h1>Do you have room for one more at the table?</h1>" in main_of(page)


def test_nobody_previews_without_logging_in(activity):
    answer = Client().post(reverse("inquiries:landing_preview"), TEXTS)
    assert answer.status_code in (302, 401, 403) or "logga" in answer.content.decode()
