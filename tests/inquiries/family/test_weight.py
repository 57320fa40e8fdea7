"""What the family's pages weigh over the line, and that they need no script."""

import gzip

import pytest
from django.test import Client

from tests.inquiries.family.test_page import ACTIONS

pytestmark = pytest.mark.django_db
NEXT_PAGE = 15_000  # bytes, as tests/inquiries/public/test_weight.py has it


@pytest.mark.parametrize("action", [*ACTIONS, None])
def test_a_page_is_at_most_15_kilobytes_and_has_no_script(link, action):
    address = "/min-sida/" if action is None else link + action
    page = Client().get(address, follow=True).content
    assert len(gzip.compress(page, 6)) <= NEXT_PAGE
    assert b"<script" not in page
