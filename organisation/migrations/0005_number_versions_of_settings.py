"""A number for a version of settings is never given twice, not even after a rollback.

What was kept in memory under the number of a change that was then refused would else
be taken for the next change.
"""

from django.db import migrations

MAKE = """
CREATE SEQUENCE organisation_settings_version AS integer MINVALUE 2;
SELECT setval('organisation_settings_version', greatest(2, max(settings_version)))
FROM organisation_municipality;
"""


class Migration(migrations.Migration):
    dependencies = [("organisation", "0004_shared_cache")]
    operations = [
        migrations.RunSQL(MAKE, "DROP SEQUENCE organisation_settings_version")
    ]
