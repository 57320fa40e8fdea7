"""Who sees the rota, and where."""

import pytest
from django.urls import reverse

from organisation.models import (
    Municipality,
)
from tests.make import (
    client_of,
    make_staff_member,
)
from tests.organisation.rota_pages.asking import (
    ABSENCES,
    ADD,
    CAPACITY,
    DAYS,
    HISTORY,
    WEEK,
    all_of,
    ticks,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", ["recruiter", "communicator"])
@pytest.mark.parametrize("page", [WEEK, DAYS, ABSENCES, ADD, CAPACITY, HISTORY])
def test_the_rota_is_for_managers_and_administrators(ekebacka, role, page):
    client = client_of(make_staff_member(ekebacka, role))
    assert client.get(page).status_code == 403
    assert client.post(page).status_code == 403


@pytest.mark.parametrize("role", ["manager", "administrator"])
def test_both_find_the_rota_among_the_settings_and_may_change_it(ekebacka, maria, role):
    client = client_of(make_staff_member(ekebacka, role))
    page = client.get(reverse("organisation:settings")).content.decode()
    assert f'href="{WEEK}">Bemanning<' in page
    boxes = ticks(*all_of(ekebacka, maria))
    assert client.post(WEEK, {"shifts": boxes, "seen": "0"}).status_code == 302
    assert Municipality.objects.get(pk=ekebacka.pk).works_by_rota
