"""Addresses of what came of the plan: results, their files, and comparison."""

from django.urls import include, path, register_converter
from django.urls.converters import StringConverter

from planning.files import CSV, XLSX
from planning.views import (
    campaigns,
    capacity,
    compare,
    files,
    lying_low,
    year,
    year_entries,
)
from planning.year_poster import PAPERS

app_name = "planning"


class Paper(StringConverter):
    regex = "|".join(PAPERS)


class FileKind(StringConverter):
    regex = f"{CSV}|{XLSX}"


register_converter(FileKind, "kind")
register_converter(Paper, "paper")

desk_patterns = [
    path("kampanjer/", campaigns.campaign_list, name="list"),
    path("kampanjer/siffror.xlsx", files.whole, {"kind": XLSX}, name="xlsx"),
    path("kampanjer/<slug:key>.csv", files.whole, {"kind": CSV}, name="csv"),
    path("kampanjer/resultat/", campaigns.results, name="results"),
    path("kampanjer/jamfor/", compare.comparison, name="compare"),
    path(
        "kampanjer/jamfor/siffror.<kind:kind>", files.comparison, name="comparison_file"
    ),
    path("kampanjer/kapacitet/", capacity.capacity, name="capacity"),
    path("kampanjer/kapacitet/ligg-lagt/", lying_low.lie_low_page, name="lie_low"),
    path(
        "kampanjer/kapacitet/ligg-lagt/sluta/",
        lying_low.lie_low_end,
        name="lie_low_end",
    ),
    path(
        "kampanjer/kapacitet/ligg-lagt/aktiviteter/",
        lying_low.lie_low_activities,
        name="lie_low_activities",
    ),
    path("kampanjer/<int:pk>/", campaigns.campaign, name="campaign"),
    path(
        "kampanjer/<int:pk>/siffror.<kind:kind>", files.campaign, name="campaign_file"
    ),
    path("kampanjer/aktivitet/<int:pk>/", campaigns.activity, name="activity"),
    path(
        "kampanjer/aktivitet/<int:pk>/siffror.<kind:kind>",
        files.activity,
        name="activity_file",
    ),
    path("kampanjer/ar/", year.this_year, name="this_year"),
    path("kampanjer/ar/<int:year>/", year.year_page, name="year"),
    path("kampanjer/ar/<int:year>/kalender.ics", year.year_ics, name="year_ics"),
    path(
        "kampanjer/ar/<int:year>/affisch-<paper:paper>.pdf",
        year.year_pdf,
        name="year_pdf",
    ),
    path(
        "kampanjer/ar/<int:year>/siffror.<kind:kind>", year.year_file, name="year_file"
    ),
    path("kampanjer/ar/<int:year>/kopiera/", year.year_copy, name="year_copy"),
    path("kampanjer/ar/<int:year>/ny/", year_entries.entry_new, name="entry_new"),
    path("kampanjer/ar/post/<int:pk>/", year_entries.entry_edit, name="entry_edit"),
    path(
        "kampanjer/ar/post/<int:pk>/ta-bort/",
        year_entries.entry_remove,
        name="entry_remove",
    ),
]

urlpatterns = [path("desk/", include(desk_patterns))]
