from datetime import date

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import migrations, models

FIRST, LAST = date(2000, 1, 1), date(2099, 12, 31)
FAR_OFF = "Choose a day between 2000 and 2099."
NEAR = [MinValueValidator(FIRST, FAR_OFF), MaxValueValidator(LAST, FAR_OFF)]
# A far end meant none; a far beginning was a year typed wrongly.
DRAW_NEAR = """
SET CONSTRAINTS ALL IMMEDIATE;  -- a table with checks put off cannot be altered
UPDATE planning_yearentry SET ends_on = NULL
    WHERE ends_on NOT BETWEEN '2000-01-01' AND '2099-12-31';
UPDATE planning_yearentry
    SET starts_on = least(greatest(starts_on, '2000-01-01'), '2099-12-31')
    WHERE starts_on NOT BETWEEN '2000-01-01' AND '2099-12-31';
"""


class Migration(migrations.Migration):
    dependencies = [
        ("organisation", "0011_diary_number"),
        ("planning", "0002_copy_within_the_municipality"),
    ]

    operations = [
        migrations.RunSQL(DRAW_NEAR, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="yearentry",
            name="ends_on",
            field=models.DateField(
                blank=True, null=True, validators=NEAR, verbose_name="ends"
            ),
        ),
        migrations.AlterField(
            model_name="yearentry",
            name="starts_on",
            field=models.DateField(validators=NEAR, verbose_name="starts"),
        ),
        migrations.AddConstraint(
            model_name="yearentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("starts_on", None),
                        ("starts_on__range", (FIRST, LAST)),
                        _connector="OR",
                    ),
                    models.Q(
                        ("ends_on", None),
                        ("ends_on__range", (FIRST, LAST)),
                        _connector="OR",
                    ),
                ),
                name="year_entry_days_are_near",
                violation_error_message=FAR_OFF,
            ),
        ),
    ]
