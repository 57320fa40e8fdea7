"""Addresses for families. Each has a twin under /en/."""

from django.urls import path

from inquiries.views import pages
from inquiries.views.express import express
from inquiries.views.interest import (
    interest_assignments,
    interest_contact,
    interest_time,
)
from inquiries.views.receipt import receipt

public_patterns = [
    path("", pages.landing, name="landing"),
    path("intresse/", interest_assignments, name="interest_assignments"),
    path("intresse/kontakt/", interest_contact, name="interest_contact"),
    path("intresse/tid/", interest_time, name="interest_time"),
    path("ring-mig/", express, name="express"),
    path("tack/<str:token>/", receipt, name="receipt"),
    path("personuppgifter/", pages.privacy_notice, name="privacy_notice"),
    path("tillganglighet/", pages.accessibility, name="accessibility"),
]
