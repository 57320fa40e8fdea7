"""Channels that every municipality began with are of a kind that their name tells."""

from django.db import migrations

KINDS = {
    "Tips från familjehem": "ambassador",
    "Facebook": "facebook",
    "Instagram": "instagram",
    "Annat socialt medium": "other_social",
    "Annons i tidning": "press_ad",
    "Artikel i tidning": "press_story",
    "Radio": "radio",
    "Bio": "cinema",
    "Affisch": "poster",
    "Mässa eller träff": "event",
    "Brev eller nyhetsbrev": "letter",
    "Kommunens webbplats": "website",
    "Familjehemsbanken": "familjehemsbanken",
}


def name_kinds(apps, _schema_editor):
    channels = apps.get_model("campaigns", "Channel").objects
    for name, kind in KINDS.items():
        channels.filter(name=name).update(kind=kind)


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0003_plan_in_full")]

    operations = [migrations.RunPython(name_kinds, migrations.RunPython.noop)]
