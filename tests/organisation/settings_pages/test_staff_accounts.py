"""Roles and accounts: given, taken, closed, opened, and by whom not."""

import pytest
from allauth.mfa.models import Authenticator

from audit.models import Entry
from organisation.models import Membership, Role, StaffMember
from organisation.rota import rota_of
from organisation.services import accounts
from tests.make import NOON, client_of, make_municipality, make_staff_member
from tests.organisation.settings_pages.asking import invite, post, roles, share, version

pytestmark = pytest.mark.django_db


# Roles


def test_new_roles_take_effect_and_end_the_sessions(client, maria, ekebacka):
    session = client_of(maria)
    assert session.get("/desk/profil/").status_code == 200
    post(client, maria, "roller/", roles=["manager"])
    assert roles(maria, ekebacka) == {Role.MANAGER}
    assert session.get("/desk/profil/").status_code == 302
    entry = Entry.objects.get(action="changed-roles")
    assert entry.fields == ["manager", "recruiter"]


def test_the_present_roles_are_ticked(client, maria):
    page = client.get(f"/desk/installningar/personal/{maria.pk}/")
    ticked = [
        option.data["value"]
        for option in page.context["roles_form"]["roles"].subwidgets
        if option.data["selected"]
    ]
    assert ticked == ["recruiter"]


def test_the_same_roles_again_are_no_change(client, maria, ekebacka):
    before = version(ekebacka)
    post(client, maria, "roller/", roles=["recruiter"])
    assert version(ekebacka) == before
    assert not Entry.objects.filter(action="changed-roles").exists()


def test_a_person_without_roles_no_longer_works_here(client, maria):
    response = post(client, maria, "roller/")
    assert response.url == "/desk/installningar/personal/"
    assert post(client, maria, "roller/").status_code == 404


def test_the_last_administrator_stays(client, administrator, ekebacka):
    post(client, administrator, "roller/", roles=["manager"])
    assert Role.ADMINISTRATOR in roles(administrator, ekebacka)


def test_a_closed_administrator_does_not_count(client, administrator, ekebacka):
    make_staff_member(ekebacka, role="administrator", is_active=False)
    with pytest.raises(accounts.LastAdministrator):
        accounts.set_roles(administrator, ekebacka, [], by=None, at=NOON)


def test_one_of_two_administrators_may_go(administrator, ekebacka):
    make_staff_member(ekebacka, role="administrator")
    accounts.set_roles(administrator, ekebacka, [], by=None, at=NOON)
    assert not roles(administrator, ekebacka)


def test_an_unknown_role_is_refused(client, maria):
    assert post(client, maria, "roller/", roles=["king"]).status_code == 422


# Accounts


def do(client, staff, action):
    return post(client, staff, "konto/", do=action)


def test_a_closed_account_ends_every_session_at_once(client, maria, ekebacka):
    session = client_of(maria)
    before = version(ekebacka)
    do(client, maria, "close")
    assert session.get("/desk/profil/").status_code == 302
    assert version(ekebacka) > before
    assert Entry.objects.filter(action="closed-account").exists()


@pytest.fixture
def elsewhere(maria, administrator):
    """Where Maria works, too."""
    municipality = make_municipality()
    for staff, role in ((maria, Role.RECRUITER), (administrator, Role.ADMINISTRATOR)):
        Membership.objects.create(staff=staff, municipality=municipality, role=role)
    return municipality


def test_whoever_closes_an_account_is_heard_wherever_the_person_works(
    client, maria, elsewhere
):
    assert callers(elsewhere) == {maria.pk}
    do(client, maria, "close")
    assert callers(elsewhere) == set()
    do(client, maria, "open")
    assert callers(elsewhere) == {maria.pk}


def callers(municipality):
    municipality.refresh_from_db()
    return rota_of(municipality, NOON).callers


def test_a_new_address_is_written_to_wherever_the_person_works(
    administrator, maria, ekebacka, elsewhere
):
    before = version(ekebacka), version(elsewhere)
    accounts.change_address(
        maria, "lind@example.se", ekebacka, by=administrator, at=NOON
    )
    assert version(ekebacka) > before[0]
    assert version(elsewhere) > before[1]


def test_an_opened_account_has_its_roles_and_no_old_session(client, maria, ekebacka):
    session = client_of(maria)
    do(client, maria, "close")
    do(client, maria, "open")
    maria.refresh_from_db()
    assert maria.is_active
    assert roles(maria, ekebacka) == {Role.RECRUITER}
    assert session.get("/desk/profil/").status_code == 302


def test_nobody_closes_the_own_account(client, administrator):
    page = do(client, administrator, "close")
    administrator.refresh_from_db()
    assert administrator.is_active
    assert page.status_code == 302


def test_the_last_administrators_account_stays_open(administrator, ekebacka):
    colleague = make_staff_member(ekebacka, role="administrator", is_active=False)
    with pytest.raises(accounts.LastAdministrator):
        accounts.close_account(administrator, ekebacka, by=colleague, at=NOON)


def test_a_lost_phone_is_no_longer_a_second_factor(client, maria):
    Authenticator.objects.create(user=maria, type="totp", data={})
    session = client_of(maria)
    do(client, maria, "second-factor")
    assert not Authenticator.objects.filter(user=maria).exists()
    assert session.get("/desk/profil/").status_code == 302
    assert Entry.objects.filter(action="removed-second-factors").exists()


def test_a_link_is_mailed_again(client, maria):
    do(client, maria, "link")
    maria.refresh_from_db()
    assert maria.password_link_wanted_at is not None


@pytest.mark.parametrize("action", ["", "delete", "x"])
def test_an_unknown_action_does_nothing(client, maria, action):
    before = Entry.objects.count()
    assert do(client, maria, action).status_code == 302
    assert Entry.objects.count() == before


def test_the_address_is_changed_and_ends_the_sessions(client, maria):
    session = client_of(maria)
    post(client, maria, "adress/", email="Maria.Lindh@Example.se")
    maria.refresh_from_db()
    assert maria.email == "maria.lindh@example.se"
    assert session.get("/desk/profil/").status_code == 302
    entry = Entry.objects.get(action="changed-address")
    assert entry.fields == ["email"]


def test_an_address_that_another_has_is_refused(client, maria, administrator):
    response = post(client, maria, "adress/", email=administrator.email.upper())
    assert response.status_code == 422
    assert "Ett annat konto har den adressen." in response.content.decode()


@pytest.mark.parametrize("action", ["close", "open", "second-factor"])
def test_an_account_shared_with_another_municipality_is_not_one_towns_to_open_or_close(
    client, maria, action
):
    share(maria)
    Authenticator.objects.create(user=maria, type="totp", data={})
    before = StaffMember.objects.get(pk=maria.pk).access_version
    page = client.post(
        f"/desk/installningar/personal/{maria.pk}/konto/", {"do": action}, follow=True
    )
    assert "också i andra kommuner" in page.content.decode()
    maria.refresh_from_db()
    assert maria.is_active
    assert maria.access_version == before
    assert Authenticator.objects.filter(user=maria).exists()


def test_nobody_takes_over_another_towns_staff_by_inviting_them(client):
    ali = make_staff_member(email="ali@example.se")
    invite(client)
    post(client, ali, "adress/", email="mine@example.se")
    ali.refresh_from_db()
    assert ali.email == "ali@example.se"


def test_who_administers_both_municipalities_may(maria, administrator):
    other = share(maria)
    Membership.objects.create(
        staff=administrator, municipality=other, role="administrator"
    )
    assert accounts.may_govern(maria, administrator)
