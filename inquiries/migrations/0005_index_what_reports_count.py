"""Indexes that answer the month's report alone: changes of stage, and contacts."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("inquiries", "0004_index_desk_lists")]
    operations = [
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                condition=models.Q(("kind", "moved")),
                fields=["municipality", "to_stage", "at"],
                include=("id", "inquiry", "from_stage"),
                name="event_moves",
            ),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                condition=models.Q(("kind__in", ["contacted", "wrote"])),
                fields=["inquiry", "at"],
                include=("id", "kind"),
                name="event_contacts",
            ),
        ),
    ]
