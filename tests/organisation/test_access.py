"""The door to the desk: who passes, who is led elsewhere, and how it is said."""

import pytest
from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from organisation.models import Membership, Role, StaffMember
from organisation.services import accounts
from tests.make import NOON, client_of, make_municipality, make_staff_member

pytestmark = pytest.mark.django_db


def profile():
    return reverse("organisation:profile")


def settings_page():
    return reverse("organisation:settings")


def test_nobody_logged_in_is_led_to_the_login_and_back_again():
    response = Client().get(profile() + "?a=1")
    assert response.status_code == 302
    assert response.url == reverse("account_login") + "?next=/desk/profil/%3Fa%3D1"


def test_a_part_of_a_page_asked_for_without_login_leads_the_whole_page_there():
    response = Client().get(
        profile(),
        headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/desk/"},
    )
    assert response.status_code == 200
    assert response["HX-Redirect"] == reverse("account_login") + "?next=/desk/"


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("recruiter", 403),
        ("communicator", 403),
        ("manager", 200),
        ("administrator", 200),
    ],
)
def test_settings_are_for_managers_and_administrators(role, status):
    client = client_of(make_staff_member(role=role))
    assert client.get(settings_page()).status_code == status


@pytest.mark.parametrize("role", Role.values)
def test_every_role_has_a_profile(role):
    client = client_of(make_staff_member(role=role))
    assert client.get(profile()).status_code == 200


def test_a_closed_account_is_led_to_the_login():
    staff = make_staff_member()
    client = client_of(staff)
    StaffMember.objects.filter(pk=staff.pk).update(is_active=False)
    response = client.get(profile())
    assert response.url.startswith(reverse("account_login"))


def test_somebody_without_any_role_reads_what_to_do():
    response = client_of(make_staff_member(role=None)).get(profile())
    assert response.status_code == 403
    assert "Du har ingen roll ännu" in response.content.decode()


def test_pages_of_the_desk_are_never_cached():
    response = client_of(make_staff_member()).get(profile())
    assert "no-store" in response["Cache-Control"]


def test_pages_are_in_the_language_of_the_person():
    client = client_of(make_staff_member(desk_language="en"))
    response = client.get(profile())
    assert response["Content-Language"] == "en"
    assert "<h1>My settings</h1>" in response.content.decode()


def test_a_refusal_is_in_the_language_of_the_person():
    client = client_of(make_staff_member(desk_language="en"))
    response = client.get(settings_page())
    assert response.status_code == 403
    assert "You may not open this page" in response.content.decode()


def test_a_refusal_names_the_roles_that_the_page_is_for_and_keeps_the_menu():
    page = client_of(make_staff_member(role="communicator")).get(settings_page())
    text = page.content.decode()
    assert page.status_code == 403
    assert "<strong>enhetschef</strong> eller <strong>administratör</strong>" in text
    assert f'<a href="{reverse("planning:list")}">Kampanjer</a>' in text


def test_what_a_page_does_not_answer_is_said_in_words():
    response = client_of(make_staff_member()).put(reverse("inquiries:today"))
    assert response.status_code == 405
    assert response["Allow"] == "GET"
    assert "Det går inte att göra här" in response.content.decode()


def test_a_denial_from_within_is_shown_in_the_desk_s_frame(monkeypatch):
    def deny(*_arguments, **_options):
        raise PermissionDenied

    monkeypatch.setattr("organisation.views.municipality.render", deny)
    page = client_of(make_staff_member(role="manager")).get(settings_page())
    assert page.status_code == 403
    assert "Huvudmeny" in page.content.decode()


# The second factor


def strict_municipality():
    return make_municipality(second_factor_required=True)


@pytest.mark.parametrize("method", ["get", "post", "put", "head"])
def test_a_municipality_may_require_a_second_factor_of_every_request(method):
    client = client_of(make_staff_member(strict_municipality()))
    response = getattr(client, method)(profile())
    assert response.status_code == 302
    assert response.url == reverse("mfa_index")


