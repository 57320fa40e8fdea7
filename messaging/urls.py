"""Addresses of messaging."""

from django.urls import URLPattern, include, path

from messaging import views

app_name = "messaging"

public_patterns: list[URLPattern] = []
desk_patterns: list[URLPattern] = [
    path("utkorg/", views.outbox_page, name="outbox"),
    path("utkorg/<uuid:pk>/", views.message_page, name="message"),
    path("utkorg/<uuid:pk>/skicka-igen/", views.message_resend, name="resend"),
    path("utkorg/<uuid:pk>/slapp/", views.message_let_go, name="let-go"),
]

urlpatterns = [*public_patterns, path("desk/", include(desk_patterns))]
