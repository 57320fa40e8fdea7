"""What is sent because of a family's own page: links, codes, notices to the desk.

As neutral as every message: see inquiries/messages.py. Link and code are written into
a text only as it leaves; until then a mark stands in their place.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from followups.assignment import callers, here
from inquiries.family_links import MARK
from inquiries.messages import SUBJECT, Letter, to_family, words_of
from inquiries.models import Doing, Event, FamilyCode, Inquiry
from messaging.models import Channel, Topic
from messaging.notices import Notice, drafts_for
from messaging.services import Draft

CODE_MARK: Final = "{family-code}"
LINK_KIND: Final = "link"
CODE_KIND: Final = "code"
DOING_KIND: Final = "family"


def of_link(
    inquiry: Inquiry, *, step: str, channel: Channel | None = None
) -> list[Draft]:
    """A new link, by one channel or by all that there are."""
    with translation.override(inquiry.page_language):
        words = words_of(inquiry) | {"link": MARK}
        letter = Letter(
            heading=_("Your link"),
            mail=_(
                "%(hello)s\n\n"
                "Here is a new link to your own page:\n%(link)s\n\n"
                "If you have not asked for it, you need do nothing.\n\n"
                "Kind regards,\n%(municipality)s"
            )
            % words,
            sms=_("%(municipality)s: Here is your link: %(link)s") % words,
        )
    drafts = to_family(inquiry, letter, kind=LINK_KIND, step=step)
    return [each for each in drafts if channel in (None, each.channel)]


def of_code(inquiry: Inquiry, code: FamilyCode) -> list[Draft]:
    """A one-time code, by the channel that it was asked for."""
    with translation.override(inquiry.page_language):
        words = words_of(inquiry) | {"code": CODE_MARK}
        letter = Letter(
            heading=_("Your code"),
            mail=_(
                "%(hello)s\n\n"
                "Your code is %(code)s. It is good for 15 minutes.\n\n"
                "If you have not asked for it, you need do nothing. Give it to nobody: "
                "we never ask for it.\n\n"
                "Kind regards,\n%(municipality)s"
            )
            % words,
            sms=_(
                "%(municipality)s: Your code is %(code)s. It is good for 15 minutes. "
                "Give it to nobody."
            )
            % words,
        )
    step = f"code-{code.pk}"
    drafts = to_family(inquiry, letter, kind=CODE_KIND, step=step, has_link=False)
    return [each for each in drafts if each.channel == code.channel]


def of_doing(
    inquiry: Inquiry, doing: Doing, event: Event, *, at: datetime
) -> Iterator[Draft]:
    """Tell the owner, or everybody who calls, what a family did; never its name."""
    owner = inquiry.owner
    town = inquiry.municipality
    staff = here(town, callers(town), at) if owner is None else [owner]
    address = settings.BASE_URL + reverse("inquiries:record", args=[inquiry.pk])
    for each in staff:
        with translation.override(each.desk_language):
            heading = f"{inquiry.number}: {doing.label}"
            body = _("See %(number)s:") % {"number": inquiry.number}
            notice = Notice(
                topic=Topic.NEW,
                kind=DOING_KIND,
                subject_type=SUBJECT,
                subject_id=inquiry.pk,
                step=f"family-{event.pk}",
                heading=heading,
                body=f"{doing.label}. {body}\n\n{address}",
                short=str(doing.label),
                inquiry_id=inquiry.pk,
            )
        yield from drafts_for(inquiry.municipality, each, notice, at=at)
