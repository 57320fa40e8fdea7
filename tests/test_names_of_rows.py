"""Every row names itself, for logs and the shell."""

from datetime import date, datetime, time
from uuid import UUID

import pytest
from django.apps import apps
from django.utils import translation

from audit.models import Entry
from campaigns.models import (
    Activity,
    ActivityPause,
    Ambassador,
    Appearance,
    Campaign,
    CampaignTask,
    Channel,
    Consent,
    Content,
    ContentUse,
    CountedStep,
    DailyCounts,
    Letter,
    LetterCopy,
    PendingImport,
    Person,
    ReachFigure,
    Routine,
)
from exports.models import Export
from followups.models import (
    Appointment,
    CalendarFeed,
    Engagement,
    FollowUpTask,
    InformationMeeting,
    MeetingSeat,
    Promise,
    PromisePolicy,
    ReminderRule,
    Slot,
    SlotHorizon,
)
from inquiries.models import (
    CallAttempt,
    ContactDetails,
    Event,
    FamilyAct,
    FamilyCode,
    FamilyLink,
    Handover,
    Inquiry,
    LinkRequest,
    Note,
    NumberSeries,
)
from messaging.models import (
    DailyRun,
    DispatcherRun,
    FailingStep,
    Message,
    NoticeChoice,
    OwnQuietHours,
    PushDevice,
)
from organisation.models import (
    Absence,
    Capacity,
    LieLow,
    Membership,
    Municipality,
    OpeningWindow,
    RotaVersion,
    Shift,
    ShiftChange,
    SpecialDay,
    StaffMember,
)
from planning.models import YearEntry
from reports.models import (
    Annotation,
    CarePrices,
    Cooperation,
    CooperationMember,
    EarlierMonth,
    Invitation,
    Lede,
    NeedFigure,
    Posting,
    Recipient,
    RollUp,
    Snapshot,
    StaleMark,
)
from tests.test_architecture import OURS

