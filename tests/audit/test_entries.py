import pytest
from django.db import DatabaseError, connection, transaction

from audit.models import Entry
from audit.services import record
from tests.make import NOON, make_inquiry, make_municipality, make_staff_member

pytestmark = pytest.mark.django_db


def make_entry():
    return record("read", make_inquiry(), by=make_staff_member(), at=NOON)


def test_an_entry_says_who_did_what_to_which_row_of_which_municipality():
    inquiry = make_inquiry()
    maria = make_staff_member(inquiry.municipality)
    entry = record("corrected", inquiry, by=maria, at=NOON, fields={"phone": "070"})
    assert (entry.actor, entry.municipality) == (maria, inquiry.municipality)
    assert (entry.subject_type, entry.subject_id) == (
        "inquiries.inquiry",
        str(inquiry.pk),
    )
    assert entry.fields == ["phone"]


def test_an_entry_about_a_municipality_is_the_municipalitys():
    municipality = make_municipality()
    entry = record("changed", municipality, by=None, at=NOON)
    assert entry.municipality == municipality


def test_a_municipality_has_its_own_entries_and_no_others():
    ekebacka = make_municipality()
    own = record("changed", ekebacka, by=None, at=NOON)
    make_entry()
    record("cleared-sessions", make_staff_member(), by=None, at=NOON)
    assert list(Entry.objects.of(ekebacka)) == [own]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET action = 'x'",
        "DELETE FROM audit_entry",
        "TRUNCATE audit_entry",
    ],
)
def test_the_database_refuses_to_change_or_remove_entries(statement):
    make_entry()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with (
        pytest.raises(DatabaseError, match="only ever added"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert Entry.objects.count() == 1
