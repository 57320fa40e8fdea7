from django.db import migrations

CREATE = """
ALTER TABLE planning_yearentry ADD CONSTRAINT year_entry_copied_from_own
    FOREIGN KEY (municipality_id, copied_from_id)
    REFERENCES planning_yearentry (municipality_id, id)
    ON DELETE SET NULL (copied_from_id) DEFERRABLE INITIALLY DEFERRED
"""
DROP = "ALTER TABLE planning_yearentry DROP CONSTRAINT year_entry_copied_from_own"


class Migration(migrations.Migration):
    dependencies = [("planning", "0001_enter_the_year")]

    operations = [migrations.RunSQL(CREATE, DROP)]
