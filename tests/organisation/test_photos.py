"""Photographs of staff: what is kept, what is refused, what is served."""

from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from organisation.photos import MOST_BYTES, SIDE, PhotoRefused, square
from tests.make import client_of, make_staff_member

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def picture(width=640, height=480, kind="JPEG", mode="RGB", **details):
    written = BytesIO()
    Image.new(mode, (width, height), "teal").save(written, kind, **details)
    return written.getvalue()


def upload(content, name="me.jpg"):
    return SimpleUploadedFile(name, content, content_type="image/jpeg")


@pytest.mark.parametrize(
    ("kind", "mode"), [("JPEG", "RGB"), ("PNG", "RGBA"), ("WEBP", "RGB"), ("PNG", "P")]
)
def test_every_picture_becomes_a_small_square_jpeg(kind, mode):
    made = square(BytesIO(picture(kind=kind, mode=mode)))
    with Image.open(made) as result:
        assert (result.format, result.size) == ("JPEG", (SIDE, SIDE))
    assert made.size < 30_000


def test_where_it_was_taken_is_not_kept():
    with Image.new("RGB", (400, 400)) as image:
        exif = image.getexif()
        exif[0x010E] = "at home, 57.7 N"
        written = BytesIO()
        image.save(written, "JPEG", exif=exif)
    assert b"at home" in written.getvalue()
    assert b"at home" not in square(BytesIO(written.getvalue())).read()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        picture(kind="GIF", mode="P"),
        picture()[:200],
        b"\x89PNG\r\n\x1a\n" + b"\x00" * 50,
    ],
)
def test_what_is_no_picture_of_three_kinds_is_refused(content):
    with pytest.raises(PhotoRefused):
        square(BytesIO(content))


def test_a_file_over_ten_megabytes_is_refused():
    with pytest.raises(PhotoRefused, match="too large"):
        square(BytesIO(b"\xff" * (MOST_BYTES + 1)))


@pytest.mark.parametrize("side", [7_100, 9_500])
def test_a_small_file_that_unpacks_into_a_huge_picture_is_refused(side):
    bomb = picture(side, side, kind="PNG", mode="1")
    assert len(bomb) < 100_000
    with pytest.raises(PhotoRefused):
        square(BytesIO(bomb))


def send(staff, administrator, **form):
    address = reverse("organisation:staff_photo", args=[staff.pk])
    return client_of(administrator).post(address, form)


def test_a_saved_photo_is_served_for_a_year():
    administrator = make_staff_member(role="administrator")
    send(administrator, administrator, photo=upload(picture(), name="../../x.svg"))
    administrator.refresh_from_db()
    response = Client().get(administrator.photo.url)
    assert response.status_code == 200
    assert response["Content-Type"] == "image/jpeg"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "immutable" in response["Cache-Control"]
    with Image.open(BytesIO(b"".join(response.streaming_content))) as served:
        assert served.size == (SIDE, SIDE)


@pytest.mark.parametrize(
    "path",
    [
        "/bilder/staff/../../secret-key",
        "/bilder/staff/..%2f..%2fsecret-key",
        "/bilder/staff/" + "a" * 32 + ".jpg",
        "/bilder/staff/" + "a" * 32 + ".svg",
        "/bilder/staff/",
        "/bilder/x.jpg",
    ],
)
def test_nothing_else_is_served(path):
    assert Client().get(path).status_code == 404


def test_a_new_photo_takes_the_place_of_the_old(
    django_capture_on_commit_callbacks,
):
    administrator = make_staff_member(role="administrator")
    send(administrator, administrator, photo=upload(picture()))
    administrator.refresh_from_db()
    old = administrator.photo.name
    with django_capture_on_commit_callbacks(execute=True):
        send(administrator, administrator, photo=upload(picture(300, 300)))
    administrator.refresh_from_db()
    assert administrator.photo.name != old
    assert not default_storage.exists(old)


def test_a_photo_can_be_taken_away(django_capture_on_commit_callbacks):
    administrator = make_staff_member(role="administrator")
    send(administrator, administrator, photo=upload(picture()))
    with django_capture_on_commit_callbacks(execute=True):
        send(administrator, administrator, remove="on")
    administrator.refresh_from_db()
    assert not administrator.photo


def test_a_file_that_is_no_picture_is_refused_on_the_page():
    administrator = make_staff_member(role="administrator")
    response = send(administrator, administrator, photo=upload(b"hello"))
    assert response.status_code == 422
    assert "Filen är ingen bild" in response.content.decode()


def test_sending_nothing_asks_for_a_choice():
    administrator = make_staff_member(role="administrator")
    response = send(administrator, administrator)
    assert response.status_code == 422
    assert "Välj en fil" in response.content.decode()
