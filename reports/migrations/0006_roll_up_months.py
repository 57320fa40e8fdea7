"""Rows of months that are counted already, and marks of what has changed since."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organisation", "0011_diary_number"),
        ("reports", "0005_earlier_months"),
    ]

    operations = [
        migrations.CreateModel(
            name="RollUp",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("month", models.DateField()),
                ("counted_at", models.DateTimeField()),
                ("version", models.PositiveSmallIntegerField()),
                ("office_hours", models.CharField(blank=True, max_length=64)),
                ("counts", models.JSONField()),
                ("homes", models.IntegerField()),
                ("still_open", models.JSONField()),
                (
                    "municipality",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="organisation.municipality",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("municipality", "month"), name="roll_up_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("month__day", 1)),
                        name="roll_up_month_is_its_first_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StaleMark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("inquiry_id", models.BigIntegerField(null=True)),
                ("activity_id", models.BigIntegerField(null=True)),
                (
                    "municipality",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="organisation.municipality",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("inquiry_id", None), ("activity_id", None), _connector="OR"
                        ),
                        name="stale_mark_is_of_one_thing",
                    )
                ],
            },
        ),
    ]
