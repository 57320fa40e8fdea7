"""Addresses of the settings about promises and reminders."""

from django.urls import include, path

from followups import feed_pages, views

app_name = "followups"

desk_patterns = [
    path("profil/kalender/", feed_pages.feed_page, name="feed"),
    path("installningar/loften/", views.policies, name="policies"),
    path("installningar/loften/<int:pk>/", views.policy, name="policy"),
    path("installningar/paminnelser/", views.reminders, name="reminders"),
    path("installningar/paminnelser/ny/", views.reminder_add, name="reminder_add"),
    path(
        "installningar/paminnelser/<int:pk>/ta-bort/",
        views.reminder_remove,
        name="reminder_remove",
    ),
]

urlpatterns = [path("desk/", include(desk_patterns))]
