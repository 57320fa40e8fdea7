"""Families at the form: their sessions, tokens and requests, made before the clock."""

import string
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.middleware.csrf import CSRF_SESSION_KEY
from django.utils import timezone

from benchmarks.desk import address_of
from benchmarks.http_load import get, post
from inquiries.form_token import FormToken
from inquiries.offered import offered, shown_moments, shown_words
from inquiries.views.public_page import FIELD, IN_PROGRESS
from organisation.models import Municipality

CLIENTS = 8
THOUGHT = timedelta(minutes=1)  # before sending
SECRET = (string.ascii_letters * 2)[:32]  # of the guard against forged requests
ANSWERS: dict[str, Any] = {
    "wanted_assignments": ["foster_home"],
    "name": "Anna och Erik Holm",
    "phone": "070-174 06 12",
    "email": "anna.holm@example.se",
    "language": "sv",
    "needs_interpreter": False,
    "is_trapped": False,
}


@dataclass(frozen=True)
class Visitor:
    """A family whose session stands before the last page of the form."""

    cookie: str

    @classmethod
    def arrives(cls) -> "Visitor":
        session = SessionStore()
        session[IN_PROGRESS] = _token().as_plain()
        session[CSRF_SESSION_KEY] = SECRET
        session.create()
        return cls(f"{settings.SESSION_COOKIE_NAME}={session.session_key}")

    def reads(self, port: int, path: str, times: int) -> list[bytes]:
        return [get(port, path, self.cookie)] * times

    def sends(self, port: int, times: int) -> list[bytes]:
        """As many inquiries, each with a key of its own."""
        path = address_of("inquiries:interest_time")
        return [post(port, path, body, self.cookie) for body in _bodies(times)]


def _bodies(times: int) -> Iterator[bytes]:
    at = timezone.now()
    choices = offered(Municipality.objects.order_by("pk")[0], at)
    shown = (shown_moments(choices), shown_words(choices, at))
    for _ in range(times):
        fields = {
            "csrfmiddlewaretoken": SECRET,
            FIELD: _token().with_shown(*shown).sealed(),
            "wish": "soon",
            "message": "",
        }
        yield urlencode(fields).encode()


def _token() -> FormToken:
    begun_at = (datetime.now(UTC) - THOUGHT).replace(microsecond=0)
    return FormToken(uuid.uuid4(), begun_at).with_answers(ANSWERS)


def floor_body() -> bytes:
    fields = {
        "csrfmiddlewaretoken": SECRET,
        **{name: ANSWERS[name] for name in ("name", "phone", "email")},
    }
    return urlencode(fields).encode()
