"""Those that rest, as “Idag” lists them: soonest woken first, without the erased."""

from django.db import migrations, models

RESTING = models.Q(("erased_at", None), ("stage", "dormant"))


class Migration(migrations.Migration):
    dependencies = [("inquiries", "0020_require_the_promise_that_was_shown")]
    operations = [
        migrations.RemoveIndex(model_name="inquiry", name="inquiry_dormant"),
        migrations.AddIndex(
            model_name="inquiry",
            index=models.Index(
                condition=RESTING,
                fields=["municipality", "wake_up_on", "id"],
                name="inquiry_resting",
            ),
        ),
        migrations.AddIndex(
            model_name="inquiry",
            index=models.Index(
                condition=RESTING,
                fields=["owner", "wake_up_on", "id"],
                name="inquiry_resting_by_owner",
            ),
        ),
    ]
