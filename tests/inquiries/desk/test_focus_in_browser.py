"""What has the focus is in sight: nothing that sticks to an edge covers it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from inquiries.services.calls import log_call
from tests.inquiries.desk.browsing import log_in
from tests.make import make_inquiry, make_municipality, make_staff_member

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
]
MOST_STOPS = 200
LONG_NAME = "Alexandra-Konstantina och Maximilian von Hohenstein-Lagerblad"
# Where the focus is, in words, and whether a point of it can be seen.
FOCUS = """() => {
  const each = document.activeElement;
  if (!each || each === document.body) return null;
  const box = each.getBoundingClientRect();
  const parts = [0.02, 0.25, 0.5, 0.75, 0.98];
  const seen = parts.some((x) => parts.some((y) => {
    const hit = document.elementFromPoint(
      box.left + box.width * x, box.top + box.height * y);
    return hit && each.contains(hit);
  }));
  const words = each.innerText || each.getAttribute("aria-label") || each.id;
  const where = `at ${Math.round(box.top)} of ${innerHeight}`;
  return [`${each.tagName} ${words.slice(0, 60)} ${where}`, seen];
}"""


@pytest.fixture(autouse=True)
def _noon():
    """A browser keeps its own clock, so these tests live today."""


@pytest.fixture
def maria():
    return make_staff_member(make_municipality(), display_name="Maria Lind")


@pytest.fixture
def crowd(maria):
    """Forty families to call, most of them late, and a long name in the strip."""
    municipality = maria.memberships.get().municipality
    now = timezone.now()
    found = [
        make_inquiry(
            municipality,
            contact={"name": LONG_NAME, "email": "holm@example.se"},
            received_at=now - timedelta(days=1),
            due_at=now + timedelta(minutes=number - 25),
            owner=maria,
        )
        for number in range(40)
    ]
    log_call(found[0], "no_answer", by=maria, at=now, note="Ring på förmiddagen. " * 20)
    return found


def covered(page, key):
    """Tab through the page; what could not be seen when it had the focus."""
    stops: list[tuple[str, bool]] = []
    for _ in range(MOST_STOPS):
        page.keyboard.press(key)
        stop = page.evaluate(FOCUS)
        if stop is None:
            break
        stops.append(stop)
    assert len(stops) > 20, "the focus does not move"
    return [words for words, is_seen in stops if not is_seen]


@pytest.mark.parametrize("key", ["Tab", "Shift+Tab"])
@pytest.mark.parametrize(("width", "height"), [(1440, 700), (390, 700)])
@pytest.mark.parametrize("name", ["today", "open", "list", "record"])
def test_whatever_has_the_focus_can_be_seen(
    new_page, live_server, maria, crowd, name, width, height, key
):
    address = {
        "today": reverse("inquiries:today"),
        "open": f"{reverse('inquiries:today')}?oppen={crowd[1].pk}",
        "list": f"{reverse('inquiries:list')}?source=form",
        "record": reverse("inquiries:record", args=[crowd[0].pk]),
    }[name]
    page = new_page(width=width, height=height)
    log_in(page, live_server, maria)
    page.goto(live_server.url + address)
    for closed in page.locator("details.record-action > summary").all():
        closed.click()
    page.evaluate("document.activeElement.blur()")
    assert not covered(page, key)
