"""A step may fail for one municipality and work for all others."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("messaging", "0011_number_the_sendings"),
        ("organisation", "0011_diary_number"),
    ]
    operations = [
        migrations.AddField(
            model_name="failingstep",
            name="municipality",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="organisation.municipality",
            ),
        ),
        migrations.AlterField(
            model_name="failingstep",
            name="path",
            field=models.CharField(max_length=120),
        ),
        migrations.AddConstraint(
            model_name="failingstep",
            constraint=models.UniqueConstraint(
                fields=["path", "municipality"],
                name="step_fails_once_for_each",
                nulls_distinct=False,
            ),
        ),
    ]
