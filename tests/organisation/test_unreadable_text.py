"""NUL bytes, text that is not UTF-8, foreign hosts: real bytes, one kind answer."""

from io import BytesIO

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from tests.make import client_of, make_staff_member

pytestmark = pytest.mark.django_db

LOGIN = "/konto/logga-in/"
FORM = "application/x-www-form-urlencoded"


def send(body=b"", content_type=FORM, **environment):
    return Client().generic("POST", LOGIN, body, content_type, **environment)


def fetch(**environment):
    return Client().get(LOGIN, **environment)


@pytest.mark.parametrize(
    "body",
    [
        b"login=a%00b",
        b"login=a\x00b",
        b"%00=a",
        b"login=%ff%fe",
        b"login=\xff\xfe",
        b"login=%C3",
        b"login=%ED%A0%80",  # half a surrogate pair
        b"login=%C0%80",  # NUL, written too long
    ],
)
def test_an_unreadable_form_is_refused(body):
    response = send(body)
    assert response.status_code == 400
    assert "Vi kunde inte läsa" in response.content.decode()


@pytest.mark.parametrize("query", ["a=%00", "%00", "a=%ff", "a=b\x00", "q=%C3%28"])
def test_an_unreadable_query_is_refused(query):
    assert fetch(QUERY_STRING=query).status_code == 400


@pytest.mark.parametrize("path", ["/t/a\x00b/", "/\x00", "/konto/\x00/"])
def test_nul_in_the_path_is_refused(path):
    assert fetch(PATH_INFO=path).status_code == 400


@pytest.mark.parametrize("path", ["/x/\xff/", "/desk/\xc3\x28/"])
def test_a_path_that_is_not_utf8_is_no_page(path):
    assert fetch(PATH_INFO=path).status_code == 404


@pytest.mark.parametrize("charset", ["latin-1", "utf-7", "utf-16", "cp037"])
def test_another_charset_is_refused_before_it_hides_a_nul(charset):
    response = send(b"login=%2BAAA-", f"{FORM}; charset={charset}")
    assert response.status_code == 400


@pytest.mark.parametrize("charset", ["utf-8", "UTF-8"])
def test_utf8_may_be_named(charset):
    assert send(b"login=a", f"{FORM}; charset={charset}").status_code == 422


def multipart(value):
    return (
        b'--b\r\nContent-Disposition: form-data; name="login"\r\n\r\n'
        + value
        + b"\r\n--b--\r\n"
    )


@pytest.mark.parametrize("value", [b"a\x00b", b"\xff\xfe", b"caf\xe9"])
def test_an_unreadable_part_of_a_multipart_form_is_refused(value):
    response = send(multipart(value), "multipart/form-data; boundary=b")
    assert response.status_code == 400


def test_a_readable_multipart_form_gets_through():
    response = send(multipart("Åsa".encode()), "multipart/form-data; boundary=b")
    assert response.status_code == 422  # only the password is missing


@pytest.mark.parametrize("name", ["HTTP_USER_AGENT", "HTTP_REFERER", "HTTP_HX_TARGET"])
def test_nul_in_a_header_is_refused(name):
    assert fetch(**{name: "a\x00b"}).status_code == 400


@pytest.mark.parametrize(
    "cookie", ["hemvagen=abcdefgh\x00ij", 'hemvagen="abcdefgh\\000ij"', 'a="\\000"']
)
def test_nul_in_a_cookie_is_refused(cookie):
    assert fetch(HTTP_COOKIE=cookie).status_code == 400


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "a b"])
def test_a_foreign_host_is_refused_on_every_address(host):
    for path in (LOGIN, "/nowhere/", "/static/built/desk.css"):
        assert Client().get(path, HTTP_HOST=host).status_code == 400


def test_a_body_that_is_too_large_is_refused_before_it_is_read(settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    assert send(b"login=" + b"a" * 2000).status_code == 400


def test_a_sender_who_goes_away_in_the_middle_is_answered_as_unreadable():
    class GoneAway(BytesIO):
        def read(self, *_size):
            raise ConnectionResetError

    response = send(b"login=a", **{"wsgi.input": GoneAway()})
    assert response.status_code == 400


def test_swedish_text_gets_through():
    staff = make_staff_member(role="administrator")
    response = client_of(staff).post(
        reverse("organisation:staff_member", args=[staff.pk]),
        {"display_name": "Åsa Öberg", "title": "handläggare"},
    )
    assert response.status_code == 302
    assert get_user_model().objects.get(pk=staff.pk).display_name == "Åsa Öberg"


def test_swedish_text_in_address_and_query_gets_through():
    assert fetch(QUERY_STRING="q=%C3%A5").status_code == 200
    assert fetch(QUERY_STRING="q=å".encode().decode("latin-1")).status_code == 200
    assert fetch(PATH_INFO="/åäö/".encode().decode("latin-1")).status_code == 404
