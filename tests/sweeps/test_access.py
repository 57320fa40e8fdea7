"""Every desk address × every role × own, another's and missing rows.

Walks the address table: an address without a rule in `rows.RULES` fails here.
"""

import re
from functools import cache
from io import BytesIO
from itertools import product
from zipfile import ZipFile

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from pypdf import PdfReader

from organisation.models import Membership, Role, StaffMember
from organisation.spreadsheets import XLSX_TYPE
from tests.make import client_of, make_staff_member
from tests.sweeps.rows import (
    CANARY,
    RULES,
    arguments_for,
    make_rows,
    missing,
    names_a_row,
)

pytestmark = pytest.mark.django_db

USUAL = ("get", "post")
UNUSUAL = ("head", "put", "patch", "delete")  # of no address but by way of the others
SOUGHT = "kanariefagel"  # finds the canary; repeated on the page it is not taken for it


@cache
def desk_views():
    """Name with namespace → the view behind its door."""
    return dict(_named(get_resolver().url_patterns, "", ""))


@cache
def desk_addresses():
    """Name with namespace → the roles that the view admits."""
    views = desk_views().items()
    return {name: getattr(view, "desk_roles", None) for name, view in views}


def _named(patterns: list[URLPattern | URLResolver], path: str, space: str):
    for each in patterns:
        here = path + str(each.pattern)
        if isinstance(each, URLResolver):
            inner = f"{each.namespace}:" if each.namespace else space
            yield from _named(each.url_patterns, here, inner)
        elif here.startswith("desk/"):
            yield f"{space}{each.name}", each.callback


ADDRESSES = sorted(desk_addresses())
POSTED = [name for name in ADDRESSES if hasattr(desk_views()[name], "page_of_form")]
ONE_ROW = [name for name in ADDRESSES if names_a_row(name)]


def asked(addresses):
    """Each address with the usual methods and one of the unusual, in turn."""
    for place, name in enumerate(addresses):
        for method in (*USUAL, UNUSUAL[place % len(UNUSUAL)]):
            yield name, method


