"""What every answer carries, whatever was asked and however it ended."""

import os
import subprocess
import sys
from itertools import chain

import pytest
from django.conf import settings
from django.db import transaction
from django.template.backends.django import Template
from django.test import Client
from django.urls import reverse
from django.utils.safestring import SafeString

from organisation.models import Role
from recruitment.embedded.folders import ROOT
from tests.databases import undone_at_the_end
from tests.inquiries.public.filling import fill_in
from tests.make import client_of, make_staff_member
from tests.sweeps.addresses import ARGUMENTS, public_names
from tests.sweeps.rows import RULES, arguments_for, make_rows

pytestmark = pytest.mark.django_db

# Pages that are the same for everybody, and hold nobody's particulars.
MAY_BE_KEPT = {
    "organisation:theme",
    "organisation:photo",
    "organisation:shown_mark",
    "inquiries:landing",
    "inquiries:privacy_notice",
}
STATIC = ("/static/built/public.css", "/static/nowhere.css")
STRANGERS = ("evil.example.se", "testserver.evil.example.se", "testserver@evil", "[::")


@pytest.fixture(scope="module", autouse=True)
def _kept_for_the_module(django_db_setup, django_db_blocker):
    """All tests ask of the same rows; what each changes is taken back."""
    with undone_at_the_end(django_db_blocker):
        yield


@pytest.fixture(scope="module")
def rows(_kept_for_the_module):
    return make_rows()


@pytest.fixture(scope="module")
def manager(rows):
    return client_of(make_staff_member(rows.municipality, Role.MANAGER))


whole = Template.render


def emptily(template, *given):
    is_page = template.template.name.endswith(".html")
    return SafeString() if is_page else whole(template, *given)


@pytest.fixture(scope="module")
def of_the_desk(rows, manager):
    """What a manager is answered everywhere at the desk: asked once for all tests.

    The pages stay empty, which saves most of the time: their words change no header.
    """
    items = list(desk_addresses(rows).items())
    with transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(Template, "render", emptily)
        got = {f"{name} got": manager.get(address) for name, address in items}
        sent = {f"{name} sent": manager.post(address) for name, address in items}
        transaction.set_rollback(True)
    return got | sent


def public_addresses():
    return {
        name: reverse(name, kwargs=ARGUMENTS.get(name, {})) for name in public_names()
    }


def desk_addresses(rows):
    return {name: reverse(name, kwargs=arguments_for(name, rows)) for name in RULES}


def directives(answer):
    policy = answer["Content-Security-Policy"]
    pairs = (part.strip().partition(" ") for part in policy.split(";"))
    return {name: value for name, _, value in pairs if name}


def faults_of(answer):
    """Everything that an answer should have carried and does not."""
    if answer.streaming:
        answer.getvalue()  # to the end, so that its file is closed
    policy = directives(answer) if "Content-Security-Policy" in answer else {}
    checks = {
        "a policy": policy.get("default-src") == "'self'",
        "no inline script or style": "unsafe" not in str(policy),
        "no foreign source": "http" not in str(policy) and "*" not in str(policy),
        "no frame": policy.get("frame-ancestors") == "'none'",
        "no base": policy.get("base-uri") == "'none'",
        "no object": policy.get("object-src") == "'none'",
        "own form target": policy.get("form-action") == "'self'",
        "nosniff": answer.get("X-Content-Type-Options") == "nosniff",
        "referrer": answer.get("Referrer-Policy") in {"same-origin", "no-referrer"},
        "opener": answer.get("Cross-Origin-Opener-Policy") == "same-origin",
        "no old frame": answer.get("X-Frame-Options", "DENY") == "DENY",
        "no server name": "X-Powered-By" not in answer,
    }
    return [name for name, is_right in checks.items() if not is_right]


def faulty(answers):
    found = {name: faults_of(answer) for name, answer in answers}
    return {name: faults for name, faults in found.items() if faults}


def test_every_address_outside_the_desk_is_guarded(rows):
    client = Client()
    items = list(public_addresses().items())
    got = ((f"{name} got", client.get(address)) for name, address in items)
    sent = ((f"{name} sent", client.post(address)) for name, address in items)
    assert not faulty(chain(got, sent))


