"""Files that are too large are let go while they arrive."""

import tracemalloc
from contextlib import closing

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from django.urls import reverse

from organisation import uploads
from tests.make import client_of, make_municipality, make_staff_member

HEAD = b'--b\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n%s\r\n'


class Endless:
    """A body of so many bytes, made as it is read."""

    def __init__(self, size, typed="Anna"):
        file = b'; filename="stor.xlsx"'
        self.begin = HEAD % (b"name", b"", typed.encode())
        self.begin += (HEAD % (b"file", file, b"")).removesuffix(b"\r\n")
        self.end = b"\r\n--b--\r\n"
        self.size = len(self.begin) + size + len(self.end)
        self.read_so_far = 0

    def read(self, wanted=-1):
        if not self.read_so_far:
            self.read_so_far = len(self.begin)
            return self.begin
        left = self.size - len(self.end) - self.read_so_far
        if left > 0:
            chunk = b"x" * min(left, wanted if wanted > 0 else left, 65_536)
            self.read_so_far += len(chunk)
            return chunk
        if self.read_so_far < self.size:
            self.read_so_far = self.size
            return self.end
        return b""

    readline = read


def request_with(body):
    sent = {
        "CONTENT_TYPE": "multipart/form-data; boundary=b",
        "CONTENT_LENGTH": str(body.size),
        "wsgi.input": body,
    }
    return RequestFactory().generic("POST", "/", **sent)


def test_of_fifty_megabytes_nothing_is_kept_but_name_and_size():
    body = Endless(50_000_000)
    request = request_with(body)
    tracemalloc.start()
    file = request.FILES["file"]
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (file.name, file.size, file.read()) == ("stor.xlsx", 50_000_000, b"")
    assert request.POST["name"] == "Anna"
    assert most < 3_000_000


def test_what_would_never_end_is_not_read_to_its_end():
    body = Endless(uploads.NOT_READ_TO_ITS_END + 1)
    request = request_with(body)
    assert not request.FILES
    assert request.POST["name"] == "Anna"
    assert body.read_so_far < 1_000_000


@pytest.mark.parametrize("size", [0, 1, 3_000_000, 11_000_000])
def test_a_file_that_is_not_too_large_is_kept_whole(size):
    with closing(request_with(Endless(size))) as request:
        file = request.FILES["file"]
        assert file.size == len(file.read()) == size


@pytest.mark.django_db
def test_a_photograph_that_is_too_large_is_told_so():
    town = make_municipality()
    eva = make_staff_member(town, "administrator")
    address = reverse("organisation:staff_photo", args=[eva.pk])
    for size in (10_000_001, 13_000_000):
        photo = SimpleUploadedFile("eva.jpg", b"x" * size)
        answer = client_of(eva).post(address, {"photo": photo})
        assert "Bilden är större än 10 MB." in answer.content.decode()
