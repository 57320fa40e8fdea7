"""axe-core looks at every page in both languages: here, or where the table says."""

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import expect

from organisation.models import Membership, Role
from tests.accessibility import LANGUAGES, PREFIXES, faults_of, faults_on
from tests.make import client_of, make_staff_member
from tests.sweeps.addresses import public_names
from tests.sweeps.rows import RULES, arguments_for, make_rows

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HERE = (
    "inquiries:visit",
    "followups:feed",
    *("campaigns:campaign_edit", "messaging:notices"),
    *("campaigns:tasks", "campaigns:task", "campaigns:task_new", "campaigns:task_edit"),
    *("campaigns:task_ask_again", "campaigns:routine"),
    *("campaigns:ambassadors", "campaigns:ambassador", "campaigns:ambassador_new"),
    *("campaigns:ambassador_edit", "campaigns:letters", "campaigns:letter"),
    *("campaigns:letter_new", "campaigns:letter_edit"),
    *("campaigns:contents", "campaigns:content", "campaigns:content_new"),
    *("campaigns:content_edit", "campaigns:appearance_new", "campaigns:consent_new"),
    *("campaigns:use_new", "campaigns:people", "campaigns:person"),
    *("campaigns:person_edit", "campaigns:person_withdraw"),
    *("campaigns:answered", "campaigns:reach", "campaigns:reach_edit"),
    *("campaigns:reach_import", "campaigns:reach_confirm"),
    *("campaigns:channels", "campaigns:channel_new", "campaigns:channel_edit"),
    *("messaging:outbox", "messaging:message", "messaging:invariants"),
    *("inquiries:meetings", "inquiries:meeting", "inquiries:meeting_new"),
    *("inquiries:meeting_edit", "inquiries:meeting_print"),
)
ELSEWHERE = {
    "tests/inquiries/public/test_in_a_browser.py": (
        "landing campaign_landing landing_preview interest_assignments "
        "interest_contact interest_time express receipt privacy_notice accessibility"
    ),
    "tests/inquiries/family/test_in_a_browser.py": (
        "family family_time family_cancel family_meeting family_pause family_resume "
        "family_withdraw family_contact family_code family_close lost_link"
    ),
    "tests/inquiries/desk/test_desk_in_browser.py": "today list record new",
    "tests/campaigns/test_in_a_browser.py": (
        "campaign_new activity_new activity_edit campaign_text activity_text poster"
    ),
    "tests/planning/test_in_a_browser.py": (
        "list results campaign activity compare capacity lie_low "
        "year year_copy entry_new entry_edit"
    ),
    "tests/reports/test_pages_in_a_browser.py": "month",
    "tests/reports/test_months_in_a_browser.py": "months",
    "tests/reports/test_writing_in_a_browser.py": (
        "lede need care_prices correct send annotations annotation recipients "
        "recipient unsubscribe"
    ),
    "tests/reports/test_cooperation_in_a_browser.py": (
        "cooperations cooperation cooperation_join cooperation_join_now "
        "cooperation_invite joint"
    ),
    "tests/exports/test_pages_in_a_browser.py": "exports export",
    "tests/campaigns/test_letters_in_a_browser.py": "unsubscribe",
    "tests/organisation/test_in_a_browser.py": (
        "settings municipality hours days_of_year day red_days staff staff_invite "
        "rota rota_days rota_day absences absence_add absence capacity rota_history "
        "staff_member profile policies policy reminders account_login "
        "account_reset_password account_reset_password_done account_inactive "
        "account_reset_password_from_key account_reset_password_from_key_done "
        "account_change_password account_logout mfa_index mfa_authenticate "
        "mfa_activate_totp mfa_deactivate_totp mfa_view_recovery_codes "
        "mfa_generate_recovery_codes mfa_list_webauthn mfa_add_webauthn "
        "mfa_reauthenticate mfa_reauthenticate_webauthn account_reauthenticate"
    ),
    "tests/browser/test_passkey_pages.py": "mfa_edit_webauthn mfa_remove_webauthn",
}
# Leads to another page, is only posted to, or is a file.
NO_PAGE = (
    "health_live health_ready health_dispatch sms_report calendar_feed push_worker "
    "device_changed "
    "messaging:device_add messaging:device_remove "
    "organisation:theme organisation:photo organisation:shown_mark "
    "organisation:mark organisation:switch_municipality "
    "organisation:hours_add organisation:hours_remove organisation:days "
    "organisation:day_add organisation:day_remove organisation:absence_remove "
    "organisation:staff_photo "
    "organisation:staff_roles organisation:staff_address organisation:staff_account "
    "messaging:resend messaging:let-go campaigns:follow campaigns:qr campaigns:qr_png "
    "campaigns:task_done campaigns:task_reopen campaigns:task_erase "
    "campaigns:ambassador_status campaigns:ambassador_subscribe "
    "campaigns:ambassador_erase campaigns:ambassador_card "
    "campaigns:letter_send campaigns:letter_stop campaigns:letter_anew "
    "campaigns:letter_print campaigns:content_picture campaigns:content_remove "
    "campaigns:content_nobody campaigns:appearance_remove campaigns:use_stop "
    "campaigns:person_erase "
    "campaigns:reach_cost campaigns:reach_remove campaigns:reach_template "
    "campaigns:channel_move campaigns:channel_use campaigns:channel_remove "
    "followups:reminder_add followups:reminder_remove inquiries:card inquiries:log "
    "inquiries:draft inquiries:wake inquiries:undo inquiries:review inquiries:handover "
    "inquiries:family_links "
    "inquiries:erase inquiries:move inquiries:plan inquiries:owner "
    "inquiries:contact inquiries:facts inquiries:note "
    "inquiries:visit_cancel inquiries:call_time inquiries:call_time_cancel "
    "inquiries:meeting_cancel inquiries:meeting_attendance inquiries:meeting_leave "
    "inquiries:meeting_invite "
    "planning:xlsx planning:csv planning:campaign_file planning:activity_file "
    "planning:comparison_file planning:this_year planning:year_ics "
    "planning:year_pdf planning:year_file planning:entry_remove "
    "planning:lie_low_end planning:lie_low_activities "
    "reports:latest reports:csv reports:export reports:lede_reset reports:posting "
    "reports:care_prices_end "
    "reports:annotation_remove reports:recipient_remove "
    "reports:joint_csv reports:joint_export reports:cooperation_leave "
    "reports:invitation_take_back "
    "exports:download exports:cancel exports:again account_set_password "
    "mfa_download_recovery_codes mfa_login_webauthn"
)
# What is shown where there is no page to see.
REFUSED = ("/nowhere/", "/desk/anmalningar/2000000000/")


