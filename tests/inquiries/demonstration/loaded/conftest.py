"""The whole demonstration, loaded once for all who only look at it."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from inquiries.demonstration import loading
from tests.databases import undone_at_the_end
from tests.make import NOON


@pytest.fixture(scope="package", autouse=True)
def _demonstration(
    _without_frozen_months: None,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[None]:
    """Rolled back after the last of them; what a test changes, after that test."""
    with undone_at_the_end(django_db_blocker):
        loading.load(seed=1, at=NOON)
        yield


@pytest.fixture
def _undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
