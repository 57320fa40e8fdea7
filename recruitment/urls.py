"""The address table.

Every address is Swedish and has an English twin under /en/, but those that a machine
asks.
"""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from followups.feed_pages import calendar_feed
from messaging.callbacks import sms_report
from messaging.device_change import device_changed
from messaging.notice_pages import worker
from recruitment import health

urlpatterns = [
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
    path("health/dispatch", health.dispatch, name="health_dispatch"),
    path("push-worker.js", worker, name="push_worker"),
    path("push-bytt", device_changed, name="device_changed"),
    path("kalender/<str:secret>.ics", calendar_feed, name="calendar_feed"),
    path("sms-rapport/<str:token>", sms_report, name="sms_report"),
    *i18n_patterns(
        path("", include("organisation.urls")),
        path("", include("organisation.account_urls")),
        path("", include("messaging.urls")),
        path("", include("exports.urls")),
        path("", include("campaigns.urls")),
        path("", include("followups.urls")),
        path("", include("inquiries.urls")),
        path("", include("planning.urls")),
        path("", include("reports.urls")),
        prefix_default_language=False,
    ),
]

handler400 = "recruitment.failures.bad_request"
handler403 = "recruitment.failures.forbidden"
handler404 = "recruitment.failures.not_found"
handler500 = "recruitment.failures.server_error"
