from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("messaging", "0003_index_the_outbox_as_it_is_read"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status", "sending"), ("lease_token", None), _connector="OR"
                ),
                name="only_a_message_being_sent_has_a_lease",
            ),
        ),
    ]
