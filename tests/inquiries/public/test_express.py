import pytest

from followups.models import PromisePolicy
from inquiries.models import Inquiry
from tests.inquiries.public.filling import EXPRESS, token_in
from tests.make import make_municipality, make_staff_member

pytestmark = pytest.mark.django_db
BO = {"name": "Bo Ek", "phone": "070-174 06 20", "wish": "soon"}


def send(client, **typed):
    return client.post(EXPRESS, {"form": token_in(client.get(EXPRESS)), **BO, **typed})


def test_name_number_and_time_are_enough(client, municipality):
    page = client.get(send(client)["Location"]).content.decode()
    assert "Tack, Bo! Maria ringer dig senast" in page
    inquiry = Inquiry.objects.get()
    assert (inquiry.contact.name, inquiry.contact.phone) == ("Bo Ek", "+46701740620")
    assert (inquiry.wanted_assignments, inquiry.language) == ([], "sv")


def test_a_number_is_needed(client, municipality):
    answer = send(client, phone="")
    assert answer.status_code == 422
    assert "Telefonnummer: skriv numret som vi får ringa." in answer.content.decode()
    assert 'value="Bo Ek"' in answer.content.decode()


def test_no_letter_is_offered_to_who_asks_to_be_called(client, municipality):
    assert 'value="write"' not in client.get(EXPRESS).content.decode()
    assert send(client, wish="write").status_code == 409


def test_a_letter_is_offered_where_there_is_nothing_else(client, municipality):
    PromisePolicy.objects.exclude(wish="write").update(is_offered=False)
    assert 'value="write"' in client.get(EXPRESS).content.decode()


def test_the_town_is_asked_for_where_there_are_several(client, municipality):
    sea = make_municipality(name="Sjölidens kommun")
    make_staff_member(sea, display_name="Eva Berg")
    assert send(client).status_code == 422
    assert send(client, place=sea.pk).status_code == 302
    assert Inquiry.objects.get().municipality == sea


def test_a_town_that_is_not_served_is_told(client, municipality):
    make_municipality(name="Sjölidens kommun")
    answer = send(client, place=987654)
    assert answer.status_code == 422
    assert "Var bor du? Välj bland kommunerna." in answer.content.decode()