def test_a_post_without_the_second_factor_changes_nothing():
    staff = make_staff_member(strict_municipality())
    client_of(staff).post(profile(), {"desk_language": "en"})
    staff.refresh_from_db()
    assert staff.desk_language == "sv"


@pytest.mark.parametrize("kind", [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN])
def test_an_app_or_a_passkey_opens_the_desk(kind):
    staff = make_staff_member(strict_municipality())
    Authenticator.objects.create(user=staff, type=kind, data={})
    assert client_of(staff).get(profile()).status_code == 200


def test_recovery_codes_alone_are_no_second_factor():
    staff = make_staff_member(strict_municipality())
    kind = Authenticator.Type.RECOVERY_CODES
    Authenticator.objects.create(user=staff, type=kind, data={})
    assert client_of(staff).get(profile()).status_code == 302


def test_somebody_elses_second_factor_opens_nothing():
    municipality = strict_municipality()
    colleague = make_staff_member(municipality)
    Authenticator.objects.create(user=colleague, type="totp", data={})
    staff = make_staff_member(municipality)
    assert client_of(staff).get(profile()).status_code == 302


# Several municipalities


def make_shared_staff_member():
    first, second = make_municipality(), make_municipality()
    staff = make_staff_member(first, role="recruiter")
    Membership.objects.create(staff=staff, municipality=second, role="manager")
    return staff, first, second


def switch(client, municipality):
    address = reverse("organisation:switch_municipality")
    return client.post(address, {"municipality": municipality.pk})


def test_roles_hold_in_the_municipality_that_is_worked_for():
    staff, _first, second = make_shared_staff_member()
    client = client_of(staff)
    assert client.get(settings_page()).status_code == 403
    response = switch(client, second)
    assert response.url == reverse("inquiries:today")
    assert client.get(settings_page()).status_code == 200


def test_the_page_offers_the_other_municipality():
    staff, first, second = make_shared_staff_member()
    page = client_of(staff).get(profile()).content.decode()
    assert f"<p>{first.name}</p>" in page
    assert f'value="{second.pk}"' in page
    assert f'value="{first.pk}"' not in page


@pytest.mark.parametrize("value", ["999999", "", "x", "1 OR 1"])
def test_a_municipality_where_one_does_not_work_is_not_found(value):
    client = client_of(make_staff_member())
    address = reverse("organisation:switch_municipality")
    assert client.post(address, {"municipality": value}).status_code == 404


def test_another_municipality_is_as_missing_as_none():
    client = client_of(make_staff_member())
    foreign = switch(client, make_municipality())
    address = reverse("organisation:switch_municipality")
    missing = client.post(address, {"municipality": 999_999})
    assert foreign.status_code == missing.status_code == 404
    assert foreign.content == missing.content


def test_a_municipality_is_not_switched_by_a_link():
    client = client_of(make_staff_member())
    response = client.get(reverse("organisation:switch_municipality"))
    assert response.url == reverse("inquiries:today")


def test_who_loses_the_role_in_the_chosen_municipality_works_for_another():
    staff, _first, second = make_shared_staff_member()
    client = client_of(staff)
    switch(client, second)
    Membership.objects.filter(staff=staff, municipality=second).delete()
    assert client.get(profile()).status_code == 200


# Sessions end


def test_a_session_ends_when_roles_change():
    municipality = make_municipality()
    staff = make_staff_member(municipality)
    client = client_of(staff)
    accounts.set_roles(staff, municipality, {Role.MANAGER}, by=None, at=NOON)
    assert client.get(profile()).url.startswith(reverse("account_login"))


def test_the_guard_asks_the_database_three_times(django_assert_num_queries):
    client = client_of(make_staff_member())
    with django_assert_num_queries(3):  # session, person, roles
        client.get(reverse("organisation:switch_municipality"))
