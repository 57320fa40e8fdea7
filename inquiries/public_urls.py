"""Addresses for families. Each has a twin under /en/."""

from django.urls import path

from inquiries.views import pages
from inquiries.views.campaign_landing import campaign_landing
from inquiries.views.express import express
from inquiries.views.family.contact import family_code, family_contact
from inquiries.views.family.leaving import (
    family_close,
    family_pause,
    family_resume,
    family_withdraw,
)
from inquiries.views.family.lost import lost_link
from inquiries.views.family.pages import family
from inquiries.views.family.times import family_cancel, family_meeting, family_time
from inquiries.views.interest import (
    interest_assignments,
    interest_contact,
    interest_time,
)
from inquiries.views.receipt import receipt

FAMILY = "f/<str:token>/"  # short, for it stands in an SMS

public_patterns = [
    path("", pages.landing, name="landing"),
    path("valkommen/", campaign_landing, name="campaign_landing"),
    path("intresse/", interest_assignments, name="interest_assignments"),
    path("intresse/kontakt/", interest_contact, name="interest_contact"),
    path("intresse/tid/", interest_time, name="interest_time"),
    path("ring-mig/", express, name="express"),
    path("tack/<str:token>/", receipt, name="receipt"),
    path(FAMILY, family, name="family"),
    path(f"{FAMILY}tid/", family_time, name="family_time"),
    path(f"{FAMILY}avboka/", family_cancel, name="family_cancel"),
    path(f"{FAMILY}traff/", family_meeting, name="family_meeting"),
    path(f"{FAMILY}vanta/", family_pause, name="family_pause"),
    path(f"{FAMILY}fortsatt/", family_resume, name="family_resume"),
    path(f"{FAMILY}avsluta/", family_withdraw, name="family_withdraw"),
    path(f"{FAMILY}uppgifter/", family_contact, name="family_contact"),
    path(f"{FAMILY}kod/", family_code, name="family_code"),
    path(f"{FAMILY}stang/", family_close, name="family_close"),
    path("min-sida/", lost_link, name="lost_link"),
    path("personuppgifter/", pages.privacy_notice, name="privacy_notice"),
    path("tillganglighet/", pages.accessibility, name="accessibility"),
]
