"""E-mail, by any of Django's backends; for SMTP with a hard limit of time."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.utils import formataddr, parseaddr
from functools import lru_cache
from smtplib import (
    SMTP,
    SMTPAuthenticationError,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
    SMTPServerDisconnected,
)
from socket import SHUT_RDWR
from threading import Timer
from types import TracebackType
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection
from django.core.mail.backends.smtp import EmailBackend as SmtpBackend
from django.core.validators import validate_email

from messaging.channels import MESSAGE_SECONDS
from messaging.faults import CarrierDown, Fault, NotNow, Refused
from messaging.models import Message
from messaging.sendings import Sending
from organisation.models import Municipality

SOCKET_SECONDS = 10  # for each answer of the server
CLOSING = 421  # "service not available, closing channel"
LOGIN_WANTED = (530, 534, 535)
CALENDAR_FILE = "kalender.ics"


class LimitedBackend(SmtpBackend):
    """Django's own, whose line can be cut in the middle of greeting and login, too.

    Django keeps a session only once it is logged in, smtplib only once it is greeted.
    """

    session: SMTP | None = None

    @property
    def connection_class(self) -> type[SMTP]:
        backend = self
        kind: type[SMTP] = super().connection_class

        class Session(kind):  # type: ignore[misc, valid-type]  # as set up
            def __init__(self, *args: Any, **options: Any) -> None:
                backend.session = self
                super().__init__(*args, **options)

        return Session

    def cut(self) -> None:
        """End whatever is going on; from another thread."""
        line = getattr(self.session, "sock", None)
        if line is not None:
            with suppress(OSError):  # it was closed at this very moment
                line.shutdown(SHUT_RDWR)


class EmailCarrier:
    """One connection for as many messages as it lives; reopened after a fault."""

    def __init__(self, seconds: float = MESSAGE_SECONDS) -> None:
        self.seconds = seconds
        self.backend = (
            LimitedBackend(timeout=min(SOCKET_SECONDS, seconds))
            if f"{SmtpBackend.__module__}.EmailBackend" == settings.EMAIL_BACKEND
            else get_connection()
        )

    def send(self, message: Message, municipality: Municipality) -> str:
        mail = as_mail(message, municipality)
        try:
            with self._limited():
                self._open()
                self.backend.send_messages([mail])
        except (SMTPException, OSError) as error:
            fault = fault_of(error)
            if isinstance(fault, CarrierDown):
                self._drop()
            raise fault from error
        except ValueError as error:  # a header or an address that cannot be written
            raise Refused("bad-address") from error
        return ""

    def _open(self) -> None:
        try:
            self.backend.open()
        except (SMTPException, OSError) as error:
            fault = fault_of(error)
            if isinstance(fault, CarrierDown):
                raise fault from error
            # Nothing was sent yet: what it refuses is our way of logging in.
            raise CarrierDown(f"login-refused:{type(error).__name__}") from error

    @contextmanager
    def _limited(self) -> Iterator[None]:
        """Cut the line when the server drips: its answers have no limit in sum."""
        if not isinstance(self.backend, LimitedBackend):
            yield
            return
        watch = Timer(self.seconds, self.backend.cut)
        watch.daemon = True
        watch.start()
        try:
            yield
        finally:
            watch.cancel()

    def _drop(self) -> None:
        """Forget the connection without a farewell that might hang."""
        for name in ("connection", "_partial_connection"):
            session = getattr(self.backend, name, None)
            if session is not None:
                session.close()
                setattr(self.backend, name, None)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            with self._limited():
                self.backend.close()
        except (SMTPException, OSError):
            self._drop()


def as_mail(message: Message, municipality: Municipality) -> EmailMessage:
    """The e-mail, the same however often it is made of the same row.

    Raises:
        Refused: the recipient is not one e-mail address.
    """
    try:
        validate_email(message.recipient)
    except ValidationError as error:
        raise Refused("bad-address") from error
    address = _address_in(settings.DEFAULT_FROM_EMAIL)
    mail = EmailMultiAlternatives(
        subject=message.heading,
        body=message.body,
        from_email=formataddr((municipality.name, address)),
        to=[message.recipient],
        reply_to=[municipality.email],
        headers={
            "Message-ID": f"<{Sending.of(message)}@{address.rpartition('@')[2]}>",
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
            "Content-Language": message.language,
            **_way_out(message),
        },
    )
    if message.calendar:
        _invite(mail, message.calendar)
    for each in message.attachments:
        mail.attach(each.name, each.content, each.kind)
    return mail


def _way_out(message: Message) -> dict[str, str]:
    """What lets a mail program offer “unsubscribe”: one press, as RFC 8058 has it."""
    if not message.unsubscribe_url:
        return {}
    return {
        "List-Unsubscribe": f"<{message.unsubscribe_url}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def _invite(mail: EmailMultiAlternatives, calendar: str) -> None:
    """Once for programs that ask “will you come?”, once as a file for all others.

    Source: RFC 6047, section 2.4; the method stands there as it does in the text.
    """
    method = next(
        (
            line.removeprefix("METHOD:")
            for line in calendar.splitlines()
            if line.startswith("METHOD:")
        ),
        "PUBLISH",
    )
    mail.attach_alternative(calendar, f"text/calendar; method={method}")
    mail.attach(CALENDAR_FILE, calendar.encode(), "application/ics")


@lru_cache
def _address_in(sender: str) -> str:
    return parseaddr(sender)[1]


def fault_of(error: SMTPException | OSError) -> Fault:
    """Which kind of fault an SMTP session ended in; never with the server's words."""
    if isinstance(error, SMTPRecipientsRefused):
        return _by_code(next(iter(error.recipients.values()))[0])
    if isinstance(error, SMTPAuthenticationError):
        return CarrierDown(f"login-refused:{error.smtp_code}")
    if isinstance(error, SMTPSenderRefused):
        return CarrierDown(f"sender-refused:{error.smtp_code}")
    if isinstance(error, SMTPResponseException):
        return _by_code(error.smtp_code)
    if isinstance(error, SMTPServerDisconnected):
        return CarrierDown("interrupted")
    if isinstance(error, SMTPException):
        return Refused(f"refused:{type(error).__name__}")
    if isinstance(error, TimeoutError):
        return CarrierDown("timed-out")
    return CarrierDown(f"unreachable:{type(error).__name__}")


def _by_code(code: int) -> Fault:
    if code in LOGIN_WANTED:
        return CarrierDown(f"login-refused:{code}")
    if code == CLOSING or not 400 <= code < 600:
        return CarrierDown(f"unreachable:{code}")
    if code < 500:
        return NotNow(f"later:{code}")
    return Refused(f"refused:{code}")
