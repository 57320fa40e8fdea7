import logging
import os
import subprocess
import sys

import pytest
from django.conf import settings as django_settings

from messaging import delivery
from messaging.lane import stopping
from messaging.models import Channel
from recruitment.embedded.folders import ROOT
from tests.messaging.carrying import Scripted
from tests.messaging.servers import mail_server, sms_server


@pytest.fixture(autouse=True)
def _nobody_asks_to_stop():
    yield
    stopping.clear()


@pytest.fixture(autouse=True)
def _the_stand_in_keeps_its_own_log_to_itself():
    logging.getLogger("mail.log").setLevel(logging.ERROR)


@pytest.fixture
def smtp(settings):
    """A mail server of this test's own, and the settings that lead to it."""
    with mail_server() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST = "127.0.0.1"
        settings.EMAIL_PORT = server.port
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        yield server


@pytest.fixture
def elks(settings):
    """A stand-in for 46elks of this test's own."""
    with sms_server() as server:
        settings.SMS_URL = server.url
        yield server


@pytest.fixture
def carry(monkeypatch):
    """Let one scripted carrier take a channel's messages."""

    def carry(*script, channel=Channel.EMAIL):
        carrier = Scripted(*script)
        monkeypatch.setitem(delivery.CARRIERS, channel, lambda seconds: carrier)
        return carrier

    return carry


@pytest.fixture
def start(settings):
    """Start a real process of `manage.py` on this test's database and providers."""
    started = []

    def start(*arguments):
        name = django_settings.DATABASES["default"]["NAME"]
        environment = os.environ | {
            "DATABASE_URL": f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{name}",
            "EMAIL_URL": f"smtp://{settings.EMAIL_HOST}:{settings.EMAIL_PORT}",
            "SMS_URL": settings.SMS_URL,
        }
        process = subprocess.Popen(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture
def start_dispatcher(start):
    return lambda: start("dispatch", "--loop", "--seconds", "0.1")