@pytest.fixture(scope="module", autouse=True)
def _kept_for_the_module(django_db_setup, django_db_blocker):
    """All tests ask of the same rows; what each changes is taken back."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def own(_kept_for_the_module):
    return make_rows()


@pytest.fixture(scope="module")
def foreign(_kept_for_the_module):
    return make_rows(CANARY)


@pytest.fixture(scope="module")
def clients(own):
    """Role → a client of somebody who has only that role."""
    return {
        role: settled(client_of(make_staff_member(own.municipality, role)))
        for role in Role.values
    }


def settled(client):
    """With what a first page writes into the session, which else each would write."""
    client.get(reverse("organisation:profile"))
    return client


def ask(client, method, name, arguments, question=""):
    """The answer; what the request changed is taken back."""
    with transaction.atomic():
        address = reverse(name, kwargs=arguments) + question
        answer = getattr(client, method)(address)
        transaction.set_rollback(True)
    return answer


@pytest.fixture(scope="module")
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


def test_every_desk_address_has_a_rule():
    assert set(ADDRESSES) == set(RULES), "add the address to tests/sweeps/rows.py"


def test_each_role_gets_through_where_it_may_and_nowhere_else(own, clients, read):
    wrong = []
    for (name, method), role in product(asked(ADDRESSES), Role.values):
        if method in UNUSUAL and role != Role.RECRUITER:
            continue  # one role stands for all
        admitted = sorted(desk_addresses()[name])
        if method == "post" and role in admitted[1:]:
            continue  # what is posted is the same for all who may
        if method == "get":
            answer = read(role, name)
        else:
            answer = ask(clients[role], method, name, arguments_for(name, own))
        refused = answer.status_code == 403
        if refused == (role in desk_addresses()[name]) or answer.status_code >= 500:
            wrong.append((name, method, role, answer.status_code))
    assert not wrong


def test_strangers_are_led_to_the_login(own):
    login = reverse("account_login")
    wrong = []
    for name, method in asked(ADDRESSES):
        answer = ask(Client(), method, name, arguments_for(name, own))
        if not answer.get("Location", "").startswith(login):
            wrong.append((name, method, answer.status_code))
    assert not wrong


def test_a_person_without_any_role_gets_nothing(own):
    idle = client_of(make_staff_member(role=None))
    wrong = []
    for name, method in asked(ADDRESSES):
        answer = ask(idle, method, name, arguments_for(name, own))
        if answer.status_code != 403:
            wrong.append((name, method, answer.status_code))
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
        role = sorted(desk_addresses()[name])[0]
        answer = read(role, name)
        if answer.status_code == 405 or not (answer.content or "Location" in answer):
            blank.append((name, role, answer.status_code))
    assert not blank


def test_anothers_row_is_the_same_404_as_a_missing_one(own, foreign, clients):
    wrong = []
    for name, method, role in product(ONE_ROW, USUAL, Role.values):
        if role not in desk_addresses()[name]:
            continue
        arguments = arguments_for(name, foreign)
        theirs = ask(clients[role], method, name, arguments)
        nowhere = ask(clients[role], method, name, missing(arguments))
        same = (theirs.status_code, bare(theirs)) == (
            nowhere.status_code,
            bare(nowhere),
        )
        is_refused = theirs.status_code in (404, 405) or leads_on(name, method)
        if not (same and is_refused):
            wrong.append((name, method, role, theirs.status_code, nowhere.status_code))
    assert not wrong


def words_of(answer):
    """What a reader sees of a page, a document to print and a workbook."""
    if answer.get("Content-Type") == "application/pdf":
        pages = PdfReader(BytesIO(answer.content)).pages
        return "".join(page.extract_text() for page in pages)
    if answer.get("Content-Type") == XLSX_TYPE:
        parts = ZipFile(BytesIO(answer.content))
        return "".join(parts.read(name).decode() for name in parts.namelist())
    if answer.get("Content-Type", "").startswith("image/png"):
        return ""  # the squares of a code
    return answer.content.decode()


def leads_on(name, method):
    """Whether the address itself only leads to a page, which refuses in its turn.

    The card by itself does, and what is only posted to when it is read.
    """
    is_read = method in ("get", "head")
    return name == "inquiries:card" or (is_read and name in POSTED)


def test_what_is_only_posted_to_leads_to_a_page_that_gives_the_same_answer(
    own, foreign, clients
):
    wrong = []
    for name in POSTED:
        role = sorted(desk_addresses()[name])[0]
        own_page = clients[role].get(
            reverse(name, kwargs=arguments_for(name, own)), follow=True
        )
        if own_page.status_code != 200:
            wrong.append((name, role, own_page.status_code))
        if not names_a_row(name):
            continue
        theirs = arguments_for(name, foreign)
        pages = [
            clients[role].get(reverse(name, kwargs=each), follow=True)
            for each in (theirs, missing(theirs))
        ]
        if len({(page.status_code, bare(page)) for page in pages}) != 1:
            wrong.append((name, role, [page.status_code for page in pages]))
        if CANARY in pages[0].content.decode():
            wrong.append((name, role, CANARY))
    assert not wrong


def bare(answer):
    """The answer without what differs from one request to the next."""
    text = re.sub(r'value="[A-Za-z0-9]{64}"', "", answer.content.decode())
    path = answer.wsgi_request.path
    return text.replace(path, "").replace(path.removeprefix("/"), "")


@pytest.mark.parametrize("role", Role.values)
def test_nothing_of_another_municipality_is_ever_seen(
    role, own, foreign, clients, read
):
    question = f"?q={SOUGHT}&oppen={foreign.inquiry.pk}"
    seen = []
    for name in ADDRESSES:
        if role not in desk_addresses()[name]:
            continue  # refused, as the test of roles shows
        arguments = arguments_for(name, own)
        sought = ask(clients[role], "get", name, arguments, question)
        if any(CANARY in words_of(each) for each in (read(role, name), sought)):
            seen.append(name)
    assert not seen


def test_what_is_posted_beside_the_form_changes_nothing(own, foreign, clients):
    extra = {
        "municipality": foreign.municipality.pk,
        "municipality_id": foreign.municipality.pk,
        "role": "administrator",
        "stage": "approved",
        "id": foreign.inquiry.pk,
        "serial": 99,
        "is_active": "on",
    }
    mine = {"text": "x", "name": "Anna", "phone": "0701740612"}
    for name in ("inquiries:note", "inquiries:contact", "inquiries:facts"):
        address = reverse(name, kwargs={"pk": own.inquiry.pk})
        clients[Role.RECRUITER].post(address, mine | extra)
    own.inquiry.refresh_from_db()
    assert own.inquiry.municipality == own.municipality
    assert (own.inquiry.stage, own.inquiry.serial) == ("received", 1)
    assert not Membership.objects.filter(
        staff__memberships__role="recruiter", role="administrator"
    ).exists()
