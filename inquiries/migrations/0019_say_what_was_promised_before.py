"""Give the inquiries that are there a text, which says that it was written afterwards.

The words that they were shown were not kept; the moment that they were promised was.
"""

from django.db import migrations

FILL = """
UPDATE inquiries_inquiry AS inquiry
SET promise_shown = CASE WHEN inquiry.page_language = 'en'
    THEN 'Written afterwards: by ' ELSE 'Skrivet i efterhand: senast ' END
    || coalesce((
        SELECT to_char(promise.due_at AT TIME ZONE 'Europe/Stockholm',
            'YYYY-MM-DD HH24.MI')
        FROM followups_promise AS promise
        WHERE promise.inquiry_id = inquiry.id
        ORDER BY promise.made_at, promise.id LIMIT 1
    ), '–')
WHERE inquiry.promise_shown = ''
"""
EMPTY = "UPDATE inquiries_inquiry SET promise_shown = '' WHERE promise_shown <> ''"


class Migration(migrations.Migration):
    dependencies = [
        ("inquiries", "0018_keep_the_promise_that_was_shown"),
        ("followups", "0012_subscribe_to_a_calendar"),
    ]
    operations = [
        migrations.RunSQL(FILL, EMPTY),
    ]
