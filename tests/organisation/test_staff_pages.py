"""People who work here: invited, changed, shut out, let in again; and by whom not."""

from datetime import date

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from audit.models import Entry
from organisation.models import Membership, Municipality, Role, StaffMember
from organisation.services import accounts
from tests.make import NOON, client_of, make_municipality, make_staff_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def ekebacka():
    return make_municipality(name="Ekebacka")


@pytest.fixture
def administrator(ekebacka):
    return make_staff_member(ekebacka, role="administrator", display_name="Eva Ek")


@pytest.fixture
def client(administrator):
    return client_of(administrator)


@pytest.fixture
def maria(ekebacka):
    return make_staff_member(
        ekebacka, email="maria@example.se", display_name="Maria Lind"
    )


def share(staff):
    """Let the person work in another municipality, too."""
    other = make_municipality()
    Membership.objects.create(staff=staff, municipality=other, role="recruiter")
    return other


def post(client, staff, page, **form):
    return client.post(f"/desk/installningar/personal/{staff.pk}/{page}", form)


def roles(staff, municipality):
    return accounts.roles_of(staff, municipality)


def version(municipality):
    return Municipality.objects.get(pk=municipality.pk).settings_version


# The list


def test_the_list_says_who_works_here_in_which_roles(client, maria, ekebacka):
    Membership.objects.create(staff=maria, municipality=ekebacka, role="manager")
    make_staff_member(display_name="Somebody Else")
    page = client.get("/desk/installningar/personal/").content.decode()
    assert "Maria Lind" in page
    assert "enhetschef, rekryterare" in page
    assert "Somebody Else" not in page


@pytest.mark.parametrize("count", [2, 12])
def test_the_list_asks_the_same_number_of_questions_for_few_and_many(
    client, ekebacka, count, django_assert_num_queries
):
    for _ in range(count):
        make_staff_member(ekebacka)
    client.get("/desk/profil/")  # the session gets its token
    with django_assert_num_queries(6):  # one asks whether messages leave
        client.get("/desk/installningar/personal/")


# Invitations


def invite(client, **changes):
    form = {
        "email": "Ali@Example.se",
        "display_name": "Ali Rezai",
        "title": "rekryterare",
        "roles": ["recruiter", "manager"],
        **changes,
    }
    return client.post("/desk/installningar/personal/ny/", form, follow=True)


def test_an_invited_person_gets_an_account_roles_and_soon_a_mail(client, ekebacka):
    assert client.get("/desk/installningar/personal/ny/").status_code == 200
    before = version(ekebacka)
    page = invite(client).content.decode()
    ali = StaffMember.objects.get(email="ali@example.se")
    assert roles(ali, ekebacka) == {Role.RECRUITER, Role.MANAGER}
    assert not ali.has_usable_password()
    assert ali.password_link_wanted_at is not None
    assert "på väg till ali@example.se" in page
    assert version(ekebacka) > before
    assert Entry.objects.filter(action="invited", municipality=ekebacka).exists()


def test_somebody_with_an_account_elsewhere_keeps_it_and_gets_the_roles(
    client, ekebacka
):
    ali = make_staff_member(email="ali@example.se", display_name="Ali R")
    page = invite(client, roles=["recruiter"]).content.decode()
    assert "Ali R har redan ett konto" in page
    ali.refresh_from_db()
    assert ali.display_name == "Ali R"
    assert ali.password_link_wanted_at is None
    assert roles(ali, ekebacka) == {Role.RECRUITER}
    assert Membership.objects.filter(staff=ali).count() == 2


def test_inviting_a_colleague_again_adds_roles_and_takes_none(client, maria, ekebacka):
    invite(client, email="maria@example.se", roles=["communicator"])
    assert roles(maria, ekebacka) == {Role.RECRUITER, Role.COMMUNICATOR}


@pytest.mark.parametrize(
    "changes",
    [
        {"email": "x"},
        {"email": ""},
        {"display_name": ""},
        {"display_name": "x" * 81},
        {"roles": []},
        {"roles": ["king"]},
    ],
)
def test_a_faulty_invitation_makes_no_account(client, changes):
    before = StaffMember.objects.count()
    assert invite(client, **changes).status_code == 422
    assert StaffMember.objects.count() == before


# Profiles


def test_a_profile_is_changed_and_known_to_every_municipality(client, maria, ekebacka):
    other = share(maria)
    before = version(ekebacka), version(other)
    response = post(
        client,
        maria,
        "",
        display_name="Maria Lindh",
        title="samordnare",
        started_on="2019-04-01",
        languages=["sv", "so"],
    )
    assert response.status_code == 302
    maria.refresh_from_db()
    assert (maria.display_name, maria.title) == ("Maria Lindh", "samordnare")
    assert maria.started_on == date(2019, 4, 1)
    assert maria.languages == ["sv", "so"]
    assert version(ekebacka) > before[0]
    assert version(other) > before[1]
    entry = Entry.objects.get(action="changed-profile")
    assert entry.municipality == ekebacka
    assert entry.fields == ["display_name", "languages", "started_on", "title"]


def test_a_faulty_profile_is_refused_with_what_was_typed(client, maria):
    response = post(client, maria, "", display_name="", title="ny titel")
    assert response.status_code == 422
    page = response.content.decode()
    assert 'value="ny titel"' in page
    assert page.count('id="errors"') == 1


def test_an_unknown_language_is_refused(client, maria):
    response = post(client, maria, "", display_name="Maria", languages=["xx"])
    assert response.status_code == 422


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


# Access


PAGES = ["", "foto/", "roller/", "adress/", "konto/"]


@pytest.mark.parametrize("page", PAGES)
def test_another_municipalitys_staff_are_as_missing_as_nobody(client, page):
    foreign = make_staff_member()
    theirs = client.post(f"/desk/installningar/personal/{foreign.pk}/{page}")
    missing = client.post(f"/desk/installningar/personal/999999/{page}")
    assert theirs.status_code == missing.status_code == 404
    assert theirs.content == missing.content


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("role", ["recruiter", "communicator", "manager"])
def test_only_administrators_change_staff(maria, ekebacka, page, role):
    client = client_of(make_staff_member(ekebacka, role=role))
    assert post(client, maria, page).status_code == 403


@pytest.mark.parametrize("page", PAGES)
def test_nobody_else_does(maria, page):
    assert post(Client(), maria, page).url.startswith(reverse("account_login"))


# The own profile


def test_language_and_shortcuts_are_the_persons_own_choice(maria):
    client = client_of(maria)
    response = client.post("/desk/profil/", {"desk_language": "en"}, follow=True)
    assert "<h1>My settings</h1>" in response.content.decode()
    maria.refresh_from_db()
    assert (maria.desk_language, maria.single_keys) == ("en", False)


def test_more_than_the_own_choice_cannot_be_posted(maria):
    client_of(maria).post(
        "/desk/profil/",
        {"desk_language": "sv", "email": "x@example.se", "is_active": "", "role": "x"},
    )
    maria.refresh_from_db()
    assert maria.email == "maria@example.se"
    assert maria.is_active


def test_an_unknown_language_of_the_desk_is_refused(maria):
    response = client_of(maria).post("/desk/profil/", {"desk_language": "xx"})
    assert response.status_code == 422
