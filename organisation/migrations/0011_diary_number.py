from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organisation", "0010_mark"),
    ]

    operations = [
        migrations.AddField(
            model_name="municipality",
            name="diary_number",
            field=models.CharField(
                blank=True,
                help_text="Where the committee keeps the monthly reports. Printed on them.",
                max_length=40,
                verbose_name="diary number",
            ),
        ),
    ]