EKEBACKA = Municipality(name="Ekebacka")
MARIA = StaffMember(display_name="Maria Lind", email="maria@example.se")
ALI = StaffMember(display_name="Ali Haddad", email="ali@example.se")
STAND = Activity(name="Torgdagen")
FILM = Content(title="Filmen")
PER = Appearance(content=FILM, person=Person(name="Per Lind"))
DAY = date(2026, 3, 11)
AT = datetime(2026, 3, 11, 12)  # noqa: DTZ001 -- a row prints what it holds
RING = Cooperation(name="Ringen")
MORNING = OpeningWindow(weekday=0, opens=time(8), closes=time(16, 30))
OPEN_HOUSE = InformationMeeting(title="Öppet hus", starts_at=AT)
NAMED = [
    (EKEBACKA, "Ekebacka"),
    (MARIA, "Maria Lind"),
    (
        Membership(staff=MARIA, municipality=EKEBACKA, role="recruiter"),
        "Maria Lind · recruiter · Ekebacka",
    ),
    (
        MORNING,
        "Monday 08.00–16.30",
    ),
    (Shift(staff=MARIA, window=MORNING), "Maria Lind Monday 08.00–16.30"),
    (
        ShiftChange(staff=MARIA, window=MORNING, day=DAY, is_on=False),
        "2026-03-11 Maria Lind: False",
    ),
    (
        Absence(staff=MARIA, first_day=DAY, last_day=DAY),
        "Maria Lind 2026-03-11–2026-03-11",
    ),
    (Capacity(staff=MARIA, calls_per_week=12), "Maria Lind: 12, None"),
    (RotaVersion(municipality=EKEBACKA, version=3), "Ekebacka: 3"),
    (SpecialDay(day=DAY, name="Planeringsdag"), "2026-03-11 Planeringsdag"),
    (
        Entry(at=AT, action="read", subject_type="inquiries.inquiry"),
        "2026-03-11 12:00 read inquiries.inquiry",
    ),
    (
        Message(
            kind="receipt", step="received", recipient_key="family", status="queued"
        ),
        "receipt received → family (queued)",
    ),
    (DispatcherRun(name="one", finished_at=AT), "one: 2026-03-11 12:00:00"),
    (FailingStep(path="a.step", since=AT), "a.step: 2026-03-11 12:00:00"),
    (
        DailyRun(municipality=EKEBACKA, step="digest", day=DAY),
        "Ekebacka digest 2026-03-11",
    ),
    (NoticeChoice(staff=MARIA, topic="new", reach="email"), "Maria Lind: new email"),
    (
        OwnQuietHours(staff=MARIA, begins=time(19), ends=time(7)),
        "Maria Lind: 19.00–07.00",
    ),
    (CalendarFeed(staff=MARIA), "Maria Lind"),
    (PushDevice(name="Firefox, Windows"), "Firefox, Windows"),
    (Channel(name="Facebook"), "Facebook"),
    (Campaign(name="Hösten"), "Hösten"),
    (YearEntry(name="Nämnden", starts_on=DAY), "2026-03-11: Nämnden"),
    (STAND, "Torgdagen"),
    (DailyCounts(activity=STAND, day=DAY, visits=3), "2026-03-11: 3"),
    (
        CountedStep(key=UUID(int=7), step=1, day=DAY),
        "00000000-0000-0000-0000-000000000007: 1",
    ),
    (PendingImport(file_name="export.csv"), "export.csv"),
    (ReachFigure(starts_on=DAY, ends_on=DAY), "2026-03-11–2026-03-11"),
    (ActivityPause(activity=STAND, began_at=AT), "Torgdagen: 2026-03-11"),
    (Routine(municipality=EKEBACKA), "Ekebacka: 60, 7"),
    (Ambassador(name="Anna och Per"), "Anna och Per"),
    (Letter(subject="Sommarbrev"), "Sommarbrev"),
    (
        LetterCopy(letter=Letter(subject="Sommarbrev"), ambassador_id=7),
        "Sommarbrev → 7",
    ),
    (FILM, "Filmen"),
    (Person(pk=7), "(7)"),
    (PER, "Filmen: Per Lind"),
    (ContentUse(content=FILM, place="web", starts_on=DAY), "Filmen: web 2026-03-11"),
    (
        Consent(appearance=PER, place="web", given_on=DAY),
        "Filmen: Per Lind: web 2026-03-11",
    ),
    (CampaignTask(kind="thank", due_on=DAY), "thank 2026-03-11"),
    (LieLow(began_at=AT, working_days=5), "2026-03-11: 5"),
    (
        PromisePolicy(municipality=EKEBACKA, wish="soon"),
        "Ekebacka: As soon as possible",
    ),
    (Promise(outcome="open", due_at=AT), "open, due 2026-03-11 12:00"),
    (Slot(staff=MARIA, starts_at=AT), "Maria Lind 2026-03-11 12:00"),
    (SlotHorizon(municipality=EKEBACKA, until=DAY), "Ekebacka 2026-03-11"),
    (Appointment(kind="home_visit", starts_at=AT), "home visit 2026-03-11 12:00"),
    (Engagement(staff=MARIA, starts_at=AT), "Maria Lind 2026-03-11 12:00"),
    (FollowUpTask(kind="call", due_at=AT), "call 2026-03-11 12:00"),
    (OPEN_HOUSE, "Öppet hus 2026-03-11 12:00"),
    (
        MeetingSeat(meeting=OPEN_HOUSE, status="waiting"),
        "Öppet hus 2026-03-11 12:00: waiting",
    ),
    (ReminderRule(municipality=EKEBACKA, step="owner+0"), "Ekebacka: owner+0"),
    (NumberSeries(year=2026, last=7), "2026-0007"),
    (Inquiry(year=2026, serial=412), "2026-0412"),
    (ContactDetails(name="Anna Holm"), "Anna Holm"),
    (Event(kind="received", at=AT), "received 2026-03-11 12:00"),
    (CallAttempt(outcome="no_answer", at=AT), "no_answer 2026-03-11 12:00"),
    (FamilyLink(made_at=AT), "2026-03-11 12:00"),
    (FamilyAct(at=AT), "2026-03-11 12:00"),
    (FamilyCode(channel="sms", asked_at=AT), "sms 2026-03-11 12:00"),
    (LinkRequest(asked_at=AT), "2026-03-11 12:00"),
    (Handover(asked_by=MARIA, receiver=ALI), "Maria Lind → Ali Haddad"),
    (Note(written_at=AT, text="Hemligt."), "2026-03-11 12:00"),
    (Snapshot(month=date(2026, 3, 1), version=2), "2026-03 (2)"),
    (Lede(month=date(2026, 3, 1), version=0), "2026-03 (0)"),
    (Annotation(day=DAY, text="Radio"), "2026-03-11: Radio"),
    (Recipient(pk=7, email="bo@example.se"), "(7)"),
    (Posting(municipality=EKEBACKA), "Ekebacka: False"),
    (NeedFigure(month=date(2026, 3, 1), places=2, waiting=5), "2026-03: 2, 5"),
    (CarePrices(month=date(2026, 3, 1), own=1850, bought=3000), "2026-03: 1850, 3000"),
    (RING, "Ringen"),
    (CooperationMember(cooperation=RING, municipality=EKEBACKA), "Ringen: Ekebacka"),
    (Invitation(cooperation=RING, made_at=AT), "Ringen: 2026-03-11 12:00"),
    (EarlierMonth(month=date(2026, 3, 1)), "2026-03"),
    (RollUp(month=date(2026, 3, 1)), "2026-03"),
    (StaleMark(municipality_id=3, inquiry_id=7), "3: 7"),
    (Export(title="Mars 2026, PDF"), "Mars 2026, PDF"),
]


@pytest.mark.parametrize(
    ("row", "name"), NAMED, ids=[type(row).__name__ for row, _ in NAMED]
)
def test_every_row_names_itself(row, name):
    with translation.override("en"):
        assert str(row).lower() == name.lower()


def test_no_kind_of_row_is_forgotten_here():
    kinds = {each for app in OURS for each in apps.get_app_config(app).get_models()}
    assert kinds == {type(row) for row, _ in NAMED}
