"""Addresses of the frame (colours, photographs) and of the settings."""

from django.urls import include, path, re_path

from organisation.photos import MARK_NAME, NAME
from organisation.views import (
    absences,
    days,
    frame,
    hours,
    municipality,
    profile,
    rota,
    rota_beside,
    staff,
)

app_name = "organisation"

desk_patterns = [
    path("kommun/", municipality.switch, name="switch_municipality"),
    path("profil/", profile.edit, name="profile"),
    path("installningar/", municipality.overview, name="settings"),
    path("installningar/kommun/", municipality.edit, name="municipality"),
    path("installningar/kommun/marke/", municipality.mark, name="mark"),
    path("installningar/oppettider/", hours.overview, name="hours"),
    path("installningar/oppettider/ny/", hours.add, name="hours_add"),
    path(
        "installningar/oppettider/<int:pk>/ta-bort/", hours.remove, name="hours_remove"
    ),
    path("installningar/roda-dagar/", days.this_year, name="days"),
    path("installningar/roda-dagar/<int:year>/", days.year, name="days_of_year"),
    path("installningar/roda-dagar/<int:year>/ny/", days.add, name="day_add"),
    path("installningar/roda-dagar/<int:year>/forslag/", days.propose, name="red_days"),
    path("installningar/roda-dagar/dag/<int:pk>/", days.edit, name="day"),
    path(
        "installningar/roda-dagar/dag/<int:pk>/ta-bort/", days.remove, name="day_remove"
    ),
    path("installningar/bemanning/", rota.week, name="rota"),
    path("installningar/bemanning/dagar/", rota.days, name="rota_days"),
    path("installningar/bemanning/tid/<int:pk>/", rota.day, name="rota_day"),
    path("installningar/bemanning/franvaro/", absences.overview, name="absences"),
    path("installningar/bemanning/franvaro/ny/", absences.add, name="absence_add"),
    path(
        "installningar/bemanning/franvaro/<int:pk>/",
        absences.edit,
        name="absence",
    ),
    path(
        "installningar/bemanning/franvaro/<int:pk>/ta-bort/",
        absences.remove,
        name="absence_remove",
    ),
    path("installningar/bemanning/kapacitet/", rota_beside.capacity, name="capacity"),
    path("installningar/bemanning/historik/", rota_beside.history, name="rota_history"),
    path("installningar/personal/", staff.overview, name="staff"),
    path("installningar/personal/ny/", staff.invite, name="staff_invite"),
    path("installningar/personal/<int:pk>/", staff.edit, name="staff_member"),
    path("installningar/personal/<int:pk>/foto/", staff.photo, name="staff_photo"),
    path("installningar/personal/<int:pk>/roller/", staff.roles, name="staff_roles"),
    path(
        "installningar/personal/<int:pk>/adress/", staff.address, name="staff_address"
    ),
    path("installningar/personal/<int:pk>/konto/", staff.account, name="staff_account"),
]

urlpatterns = [
    path("tema/<int:pk>-<int:version>.css", frame.theme, name="theme"),
    re_path(rf"^bilder/staff/(?P<name>{NAME})$", frame.photo, name="photo"),
    re_path(
        rf"^bilder/marks/(?P<name>{MARK_NAME})$", frame.shown_mark, name="shown_mark"
    ),
    path("desk/", include(desk_patterns)),
]
