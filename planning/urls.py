"""Addresses of what came of the plan: results, their files, and comparison."""

from django.urls import include, path, register_converter
from django.urls.converters import StringConverter

from planning.files import CSV, XLSX
from planning.views import campaigns, capacity, compare, files, lying_low

app_name = "planning"


class FileKind(StringConverter):
    regex = f"{CSV}|{XLSX}"


register_converter(FileKind, "kind")

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
]

urlpatterns = [path("desk/", include(desk_patterns))]
