"""Addresses at the desk of channels: their figures, and when we answer in them."""

from typing import Final

from django.urls import path, re_path

from campaigns.views import channels, imports, reach
from campaigns.views.answered import answered

REACH: Final = "kampanjer/aktivitet/<int:pk>/rackvidd/"
FIGURES: Final = "kampanjer/siffror/"
CHANNELS: Final = "kampanjer/kanaler/"
CHANNEL: Final = f"{CHANNELS}<int:pk>/"

patterns = [
    path(REACH, reach.reach, name="reach"),
    path(f"{REACH}kostnad/", reach.reach_cost, name="reach_cost"),
    path(f"{FIGURES}<int:pk>/", reach.reach_edit, name="reach_edit"),
    path(f"{FIGURES}<int:pk>/ta-bort/", reach.reach_remove, name="reach_remove"),
    path(f"{FIGURES}las-in/", imports.reach_import, name="reach_import"),
    path(f"{FIGURES}las-in/<uuid:pk>/", imports.reach_confirm, name="reach_confirm"),
    re_path(
        rf"^{FIGURES}mall\.(?P<kind>csv|xlsx)$",
        imports.reach_template,
        name="reach_template",
    ),
    path("kampanjer/svarstider/", answered, name="answered"),
    path(CHANNELS, channels.channel_list, name="channels"),
    path(f"{CHANNELS}ny/", channels.channel_new, name="channel_new"),
    path(CHANNEL, channels.channel_edit, name="channel_edit"),
    path(f"{CHANNEL}flytta/", channels.channel_move, name="channel_move"),
    path(f"{CHANNEL}anvand/", channels.channel_use, name="channel_use"),
    path(f"{CHANNEL}ta-bort/", channels.channel_remove, name="channel_remove"),
]
