"""A report on a sending that a person has repeated since says nothing of the new one."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("messaging", "0010_choose_how_alarms_come")]
    operations = [
        migrations.AddField(
            model_name="message",
            name="sending",
            field=models.PositiveSmallIntegerField(
                db_default=1, default=1, editable=False
            ),
        ),
    ]
