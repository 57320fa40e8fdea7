"""A municipality's mark: what is kept, what is refused, where it is shown."""

from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from audit.models import Entry
from organisation.documents import sender
from organisation.photos import MARK_SIDE, PhotoRefused, small_mark
from tests.make import client_of, make_municipality, make_staff_member

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def town():
    return make_municipality(name="Ekebacka kommun")


@pytest.fixture
def birgitta(town):
    return client_of(make_staff_member(town, "administrator"))


def picture(width=900, height=1200, kind="PNG", mode="RGBA"):
    written = BytesIO()
    Image.new(mode, (width, height)).save(written, kind)
    return written.getvalue()


def send(client, **form):
    return client.post(reverse("organisation:mark"), form)


def upload(content, name="vapen.png"):
    return SimpleUploadedFile(name, content, content_type="image/png")


@pytest.mark.parametrize(("kind", "mode"), [("PNG", "RGBA"), ("JPEG", "RGB")])
def test_every_mark_becomes_a_small_png_of_its_own_shape(kind, mode):
    made = small_mark(BytesIO(picture(kind=kind, mode=mode)))
    with Image.open(made) as result:
        assert (result.format, result.mode) == ("PNG", "RGBA")
        assert result.size == (450, MARK_SIDE)


def test_what_is_clear_stays_clear():
    with Image.open(small_mark(BytesIO(picture()))) as result:
        assert result.getpixel((0, 0))[3] == 0


def test_a_small_mark_is_not_made_larger():
    with Image.open(small_mark(BytesIO(picture(40, 50)))) as result:
        assert result.size == (40, 50)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        picture(kind="WEBP", mode="RGB"),
        picture(kind="GIF", mode="P"),
        picture()[:60],
    ],
)
def test_what_is_neither_jpeg_nor_png_is_refused(content):
    with pytest.raises(PhotoRefused):
        small_mark(BytesIO(content))


def test_a_saved_mark_is_shown_served_and_noted(birgitta, town):
    version = town.settings_version
    answer = send(birgitta, mark=upload(picture(), name="../../x.svg"))
    assert answer["Location"] == reverse("organisation:municipality")
    town.refresh_from_db()
    assert town.settings_version > version
    assert Entry.objects.get(action="changed-municipality").fields == ["mark"]
    assert f'src="{town.mark.url}"' in birgitta.get(answer["Location"]).content.decode()
    served = Client().get(town.mark.url)
    assert served["Content-Type"] == "image/png"
    assert "immutable" in served["Cache-Control"]
    with Image.open(BytesIO(b"".join(served.streaming_content))) as shown:
        assert shown.size == (450, MARK_SIDE)


def test_a_new_mark_takes_the_place_of_the_old(
    birgitta, town, django_capture_on_commit_callbacks
):
    send(birgitta, mark=upload(picture()))
    town.refresh_from_db()
    old = town.mark.name
    with django_capture_on_commit_callbacks(execute=True):
        send(birgitta, mark=upload(picture(60, 60)))
    town.refresh_from_db()
    assert town.mark.name != old
    assert not default_storage.exists(old)
    with django_capture_on_commit_callbacks(execute=True):
        send(birgitta, remove="on")
    town.refresh_from_db()
    assert not town.mark


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"mark": upload(b"hello")}, "Märke: filen är ingen bild"),
        ({}, "Märke: välj en fil"),
    ],
)
def test_what_cannot_be_saved_is_told_beside_the_rest(birgitta, town, form, words):
    answer = send(birgitta, **form)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert 'value="Ekebacka kommun"' in page
    assert page.partition("<title>")[2].startswith("Fel:")


def test_only_an_administrator_changes_it(town):
    manager = client_of(make_staff_member(town, "manager"))
    assert send(manager, remove="on").status_code == 403


@pytest.mark.parametrize(
    "path",
    [
        "/bilder/marks/../../secret-key",
        "/bilder/marks/" + "a" * 32 + ".png",
        "/bilder/marks/" + "a" * 32 + ".jpg",
        "/bilder/marks/",
    ],
)
def test_nothing_else_is_served(path, town):
    assert Client().get(path).status_code == 404


def test_a_document_is_given_the_mark_or_told_that_there_is_none(birgitta, town):
    assert sender(town)["mark"] is None
    send(birgitta, mark=upload(picture(60, 60)))
    town.refresh_from_db()
    assert sender(town)["mark"].startswith(b"\x89PNG")
    default_storage.delete(town.mark.name)
    assert sender(town)["mark"] is None
