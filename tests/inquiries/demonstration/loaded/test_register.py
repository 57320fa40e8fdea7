"""The demonstration's letters, content and tasks, as the services left them."""

import pytest

from campaigns.digest import send_due
from campaigns.models import Ambassador, CampaignTask, Consent, ContentUse, Letter
from campaigns.services.expiring import open_due
from inquiries.models import Inquiry
from messaging.models import WAITING, Message
from tests.make import NOON

pytestmark = pytest.mark.slow  # the whole demonstration is loaded first


@pytest.mark.usefixtures("_undone")
def test_there_is_something_of_everything_to_be_seen():
    assert Ambassador.objects.count() == 10
    brought = Inquiry.objects.filter(activity__ambassador__isnull=False)
    assert brought.exists()
    assert set(CampaignTask.objects.open().values_list("kind", flat=True)) == {
        "thank",
        "ask_again",
        "unpublish",
        "other",
    }
    assert CampaignTask.objects.open().filter(due_on__lt=NOON.date()).exists()
    assert Consent.objects.exclude(withdrawn_on=None).exists()
    assert ContentUse.objects.exclude(stopped_on=None).count() == 2
    assert Letter.objects.filter(sent_at=None).count() == 2
    letters = Message.objects.filter(kind="mailing")
    assert letters.exists()
    assert not letters.filter(status__in=WAITING).exists()
    assert open_due(NOON) == 2
    assert send_due(NOON.replace(hour=8)) >= 2
