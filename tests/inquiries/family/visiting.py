"""A family that comes to its own page by a link."""

import re
import uuid

from django.test import Client
from django.utils import timezone

from inquiries.family_links import link_row, new_token

ANNA = {"name": "Anna Holm", "phone": "+46701740612", "email": "anna@example.se"}
LINK = re.compile(r"http\S+(/(?:en/)?f/[\w]+/)")


def link_to(inquiry):
    """Make a link, as a message that leaves does; its address."""
    token = new_token()
    link_row(token, inquiry.pk, inquiry.municipality_id, at=timezone.now()).save()
    return f"/f/{token}/"


def post(address, key=None, **typed):
    """Send a form. A strict client: the link comes from a mail, with no session."""
    typed = {"key": key or uuid.uuid4(), **typed}
    return Client(enforce_csrf_checks=True).post(address, typed)


def text_of(address):
    answer = Client().get(address)
    assert answer.status_code == 200, answer
    return answer.content.decode()
