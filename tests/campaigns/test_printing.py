"""What is printed for an activity: its code, and its poster."""

import io

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import translation
from PIL import Image
from pypdf import PdfReader

from campaigns.qr import WIDTHS, link_of, qr_png_of
from organisation.photos import small_mark
from tests.make import (
    client_of,
    make_activity,
    make_municipality,
    make_staff_member,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return make_municipality(
        name="Växjö kommun", domain="hem.vaxjo.example.se", phone_hours="till 16.30"
    )


@pytest.fixture
def activity(town):
    return make_activity(town, code="ratel7")


@pytest.fixture
def eva(town):
    return client_of(make_staff_member(town, "communicator"))


@pytest.fixture
def poster(eva, activity):
    def make(**typed):
        address = reverse("campaigns:poster", args=[activity.pk])
        plain = {"heading": "Ät gröt, Örjan!", "text": "Åk hit.", "language": "sv"}
        answer = eva.post(address, {**plain, **typed})
        assert answer["Content-Type"] == "application/pdf", answer.content.decode()
        return PdfReader(io.BytesIO(answer.content))

    return make


def lines(document):
    return [line.strip() for line in document.pages[0].extract_text().split("\n")]


@pytest.mark.parametrize("width", WIDTHS)
def test_a_png_is_as_wide_as_a_printer_needs_it(activity, width):
    with Image.open(io.BytesIO(qr_png_of(activity, width))) as picture:
        dots = width / 2.54 * 300
        assert dots * 0.8 <= picture.width <= dots
        assert picture.info["dpi"] == pytest.approx((300, 300), abs=1)


def test_a_png_is_downloaded_under_its_code(eva, activity):
    answer = eva.get(reverse("campaigns:qr_png", args=[activity.pk, 8]))
    assert answer["Content-Type"] == "image/png"
    assert answer["Content-Disposition"] == 'attachment; filename="ratel7-8cm.png"'


@pytest.mark.parametrize("width", [0, 5, 999999])
def test_another_width_is_not_found(eva, activity, width):
    address = reverse("campaigns:qr_png", args=[activity.pk, width])
    assert eva.get(address).status_code == 404


def test_the_link_is_swedish_whatever_the_desk_speaks(activity):
    with translation.override("en"):
        assert link_of(activity) == "https://hem.vaxjo.example.se/t/ratel7"
        assert link_of(activity, "en") == "https://hem.vaxjo.example.se/en/t/ratel7"


def test_a_poster_is_one_tagged_page_read_in_order(poster):
    document = poster()
    assert len(document.pages) == 1
    width, height = document.pages[0].mediabox[2:]
    assert (round(width), round(height)) == (595, 842)
    assert " ".join(lines(document)).split() == [
        "Ät",
        "gröt,",
        "Örjan!",
        "Åk",
        "hit.",
        "Skanna",
        "koden",
        "eller",
        "skriv",
        "adressen",
        "här",
        "under,",
        "så",
        "ringer",
        "vi",
        "upp",
        "dig.",
        "Eller",
        "ring",
        "031-390",
        "06",
        "10",
        "till",
        "16.30",
        "hem.vaxjo.example.se/t/ratel7",
        "Växjö",
        "kommun",
    ]
    root = document.trailer["/Root"]
    assert root["/Lang"] == "sv"
    assert "/StructTreeRoot" in root
    assert b"pdfuaid:part>1<" in root["/Metadata"].get_data()
    assert document.metadata.title == "Ät gröt, Örjan! – Växjö kommun"


def test_an_english_poster_is_english_and_leads_to_english_pages(poster):
    document = poster(language="en", heading="One more chair?", text="")
    assert document.trailer["/Root"]["/Lang"] == "en"
    assert "hem.vaxjo.example.se/en/t/ratel7" in lines(document)
    assert "Or call 031-390 06 10" in lines(document)


def test_the_link_can_be_pressed(poster):
    annotations = [each.get_object() for each in poster().pages[0]["/Annots"]]
    assert {each["/A"]["/URI"] for each in annotations} == {
        "https://hem.vaxjo.example.se/t/ratel7"
    }


def test_the_code_and_the_mark_say_what_they_are(poster, town, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    drawn = io.BytesIO()
    Image.new("RGBA", (60, 60), "navy").save(drawn, "PNG")
    mark = small_mark(ContentFile(drawn.getvalue()))
    town.mark.save(mark.name, mark)
    document = poster()
    said = str(document.trailer["/Root"]["/StructTreeRoot"])
    assert said
    assert len(document.pages[0].images) >= 1
    alternatives = alternatives_in(document.trailer["/Root"]["/StructTreeRoot"])
    assert "QR-kod som leder till hem.vaxjo.example.se/t/ratel7" in alternatives
    assert "Märket för Växjö kommun" in alternatives


def alternatives_in(node, seen=None):
    """The alternative texts of the document's tags."""
    seen = set() if seen is None else seen
    found = set()
    node = node.get_object()
    if id(node) in seen or not hasattr(node, "get"):
        return found
    seen.add(id(node))
    if "/Alt" in node:
        found.add(str(node["/Alt"]))
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, list) else [kids]:
        if hasattr(kid, "get_object"):
            found |= alternatives_in(kid, seen)
    return found


@pytest.mark.parametrize(
    "typed",
    [
        {"heading": "M" * 120, "text": "M" * 400},
        {"heading": "ord " * 30, "text": "en rad till\n" * 7},
        {"heading": '#panic("x")', "text": '#read("/etc/passwd") *b* _i_ $x$'},
        {"heading": "🏠", "text": "漢字"},
    ],
)
def test_whatever_is_typed_stays_on_one_page(poster, typed):
    assert len(poster(**typed).pages) == 1


PAPER = 595  # points, an A4's width
NARROWEST_LETTER = 0.4  # of the size, on an average of a word


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ({"heading": "Välkommen till informationskvällarna"}, "informationskvällarna"),
        (
            {"text": "Se www.ekebacka.example.se/bli-familjehem/host/traffar"},
            "ekebacka",
        ),
    ],
)
def test_a_long_word_is_set_so_small_that_it_stays_on_the_paper(poster, typed, word):
    longest = max((each for text in typed.values() for each in text.split()), key=len)
    page = poster(**typed).pages[0]
    found = []
    page.extract_text(
        visitor_text=lambda text, _cm, tm, _font, size: found.append(
            (text, abs(tm[0]) * size)
        )
    )
    size = max(size for text, size in found if word[:8] in text)
    assert size * NARROWEST_LETTER * len(longest) < PAPER - 2 * 57


