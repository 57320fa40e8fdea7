"""Bodies that are too large, too many, too deep or too long on the way."""

import time

import pytest

from inquiries.models import Inquiry
from tests.fuzz.firing import fire
from tests.fuzz.strange import MULTIPART, URLENCODED, Sent
from tests.make import make_municipality

pytestmark = pytest.mark.django_db

ADDRESSES = (
    "/intresse/",
    "/intresse/kontakt/",
    "/intresse/tid/",
    "/ring-mig/",
    "/tack/1:abc/",
    "/tillganglighet/",
    "/konto/logga-in/",
    "/konto/glomt/",
)
AT_MOST = 2.0  # seconds of our own processor time, also on a slow machine


def part(name, value, more=b""):
    head = b'--b\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n' % (name, more)
    return head + value + b"\r\n"


BODIES = {
    "a field of a megabyte": (URLENCODED, b"name=" + b"x" * 1_000_000),
    "a field just small enough": (URLENCODED, b"name=" + b"x" * 990_000),
    "ten megabytes": (URLENCODED, b"name=" + b"x" * 10_000_000),
    "ten thousand fields": (URLENCODED, b"&".join(b"a%d=1" % n for n in range(10_000))),
    "one field ten thousand times": (URLENCODED, b"name=a&" * 10_000),
    "only separators": (URLENCODED, b"&" * 900_000),
    "only equals signs": (URLENCODED, b"=" * 900_000),
    "a deep name": (URLENCODED, b"a" + b"[b]" * 100_000 + b"=1"),
    "percent signs": (URLENCODED, b"name=" + b"%" * 900_000),
    "spaces between letters": (URLENCODED, b"name=" + b"+" * 400_000 + b"x"),
    "marks on one letter": (URLENCODED, b"name=A" + b"%CC%8A" * 140_000),
    "an address of at signs": (URLENCODED, b"email=" + b"a@" * 400_000),
    "empty lines": (URLENCODED, b"obstacle=" + b"%0A+" * 200_000 + b"x"),
    "digits": (URLENCODED, b"channel=" + b"9" * 900_000),
    "parts without end": (MULTIPART, part(b"a", b"1") * 10_000),
    "a large part": (MULTIPART, part(b"name", b"x" * 3_000_000) + b"--b--\r\n"),
    "a file nobody asked for": (
        MULTIPART,
        part(b"f", b"x" * 3_000_000, b'; filename="../../etc/passwd"') + b"--b--\r\n",
    ),
    "many files": (MULTIPART, part(b"f", b"", b'; filename="f"') * 500 + b"--b--\r\n"),
    "parts within parts": (
        MULTIPART,
        part(b"a", b"1", b"\r\nContent-Type: multipart/mixed; boundary=c" * 50) * 50,
    ),
}


# Which address asks for the field that is too long, if it is not the name.
ASKING = {
    "an address of at signs": "/intresse/kontakt/",
    "empty lines": "/tillganglighet/",
    "digits": "/tack/1:abc/",
}


@pytest.mark.parametrize(("place", "name"), [*enumerate(BODIES)])
def test_too_much_is_refused_quickly_and_nothing_of_it_is_kept(place, name):
    """Where it is asked for, and at another address, of which each has its turn."""
    asking = ASKING.get(name, "/ring-mig/")
    others = [each for each in ADDRESSES if each != asking]
    send(name, (asking, others[place % len(others)]))


@pytest.mark.slow
@pytest.mark.parametrize("name", BODIES)
def test_too_much_is_refused_quickly_wherever_it_is_sent(name):
    send(name, ADDRESSES)


def send(name, addresses):
    make_municipality()
    content_type, body = BODIES[name]
    for path in addresses:
        begun = time.process_time()
        answer = fire(path, Sent("POST", body, content_type))
        spent = time.process_time() - begun
        assert answer.status_code in {302, 400, 404, 413, 422}, path
        assert spent < AT_MOST, (path, spent)
        assert len(answer.content) < 6_000_000
    assert not Inquiry.objects.exists()