def test_every_address_of_the_desk_is_guarded(rows, of_the_desk):
    items = desk_addresses(rows).items()
    strange = ((f"{name} strange", Client().get(address)) for name, address in items)
    assert not faulty(chain(of_the_desk.items(), strange))


def test_every_refusal_is_guarded(rows, manager):
    recruiter = client_of(rows.staff)
    answers = {
        "400": Client().get("/?a=%00"),
        "403": recruiter.get(reverse("organisation:staff")),
        "403 forged": Client(enforce_csrf_checks=True).post(reverse("account_login")),
        "404": Client().get("/nowhere/"),
        "404 desk": manager.get("/desk/anmalningar/2000000000/"),
        "405": manager.put(reverse("inquiries:log", args=[rows.inquiry.pk])),
        "403 late": _late(rows),
        "host": Client().get("/", headers={"host": STRANGERS[0]}),
        **{path: Client().get(path) for path in STATIC},
    }
    for name, answer in answers.items():
        if name[:3].isdecimal():
            assert answer.status_code == int(name[:3]), name
    assert not faulty(answers.items())


def _late(rows):
    """A note that is sent when the login has run out."""
    address = reverse("inquiries:note", args=[rows.inquiry.pk])
    return Client(enforce_csrf_checks=True).post(address, {"text": "Ring mamma."})


def test_a_fault_of_ours_is_guarded(rows, monkeypatch):
    def fail(*_):
        raise RuntimeError("a fault on purpose")

    monkeypatch.setattr("inquiries.views.pages.team_of", fail)
    monkeypatch.setattr("inquiries.views.pages.said_now", fail)
    answer = Client(raise_request_exception=False).get("/")
    assert answer.status_code == 500
    assert not faults_of(answer)
    assert b"on purpose" not in answer.content


def test_no_page_with_anybody_s_particulars_is_kept_by_a_browser(rows, of_the_desk):
    receipt = Client()
    place = fill_in(receipt)["Location"]
    answers = of_the_desk | {
        "receipt": receipt.get(place),
        "shown": receipt.get("/intresse/kontakt/"),
    }
    for name, address in public_addresses().items():
        if name not in MAY_BE_KEPT:
            answers[name] = Client().get(address)
    kept = [
        name
        for name, answer in answers.items()
        if "no-store" not in answer.get("Cache-Control", "")
        and answer.status_code not in {302, 404, 405}
    ]
    assert not kept


def test_what_may_be_kept_sets_no_cookie(rows):
    for name in MAY_BE_KEPT:
        answer = Client().get(public_addresses()[name])
        assert not answer.cookies, name


def test_no_page_answers_to_a_name_that_is_not_ours(rows, manager):
    paths = [*public_addresses().values(), *desk_addresses(rows).values(), *STATIC]
    wrong = []
    for path in (*paths, "/nowhere/"):
        for stranger in STRANGERS:
            answer = manager.get(path, headers={"host": stranger})
            if answer.status_code != 400:
                wrong.append((path, stranger, answer.status_code))
    assert not wrong


def test_a_name_given_by_a_proxy_is_not_believed(rows):
    stranger = {"x-forwarded-host": "evil.example.se", "forwarded": "host=evil.example"}
    for address in public_addresses().values():
        answer = Client().get(address, headers=stranger)
        assert b"evil.example" not in getattr(answer, "content", b""), address
        assert "evil.example" not in str(answer.headers), address


def test_the_one_cookie_is_for_http_alone_and_for_our_own_pages(rows):
    cookie = Client().get("/intresse/").cookies[settings.SESSION_COOKIE_NAME]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert not cookie["domain"]


def production(*arguments):
    environment = {**os.environ, "HTTPS": "true", "DEBUG": "false"}
    environment["SECRET_KEY"] = "0123456789abcdefghijklmnopqrstuvwxyz" * 2
    environment.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)  # for tests only
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_django_has_nothing_to_say_about_how_we_are_deployed():
    found = production("manage.py", "check", "--deploy", "--fail-level", "WARNING")
    assert found.returncode == 0, found.stdout + found.stderr
    assert "no issues" in found.stdout


def test_over_https_the_cookie_is_secure_and_the_browser_stays_with_it():
    ask = (
        "import django; django.setup();"
        "from django.conf import settings as s;"
        "print(s.SESSION_COOKIE_SECURE, s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS)"
    )
    assert production("-c", ask).stdout.split() == ["True", "True", "31536000"]
