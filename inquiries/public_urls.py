"""Public addresses."""

from django.urls import URLPattern

public_patterns: list[URLPattern] = []
