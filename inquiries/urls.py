"""Addresses of interest registrations: the public pages and the desk's."""

from django.urls import include, path

from inquiries.desk_urls import desk_patterns
from inquiries.public_urls import public_patterns

app_name = "inquiries"

urlpatterns = [*public_patterns, path("desk/", include(desk_patterns))]
