"""Alarms are a topic of their own: by which ways, but never not at all."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("messaging", "0009_note_which_steps_fail")]
    operations = [
        migrations.RemoveConstraint(
            model_name="noticechoice", name="notice_topic_is_known"
        ),
        migrations.AlterField(
            model_name="noticechoice",
            name="topic",
            field=models.CharField(
                choices=[
                    ("new", "New to call"),
                    ("reminder", "Reminders"),
                    ("digest", "What the day holds, at 07.30"),
                    ("alarm", "Alarms"),
                ],
                max_length=10,
                verbose_name="topic",
            ),
        ),
        migrations.AddConstraint(
            model_name="noticechoice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("topic__in", ["new", "reminder", "digest", "alarm"])
                ),
                name="notice_topic_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="noticechoice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("reach", "none"), ("topic", "alarm"), _negated=True
                ),
                name="alarms_are_always_told",
            ),
        ),
    ]
