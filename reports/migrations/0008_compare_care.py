"""What a day of care costs, own and bought. What was typed of it is only ever added."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

CREATE = """
CREATE TRIGGER care_prices_are_append_only
    BEFORE UPDATE OR DELETE ON reports_careprices
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER care_prices_are_never_emptied
    BEFORE TRUNCATE ON reports_careprices
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""
DROP = """
DROP TRIGGER care_prices_are_never_emptied ON reports_careprices;
DROP TRIGGER care_prices_are_append_only ON reports_careprices;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0002_append_only"),
        ("organisation", "0011_diary_number"),
        ("reports", "0007_mark_what_changes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CarePrices",
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
                ("month", models.DateField(editable=False)),
                (
                    "own",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=7,
                        null=True,
                        verbose_name="own foster home",
                    ),
                ),
                (
                    "bought",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=7,
                        null=True,
                        verbose_name="bought care",
                    ),
                ),
                (
                    "label",
                    models.CharField(
                        blank=True, max_length=60, verbose_name="what is bought"
                    ),
                ),
                (
                    "source",
                    models.CharField(blank=True, max_length=200, verbose_name="source"),
                ),
                ("typed_at", models.DateTimeField(editable=False)),
                (
                    "municipality",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisation.municipality",
                    ),
                ),
                (
                    "typed_by",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["month", "pk"],
                "indexes": [
                    models.Index(
                        fields=["municipality", "month", "id"],
                        name="care_prices_latest",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("month__day", 1)),
                        name="care_prices_month_is_its_first_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("bought__isnull", False),
                                ("own__isnull", False),
                                models.Q(("label", ""), _negated=True),
                                models.Q(("source", ""), _negated=True),
                            ),
                            models.Q(
                                ("bought", None),
                                ("label", ""),
                                ("own", None),
                                ("source", ""),
                            ),
                            _connector="OR",
                        ),
                        name="care_prices_are_both_there_with_a_source",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("bought__gt", 0),
                            ("bought__lte", 50000),
                            ("own__gt", 0),
                            ("own__lte", 50000),
                        ),
                        name="care_prices_are_no_slip_of_the_key",
                    ),
                ],
            },
        ),
        migrations.RunSQL(CREATE, DROP),
    ]
