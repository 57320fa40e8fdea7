"""Who may change settings, and the municipality as typed on its page."""

from datetime import time

import pytest

from audit.models import Entry
from organisation.models import Municipality
from tests.make import make_municipality
from tests.organisation.settings_pages.asking import actions

pytestmark = pytest.mark.django_db


# Who may


@pytest.mark.parametrize(
    "path",
    ["", "oppettider/", "roda-dagar/2026/", "personal/", "loften/", "paminnelser/"],
)
def test_a_manager_reads_everything_and_finds_no_button(manager, path):
    response = manager.get(f"/desk/installningar/{path}")
    assert response.status_code == 200
    main = response.content.decode().partition("<main")[2]
    assert "<button" not in main


@pytest.mark.parametrize(
    "path",
    ["kommun/", "roda-dagar/2026/forslag/", "personal/ny/"],
)
def test_a_manager_changes_nothing(manager, path):
    assert manager.get(f"/desk/installningar/{path}").status_code == 403
    assert manager.post(f"/desk/installningar/{path}").status_code == 403


# The municipality


def particulars(**changes):
    return {
        "name": "Ekebacka",
        "committee": "Socialnämnden",
        "diary_number": "SN 2026/0147",
        "phone": "031-390 06 10",
        "phone_hours": "vardagar 08.00–16.30",
        "phone_hours_en": "weekdays 08.00–16.30",
        "email": "hem@example.se",
        "sms_sender": "Ekebacka",
        "brand_colour": "#1F5C57",
        "accent_colour": "#A4482A",
        "quiet_from": "21.00",
        "quiet_until": "07:30",
        "promise_goal_percent": "90",
        "domain": "",
        "second_factor_required": "on",
        **changes,
    }


def save(client, **changes):
    return client.post("/desk/installningar/kommun/", particulars(**changes))


def test_particulars_are_saved_audited_and_known_at_once(client, ekebacka):
    assert client.get("/desk/installningar/kommun/").status_code == 200
    assert save(client, second_factor_required="").status_code == 302
    saved = Municipality.objects.get(pk=ekebacka.pk)
    assert (saved.quiet_from, saved.quiet_until) == (time(21), time(7, 30))
    assert saved.settings_version > ekebacka.settings_version
    entry = Entry.objects.get(action="changed-municipality")
    assert {"committee", "diary_number"} <= set(entry.fields)
    assert saved.diary_number == "SN 2026/0147"
    assert "name" not in entry.fields


def test_saving_nothing_new_is_no_change(client, ekebacka):
    save(client, second_factor_required="")
    version = Municipality.objects.get(pk=ekebacka.pk).settings_version
    save(client, second_factor_required="")
    assert Municipality.objects.get(pk=ekebacka.pk).settings_version == version
    assert actions().count("changed-municipality") == 1


def test_a_pale_colour_is_refused_with_a_darker_one(client, ekebacka):
    response = save(client, brand_colour="#00AEEF")
    assert response.status_code == 422
    page = response.content.decode()
    assert "Text i den här färgen är svår att läsa." in page
    assert "#00" in page
    ekebacka.refresh_from_db()
    assert ekebacka.brand_colour == "#1F5C57"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("brand_colour", "teal"),
        ("brand_colour", "#12345"),
        ("accent_colour", "url(x)"),
        ("phone", "12"),
        ("email", "nobody"),
        ("sms_sender", "Ekebäcka"),
        ("promise_goal_percent", "101"),
        ("quiet_from", "25.00"),
        ("domain", "elsewhere.example"),
        ("name", ""),
        ("name", "x" * 81),
    ],
)
def test_a_faulty_value_is_refused_and_nothing_is_saved(client, ekebacka, field, value):
    response = save(client, committee="Nya nämnden", **{field: value})
    assert response.status_code == 422
    assert "ds-error-summary" in response.content.decode()
    ekebacka.refresh_from_db()
    assert ekebacka.committee == ""


def test_the_frame_keeps_the_saved_name_while_a_new_one_is_refused(client):
    page = save(client, name="Nytt namn", email="x").content.decode()
    assert "<p>Ekebacka</p>" in page


def test_a_host_name_that_we_answer_at_is_saved(client, ekebacka, settings):
    settings.ALLOWED_HOSTS = ["testserver", ".example.se"]
    save(client, domain="Familj.Ekebacka.example.se", second_factor_required="")
    ekebacka.refresh_from_db()
    assert ekebacka.domain == "familj.ekebacka.example.se"


def test_two_municipalities_do_not_share_a_host_name(client, settings):
    settings.ALLOWED_HOSTS = ["testserver", ".example.se"]
    make_municipality(domain="familj.example.se")
    response = save(client, domain="familj.example.se")
    assert response.status_code == 422
    assert "En annan kommun har den adressen." in response.content.decode()
