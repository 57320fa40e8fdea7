"""Two windows of one municipality and weekday have no minute in common.

Every minute of every municipality's week has a number of its own, so that a plain
range says it all and no extension is needed. Midnight as end is minute 1440.
"""

from django.db import migrations

ADD = """
ALTER TABLE organisation_openingwindow
    ADD CONSTRAINT opening_windows_never_overlap EXCLUDE USING gist (
        int8range(
            municipality_id * 10080 + weekday * 1440
                + extract(epoch FROM opens)::int / 60,
            municipality_id * 10080 + weekday * 1440
                + CASE WHEN closes = time '00:00' THEN 1440
                       ELSE extract(epoch FROM closes)::int / 60 END
        ) WITH &&
    );
"""
DROP = """
ALTER TABLE organisation_openingwindow
    DROP CONSTRAINT opening_windows_never_overlap;
"""


class Migration(migrations.Migration):
    dependencies = [("organisation", "0002_want_a_password_link")]
    operations = [migrations.RunSQL(ADD, DROP)]
