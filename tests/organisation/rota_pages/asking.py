"""What the tests of the rota's pages have in common."""

import re
from datetime import timedelta

from django.urls import reverse

from inquiries.services.receive import receive
from organisation.models import (
    OpeningWindow,
)
from organisation.services import rota as service
from tests.make import (
    NOON,
    Registration,
)

EVENING = OpeningWindow.Kind.EVENING
TODAY = NOON.date()  # a Wednesday
DAY = timedelta(days=1)
WEEK, DAYS = reverse("organisation:rota"), reverse("organisation:rota_days")
ABSENCES = reverse("organisation:absences")
ADD = reverse("organisation:absence_add")
CAPACITY = reverse("organisation:capacity")
HISTORY = reverse("organisation:rota_history")


def text_of(response):
    """What the page says, without its marks."""
    main = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def ticks(*pairs):
    return [f"{window.pk}-{staff.pk}" for window, staff in pairs]


def all_of(municipality, *people):
    windows = municipality.opening_windows.all()
    return [(window, each) for window in windows for each in people]


def sent(response):
    """What the page of consequences sends by “Spara ändringen”."""
    context = response.context
    body = {"confirm": context["confirm"]}
    for name, value in context["carried"]:
        body.setdefault(name, []).append(value)
    return body


def confirm(client, response):
    return client.post(response.wsgi_request.get_full_path(), sent(response))


def family(municipality, wish="evening"):
    known = {"name": "Anna Holm", "phone": "+46701740612", "wish": wish}
    return receive(municipality, Registration(**known), at=NOON)


def set_week(municipality, by, *pairs):
    numbers = [(window.pk, staff.pk) for window, staff in pairs]
    return service.save_shifts(municipality, numbers).make(by=by, at=NOON)
