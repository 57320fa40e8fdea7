from django.db import migrations, models

from campaigns.models.slug import Slug


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0006_count_each_step_once")]
    operations = [
        migrations.AddField(
            model_name="activity",
            name="slug",
            field=models.GeneratedField(
                db_persist=True,
                expression=Slug("name"),
                output_field=models.CharField(max_length=80),
            ),
        ),
        migrations.AddIndex(
            model_name="activity",
            index=models.Index(
                fields=["municipality", "slug"], name="activity_by_slug"
            ),
        ),
        migrations.AddConstraint(
            model_name="channel",
            constraint=models.UniqueConstraint(
                fields=("municipality", "id"), name="channel_of_municipality"
            ),
        ),
    ]
