"""What led a family here is still known when it has sent the form, however it went.

Each way is walked over the real pages, by the links that stand on them.
"""

import re

import pytest
from django.test import Client
from django.utils import timezone

from campaigns.links import Visit
from campaigns.models import DailyCounts
from inquiries.models import Inquiry
from tests.inquiries.public.filling import (
    ANNA,
    EXPRESS,
    WHAT,
    WHEN,
    WHO,
    csrf_in,
    fill_in,
    send,
    token_in,
)
from tests.make import make_activity, make_municipality, make_staff_member

pytestmark = pytest.mark.django_db

PRIVACY, ACCESSIBLE, START = "/personuppgifter/", "/tillganglighet/", "/"


@pytest.fixture(autouse=True)
def _patient(settings):
    settings.FORM_MINIMUM_SECONDS = 0


@pytest.fixture(params=["text", "no text"])
def poster(request):
    town = make_municipality(name="Ekebacka kommun")
    make_staff_member(town, display_name="Maria Lind")
    texts = {"landing_text": "Vi söker dig.", "landing_text_en": "We look for you."}
    return make_activity(
        town, code="ratel7", **(texts if request.param == "text" else {})
    )


@pytest.fixture
def strict():
    """A browser whose forged or outdated forms are refused."""
    return Client(enforce_csrf_checks=True)


def linked(page, path):
    """The address on the page that leads to a path, as it stands there."""
    found = re.search(rf'href="({re.escape(path)}(?:\?[^"]*)?)"', page.content.decode())
    assert found is not None, f"{page.request['PATH_INFO']} leads not to {path}"
    return found[1]


def walk(client, page, *paths):
    for path in paths:
        page = client.get(linked(page, path))
        assert page.status_code == 200
    return page


def first_page(client):
    """Follow the link, and what it leads to, as far as the form."""
    page = client.get("/t/ratel7", follow=True)
    is_form = page.request["PATH_INFO"] == WHAT
    return page if is_form else walk(client, page, WHAT)


def send_all(client, page, prefix=""):
    """Fill in the form that begins with this page."""
    what, who, when = prefix + WHAT, prefix + WHO, prefix + WHEN
    client.post(what, {"form": token_in(page)})
    client.post(who, {"form": token_in(client.get(who)), **ANNA})
    return client.post(when, {"form": token_in(client.get(when)), "wish": "soon"})


def assert_known(poster, count=1):
    assert Inquiry.objects.count() == count
    for inquiry in Inquiry.objects.all():
        assert (inquiry.activity, inquiry.unknown_code) == (poster, "")
    assert sum(row.visits for row in DailyCounts.objects.all()) == 1


def test_it_survives_two_internal_pages(client, poster):
    page = client.get("/t/ratel7", follow=True)
    client.cookies.clear()
    page = walk(client, page, PRIVACY, START, WHAT)
    send_all(client, page)
    assert_known(poster)


@pytest.mark.parametrize(
    "way",
    [
        (START, PRIVACY, ACCESSIBLE, PRIVACY, START, WHAT),
        (ACCESSIBLE, START, WHAT, PRIVACY, START, WHAT),
        (START, EXPRESS, START, WHAT),
        (PRIVACY, "/en/personuppgifter/", "/en/", "/", WHAT),
    ],
)
def test_it_survives_every_way_without_a_cookie(client, poster, way):
    page = client.get("/t/ratel7", follow=True)
    for path in way:
        client.cookies.clear()
        page = walk(client, page, path)
    send_all(client, page)
    assert_known(poster)


def test_it_survives_a_visitor_who_comes_back_to_the_start_by_name(client, poster):
    """The address is typed anew, but the form was begun: the session remembers."""
    first_page(client)
    send_all(client, client.get(WHAT))
    assert_known(poster)


def test_it_survives_the_other_language(client, poster):
    page = client.get("/t/ratel7", follow=True)
    twin = "/en" + page.request["PATH_INFO"]
    page = walk(client, page, twin)
    if twin != "/en" + WHAT:
        page = walk(client, page, "/en" + WHAT)
    send_all(client, page, "/en")
    assert_known(poster)


