"""Every municipality has a channel of each kind that was added since it began."""

from django.db import migrations
from django.db.models import Max

# As in defaults.py when this was written: kind, name, name in English.
KINDS = (
    ("ambassador", "Tips från familjehem", "Someone who is a foster home"),
    ("facebook", "Facebook", "Facebook"),
    ("instagram", "Instagram", "Instagram"),
    ("other_social", "Annat socialt medium", "Other social media"),
    ("press_ad", "Annons i tidning", "Newspaper advertisement"),
    ("press_story", "Artikel i tidning", "Newspaper article"),
    ("radio", "Radio", "Radio"),
    ("cinema", "Bio", "Cinema"),
    ("poster", "Affisch", "Poster"),
    ("event", "Mässa eller träff", "Fair or meeting"),
    ("letter", "Brev eller nyhetsbrev", "Letter or newsletter"),
    ("website", "Kommunens webbplats", "The municipality’s website"),
    ("familjehemsbanken", "Familjehemsbanken", "Familjehemsbanken"),
    ("familjehem_sverige", "FamiljehemSverige", "FamiljehemSverige"),
    ("association", "Förening", "Association"),
    ("contact_person", "Uppdrag som avslutats", "An assignment that has ended"),
    ("other", "Annat", "Something else"),
)


def add_missing(apps, _schema_editor):
    channels = apps.get_model("campaigns", "Channel").objects
    for municipality in apps.get_model("organisation", "Municipality").objects.all():
        there = channels.filter(municipality=municipality)
        known = {value for pair in there.values_list("kind", "name") for value in pair}
        last = there.aggregate(last=Max("position"))["last"] or 0
        for kind, name, name_en in KINDS:
            if kind not in known and name not in known:
                last += 1
                channels.create(
                    municipality=municipality,
                    kind=kind,
                    name=name,
                    name_en=name_en,
                    position=last,
                )


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0007_know_activities_by_their_names"),
        ("organisation", "0009_lie_low"),
    ]

    operations = [migrations.RunPython(add_missing, migrations.RunPython.noop)]
