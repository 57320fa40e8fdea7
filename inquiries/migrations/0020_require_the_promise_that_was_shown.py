from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("inquiries", "0019_say_what_was_promised_before"),
    ]
    operations = [
        migrations.AddConstraint(
            model_name="inquiry",
            constraint=models.CheckConstraint(
                condition=Q(("source", "form"), _negated=True)
                | Q(("promise_shown", ""), _negated=True),
                name="form_keeps_the_promise_that_it_showed",
            ),
        ),
    ]
