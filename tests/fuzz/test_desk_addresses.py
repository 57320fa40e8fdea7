"""Strange bodies to every form of the desk, from somebody who may do everything."""

from functools import cache

import pytest
from django.db import transaction
from django.urls import reverse

from organisation.models import Membership, Role
from tests.fuzz.firing import COOKIE, check, fire, judge
from tests.fuzz.pages import fields_of
from tests.fuzz.strange import requests
from tests.make import client_of
from tests.sweeps.rows import RULES, arguments_for, make_rows

pytestmark = pytest.mark.django_db

PARTS = 12  # of the address table: the rows are made once for each

# Forms that stand on another page than the one that they are sent to.
FORM_STANDS_ON = {
    "organisation:hours_remove": "organisation:hours",
    "organisation:hours_add": "organisation:hours",
    "organisation:day_remove": "organisation:day",
    "organisation:day_add": "organisation:days_of_year",
    "organisation:absence_remove": "organisation:absences",
    "organisation:staff_photo": "organisation:staff_member",
    "organisation:staff_roles": "organisation:staff_member",
    "organisation:staff_address": "organisation:staff_member",
    "organisation:staff_account": "organisation:staff_member",
    "messaging:device_add": "messaging:notices",
    "messaging:device_remove": "messaging:notices",
    "messaging:resend": "messaging:message",
    "messaging:let-go": "messaging:message",
    "organisation:mark": "organisation:municipality",
    "inquiries:landing_preview": "campaigns:activity_text",
    "campaigns:reach_cost": "campaigns:reach",
    "campaigns:reach_remove": "campaigns:reach_edit",
    "campaigns:channel_move": "campaigns:channels",
    "campaigns:channel_use": "campaigns:channels",
    "campaigns:channel_remove": "campaigns:channels",
    "followups:reminder_add": "followups:reminders",
    "followups:reminder_remove": "followups:reminders",
    "campaigns:task_done": "campaigns:task",
    "campaigns:task_reopen": "campaigns:task",
    "campaigns:task_erase": "campaigns:task",
    "campaigns:ambassador_status": "campaigns:ambassador",
    "campaigns:ambassador_subscribe": "campaigns:ambassador",
    "campaigns:ambassador_erase": "campaigns:ambassador",
    "campaigns:letter_send": "campaigns:letter",
    "campaigns:letter_stop": "campaigns:letter",
    "campaigns:letter_anew": "campaigns:letter",
    "campaigns:content_remove": "campaigns:content",
    "campaigns:content_nobody": "campaigns:content",
    "campaigns:appearance_remove": "campaigns:content",
    "campaigns:use_stop": "campaigns:content",
    "campaigns:person_erase": "campaigns:person",
    "inquiries:card": "inquiries:list",
    "inquiries:log": "inquiries:today",
    "inquiries:draft": "inquiries:today",
    "inquiries:handover": "inquiries:today",
    "inquiries:undo": "inquiries:record",
    "inquiries:review": "inquiries:record",
    "inquiries:erase": "inquiries:record",
    "inquiries:move": "inquiries:record",
    "inquiries:plan": "inquiries:record",
    "inquiries:meeting_cancel": "inquiries:meeting",
    "inquiries:meeting_attendance": "inquiries:meeting",
    "inquiries:meeting_leave": "inquiries:meeting",
    "inquiries:meeting_invite": "inquiries:record",
    "inquiries:owner": "inquiries:record",
    "inquiries:contact": "inquiries:record",
    "inquiries:facts": "inquiries:record",
    "inquiries:note": "inquiries:record",
}


@pytest.fixture
def rows():
    rows = make_rows()
    for role in set(Role.values) - {Role.RECRUITER}:
        Membership.objects.create(
            municipality=rows.municipality, staff=rows.staff, role=role
        )
    return rows


def address(name, rows, question=""):
    return reverse(name, kwargs=arguments_for(name, rows)) + question


def page_of(name):
    return FORM_STANDS_ON.get(name, name)


@pytest.fixture
def fields(rows):
    """What a page asks for: those that share one lie beside each other."""

    @cache
    def fields(page):
        question = f"?oppen={rows.inquiry.pk}" if page == "inquiries:today" else ""
        with transaction.atomic():  # what reading a page writes is taken back, too
            shown = client_of(rows.staff).get(address(page, rows, question))
            transaction.set_rollback(True)
        return fields_of(shown.content.decode(errors="replace"))

    return fields


@pytest.mark.parametrize("part", range(PARTS))
def test_no_request_is_answered_with_a_fault(part, rows, fields, examples):
    """The simplest answer to each form, and one that is as strange as it comes."""
    session = client_of(rows.staff).cookies[COOKIE].value
    in_order = sorted(RULES, key=lambda name: (page_of(name), name))
    each_part = -(-len(in_order) // PARTS)
    for name in in_order[part * each_part :][:each_part]:
        path = address(name, rows)
        check(
            examples(2, part=50),
            requests(fields(page_of(name))),
            lambda sent, path=path: judge(fire(path, sent, session), path),
            name=name,
        )
