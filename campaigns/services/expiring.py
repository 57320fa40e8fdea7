"""Consents that are about to end: what they cover is to be taken down in time."""

from datetime import datetime
from typing import Any, Final

from django.db import connection

from campaigns.models.routine import OWNER_FUNCTION
from campaigns.routine import day_of
from campaigns.services.uses import AHEAD

# One statement: by the index of consents that end, from there to what runs.
OPEN: Final = """
INSERT INTO campaigns_campaigntask
    (municipality_id, kind, use_id, cause, due_on, owner_function, opened_at)
SELECT use.municipality_id, 'unpublish', use.id, 'expires',
       least(min(consent.expires_on), min(use.ends_on)),
       coalesce(nullif(min(activity.owner_function), ''),
                nullif(min(campaign.owner_function), ''),
                min(routine.owner_function), %(function)s),
       %(at)s
FROM campaigns_consent AS consent
JOIN campaigns_appearance AS appearance ON appearance.id = consent.appearance_id
JOIN campaigns_contentuse AS use
    ON use.content_id = appearance.content_id AND use.place = consent.place
LEFT JOIN campaigns_activity AS activity ON activity.id = use.activity_id
LEFT JOIN campaigns_campaign AS campaign ON campaign.id = activity.campaign_id
LEFT JOIN campaigns_routine AS routine
    ON routine.municipality_id = use.municipality_id
WHERE consent.superseded_at IS NULL AND consent.withdrawn_on IS NULL
  AND consent.expires_on <= %(until)s
  AND use.stopped_on IS NULL AND use.starts_on <= %(day)s
  AND (use.ends_on IS NULL OR use.ends_on >= %(day)s)
GROUP BY use.municipality_id, use.id
ON CONFLICT (use_id) WHERE (done_at IS NULL AND kind = 'unpublish') DO NOTHING
"""


def open_due(moment: datetime) -> int:
    """Open a task for each use whose consent ends within AHEAD; how many.

    A step of the dispatcher. It may run as often as it likes: a use has one such task.
    """
    day = day_of(moment)
    given: dict[str, Any] = {
        "at": moment,
        "day": day,
        "until": day + AHEAD,
        "function": OWNER_FUNCTION,
    }
    with connection.cursor() as cursor:
        cursor.execute(OPEN, given)
        return int(cursor.rowcount)
