"""A reminder may come after a share of the time, or after office time."""

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("followups", "0004_step_before_promise"),
        ("organisation", "0007_guard_the_rota"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="reminderrule",
            options={
                "ordering": [
                    models.OrderBy(models.F("percent"), nulls_last=True),
                    "offset_minutes",
                    "pk",
                ]
            },
        ),
        migrations.RemoveConstraint(
            model_name="reminderrule",
            name="reminder_rule_recipient_is_known",
        ),
        migrations.AddField(
            model_name="reminderrule",
            name="in_office_time",
            field=models.BooleanField(
                default=False, verbose_name="counts office time only"
            ),
        ),
        migrations.AddField(
            model_name="reminderrule",
            name="percent",
            field=models.PositiveSmallIntegerField(
                blank=True,
                null=True,
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(99),
                ],
                verbose_name="per cent of the time until it is due",
            ),
        ),
        migrations.AlterField(
            model_name="reminderrule",
            name="offset_minutes",
            field=models.SmallIntegerField(
                blank=True, null=True, verbose_name="minutes after due"
            ),
        ),
        migrations.AlterField(
            model_name="reminderrule",
            name="recipient",
            field=models.CharField(
                choices=[
                    ("owner", "the owner, or the whole team where there is none"),
                    (
                        "substitute",
                        "the owner’s substitute, or the whole team where there is none",
                    ),
                    ("manager", "the unit managers"),
                ],
                max_length=10,
                verbose_name="who is reminded",
            ),
        ),
        migrations.AddConstraint(
            model_name="reminderrule",
            constraint=models.UniqueConstraint(
                fields=(
                    "municipality",
                    "recipient",
                    "percent",
                    "offset_minutes",
                    "in_office_time",
                ),
                name="reminder_rule_says_nothing_twice",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="reminderrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("recipient__in", ["owner", "substitute", "manager"])
                ),
                name="reminder_rule_recipient_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="reminderrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("offset_minutes", None),
                        ("percent__isnull", False),
                        ("percent__range", (1, 99)),
                    ),
                    models.Q(("offset_minutes__isnull", False), ("percent", None)),
                    _connector="OR",
                ),
                name="reminder_rule_has_one_moment",
            ),
        ),
        migrations.AddConstraint(
            model_name="reminderrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("in_office_time", False),
                    models.Q(
                        ("offset_minutes__gt", 0), ("offset_minutes__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="reminder_rule_office_time_is_after_due",
            ),
        ),
    ]
