import pytest
from django.db import connection


@pytest.mark.django_db
def test_a_letter_with_a_ring_counts_in_a_search():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT datctype FROM pg_database WHERE datname = current_database()"
        )
        assert cursor.fetchone() == ("C.UTF-8",)
