"""Two dispatchers reach for the same row at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction

from messaging import claims
from messaging.models import Channel
from tests.make import NOON, make_message, make_municipality

LONGEST_WAIT = "2s"


def claim_elsewhere():
    """By a connection of its own that would rather fail than wait."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"SET lock_timeout = '{LONGEST_WAIT}'")
        return claims.claim(Channel.EMAIL, NOON, 10).ids
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_what_another_is_claiming_is_passed_over():
    municipality = make_municipality()
    first = make_message(municipality, not_before=NOON - timedelta(hours=1))
    second = make_message(municipality)
    with ThreadPoolExecutor(1) as elsewhere, transaction.atomic():
        assert claims.claim(Channel.EMAIL, NOON, 1).ids == [first.pk]
        assert elsewhere.submit(claim_elsewhere).result() == [second.pk]
