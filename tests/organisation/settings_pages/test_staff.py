"""People who work here: listed, invited, changed; and by whom not."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from audit.models import Entry
from organisation.models import Membership, Role, StaffMember
from tests.make import client_of, make_staff_member
from tests.organisation.settings_pages.asking import invite, post, roles, share, version

pytestmark = pytest.mark.django_db


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