def test_it_survives_switching_language_in_the_middle(client, poster):
    page = first_page(client)
    client.post(WHAT, {"form": token_in(page)})
    page = walk(client, client.get(WHO), "/en" + WHO, WHO, "/en" + WHO)
    client.post("/en" + WHO, {"form": token_in(page), **ANNA})
    page = walk(client, client.get("/en" + WHEN), WHEN)
    send(client, page)
    assert_known(poster)


@pytest.mark.parametrize("lost_at", [WHAT, WHO, WHEN])
def test_it_survives_a_session_that_ends(strict, poster, lost_at):
    page = first_page(strict)
    for address, typed in ((WHAT, {}), (WHO, ANNA), (WHEN, {"wish": "soon"})):
        if address == lost_at:
            strict.session.flush()
            strict.cookies.clear()
        for _ in range(2):
            hidden = {"form": token_in(page), "csrfmiddlewaretoken": csrf_in(page)}
            page = strict.post(address, {**hidden, **typed})
            if page.status_code == 302:
                break
            assert page.status_code == 403  # once more, please
        page = strict.get(page["Location"])
    assert_known(poster)


def test_it_survives_the_back_button(client, poster):
    first = first_page(client)
    client.post(WHAT, {"form": token_in(first)})
    client.get(WHO)
    client.post(WHAT, {"form": token_in(first)})  # back, and on again
    page = client.get(WHO)
    client.post(WHO, {"form": token_in(page), **ANNA})
    client.get(WHEN)
    client.post(WHO, {"form": token_in(page), **ANNA})
    last = client.get(WHEN)
    assert send(client, last).status_code == 302
    assert client.get(WHEN).status_code == 302  # back from the receipt
    assert_known(poster)


def test_it_survives_a_double_post(client, poster):
    page = first_page(client)
    client.post(WHAT, {"form": token_in(page)})
    client.post(WHO, {"form": token_in(client.get(WHO)), **ANNA})
    last = client.get(WHEN)
    first, second = send(client, last), send(client, last)
    assert first["Location"] == second["Location"]
    assert_known(poster)


def test_it_survives_on_the_express_form(client, poster):
    page = client.get("/t/ratel7", follow=True)
    client.cookies.clear()
    page = walk(client, page, START, EXPRESS)
    typed = {"name": "Bo Ek", "phone": "070-174 06 20", "wish": "soon"}
    client.post(EXPRESS, {"form": token_in(page), **typed})
    assert_known(poster)


def test_it_survives_a_page_that_was_refused(client, poster):
    page = first_page(client)
    client.post(WHAT, {"form": token_in(page)})
    refused = client.post(WHO, {"form": token_in(client.get(WHO)), "name": ""})
    assert refused.status_code == 422
    client.post(WHO, {"form": token_in(refused), **ANNA})
    send(client, client.get(WHEN))
    assert_known(poster)


def test_a_second_family_at_the_same_telephone_is_known_by_its_own_link(client, poster):
    fill_in(client)
    assert Inquiry.objects.get().activity is None
    page = first_page(client)
    send_all(client, page)
    latest = Inquiry.objects.latest("pk")
    assert latest.activity == poster


def test_pages_without_a_link_carry_nothing(client, poster):
    for address in (START, PRIVACY, ACCESSIBLE, WHAT, EXPRESS):
        assert "?k=" not in client.get(address).content.decode()


def test_a_page_is_kept_for_those_with_a_link_too(client, poster):
    """With the code of each, and of nobody else."""
    make_activity(poster.municipality, code="tiden4")
    for code in ("ratel7", "tiden4", "ratel7"):
        seal = client.get(f"/t/{code}")["Location"].partition("?k=")[2]
        for address in (START, WHAT):
            page = Client().get(f"{address}?k={seal}").content.decode()
            carried = set(re.findall(r'\?k=([^"]+)"', page))
            read = [Visit.unsealed(each, on=timezone.localdate()) for each in carried]
            assert {visit.code for visit in read} == {code}
