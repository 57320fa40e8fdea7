"""Drop indexes that only repeat the beginning of another one."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0002_append_only"),
        ("organisation", "0004_shared_cache"),
    ]

    operations = [
        migrations.AlterField(
            model_name="entry",
            name="municipality",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisation.municipality",
            ),
        ),
    ]
