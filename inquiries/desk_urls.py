"""The desk's addresses, all under desk/."""

from django.urls import path

from inquiries.views import (
    booking,
    calls,
    changes,
    entry,
    handovers,
    inquiry_list,
    meetings,
    record,
    rest,
    today,
    verdicts,
)
from inquiries.views.campaign_landing import landing_preview
from inquiries.views.family.desk import family_links

# Each change has an address of its own, and a name in `changes.CHANGES`.
ONE = "anmalningar/<int:pk>/"
# Below the inquiries, so that the menu shows where one is.
MEETINGS = "anmalningar/traffar/"
MEETING = f"{MEETINGS}<int:pk>/"
SEAT = f"{MEETINGS}plats/<int:pk>/"
CHANGES = {
    "move": "flytta",
    "plan": "planera",
    "owner": "ansvarig",
    "contact": "kontakt",
    "facts": "uppgifter",
    "note": "anteckning",
}

desk_patterns = [
    path("", today.today, name="today"),
    path("kort/<int:pk>/", calls.card, name="card"),
    path("kort/<int:pk>/samtal/", calls.log, name="log"),
    path("kort/<int:pk>/utkast/", calls.draft, name="draft"),
    path("kort/<int:pk>/vack/", rest.wake_now, name="wake"),
    path("overlamning/<int:pk>/", handovers.answer, name="handover"),
    path("angra/<int:pk>/", calls.take_back, name="undo"),
    path("kampanjer/text/visa/", landing_preview, name="landing_preview"),
    path("anmalningar/", inquiry_list.inquiry_list, name="list"),
    path("anmalningar/ny/", entry.new, name="new"),
    path(MEETINGS, meetings.meeting_list, name="meetings"),
    path(f"{MEETINGS}ny/", meetings.meeting_new, name="meeting_new"),
    path(MEETING, meetings.meeting_page, name="meeting"),
    path(f"{MEETING}andra/", meetings.meeting_edit, name="meeting_edit"),
    path(f"{MEETING}stall-in/", meetings.meeting_cancel, name="meeting_cancel"),
    path(f"{MEETING}lista/", meetings.meeting_print, name="meeting_print"),
    path(f"{SEAT}narvaro/", meetings.meeting_attendance, name="meeting_attendance"),
    path(f"{SEAT}lamna/", meetings.meeting_leave, name="meeting_leave"),
    path(f"{ONE}traff/", meetings.meeting_invite, name="meeting_invite"),
    path(ONE, record.record_page, name="record"),
    path(f"{ONE}granska/", verdicts.review, name="review"),
    path(f"{ONE}lankar/", family_links, name="family_links"),
    path(f"{ONE}besok/", booking.book, {"kind": "home_visit"}, name="visit"),
    path(
        f"{ONE}besok/avboka/",
        booking.cancel,
        {"kind": "home_visit"},
        name="visit_cancel",
    ),
    path(f"{ONE}samtalstid/", booking.book, {"kind": "call"}, name="call_time"),
    path(
        f"{ONE}samtalstid/avboka/",
        booking.cancel,
        {"kind": "call"},
        name="call_time_cancel",
    ),
    path(f"{ONE}radera/", verdicts.erase, name="erase"),
    *(
        path(f"{ONE}{address}/", changes.change, {"name": name}, name=name)
        for name, address in CHANGES.items()
    ),
]
