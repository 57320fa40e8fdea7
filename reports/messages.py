"""The mails with a month's report: neutral subject, lede, four numbers, links."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from messaging.filling import UNSUBSCRIBE_REPORT
from messaging.models import Channel
from messaging.quiet_hours import REPORT, REPORT_DRAFT
from messaging.services import Draft
from organisation.models import StaffMember
from organisation.months import Month
from organisation.wording import month_text, number_word
from reports.big_numbers import big_numbers
from reports.lede import lede_of
from reports.mail_keys import DRAFT_SUBJECT, STEP, SUBJECT, key_of
from reports.models import Cooperation, Recipient, Snapshot
from reports.reading import Reading
from reports.wording import moment_text


def report_draft(
    recipient: Recipient,
    snapshot: Snapshot,
    reading: Reading,
    *,
    cooperations: Iterable[Cooperation] = (),
    not_before: datetime | None = None,
) -> Draft:
    """The mail to one recipient; its unique key is recipient and snapshot.

    `cooperations` are those with whose members there is a joint report.

    The way out is written in as it leaves, and so is the PDF put to it: see
    reports.services.attaching.
    """
    with translation.override(recipient.language):
        ends = _("Would you rather not have these reports? Say so here: %(link)s")
        body = _body(reading, cooperations)
        return Draft(
            municipality_id=snapshot.municipality_id,
            kind=REPORT,
            subject_type=SUBJECT,
            subject_id=snapshot.pk,
            step=STEP,
            channel=Channel.EMAIL,
            recipient_key=key_of(recipient.pk),
            recipient=recipient.email,
            language=recipient.language,
            heading=_("Monthly report: %(month)s")
            % {"month": month_text(reading.month)},
            body=f"{body}\n\n{ends % {'link': UNSUBSCRIBE_REPORT}}",
            not_before=not_before,
        )


def manager_draft(manager: StaffMember, reading: Reading, recipients: int) -> Draft:
    """How the month looks the day before it is sent, and where to write the lede."""
    with translation.override(manager.desk_language):
        told = ngettext(
            "DRAFT. Tomorrow at 07.00 the report of %(month)s is sent to one "
            "recipient. These are the figures until %(until)s; those of the last day "
            "will be in it.",
            "DRAFT. Tomorrow at 07.00 the report of %(month)s is sent to %(number)s "
            "recipients. These are the figures until %(until)s; those of the last day "
            "will be in it.",
            recipients,
        ) % {
            "month": month_text(reading.month),
            "number": number_word(recipients),
            "until": moment_text(reading.report.at),
        }
        write = _("Write the introduction yourself: %(link)s") % {
            "link": _address("reports:lede", reading.month)
        }
        return Draft.to_staff(
            manager,
            municipality_id=reading.municipality.pk,
            kind=REPORT_DRAFT,
            subject_type=DRAFT_SUBJECT,
            subject_id=reading.municipality.pk,
            step=str(reading.month),
            heading=_("Draft of the monthly report: %(month)s")
            % {"month": month_text(reading.month)},
            body=f"{told}\n\n{write}\n\n{_body(reading)}",
        )


def _body(reading: Reading, cooperations: Iterable[Cooperation] = ()) -> str:
    parts = [
        lede_of(reading).text,
        "\n".join(_numbers(reading)),
        _("The whole report: %(link)s")
        % {"link": _address("reports:month", reading.month)},
        *(_joint(each, reading.month) for each in cooperations),
        reading.municipality.name,
    ]
    return without_marks("\n\n".join(parts))


def _numbers(reading: Reading) -> Iterator[str]:
    for number in big_numbers(reading.report):
        beside = f" ({number.beside})" if number.beside else ""
        yield f"{number.figure} {number.label}{beside}"


def _joint(cooperation: Cooperation, month: Month) -> str:
    return _("The joint report of %(name)s: %(link)s") % {
        "name": cooperation.name,
        "link": _address("reports:joint", month, cooperation.pk),
    }


def without_marks(text: str) -> str:
    """What somebody has typed is never taken for a mark: see messaging.filling."""
    return text.replace("{", "(").replace("}", ")")


def _address(name: str, month: Month, *before: int) -> str:
    path = reverse(name, args=[*before, month.year, month.number])
    return f"{settings.BASE_URL}{path}"
