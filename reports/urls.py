"""Addresses of reports."""

from django.urls import URLPattern, include, path

from reports import views

app_name = "reports"

public_patterns: list[URLPattern] = []
desk_patterns = [
    path("rapport/", views.latest, name="latest"),
    path("rapport/<int:year>/<int:month>/", views.month_page, name="month"),
    path("rapport/<int:year>/<int:month>/siffror.csv", views.month_csv, name="csv"),
]

urlpatterns = [*public_patterns, path("desk/", include(desk_patterns))]
