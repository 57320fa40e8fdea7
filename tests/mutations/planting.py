"""A pytest plugin that changes the test database before the first test: `-p` it."""

import os
from typing import Any

import pytest
from django.db import connection

STATEMENT = "HEMVAGEN_PLANTED_SQL"  # in the environment; may be missing


@pytest.fixture(scope="session", autouse=True)
def _planted(django_db_setup: None, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock():
        if statement := os.environ.get(STATEMENT):
            with connection.cursor() as cursor:
                cursor.execute(statement)
        connection.close()
