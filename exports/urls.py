"""Addresses of exports."""

from django.urls import URLPattern, include, path

from exports import views

app_name = "exports"

public_patterns: list[URLPattern] = []
desk_patterns = [
    path("filer/", views.exports, name="exports"),
    path("filer/<int:pk>/", views.export, name="export"),
    path("filer/<int:pk>/hamta/", views.download, name="download"),
    path("filer/<int:pk>/avbryt/", views.export_cancel, name="cancel"),
    path("filer/<int:pk>/om-igen/", views.export_again, name="again"),
]

urlpatterns = [*public_patterns, path("desk/", include(desk_patterns))]
