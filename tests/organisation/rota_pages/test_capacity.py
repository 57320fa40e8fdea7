"""How much a person can keep up with in a week."""

import pytest

from audit.models import Entry
from organisation.models import (
    Capacity,
)
from tests.organisation.rota_pages.asking import CAPACITY, text_of

pytestmark = pytest.mark.django_db


def test_capacity_is_two_numbers_and_empty_is_as_much_as_comes(client, maria, ali):
    body = {f"calls-{maria.pk}": "12", f"visits-{maria.pk}": "0"}
    assert client.post(CAPACITY, body).status_code == 302
    row = Capacity.objects.get(staff=maria)
    assert (row.calls_per_week, row.visits_per_week) == (12, 0)
    assert 'value="12"' in client.get(CAPACITY).content.decode()
    client.post(CAPACITY, {f"calls-{maria.pk}": "", f"visits-{maria.pk}": "0"})
    row.refresh_from_db()
    assert (row.calls_per_week, row.visits_per_week) == (None, 0)
    changes = Entry.objects.filter(action="changed-capacity")
    assert [each.fields for each in changes.order_by("pk")] == [
        ["calls_per_week", "visits_per_week"],
        ["calls_per_week"],
    ]


@pytest.mark.parametrize("typed", ["-1", "501", "x", "1.5", "9" * 30])
def test_a_number_that_is_none_is_refused_and_the_others_stay(
    client, maria, ali, typed
):
    body = {f"calls-{maria.pk}": typed, f"visits-{ali.pk}": "3"}
    response = client.post(CAPACITY, body)
    assert response.status_code == 422
    words = "Maria Lind, samtal i veckan: Skriv ett heltal från 0 till 500."
    assert words in text_of(response)
    assert 'value="3"' in response.content.decode()
    assert not Capacity.objects.exists()