def test_the_poster_begins_with_the_landing_text(eva, activity):
    address = reverse("campaigns:poster", args=[activity.pk])
    assert "Har ni plats för en till vid bordet?" in eva.get(address).content.decode()
    activity.landing_heading = "Ett köksbord till?"
    activity.landing_text = "Första stycket.\n\nAndra stycket."
    activity.landing_text_en = "English."
    activity.save()
    page = eva.get(address).content.decode()
    assert 'value="Ett köksbord till?"' in page
    assert "Första stycket.</textarea>" in page
    page = eva.get(address, {"sprak": "en"}).content.decode()
    assert "English.</textarea>" in page


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"heading": ""}, "Rubrik: skriv det som ska synas på håll."),
        ({"heading": "x" * 121}, "Rubrik: skriv högst 120 tecken."),
        ({"text": "x" * 401}, "Kort text: skriv högst 400 tecken."),
        ({"text": "x\n" * 8 + "x"}, "Kort text: skriv högst 8 rader."),
        ({"language": ""}, "Affischens språk: välj ett."),
    ],
)
def test_what_does_not_fit_is_told(eva, activity, typed, words):
    plain = {"heading": "Hej", "text": "", "language": "sv"}
    address = reverse("campaigns:poster", args=[activity.pk])
    answer = eva.post(address, {**plain, **typed})
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_another_town_s_activity_has_no_poster_here(eva):
    foreign = make_activity(make_municipality())
    for name, more in (("poster", []), ("qr_png", [8]), ("qr", [])):
        address = reverse(f"campaigns:{name}", args=[foreign.pk, *more])
        assert eva.get(address).status_code == 404
