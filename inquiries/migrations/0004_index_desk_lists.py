"""Indexes in the order in which the desk reads: by owner, open only, to be reviewed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("inquiries", "0003_search_contacts")]
    operations = [
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                condition=models.Q(("by__isnull", False)),
                fields=["by", "-id"],
                name="event_latest_of_staff",
            ),
        ),
        migrations.AddIndex(
            model_name="inquiry",
            index=models.Index(
                condition=models.Q(
                    (
                        "stage__in",
                        (
                            "received",
                            "contacted",
                            "meeting",
                            "assessment",
                            "decision",
                        ),
                    )
                ),
                fields=["municipality", "-received_at", "-id"],
                name="inquiry_open_latest",
            ),
        ),
        migrations.AddIndex(
            model_name="inquiry",
            index=models.Index(
                condition=models.Q(("owner__isnull", False)),
                fields=["owner", "-received_at", "-id"],
                name="inquiry_by_owner",
            ),
        ),
        migrations.AddIndex(
            model_name="inquiry",
            index=models.Index(
                condition=models.Q(("suspicion", ""), _negated=True),
                fields=["municipality", "-received_at", "-id"],
                name="inquiry_suspicious",
            ),
        ),
    ]
