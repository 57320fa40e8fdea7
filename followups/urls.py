"""Addresses of followups."""

from django.urls import URLPattern, include, path

app_name = "followups"

public_patterns: list[URLPattern] = []
desk_patterns: list[URLPattern] = []

urlpatterns = [*public_patterns, path("desk/", include(desk_patterns))]
