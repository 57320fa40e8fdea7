"""A message from social media, typed in by keys alone, in less than a minute."""

import pytest
from django.urls import reverse
from django.utils.timezone import localtime

from inquiries.models import Inquiry
from tests.inquiries.desk.browsing import log_in
from tests.make import make_municipality, make_staff_member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MESSAGE = "Hej! Vi såg filmen. Vi har plats för ett barn. /Lisa Ek 070-174 06 20"
# A person who types rather slowly, as the keystroke-level model counts: seconds for a
# key, and for looking and thinking before each field. Card, Moran and Newell, 1980.
A_KEY, A_FIELD = 0.28, 1.35
MOST_SECONDS = 60
MOST_TABS = 40


@pytest.fixture(autouse=True)
def _noon():
    """A browser keeps its own clock, so these tests live today."""


class Keys:
    """A keyboard that counts what is pressed, and no other way to the page."""

    def __init__(self, page):
        self.page, self.pressed, self.fields = page, 0, 0

    def go_to(self, field):
        """Press Tab until the field has the focus."""
        self.fields += 1
        for _ in range(MOST_TABS):
            if self.page.evaluate("document.activeElement.id") == field:
                return
            self.press("Tab")
        raise AssertionError(f"{field} is not reached by Tab")

    def type(self, text):
        self.pressed += len(text)
        self.page.keyboard.type(text)

    def paste(self, text):
        """As Ctrl and V do: a press each."""
        self.pressed += 2
        self.page.keyboard.insert_text(text)

    def press(self, key):
        self.pressed += 1
        self.page.keyboard.press(key)

    def a_minute_earlier(self):
        """Change the time by an arrow: in which order digits go in, browsers differ.

        Whoever types it presses four digits. Gives what the field holds then.
        """
        self.press("Tab")  # from hours to minutes
        if not self.page.locator(":focus").input_value().endswith(":00"):
            self.press("ArrowDown")
        self.pressed += 4
        return self.page.locator(":focus").input_value()

    @property
    def seconds(self):
        return self.pressed * A_KEY + self.fields * A_FIELD


def test_a_message_is_typed_in_within_a_minute_with_its_true_time(page, live_server):
    maria = make_staff_member(make_municipality())
    log_in(page, live_server, maria)
    page.goto(live_server.url + reverse("inquiries:new") + "?kalla=social_media")
    keys = Keys(page)
    keys.go_to("id_name")
    keys.type("Lisa Ek")
    keys.go_to("id_phone")
    keys.type("070-174 06 20")
    keys.go_to("id_received_time")
    came = keys.a_minute_earlier()
    keys.go_to("id_words")
    keys.paste(MESSAGE)
    keys.go_to("id_wanted_assignments_0")
    keys.press("Enter")
    page.get_by_role("heading", name="Lisa Ek").first.wait_for()
    inquiry = Inquiry.objects.get()
    assert inquiry.source == "social_media"
    assert localtime(inquiry.received_at).strftime("%H:%M") == came
    note = inquiry.notes.get()
    assert (note.author, note.text) == (None, MESSAGE)
    assert keys.seconds < MOST_SECONDS
