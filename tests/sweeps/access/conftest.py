"""The rows of two municipalities, and people of every role in one of them."""

from functools import cache

import pytest
from django.http import HttpResponse
from django.urls import reverse

from organisation.models import Membership, Role
from tests.databases import undone_at_the_end
from tests.make import client_of, make_staff_member
from tests.sweeps.access.desk import EVERY_ROLE, ask
from tests.sweeps.rows import CANARY, arguments_for, make_rows


@pytest.fixture(scope="package", autouse=True)
def _kept_for_the_package(django_db_setup, django_db_blocker):
    """All tests ask of the same rows; what each changes is taken back."""
    with undone_at_the_end(django_db_blocker):
        yield


@pytest.fixture(scope="package")
def own(_kept_for_the_package):
    return make_rows()


@pytest.fixture(scope="package")
def foreign(_kept_for_the_package):
    return make_rows(CANARY)


@pytest.fixture(scope="package")
def people(own):
    """Role → somebody who has only that role; and one who has them all."""
    alone = {role: make_staff_member(own.municipality, role) for role in Role.values}
    first, *others = Role.values
    with_all = make_staff_member(own.municipality, first)
    for role in others:
        Membership.objects.create(
            municipality=own.municipality, staff=with_all, role=role
        )
    return alone | {EVERY_ROLE: with_all}


@pytest.fixture(scope="package")
def clients(people):
    return {role: settled(client_of(staff)) for role, staff in people.items()}


def settled(client):
    """With what a first page writes into the session, which else each would write."""
    client.get(reverse("organisation:profile"))
    return client


@pytest.fixture(scope="package")
def read(own, foreign, clients):
    """What a role reads at an address, its own rows there: asked once for all tests."""

    @cache
    def read(role, name):
        answer = ask(clients[role], "get", name, arguments_for(name, own))
        # Without all that the test client remembers of how it was made.
        return HttpResponse(
            answer.content, status=answer.status_code, headers=answer.headers
        )

    return read
