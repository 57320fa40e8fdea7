import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.text
import django.db.models.lookups
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0007_know_activities_by_their_names"),
        ("inquiries", "0015_lower_email_addresses"),
        ("organisation", "0010_mark"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="inquiry",
            name="prompted_by",
            field=models.CharField(
                blank=True,
                choices=[
                    ("asked", "Somebody asked us"),
                    ("need", "We understood how great the need is"),
                    ("life", "Something has changed in our lives"),
                    ("thought", "We have thought of it for a long time"),
                ],
                db_default="",
                default="",
                max_length=10,
                verbose_name="what made them get in touch now",
            ),
        ),
        migrations.AddField(
            model_name="inquiry",
            name="prompted_channel",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="prompted_inquiries",
                to="campaigns.channel",
            ),
        ),
        migrations.AddField(
            model_name="inquiry",
            name="tracked_kind",
            field=models.CharField(
                blank=True,
                choices=[
                    ("facebook", "Facebook"),
                    ("instagram", "Instagram"),
                    ("other_social", "Other social media"),
                    ("press_ad", "Newspaper advertisement"),
                    ("press_story", "Newspaper story"),
                    ("radio", "Radio"),
                    ("cinema", "Cinema"),
                    ("poster", "Poster"),
                    ("event", "Event or fair"),
                    ("letter", "Letter or newsletter"),
                    ("website", "The municipality’s website"),
                    ("familjehemsbanken", "Familjehemsbanken"),
                    ("familjehem_sverige", "FamiljehemSverige"),
                    ("association", "Association"),
                    ("ambassador", "Ambassador"),
                    (
                        "contact_person",
                        "Contact person asked at the end of an assignment",
                    ),
                    ("other", "Other"),
                ],
                db_default="",
                default="",
                max_length=20,
                verbose_name="kind of channel",
            ),
        ),
        migrations.AddField(
            model_name="inquiry",
            name="utm",
            field=models.JSONField(
                blank=True, db_default={}, default=dict, editable=False
            ),
        ),
        migrations.AddConstraint(
            model_name="inquiry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("prompted_channel", None), ("prompted_by", ""), _connector="OR"
                ),
                name="inquiry_is_prompted_by_one_thing",
            ),
        ),
        migrations.AddConstraint(
            model_name="inquiry",
            constraint=models.CheckConstraint(
                condition=django.db.models.lookups.LessThanOrEqual(
                    django.db.models.functions.text.Length(
                        django.db.models.functions.comparison.Cast(
                            models.F("utm"), models.TextField()
                        )
                    ),
                    1000,
                ),
                name="inquiry_utm_is_short",
            ),
        ),
        migrations.AddConstraint(
            model_name="inquiry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("activity", None), ("tracked_kind", ""), _connector="OR"
                ),
                name="inquiry_is_tracked_in_one_way",
            ),
        ),
    ]
