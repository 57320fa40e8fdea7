"""Staff ask for a mail with a link to choose a password."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organisation", "0001_initial")]
    operations = [
        migrations.AddField(
            model_name="staffmember",
            name="password_link_wanted_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
    ]
