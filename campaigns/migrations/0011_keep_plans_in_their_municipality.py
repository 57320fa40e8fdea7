from django.db import migrations

PAIRS = (
    ("campaigns_activity", "campaign_id", "campaigns_campaign"),
    ("campaigns_activity", "channel_id", "campaigns_channel"),
    ("campaigns_reachfigure", "activity_id", "campaigns_activity"),
    ("campaigns_pendingimport", "activity_id", "campaigns_activity"),
)


def _name(table, column):
    return f"{table.removeprefix('campaigns_')}_{column}_of_same_municipality"


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0010_wait_for_a_yes_to_files")]

    operations = [
        migrations.RunSQL(
            f"ALTER TABLE {table} ADD CONSTRAINT {_name(table, column)}"
            f" FOREIGN KEY (municipality_id, {column})"
            f" REFERENCES {other} (municipality_id, id) DEFERRABLE INITIALLY DEFERRED",
            f"ALTER TABLE {table} DROP CONSTRAINT {_name(table, column)}",
        )
        for table, column, other in PAIRS
    ]
