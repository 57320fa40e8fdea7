"""Addresses of interest registrations: public pages, and the desk's pages."""

from inquiries.desk_urls import desk_patterns
from inquiries.public_urls import public_patterns

app_name = "inquiries"

__all__ = ["desk_patterns", "public_patterns"]
