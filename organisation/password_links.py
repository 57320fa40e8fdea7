"""Mails with a link to choose a password: to the newly invited and the forgetful.

The wish is a moment on the person's row. The dispatcher makes the link when it sends
it, so that no link stands in the database, no request waits for the mail server, and
a name in a request's Host header never gets into a mail.
"""

import logging
from datetime import datetime, timedelta
from smtplib import SMTPRecipientsRefused
from typing import Final
from urllib.parse import urljoin

from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from organisation.models import StaffMember

MOST_PER_ROUND: Final = 3  # each may cost EMAIL_TIMEOUT when no server answers
RETRY_AFTER: Final = timedelta(minutes=1)

logger = logging.getLogger(__name__)


def send_due(moment: datetime) -> int:
    """Send what is wanted; give how many left.

    A process killed between sending and noting it sends a second copy, whose link is
    as good as the first. A mail server that does not answer is asked again later; an
    address that it refuses for good is dropped.
    """
    wanted = StaffMember.objects.active().filter(password_link_wanted_at__lte=moment)
    oldest = wanted.order_by("password_link_wanted_at").values_list("pk", flat=True)
    return sum(_send_to(pk, moment) for pk in oldest[:MOST_PER_ROUND])


def password_link(staff: StaffMember) -> str:
    """An address that opens the page once; it lasts PASSWORD_RESET_TIMEOUT seconds."""
    path = reverse(
        "account_reset_password_from_key",
        kwargs={
            "uidb36": user_pk_to_url_str(staff),
            "key": default_token_generator.make_token(staff),
        },
    )
    return urljoin(str(settings.BASE_URL), path)


@transaction.atomic
def _send_to(pk: int, moment: datetime) -> bool:
    staff = (
        StaffMember.objects.active()
        .filter(pk=pk, password_link_wanted_at__lte=moment)
        .select_for_update(skip_locked=True)
        .first()
    )
    if staff is None:  # another dispatcher was faster
        return False
    again_at, is_sent = None, False
    try:
        _send(staff)
        is_sent = True
    except SMTPRecipientsRefused:
        logger.error("The mail server refuses the address of staff %s", pk)
    except OSError:  # SMTPException is one, too
        logger.warning("No mail server took the password link of staff %s", pk)
        again_at = moment + RETRY_AFTER
    StaffMember.objects.filter(pk=pk).update(password_link_wanted_at=again_at)
    return is_sent


def _send(staff: StaffMember) -> None:
    with translation.override(staff.desk_language):
        body = render_to_string(
            "organisation/password_link.txt",
            {
                "staff": staff,
                "is_new": not staff.has_usable_password(),
                "link": password_link(staff),
                "days": settings.PASSWORD_RESET_TIMEOUT // (24 * 60 * 60),
            },
        )
        send_mail(_("Choose your password"), body, None, [staff.email])
