from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organisation", "0009_lie_low"),
    ]

    operations = [
        migrations.AddField(
            model_name="municipality",
            name="mark",
            field=models.ImageField(
                blank=True, upload_to="marks/", verbose_name="mark"
            ),
        ),
    ]
