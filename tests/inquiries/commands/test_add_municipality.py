from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from campaigns.models import Channel
from followups import promise
from followups.models import PromisePolicy, ReminderRule, Wish
from organisation.models import Membership, Municipality, StaffMember
from organisation.settings_cache import office_calendar
from tests.make import NOON

pytestmark = pytest.mark.django_db

ANSWERS = {
    "name": "Sjöliden",
    "phone": "031-390 06 20",
    "email": "familj@sjoliden.example.se",
    "sms_sender": "Sjoliden",
    "admin_name": "Eva Ek",
    "admin_email": "Eva@sjoliden.example.se",
}


def add(**changes):
    said = StringIO()
    call_command("add_municipality", **{**ANSWERS, **changes}, stdout=said)
    return said.getvalue()


def test_a_new_municipality_can_promise_at_once():
    add()
    sjoliden = Municipality.objects.get(name="Sjöliden")
    offers = promise.offers(sjoliden, NOON)
    assert [each.wish for each in offers] == [Wish.SOON, Wish.WRITE]
    assert PromisePolicy.objects.filter(municipality=sjoliden).count() == 5
    assert [
        (rule.percent, rule.offset_minutes, rule.recipient)
        for rule in ReminderRule.objects.filter(municipality=sjoliden)
    ] == [
        (50, None, "owner"),
        (80, None, "owner"),
        (None, 0, "substitute"),
        (None, 60, "manager"),
    ]


def test_it_begins_with_office_hours_lunch_and_red_days():
    add()
    sjoliden = Municipality.objects.get()
    assert office_calendar(sjoliden).hours_on(NOON.date()) == ((480, 720), (780, 990))
    assert sjoliden.special_days.dates("day", "year").count() == 2


def test_it_begins_with_channels_word_of_mouth_first():
    add()
    names = list(Channel.objects.values_list("name", flat=True))
    assert names[0] == "Tips från familjehem"
    assert names[-1] == "Annat"


def test_its_first_administrator_is_invited_and_must_have_a_second_factor():
    said = add()
    eva = StaffMember.objects.get(email="eva@sjoliden.example.se")
    assert eva.password_link_wanted_at is not None
    assert not eva.has_usable_password()
    assert Membership.objects.get().role == "administrator"
    assert Municipality.objects.get().second_factor_required
    assert "Sjöliden is added" in said


def test_what_is_left_out_is_asked_for(monkeypatch):
    asked = []

    def answer(question):
        asked.append(question)
        return "Granby"

    monkeypatch.setattr("builtins.input", answer)
    add(name=None)
    assert asked == ["Name of the municipality: "]
    assert Municipality.objects.get().name == "Granby"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("phone", "12"),
        ("email", "nobody"),
        ("sms_sender", "Sjöliden"),
        ("admin_email", "x"),
    ],
)
def test_a_faulty_answer_adds_nothing_and_names_the_field(field, value):
    with pytest.raises(CommandError, match=field.replace("admin_", "")):
        add(**{field: value})
    assert not Municipality.objects.exists()
    assert not StaffMember.objects.exists()


def test_a_name_that_is_taken_is_refused():
    add()
    with pytest.raises(CommandError, match="name"):
        add(admin_email="other@example.se")
