"""Strange bodies, queries, headers and cookies to every address outside the desk."""

from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import strategies as st

from inquiries.models import Inquiry
from inquiries.services.receive import receive
from messaging.models import Message
from tests.fuzz.firing import COOKIE, check, fire, judge
from tests.fuzz.pages import fields_of
from tests.fuzz.strange import NASTY, Sent, requests
from tests.inquiries.family.visiting import ANNA, link_to
from tests.inquiries.public.filling import fill_in, to_last_page
from tests.make import (
    PASSWORD,
    Registration,
    client_of,
    make_activity,
    make_municipality,
    make_staff_member,
)
from tests.sweeps.addresses import ARGUMENTS, FAMILY, public_names

pytestmark = pytest.mark.django_db

LAST_PAGE = "inquiries:interest_time"
RECEIPT = "inquiries:receipt"
PREFIXES = ("", "/en")
FOR_FAMILIES = {
    "inquiries:interest_assignments",
    "inquiries:interest_contact",
    LAST_PAGE,
    "inquiries:express",
    RECEIPT,
    "inquiries:accessibility",
    "inquiries:lost_link",
    *FAMILY,
    "account_login",
}


@pytest.fixture
def town():
    town = make_municipality(name="Ekebacka kommun")
    make_municipality(name="Sjölidens kommun")
    make_activity(town, code="abc")
    make_staff_member(town, email="maria@example.se", password=PASSWORD)
    return town


def opened(name, town):
    """The address, what its page asks for, and the session that it belongs to."""
    client = Client()
    if name.startswith("mfa_") or "password" in name:
        client = client_of(make_staff_member(town, password=PASSWORD))
    if name == LAST_PAGE:
        to_last_page(client, place=town.pk)
    path = reverse(name, kwargs=ARGUMENTS.get(name, {}))
    if name == RECEIPT:
        path = fill_in(client, place=town.pk)["Location"]
    if name in FAMILY:
        inquiry = receive(town, Registration(**ANNA), at=timezone.now())
        path = path.replace("/f/abc/", link_to(inquiry))
    page = client.get(path)
    text = "" if page.streaming else page.content.decode(errors="replace")
    session = client.cookies[COOKIE].value if COOKIE in client.cookies else ""
    return path, fields_of(text), session


@pytest.mark.parametrize("name", public_names())
def test_no_request_is_answered_with_a_fault(name, town, examples):
    path, fields, session = opened(name, town)
    before = Inquiry.objects.count(), Message.objects.count()

    def trial(example):
        prefix, sent = example
        answer = fire(prefix + path, sent, session)
        judge(answer, path)
        if answer.status_code >= 400:
            assert (Inquiry.objects.count(), Message.objects.count()) == before

    usual = 12 if name in FOR_FAMILIES else 3
    sent = st.tuples(st.sampled_from(PREFIXES), requests(fields))
    check(examples(usual), sent, trial, name=name)


def _spelt(text):
    return quote(text.encode("utf-8", "surrogatepass"), safe="")


SPELT = st.one_of(
    st.sampled_from(NASTY).map(_spelt),
    st.text(st.characters(), max_size=12).map(_spelt),
    st.binary(max_size=12).map(quote),
)
WITH_A_GAP = (
    "/t/{}",
    "/t/{}/",
    "/tack/{}/",
    "/tack/1:{}/",
    "/f/{}/",
    "/f/{}/tid/",
    "/utskick/{}/",
    "/rapport-utskick/{}/",
    "/bilder/staff/{}",
    "/tema/{}-1.css",
    "/tema/1-{}.css",
    "/konto/nytt-losenord/1-{}/",
    "/konto/nytt-losenord/{}-set-password/",
    "/konto/sakerhet/nycklar/{}/namn/",
    "/static/{}",
    "/desk/anmalningar/{}/",
    "/desk/rapport/{}/3/",
    "/desk/utkorg/{}/",
    "/{}",
    "/en/{}",
    "//{}",
)


def test_no_address_however_spelt_is_answered_with_a_fault(town, examples):
    session = client_of(make_staff_member(town, "manager")).cookies[COOKIE].value

    def trial(example):
        form, text, prefix = example
        path = prefix + form.format(text)
        judge(fire(path, Sent("GET"), session), path)

    forms = st.sampled_from(WITH_A_GAP)
    strategy = st.tuples(forms, SPELT, st.sampled_from(PREFIXES))
    check(examples(60), strategy, trial, name="spelt")
