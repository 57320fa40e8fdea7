"""Addresses of the sample pages; they exist in tests only."""

from types import SimpleNamespace
from typing import Any

from django.contrib.messages.constants import SUCCESS
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path
from phonenumber_field.phonenumber import PhoneNumber

from tests.design.sample_form import SampleForm

MENU = [
    ("Idag", "/desk/", True),
    ("Anmälningar", "/desk/anmalningar/", False),
    ("Kampanjer", "/desk/kampanjer/", False),
    ("Rapport", "/desk/rapport/", False),
    ("Utkorg", "/desk/utkorg/", False),
    ("Inställningar", "/desk/installningar/", False),
]


def _frame(request: HttpRequest) -> dict[str, Any]:
    wrong = "wrong" in request.GET
    return {
        "form": SampleForm({"email": "anna"}) if wrong else SampleForm(),
        "municipality": SimpleNamespace(
            name="Ekebacka kommun",
            phone=PhoneNumber.from_string("+46313900610"),
            phone_hours="vardagar 08.00–16.30",
        ),
        "other_municipalities": [SimpleNamespace(pk=2, name="Sjölidens kommun")],
        "twin_url": "/en/",
        "desk_menu": MENU,
        "user": SimpleNamespace(
            is_authenticated=True, display_name="Maria Lindqvist", single_keys=True
        ),
        "messages": [Message(SUCCESS, "Samtalet är loggat.")],
    }


def public_sample(request: HttpRequest) -> HttpResponse:
    return render(request, "design/samples/public.html", _frame(request))


def desk_sample(request: HttpRequest) -> HttpResponse:
    return render(request, "design/samples/desk.html", _frame(request))


def error_sample(request: HttpRequest, code: int) -> HttpResponse:
    return render(request, f"{code}.html")


_inquiries = [
    path("", public_sample, name="landing"),
    path("sa-hanterar-vi-dina-uppgifter/", public_sample, name="privacy_notice"),
    path("tillganglighet/", public_sample, name="accessibility"),
    path("desk/", desk_sample, name="today"),
    path("desk/anmalningar/", desk_sample, name="list"),
]
_organisation = [
    path("desk/byt-kommun/", desk_sample, name="switch_municipality"),
    path("desk/profil/", desk_sample, name="profile"),
]

urlpatterns = [
    path("", include((_inquiries, "inquiries"))),
    path("", include((_organisation, "organisation"))),
    path("logga-ut/", desk_sample, name="account_logout"),
    path("prov/publik/", public_sample),
    path("prov/desk/", desk_sample),
    path("prov/fel/<int:code>/", error_sample),
]
