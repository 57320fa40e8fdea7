"""What the desk's browser tests share."""

from django.conf import settings

from tests.make import client_of


def log_in(page, live_server, staff):
    """Give the browser the session of a person who has logged in."""
    cookie = client_of(staff).cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies(
        [{"name": cookie.key, "value": cookie.value, "url": live_server.url}]
    )
