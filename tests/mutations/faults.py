"""All faults, and the tests that must fail when one of them is there."""

from collections.abc import Sequence

from tests.mutations.fault import Fault
from tests.mutations.faults_of_counting import OF_COUNTING
from tests.mutations.faults_of_freezing import OF_FREEZING
from tests.mutations.faults_of_receiving import OF_RECEIVING
from tests.mutations.faults_of_records import OF_RECORDS
from tests.mutations.faults_of_reports import OF_REPORTS
from tests.mutations.faults_of_rolling_up import OF_ROLLING_UP
from tests.mutations.faults_of_sending import OF_SENDING

FAULTS: Sequence[Fault] = (
    *OF_RECEIVING,
    *OF_SENDING,
    *OF_RECORDS,
    *OF_REPORTS,
    *OF_FREEZING,
    *OF_COUNTING,
    *OF_ROLLING_UP,
)
