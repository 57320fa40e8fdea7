"""The address table.

Every address is Swedish and has an English twin under /en/, but the one that a machine
asks.
"""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from messaging.views import healthz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    *i18n_patterns(
        path("", include("organisation.urls")),
        path("", include("organisation.account_urls")),
        path("", include("messaging.urls")),
        path("", include("campaigns.urls")),
        path("", include("followups.urls")),
        path("", include("inquiries.urls")),
        path("", include("reports.urls")),
        prefix_default_language=False,
    ),
]

handler400 = "recruitment.failures.bad_request"
handler403 = "recruitment.failures.forbidden"
handler404 = "recruitment.failures.not_found"
handler500 = "recruitment.failures.server_error"
