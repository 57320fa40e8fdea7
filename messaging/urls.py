"""Addresses of messaging."""

from django.urls import URLPattern, include, path

from messaging import notice_pages, views

app_name = "messaging"

public_patterns: list[URLPattern] = []
desk_patterns: list[URLPattern] = [
    path("profil/notiser/", notice_pages.notices, name="notices"),
    path("profil/notiser/enhet/", notice_pages.device_add, name="device_add"),
    path(
        "profil/notiser/enhet/<int:pk>/ta-bort/",
        notice_pages.device_remove,
        name="device_remove",
    ),
    path("utkorg/", views.outbox_page, name="outbox"),
    path("utkorg/ska-stamma/", views.invariants_page, name="invariants"),
    path("utkorg/<uuid:pk>/", views.message_page, name="message"),
    path("utkorg/<uuid:pk>/skicka-igen/", views.message_resend, name="resend"),
    path("utkorg/<uuid:pk>/slapp/", views.message_let_go, name="let-go"),
]

urlpatterns = [*public_patterns, path("desk/", include(desk_patterns))]
