"""Addresses of reports."""

from django.urls import URLPattern, URLResolver, include, path

from reports.views import (
    annotations,
    care_prices,
    cooperation,
    correction,
    joint,
    lede,
    month,
    months,
    need,
    recipients,
    unsubscribe,
)

app_name = "reports"

public_patterns: list[URLPattern] = [
    path("rapport-utskick/<str:token>/", unsubscribe.unsubscribe, name="unsubscribe"),
]
month_patterns: list[URLPattern] = [
    path("", month.month_page, name="month"),
    path("manader/", months.months, name="months"),
    path("siffror.csv", month.month_csv, name="csv"),
    path("fil/", month.month_export, name="export"),
    path("inledning/", lede.lede, name="lede"),
    path("inledning/programmets/", lede.lede_reset, name="lede_reset"),
    path("behov/", need.need, name="need"),
    path("dygnspris/", care_prices.care_prices, name="care_prices"),
    path("dygnspris/avsluta/", care_prices.care_prices_end, name="care_prices_end"),
    path("ratta/", correction.correct, name="correct"),
    path("skicka/", recipients.send, name="send"),
]
joint_patterns: list[URLPattern] = [
    path("", joint.joint_page, name="joint"),
    path("siffror.csv", joint.joint_csv, name="joint_csv"),
    path("fil/", joint.joint_export, name="joint_export"),
]
cooperation_patterns: list[URLPattern] = [
    path("", cooperation.cooperations, name="cooperations"),
    path("ga-med/", cooperation.join, name="cooperation_join"),
    path("ga-med/ja/", cooperation.join_now, name="cooperation_join_now"),
    path("<int:pk>/", cooperation.cooperation, name="cooperation"),
    path("<int:pk>/bjud-in/", cooperation.invite, name="cooperation_invite"),
    path(
        "<int:pk>/inbjudan/<int:number>/ta-tillbaka/",
        cooperation.take_back,
        name="invitation_take_back",
    ),
    path("<int:pk>/lamna/", cooperation.leave, name="cooperation_leave"),
]
desk_patterns: list[URLPattern | URLResolver] = [
    path("rapport/", month.latest, name="latest"),
    path("rapport/<int:year>/<int:month>/", include(month_patterns)),
    path("rapport/gemensam/<int:pk>/<int:year>/<int:month>/", include(joint_patterns)),
    path("rapport/samarbete/", include(cooperation_patterns)),
    path("rapport/anteckningar/", annotations.annotations, name="annotations"),
    path("rapport/anteckningar/<int:pk>/", annotations.annotation, name="annotation"),
    path(
        "rapport/anteckningar/<int:pk>/ta-bort/",
        annotations.annotation_remove,
        name="annotation_remove",
    ),
    path("rapport/mottagare/", recipients.recipients, name="recipients"),
    path("rapport/mottagare/satt/", recipients.posting, name="posting"),
    path("rapport/mottagare/<int:pk>/", recipients.recipient, name="recipient"),
    path(
        "rapport/mottagare/<int:pk>/ta-bort/",
        recipients.recipient_remove,
        name="recipient_remove",
    ),
]

urlpatterns = [*public_patterns, path("desk/", include(desk_patterns))]
