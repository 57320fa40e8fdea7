from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("inquiries", "0017_guard_what_prompted"),
    ]
    operations = [
        migrations.AddField(
            model_name="inquiry",
            name="promise_shown",
            field=models.TextField(blank=True, default=""),
            preserve_default=False,
        ),
    ]
