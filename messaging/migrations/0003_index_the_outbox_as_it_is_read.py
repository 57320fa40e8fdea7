import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models.functions import Lower


class Migration(migrations.Migration):
    dependencies = [
        ("messaging", "0002_note_handing_over_and_letting_go"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="message", name="message_waiting"),
        migrations.RemoveIndex(model_name="message", name="message_latest"),
        migrations.RemoveIndex(model_name="message", name="message_needs_a_person"),
        migrations.AlterField(
            model_name="message",
            name="municipality",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="messages",
                to="organisation.municipality",
            ),
        ),
        migrations.AlterField(
            model_name="message",
            name="staff",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("status__in", ["queued", "retry"])),
                fields=["channel", "municipality", "not_before"],
                name="message_due",
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                fields=["municipality", "status", "-created_at", "-id"],
                name="message_by_status",
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                Lower("recipient"),
                models.F("channel"),
                models.F("sent_at"),
                condition=models.Q(
                    ("kind", "receipt"), ("status__in", ["sending", "sent"])
                ),
                name="message_receipts",
            ),
        ),
    ]
