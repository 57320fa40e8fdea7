"""Who fetches a link only to show what it leads to, to list it, or to test it.

Known by what they say of themselves, never by where they come from: no address of a
visitor is looked at. A scanner that poses as a browser is counted as one.
"""

import re
from typing import Final

from django.http import HttpRequest

# Crawlers and libraries; previews of Meta (WhatsApp, Signal and Apple's Messages, which
# borrow names of theirs), Slack, Teams and Skype, Discord, Telegram, Microsoft Office;
# those who open every link in a mail before its reader does. CUBOT makes telephones.
ROBOTS: Final = re.compile(
    r"(?<!cu)bot(?:\b|/)|crawl|spider|slurp|preview|headless|lighthouse|embedly"
    r"|facebookexternal|facebookcatalog|facebot|meta-external|meta-webindexer"
    r"|whatsapp|telegram|skypeuri|slack|discord|mastodon|viber/"
    r"|microsoft office|ms-office|msoffice|safelinks|outlook-ios-preview"
    r"|proofpoint|barracuda|mimecast|fireeye|trendmicro|symantec|messagelabs|sophos"
    r"|forcepoint|urlscan|linkscan|link ?check|virustotal|validator"
    r"|curl|wget|python|aiohttp|httpx|go-http|java/|libwww|\bperl|\bruby|php/"
    r"|node-fetch|axios|undici|postman|monitoring|uptime|pingdom",
    re.IGNORECASE,
)
# A browser that fetches ahead of a press says so in one of these.
AHEAD: Final = ("HTTP_SEC_PURPOSE", "HTTP_PURPOSE", "HTTP_X_PURPOSE", "HTTP_X_MOZ")
PAGE: Final = ("", "document")  # Sec-Fetch-Dest, where a browser sends it


def is_person(request: HttpRequest) -> bool:
    """Tell whether somebody opens the page, as far as the request says."""
    if request.method != "GET":
        return False
    ahead = "".join(request.META.get(name, "") for name in AHEAD).lower()
    if "prefetch" in ahead or "preview" in ahead or "prerender" in ahead:
        return False
    if request.headers.get("sec-fetch-dest", "") not in PAGE:
        return False
    return not is_robot(request)


def is_robot(request: HttpRequest) -> bool:
    """Tell whether the request itself says that no person makes it."""
    return ROBOTS.search(request.headers.get("user-agent", "")) is not None
