from datetime import date

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import migrations, models

FIRST, LAST = date(2000, 1, 1), date(2099, 12, 31)
FAR_OFF = "Choose a day between 2000 and 2099."
NEAR = [MinValueValidator(FIRST, FAR_OFF), MaxValueValidator(LAST, FAR_OFF)]
# A far end meant none; a far beginning was a year typed wrongly.
DRAW_NEAR = """
SET CONSTRAINTS ALL IMMEDIATE;  -- a table with checks put off cannot be altered
UPDATE campaigns_campaign SET ends_on = NULL
    WHERE ends_on NOT BETWEEN '2000-01-01' AND '2099-12-31';
UPDATE campaigns_campaign
    SET starts_on = least(greatest(starts_on, '2000-01-01'), '2099-12-31')
    WHERE starts_on NOT BETWEEN '2000-01-01' AND '2099-12-31';
UPDATE campaigns_activity SET ends_on = NULL
    WHERE ends_on NOT BETWEEN '2000-01-01' AND '2099-12-31';
UPDATE campaigns_activity SET link_ends_on = NULL
    WHERE link_ends_on NOT BETWEEN '2000-01-01' AND '2099-12-31';
UPDATE campaigns_activity
    SET starts_on = least(greatest(starts_on, '2000-01-01'), '2099-12-31')
    WHERE starts_on NOT BETWEEN '2000-01-01' AND '2099-12-31';
"""


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0011_keep_plans_in_their_municipality"),
        ("organisation", "0011_diary_number"),
    ]

    operations = [
        migrations.RunSQL(DRAW_NEAR, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="activity",
            name="ends_on",
            field=models.DateField(
                blank=True, null=True, validators=NEAR, verbose_name="ends"
            ),
        ),
        migrations.AlterField(
            model_name="activity",
            name="link_ends_on",
            field=models.DateField(
                blank=True,
                null=True,
                validators=NEAR,
                verbose_name="the link’s last day",
            ),
        ),
        migrations.AlterField(
            model_name="activity",
            name="starts_on",
            field=models.DateField(validators=NEAR, verbose_name="starts"),
        ),
        migrations.AlterField(
            model_name="campaign",
            name="ends_on",
            field=models.DateField(
                blank=True, null=True, validators=NEAR, verbose_name="ends"
            ),
        ),
        migrations.AlterField(
            model_name="campaign",
            name="starts_on",
            field=models.DateField(validators=NEAR, verbose_name="starts"),
        ),
        migrations.AlterField(
            model_name="campaigntask",
            name="assignment_ends_on",
            field=models.DateField(
                null=True, validators=NEAR, verbose_name="the assignment ends on"
            ),
        ),
        migrations.AlterField(
            model_name="campaigntask",
            name="due_on",
            field=models.DateField(validators=NEAR, verbose_name="to be done by"),
        ),
        migrations.AlterField(
            model_name="contentuse",
            name="ends_on",
            field=models.DateField(
                blank=True, null=True, validators=NEAR, verbose_name="to"
            ),
        ),
        migrations.AlterField(
            model_name="contentuse",
            name="starts_on",
            field=models.DateField(validators=NEAR, verbose_name="from"),
        ),
        migrations.AlterField(
            model_name="reachfigure",
            name="starts_on",
            field=models.DateField(validators=NEAR, verbose_name="from"),
        ),
        migrations.AddConstraint(
            model_name="activity",
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
                    models.Q(
                        ("link_ends_on", None),
                        ("link_ends_on__range", (FIRST, LAST)),
                        _connector="OR",
                    ),
                ),
                name="activity_days_are_near",
                violation_error_message=FAR_OFF,
            ),
        ),
        migrations.AddConstraint(
            model_name="campaign",
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
                name="campaign_days_are_near",
                violation_error_message=FAR_OFF,
            ),
        ),
    ]
