"""Addresses of what came of the plan: campaigns and activities with their results."""

from django.urls import include, path

from planning.views import campaigns

app_name = "planning"

desk_patterns = [
    path("kampanjer/", campaigns.campaign_list, name="list"),
    path("kampanjer/<int:pk>/", campaigns.campaign, name="campaign"),
    path("kampanjer/aktivitet/<int:pk>/", campaigns.activity, name="activity"),
]

urlpatterns = [path("desk/", include(desk_patterns))]
