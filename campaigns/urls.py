"""Addresses of campaigns: the short link, and the desk's pages that change them."""

from django.urls import include, path

from campaigns import content_urls, figure_urls, home_urls
from campaigns.views import desk, landing, printing
from campaigns.views.follow import follow_link
from campaigns.views.unsubscribe import unsubscribe

app_name = "campaigns"

public_patterns = [
    path("t/<str:code>/", follow_link),
    path("t/<str:code>", follow_link, name="follow"),
    path("utskick/<str:token>/", unsubscribe, name="unsubscribe"),
]
desk_patterns = [
    path("kampanjer/ny/", desk.campaign_new, name="campaign_new"),
    path("kampanjer/<int:pk>/andra/", desk.campaign_edit, name="campaign_edit"),
    path("kampanjer/<int:pk>/ny-aktivitet/", desk.activity_new, name="activity_new"),
    path(
        "kampanjer/aktivitet/<int:pk>/andra/", desk.activity_edit, name="activity_edit"
    ),
    path("kampanjer/<int:pk>/text/", landing.campaign_landing, name="campaign_text"),
    path(
        "kampanjer/aktivitet/<int:pk>/text/",
        landing.activity_landing,
        name="activity_text",
    ),
    path("kampanjer/aktivitet/<int:pk>/qr.svg", printing.activity_qr, name="qr"),
    path(
        "kampanjer/aktivitet/<int:pk>/qr-<int:width>-cm.png",
        printing.activity_qr_png,
        name="qr_png",
    ),
    path(
        "kampanjer/aktivitet/<int:pk>/affisch/", printing.activity_poster, name="poster"
    ),
    *figure_urls.patterns,
    *home_urls.patterns,
    *content_urls.patterns,
]

urlpatterns = [*public_patterns, path("desk/", include(desk_patterns))]
