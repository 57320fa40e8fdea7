"""Names and titles written at the desk are kept as they are read."""

import pytest
from django.urls import reverse

from tests.make import client_of, make_staff_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def eva():
    return make_staff_member(role="administrator", display_name="Eva Ek")


def rename(eva, name):
    address = reverse("organisation:staff_member", args=[eva.pk])
    return client_of(eva).post(address, {"display_name": name, "title": "chef"})


def test_unseen_signs_are_left_out_and_letters_composed(eva):
    assert rename(eva, " \u202eA\u030asa\u200b \x1bÖ ").status_code == 302
    eva.refresh_from_db()
    assert eva.display_name == "Åsa Ö"


@pytest.mark.parametrize("name", ["\x1b", "\u202e\u202c", "\u200b"])
def test_a_name_of_unseen_signs_is_no_name(eva, name):
    assert rename(eva, name).status_code == 422
    eva.refresh_from_db()
    assert eva.display_name == "Eva Ek"
