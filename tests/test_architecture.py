"""Rules about the house as a whole: a rule that can be a test becomes one."""

import re
from collections.abc import Iterator
from importlib import import_module

import pytest
from celery import current_app
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.module_loading import import_string

from recruitment.embedded.folders import ROOT

OURS = (
    "audit",
    "organisation",
    "messaging",
    "exports",
    "campaigns",
    "followups",
    "inquiries",
    "planning",
    "reports",
)
# Tables that belong to the installation, not to one municipality, and why.
OF_NO_MUNICIPALITY = {
    "organisation.municipality": "is one",
    "organisation.staffmember": "may work in several; memberships say where",
    "followups.calendarfeed": "a person's own, wherever the person works",
    "messaging.dispatcherrun": "one dispatcher serves all",
    "messaging.failingstep": "one dispatcher serves all",
    "messaging.noticechoice": "a person's own, wherever the person works",
    "messaging.ownquiethours": "the same",
    "messaging.pushdevice": "a person's own telephone, the same",
    "reports.cooperation": "of several; its members say of which",
}
# A check that is silenced says why on the same line.
SILENCED = re.compile(r"# (?:noqa: [A-Z0-9, ]+|type: ignore\[[\w, -]+\]|pragma: no\b)")
# May be empty: what a person does before a municipality is known.
OPTIONAL = {"audit.entry"}


def addresses(
    patterns: list[URLPattern | URLResolver], prefix: str = ""
) -> Iterator[tuple[str, URLPattern]]:
    for each in patterns:
        path = prefix + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from addresses(each.url_patterns, path)
        else:
            yield path, each


ALL = list(addresses(get_resolver().url_patterns))


@pytest.mark.parametrize(("path", "pattern"), ALL, ids=[path for path, _ in ALL])
def test_every_desk_address_is_guarded_and_no_public_one_is(path, pattern):
    is_desk = path.removeprefix("en/").startswith("desk/")
    assert hasattr(pattern.callback, "desk_roles") == is_desk


@pytest.mark.parametrize(
    "model",
    [each for app in OURS for each in apps.get_app_config(app).get_models()],
    ids=lambda each: each._meta.label_lower,
)
def test_every_domain_table_says_which_municipality_a_row_belongs_to(model):
    label = model._meta.label_lower
    if label in OF_NO_MUNICIPALITY:
        return
    field = model._meta.get_field("municipality")
    assert field.null == (label in OPTIONAL)


@pytest.mark.parametrize("entry", settings.CELERY_BEAT_SCHEDULE.values())
def test_every_job_in_the_schedule_exists(entry):
    for app in OURS:
        if apps.get_app_config(app).module is not None:
            try:
                import_module(f"{app}.jobs")
            except ModuleNotFoundError:
                continue
    assert entry["task"] in current_app.tasks


def test_beat_only_says_look_now():
    for entry in settings.CELERY_BEAT_SCHEDULE.values():
        assert entry["schedule"].total_seconds() > 0
        assert "eta" not in entry["options"]
        assert "countdown" not in entry["options"]


@pytest.mark.parametrize("path", settings.DISPATCH_STEPS)
def test_every_step_of_the_dispatcher_exists(path):
    assert callable(import_string(path))


@pytest.mark.parametrize("path", settings.EXPORT_KINDS.values())
def test_every_kind_of_export_exists(path):
    assert import_string(path).steps >= 1


@pytest.mark.parametrize("path", settings.MESSAGE_CHECKS.values())
def test_every_check_before_sending_exists(path):
    assert callable(import_string(path))


@pytest.mark.parametrize("path", settings.MESSAGE_FILLINGS.values())
def test_everything_that_fills_messages_exists(path):
    assert callable(import_string(path))


@pytest.mark.parametrize("path", settings.MESSAGE_ATTACHMENTS.values())
def test_everything_that_attaches_files_exists(path):
    assert callable(import_string(path))


@pytest.mark.parametrize("path", settings.DEMONSTRATION_STEPS)
def test_every_step_of_the_demonstration_exists(path):
    assert callable(import_string(path))


@pytest.mark.parametrize("path", settings.STAFF_LEAVES)
def test_what_is_done_when_a_colleague_leaves_exists(path):
    assert callable(import_string(path))


@pytest.mark.parametrize("app", OURS)
def test_no_log_repeats_the_text_of_an_error(app):
    assert not words_used(app, "logger.exception", "exc_info=True")


@pytest.mark.parametrize("app", OURS)
def test_no_app_listens_to_signals_or_lets_the_broker_keep_time(app):
    assert not words_used(app, "django.db.models.signals", "@receiver", "countdown=")


@pytest.mark.parametrize("app", ["messaging", "followups", "inquiries"])
def test_nothing_that_must_happen_waits_for_after_the_commit(app):
    assert not words_used(app, "on_commit", "apply_async", ".delay(")


def words_used(app, *words):
    return [
        (path.name, word)
        for path in (settings.BASE_DIR / app).rglob("*.py")
        for word in words
        if word in path.read_text()
    ]


WRITTEN_BY_EVERY_FORM = (
    "audit_entry",
    "followups_followuptask",
    "followups_promise",
    "inquiries_contactdetails",
    "inquiries_event",
    "inquiries_inquiry",
    "messaging_message",
)
DOUBLED_INDEXES = """
SELECT plain.indexrelid::regclass::text, longer.indexrelid::regclass::text
FROM pg_index AS plain
JOIN pg_index AS longer ON longer.indrelid = plain.indrelid
    AND longer.indexrelid <> plain.indexrelid AND longer.indnatts > plain.indnatts
JOIN pg_class ON pg_class.oid = plain.indrelid
JOIN pg_class AS index_class ON index_class.oid = plain.indexrelid
WHERE pg_class.relname = ANY(%s)
    AND NOT plain.indisunique AND plain.indnatts = 1 AND plain.indkey[0] <> 0
    AND longer.indkey[0] = plain.indkey[0] AND longer.indpred IS NULL
    AND plain.indpred IS NULL
    AND index_class.relam = (SELECT oid FROM pg_am WHERE amname = 'btree')
    AND index_class.relname NOT LIKE '%%_like'
"""


@pytest.mark.django_db
def test_no_index_of_a_large_table_repeats_the_beginning_of_another():
    with connection.cursor() as cursor:
        cursor.execute(DOUBLED_INDEXES, [list(WRITTEN_BY_EVERY_FORM)])
        assert cursor.fetchall() == []


def test_every_silenced_check_says_why():
    unexplained = [
        f"{path.relative_to(ROOT)}:{number} {line.strip()}"
        for folder in (*OURS, "recruitment", "benchmarks", "scripts", "tests")
        for path in (ROOT / folder).rglob("*.py")
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if (found := SILENCED.search(line)) and not line[found.end() :].strip(" -#")
    ]
    assert unexplained == []
