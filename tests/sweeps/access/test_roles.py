"""Every desk address × every role: who is let in, and who is refused.

Walks the address table: an address without a rule in `rows.RULES` fails here.

Who may pass is asked of the door itself, for every role; to show whole pages to all who
may see them takes minutes. So each page is shown to one of its roles, in turn; to each
of them it is shown with `--slow`.
"""

from itertools import cycle, product

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from organisation import access
from organisation.models import Role, StaffMember
from tests.make import client_of, make_staff_member
from tests.sweeps.access.desk import (
    ADDRESSES,
    UNUSUAL,
    USUAL,
    all_who_may,
    ask,
    asked,
    desk_addresses,
    desk_views,
    one_who_may,
)
from tests.sweeps.rows import RULES, arguments_for

pytestmark = pytest.mark.django_db

LET_IN = 299  # no view of ours answers so


def test_every_desk_address_has_a_rule():
    assert set(ADDRESSES) == set(RULES), "add the address to tests/sweeps/rows.py"


@pytest.fixture
def _nothing_behind_the_door(monkeypatch):
    """Whoever may pass is told so instead of being shown a page, and so is who may not.

    Any view that answers all the same has been reached past the door.
    """
    refusal = access._refusal

    def answer(request, allowed):
        return refusal(request, allowed) or HttpResponse(status=LET_IN)

    monkeypatch.setattr(access, "_refusal", answer)
    monkeypatch.setattr(
        access, "render", lambda *_, status: HttpResponse(status=status)
    )


def knock(staff, method, name, arguments):
    """What the view answers, without all that stands before it."""
    request = getattr(RequestFactory(), method)(reverse(name, kwargs=arguments))
    request.user, request.session = staff, {}
    return desk_views()[name](request, **arguments).status_code


@pytest.mark.usefixtures("_nothing_behind_the_door")
def test_each_role_is_let_in_where_it_may_and_nowhere_else(own, people):
    methods = cycle((*USUAL, *UNUSUAL))  # for the door they are all one
    wrong = []
    for name, role in product(ADDRESSES, Role.values):
        method = next(methods)
        code = knock(people[role], method, name, arguments_for(name, own))
        if code != (LET_IN if role in desk_addresses()[name] else 403):
            wrong.append((name, method, role, code))
    assert not wrong


def test_whoever_is_let_in_is_answered_without_a_fault(own, clients, read):
    wrong = []
    for name, method in asked(ADDRESSES):
        role = one_who_may(name)
        if method == "get":
            answer = read(role, name)
        else:
            answer = ask(clients[role], method, name, arguments_for(name, own))
        if answer.status_code == 403 or answer.status_code >= 500:
            wrong.append((name, method, role, answer.status_code))
    assert not wrong


@pytest.mark.slow
def test_no_page_fails_or_is_refused_for_any_of_its_roles(read):
    wrong = []
    for name in ADDRESSES:
        for role in all_who_may(name):
            answer = read(role, name)
            if answer.status_code == 403 or answer.status_code >= 500:
                wrong.append((name, role, answer.status_code))
    assert not wrong


def test_whoever_may_not_is_told_so_on_a_page(own, clients):
    wrong = []
    for place, name in enumerate(ADDRESSES):
        refused = sorted(set(Role.values) - desk_addresses()[name])
        if not refused:
            continue
        role = refused[place % len(refused)]
        answer = ask(clients[role], "get", name, arguments_for(name, own))
        if answer.status_code != 403 or b"<h1" not in answer.content:
            wrong.append((name, role, answer.status_code))
    assert not wrong


def test_strangers_are_led_to_the_login(own):
    login = reverse("account_login")
    wrong = []
    for name, method in asked(ADDRESSES):
        answer = ask(Client(), method, name, arguments_for(name, own))
        if not answer.get("Location", "").startswith(login):
            wrong.append((name, method, answer.status_code))
    assert not wrong


@pytest.mark.usefixtures("_nothing_behind_the_door")
def test_a_person_without_any_role_gets_nothing(own):
    idle = make_staff_member(role=None)
    wrong = []
    for name, method in asked(ADDRESSES):
        code = knock(idle, method, name, arguments_for(name, own))
        if code != 403:
            wrong.append((name, method, code))
    assert not wrong


def test_a_person_who_was_deactivated_gets_nothing(own):
    gone = make_staff_member(own.municipality, Role.ADMINISTRATOR)
    client = client_of(gone)
    StaffMember.objects.filter(pk=gone.pk).update(is_active=False)
    for name in ADDRESSES:
        answer = ask(client, "get", name, arguments_for(name, own))
        assert answer.status_code == 302, name


def test_no_desk_address_answers_a_reader_with_a_blank_page(read):
    blank = []
    for name in ADDRESSES:
        role = one_who_may(name)
        answer = read(role, name)
        if answer.status_code == 405 or not (answer.content or "Location" in answer):
            blank.append((name, role, answer.status_code))
    assert not blank
