from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0005_ambassadors_content_and_tasks"),
        ("organisation", "0009_lie_low"),
    ]
    operations = [
        migrations.CreateModel(
            name="CountedStep",
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
                (
                    "municipality",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=models.CASCADE,
                        related_name="+",
                        to="organisation.municipality",
                    ),
                ),
                ("key", models.UUIDField()),
                ("step", models.PositiveSmallIntegerField()),
                ("day", models.DateField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["municipality", "key", "step"], name="step_counts_once"
                    )
                ],
                "indexes": [models.Index(fields=["day"], name="counted_step_by_day")],
            },
        ),
    ]
