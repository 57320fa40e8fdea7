"""What led a family here, in three rows that are never merged into one."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from inquiries.models import Inquiry, Source


@dataclass(frozen=True)
class Row:
    """A line of the inquiry's facts. `text` is "" where nobody knows."""

    label: str
    text: str


def origin_rows(inquiry: Inquiry) -> list[Row]:
    """What we tracked, what the family told, what prompted it; and the address's own.

    Needs: activity with its channel, told_channel and prompted_channel.
    """
    rows = [
        Row(_("Came by"), _tracked(inquiry)),
        Row(_("Heard of us by"), _name_of(inquiry.told_channel)),
        Row(
            _("Got in touch now because"),
            inquiry.get_prompted_by_display() or _name_of(inquiry.prompted_channel),
        ),
    ]
    if inquiry.utm:
        told = (f"{name}: {text}" for name, text in inquiry.utm.items())
        rows.append(Row(_("The link’s UTM"), " · ".join(told)))
    return rows


def _tracked(inquiry: Inquiry) -> str:
    if inquiry.activity is not None:
        return f"{inquiry.activity.channel}, {inquiry.activity}"
    if inquiry.tracked_kind:
        kind = {"kind": inquiry.get_tracked_kind_display()}
        if inquiry.source == Source.FORM:
            return _("%(kind)s, as the link says") % kind
        return _("%(kind)s, where they got in touch") % kind
    if inquiry.unknown_code:
        return _("a link with the unknown code “%(code)s”") % {
            "code": inquiry.unknown_code
        }
    return ""


def _name_of(channel: object) -> str:
    return "" if channel is None else str(channel)
