import pytest
from django.urls import reverse

from campaigns.services.unsubscribing import token_of
from tests.accessibility import faults_of
from tests.browsers import next_page
from tests.make import make_ambassador, make_municipality

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("prefix", ["", pytest.param("/en", marks=pytest.mark.slow)])
def test_a_home_says_no_to_letters_without_javascript(
    live_server, page_without_javascript, new_page, prefix
):
    home = make_ambassador(make_municipality(name="Ekebacka kommun"))
    address = reverse("campaigns:unsubscribe", args=[token_of(home.pk, 1)])
    page = page_without_javascript
    page.goto(live_server.url + prefix + address)
    home.refresh_from_db()
    assert home.unsubscribed_at is None
    with next_page(page):
        page.locator("main button").click()
    assert page.locator("h1").inner_text()
    home.refresh_from_db()
    assert home.unsubscribed_at is not None
    seeing = new_page()
    for path in (address, address.replace(":", ":x")):
        seeing.goto(live_server.url + prefix + path)
        assert not faults_of(seeing)


def test_the_page_that_asks_is_open_to_everybody(live_server, page):
    home = make_ambassador(make_municipality(name="Ekebacka kommun"))
    address = reverse("campaigns:unsubscribe", args=[token_of(home.pk, 1)])
    page.goto(live_server.url + address)
    assert "Inga fler brev från oss?" in page.locator("h1").inner_text()
    assert not faults_of(page)
