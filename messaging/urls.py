"""Addresses of messaging."""

from django.urls import URLPattern, include, path

app_name = "messaging"

public_patterns: list[URLPattern] = []
desk_patterns: list[URLPattern] = []

urlpatterns = [*public_patterns, path("desk/", include(desk_patterns))]
