"""One change to an inquiry at a time."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import OperationalError, connection, transaction

from inquiries.services.acts import begin
from tests.make import NOON, make_inquiry

LONGEST_WAIT = "200ms"


def begin_elsewhere(inquiry):
    """By a connection of its own that would rather fail than wait for long."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{LONGEST_WAIT}'")
            begin(inquiry, by=None, at=NOON)
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_whoever_changes_an_inquiry_has_it_alone():
    inquiry, other = make_inquiry(), make_inquiry()
    with ThreadPoolExecutor(1) as elsewhere, transaction.atomic():
        begin(inquiry, by=None, at=NOON)
        elsewhere.submit(begin_elsewhere, other).result()
        with pytest.raises(OperationalError, match="lock timeout"):
            elsewhere.submit(begin_elsewhere, inquiry).result()
