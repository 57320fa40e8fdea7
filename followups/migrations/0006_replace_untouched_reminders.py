"""Municipalities that never changed their reminders get the new ladder.

The first look at a step that is not yet late comes at once: the new rules' moments
are office time, which the database cannot count.
"""

from django.db import migrations

REPLACE = """
DO $$
DECLARE
    untouched bigint[] := ARRAY(
        SELECT municipality_id FROM followups_reminderrule
        GROUP BY municipality_id
        HAVING count(*) = 3 AND count(*) FILTER (
            WHERE (step, offset_minutes, recipient) IN (
                ('before', -60, 'owner'), ('due', 0, 'owner'), ('after', 60, 'manager')
            )
        ) = 3
    );
BEGIN
    UPDATE followups_reminderrule
    SET step = 'half', percent = 50, offset_minutes = NULL
    WHERE municipality_id = ANY(untouched) AND step = 'before';
    INSERT INTO followups_reminderrule
        (municipality_id, step, percent, recipient, in_office_time)
    SELECT each, 'most', 80, 'owner', false FROM unnest(untouched) AS each;
    UPDATE followups_reminderrule SET recipient = 'substitute'
    WHERE municipality_id = ANY(untouched) AND step = 'due';
    UPDATE followups_reminderrule SET in_office_time = true
    WHERE municipality_id = ANY(untouched) AND step = 'after';
    UPDATE followups_followuptask SET next_action_at = now()
    WHERE municipality_id = ANY(untouched) AND closed_at IS NULL AND due_at > now();
    UPDATE organisation_municipality
    SET settings_version = nextval('organisation_settings_version')
    WHERE id = ANY(untouched);
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("followups", "0005_count_in_per_cent"),
        ("organisation", "0005_number_versions_of_settings"),
    ]
    operations = [migrations.RunSQL(REPLACE, migrations.RunSQL.noop)]