def test_every_address_is_looked_at():
    looked_at = {*HERE, *NO_PAGE.split()}
    for path, names in ELSEWHERE.items():
        app = path.split("/")[1]
        for name in names.split():
            spaces = [f"{app}:{name}", f"followups:{name}", name]
            looked_at |= {each for each in spaces if each in {*RULES, *public_names()}}
    missing = {*RULES, *public_names()} - looked_at
    assert not missing, "let axe look at it, and say where"


@pytest.fixture
def rows():
    rows = make_rows()
    for role in set(Role.values) - {Role.RECRUITER}:
        Membership.objects.create(
            municipality=rows.municipality, staff=rows.staff, role=role
        )
    return rows


def log_in(page, live_server, staff):
    client = client_of(staff)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies(
        [{"name": cookie.key, "value": cookie.value, "url": live_server.url}]
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing(page, live_server, rows, language):
    rows.staff.desk_language = language
    rows.staff.save()
    log_in(page, live_server, rows.staff)
    paths = [reverse(name, kwargs=arguments_for(name, rows)) for name in HERE]
    paths.append(reverse("messaging:outbox") + "?flik=misslyckade")
    prefix = "" if language == "sv" else "/en"
    paths += [prefix + path for path in REFUSED]
    assert not faults_on(page, [live_server.url + path for path in paths])


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_where_a_role_is_missing(page, live_server, rows, language):
    caller = make_staff_member(rows.municipality, desk_language=language)
    log_in(page, live_server, caller)
    staff = live_server.url + reverse("organisation:staff")
    page.add_init_script("console.error = () => {}")
    assert not faults_on(page, [staff])


@pytest.mark.parametrize("prefix", PREFIXES)
@pytest.mark.parametrize("is_logged_in", [True, False])
def test_axe_finds_nothing_where_a_note_came_too_late(
    page, live_server, rows, prefix, is_logged_in
):
    rows.staff.desk_language = prefix[1:] or "sv"
    rows.staff.save()
    log_in(page, live_server, rows.staff)
    record = reverse("inquiries:record", args=[rows.inquiry.pk])
    page.goto(f"{live_server.url}{prefix}{record}")
    page.locator("#note_text").fill("Ring mamma efter fem.")
    page.context.clear_cookies()
    if is_logged_in:
        log_in(page, live_server, rows.staff)
    page.locator("form", has=page.locator("#note_text")).locator(
        "button[type=submit]"
    ).click()
    shown = page.locator("textarea[readonly]")
    expect(shown).to_have_value("Ring mamma efter fem.")
    assert not faults_of(page)


@pytest.mark.parametrize("prefix", PREFIXES)
def test_axe_finds_nothing_where_a_stranger_is_refused(page, live_server, rows, prefix):
    paths = (f"{prefix}/nowhere/", f"{prefix}/?a=%00")
    assert not faults_on(page, [live_server.url + path for path in paths])
