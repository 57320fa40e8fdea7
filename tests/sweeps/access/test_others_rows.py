"""Every desk address × rows of another municipality, and rows that are nowhere.

Each is asked by one of the roles that it admits, in turn, and searched by somebody who
has all of them; by each role alone with `--slow`.
"""

import re
from io import BytesIO
from itertools import product
from zipfile import ZipFile

import pytest
from django.urls import resolve, reverse
from pypdf import PdfReader

from organisation.models import Role
from organisation.spreadsheets import XLSX_TYPE
from tests.sweeps.access.desk import (
    ADDRESSES,
    EVERY_ROLE,
    ONE_ROW,
    POSTED,
    USUAL,
    all_who_may,
    ask,
    desk_addresses,
    one_who_may,
)
from tests.sweeps.rows import CANARY, arguments_for, missing

pytestmark = pytest.mark.django_db

SOUGHT = "kanariefagel"  # finds the canary; repeated on the page it is not taken for it


def test_anothers_row_is_the_same_404_as_a_missing_one(foreign, clients):
    tried = ((name, one_who_may(name)) for name in ONE_ROW)
    assert not told_apart(tried, foreign, clients)


@pytest.mark.slow
def test_anothers_row_is_the_same_404_for_every_role(foreign, clients):
    tried = ((name, role) for name in ONE_ROW for role in all_who_may(name))
    assert not told_apart(tried, foreign, clients)


def told_apart(tried, foreign, clients):
    """Where another's row is not refused, or not as one that is nowhere."""
    wrong = []
    for (name, role), method in product(tried, USUAL):
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
    return wrong


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
    """That page is another address of the desk, and judged as such."""
    wrong, shown = [], set()
    for name in POSTED:
        role = one_who_may(name)
        for rows in (own, foreign):
            arguments = arguments_for(name, rows)
            place = ask(clients[role], "get", name, arguments).get("Location", "")
            page = resolve(place)
            if page.view_name not in ADDRESSES or page.view_name in POSTED:
                wrong.append((name, place))
            if not page.kwargs.items() <= arguments.items():
                wrong.append((name, place))
            if rows is own and (role, place) not in shown:
                shown.add((role, place))
                answer = clients[role].get(place, follow=True)
                if answer.status_code != 200:
                    wrong.append((name, role, answer.status_code))
    assert not wrong


def bare(answer):
    """The answer without what differs from one request to the next."""
    text = re.sub(r'value="[A-Za-z0-9]{64}"', "", answer.content.decode())
    path = answer.wsgi_request.path
    return text.replace(path, "").replace(path.removeprefix("/"), "")


def test_nothing_of_another_municipality_is_ever_seen(own, foreign, clients, read):
    seen = [
        name
        for name in ADDRESSES
        if CANARY in words_of(read(one_who_may(name), name))
        or CANARY in words_of(search(EVERY_ROLE, name, own, foreign, clients))
    ]
    assert not seen


@pytest.mark.slow
@pytest.mark.parametrize("role", Role.values)
def test_nothing_of_another_municipality_is_seen_in_any_role(
    role, own, foreign, clients, read
):
    seen = []
    for name in ADDRESSES:
        if role not in desk_addresses()[name]:
            continue  # refused, as the test of roles shows
        sought = search(role, name, own, foreign, clients)
        if any(CANARY in words_of(each) for each in (read(role, name), sought)):
            seen.append(name)
    assert not seen


def search(role, name, own, foreign, clients):
    """What is shown to somebody who looks for what the others have."""
    question = f"?q={SOUGHT}&oppen={foreign.inquiry.pk}"
    return ask(clients[role], "get", name, arguments_for(name, own), question)


def test_what_is_posted_beside_the_form_changes_nothing(own, foreign, clients, people):
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
    roles = people[Role.RECRUITER].memberships.values_list("role", flat=True)
    assert list(roles) == [Role.RECRUITER]
