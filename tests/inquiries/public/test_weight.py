"""What a visit weighs over the line, with an empty cache and then with a full one.

Counted as a browser fetches it: the page, everything that its head names, the fonts
that its style sheet names for Latin letters. Texts are compressed as the server does.
"""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from tests.inquiries.public.filling import EXPRESS, WHAT, WHEN, WHO, send, to_last_page

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        finders.find("built/public.css") is None,
        reason="no static/built: run npm ci and npm run build",
    ),
]
FIRST_VIEW = 120_000  # bytes
NEXT_PAGE = 15_000
SCRIPT = 5_000
LINKED = re.compile(r'(?:href|src)="/static/([^"]+\.(?:css|js|svg|woff2))"')
FONT = re.compile(r"url\(\"?fonts/([^)\"]+-latin-\d+\.woff2)")
STATIC = ["/", WHAT, WHO, WHEN, EXPRESS, "/personuppgifter/", "/tillganglighet/"]


@pytest.fixture
def visitor(municipality):
    client = Client()
    to_last_page(client)
    return client


def weight(content):
    return len(gzip.compress(content, 6))


def static_weight(name):
    content = Path(finders.find(name)).read_bytes()
    return len(content) if name.endswith(".woff2") else weight(content)


def fetched_by(page):
    names = set(LINKED.findall(page.content.decode()))
    sheet = Path(finders.find("built/public.css")).read_text()
    return names | {f"built/fonts/{name}" for name in FONT.findall(sheet)}


@pytest.mark.parametrize("address", STATIC)
def test_a_first_view_is_at_most_120_kilobytes(visitor, address):
    page = visitor.get(address)
    fetched = fetched_by(page)
    assert any(name.endswith(".woff2") for name in fetched)
    total = weight(page.content) + sum(map(static_weight, fetched))
    assert total <= FIRST_VIEW


@pytest.mark.parametrize("address", STATIC)
def test_a_next_page_is_at_most_15_kilobytes(visitor, address):
    assert weight(visitor.get(address).content) <= NEXT_PAGE


@pytest.mark.parametrize("address", STATIC)
def test_the_pages_before_the_receipt_need_no_script(visitor, address):
    names = fetched_by(visitor.get(address))
    assert not [name for name in names if name.endswith(".js")]


def test_the_receipt_s_script_is_at_most_5_kilobytes(visitor):
    page = visitor.get(send(visitor, visitor.get(WHEN))["Location"])
    scripts = [name for name in fetched_by(page) if name.endswith(".js")]
    assert scripts == ["js/print.js"]
    assert static_weight(*scripts) <= SCRIPT
