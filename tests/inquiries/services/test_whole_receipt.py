"""An inquiry and all that belongs to it stand or fall together."""

import pytest
from django.db import IntegrityError, connection, transaction

from inquiries.models import ContactDetails, Inquiry
from inquiries.services import receive as service
from inquiries.services.receive import receive
from inquiries.workflow import Stage
from messaging.models import Message
from tests.make import (
    NOON,
    Registration,
    make_inquiry,
    make_municipality,
    make_staff_member,
)

ANNA = Registration(name="Anna Holm", phone="+46701740612", email="anna@example.se")
# The table's own column xmin names the transaction that wrote a row.
WRITTEN_BY = """
    SELECT xmin::text FROM inquiries_inquiry
    UNION ALL SELECT xmin::text FROM inquiries_contactdetails
    UNION ALL SELECT xmin::text FROM inquiries_event
    UNION ALL SELECT xmin::text FROM followups_promise
    UNION ALL SELECT xmin::text FROM followups_followuptask
    UNION ALL SELECT xmin::text FROM messaging_message
    UNION ALL SELECT xmin::text FROM audit_entry WHERE action = 'received'
"""
ROWS = 9  # three of them messages


@pytest.mark.django_db(transaction=True)
def test_everything_that_a_receipt_writes_is_one_transaction():
    municipality = make_municipality()
    make_staff_member(municipality)
    receive(municipality, ANNA, at=NOON)
    with connection.cursor() as cursor:
        cursor.execute(WRITTEN_BY)
        written_by = [number for (number,) in cursor.fetchall()]
    assert len(written_by) == ROWS
    assert len(set(written_by)) == 1


@pytest.mark.django_db(transaction=True)
def test_without_its_messages_there_is_no_inquiry(monkeypatch):
    def refuse(drafts, *, at):
        raise RuntimeError

    municipality = make_municipality()
    monkeypatch.setattr(service, "enqueue", refuse)
    with pytest.raises(RuntimeError):
        receive(municipality, ANNA, at=NOON)
    assert not Inquiry.objects.exists()
    assert not ContactDetails.objects.exists()
    assert not Message.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_database_refuses_to_wake_an_inquiry_without_a_next_step():
    asleep = make_inquiry(stage=Stage.DORMANT, wake_up_on=NOON.date())
    with pytest.raises(IntegrityError, match="no next step"), transaction.atomic():
        Inquiry.objects.filter(pk=asleep.pk).update(
            stage=Stage.RECEIVED, wake_up_on=None
        )
