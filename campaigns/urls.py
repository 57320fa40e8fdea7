"""Addresses of campaigns: the short link, and the desk's pages that change them."""

from django.urls import include, path

from campaigns.views import desk
from campaigns.views.follow import follow

app_name = "campaigns"

public_patterns = [
    path("t/<str:code>/", follow),
    path("t/<str:code>", follow, name="follow"),
]
desk_patterns = [
    path("kampanjer/ny/", desk.campaign_new, name="campaign_new"),
    path("kampanjer/<int:pk>/andra/", desk.campaign_edit, name="campaign_edit"),
    path("kampanjer/<int:pk>/ny-aktivitet/", desk.activity_new, name="activity_new"),
    path(
        "kampanjer/aktivitet/<int:pk>/andra/", desk.activity_edit, name="activity_edit"
    ),
    path("kampanjer/aktivitet/<int:pk>/qr.svg", desk.activity_qr, name="qr"),
]

urlpatterns = [*public_patterns, path("desk/", include(desk_patterns))]
