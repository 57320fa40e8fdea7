"""Fields that stand side by side stand on one line, whatever is written above them."""

import pytest
from django.conf import settings
from django.urls import reverse

from tests.make import client_of, make_municipality, make_staff_member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# Of each row of fields: where the controls end that begin below its first label.
UNEVEN = """() => [...document.querySelectorAll(".field-row")].filter((row) => {
  const boxes = [...row.querySelectorAll(".ds-input")].map(
    (each) => each.getBoundingClientRect());
  const first = boxes[0];
  const beside = boxes.filter((box) => box.left > first.left + 1
    && Math.abs(box.top - first.top) < first.height);
  return beside.some((box) => Math.abs(box.bottom - first.bottom) > 1);
}).map((row) => row.innerText)"""


@pytest.mark.parametrize("width", [390, 1440])
def test_fields_side_by_side_stand_on_one_line(new_page, live_server, width):
    eva = make_staff_member(make_municipality(), "administrator")
    cookie = client_of(eva).cookies[settings.SESSION_COOKIE_NAME]
    page = new_page(width=width)
    page.context.add_cookies(
        [{"name": cookie.key, "value": cookie.value, "url": live_server.url}]
    )
    for name in ("municipality", "hours"):
        page.goto(live_server.url + reverse(f"organisation:{name}"))
        assert page.locator(".field-row").count() > 0
        assert page.evaluate(UNEVEN) == []
