"""Frozen months, what people write beside them, to whom they go, who shares them."""

from reports.models.annotation import Annotation
from reports.models.care_prices import CarePrices
from reports.models.cooperation import Cooperation, CooperationMember, Invitation
from reports.models.earlier import EarlierMonth
from reports.models.lede import LEDE_LENGTH, Lede
from reports.models.need import NeedFigure
from reports.models.recipient import Posting, Recipient
from reports.models.rollup import RollUp, StaleMark
from reports.models.snapshot import REASON_LENGTH, Snapshot

__all__ = [
    "LEDE_LENGTH",
    "REASON_LENGTH",
    "Annotation",
    "CarePrices",
    "Cooperation",
    "CooperationMember",
    "EarlierMonth",
    "Invitation",
    "Lede",
    "NeedFigure",
    "Posting",
    "Recipient",
    "RollUp",
    "Snapshot",
    "StaleMark",
]
