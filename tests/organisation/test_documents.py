import io
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
import typst
from django.utils.translation import gettext_lazy
from PIL import Image
from pypdf import PdfReader

from organisation import documents
from organisation.documents import TEMPLATES, pdf, sender
from organisation.models import Municipality

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TEMPLATE = """
#import "base.typ": *
#show: document
= #data.heading
#data.text
#if "picture" in data { picture(data.picture, data.alt, width: 2cm) }
"""


@pytest.fixture(autouse=True)
def _a_template(tmp_path, monkeypatch):
    (tmp_path / "base.typ").write_text((TEMPLATES / "base.typ").read_text())
    (tmp_path / "sample.typ").write_text(TEMPLATE)
    monkeypatch.setattr(documents, "TEMPLATES", tmp_path)


def made(text="En rad.", heading="Rubrik", language="sv", **more):
    data = {"heading": heading, "text": text, **more}
    return pdf("sample", data, title="Ett blad", language=language, at=AT)


def read(content):
    return PdfReader(io.BytesIO(content))


def fonts_of(content):
    return {
        font.get_object()["/BaseFont"].split("+")[1]
        for page in read(content).pages
        for font in page["/Resources"]["/Font"].values()
    }


def test_text_comes_out_in_order_and_whole():
    content = made("Ring Åsa på Östergården i Växjö – 17.00.", "Ät gröt, Örjan")
    text = read(content).pages[0].extract_text()
    assert text.split("\n") == [
        "Ät gröt, Örjan",
        "Ring Åsa på Östergården i Växjö – 17.00.",
    ]


@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_document_is_tagged_titled_and_names_its_language(language):
    root = read(made(language=language)).trailer["/Root"]
    assert root["/Lang"] == language
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"pdfuaid:part>1<" in root["/Metadata"].get_data()


def test_the_title_is_the_one_given():
    assert read(made()).metadata.title == "Ett blad"


def test_the_letters_are_those_of_the_pages():
    assert fonts_of(made("Åke Öman, 100 kr")) == {
        "SourceSans3-Regular",
        "SourceSerif4-SemiBold",
    }


def test_a_name_with_rarer_letters_keeps_the_typeface():
    content = made("Łukasz Čapek")
    assert "AccentSans3-Regular" in fonts_of(content)
    assert "Łukasz Čapek" in read(content).pages[0].extract_text()


@pytest.mark.parametrize(
    "text",
    [
        '#panic("x")',
        '#read("/etc/passwd")',
        '#image("/etc/passwd")',
        "*not bold* _not slanted_ $x$ = no heading",
        "\\ \" ' ` <a> @b // c /* d */",
    ],
)
def test_what_is_given_is_text_and_never_code(text):
    assert text in read(made(text)).pages[0].extract_text()


def test_what_cannot_be_printed_is_left_out():
    content = made("Hem 🏠👩‍👧 och\x00\x07 hjärta\ud800 ❤️")
    assert "Hem  och hjärta" in read(content).pages[0].extract_text()
    assert b"pdfuaid:part>1<" in read(content).trailer["/Root"]["/Metadata"].get_data()


def test_a_script_without_letters_still_gives_a_document():
    content = made("漢字 and words")
    assert "and words" in read(content).pages[0].extract_text()
    assert "/StructTreeRoot" in read(content).trailer["/Root"]


def test_a_picture_comes_as_bytes():
    drawn = io.BytesIO()
    Image.new("RGB", (4, 4), "#1F5C57").save(drawn, "PNG")
    page = read(made(picture=drawn.getvalue(), alt="En grön ruta")).pages[0]
    assert len(page.images) == 1


def test_a_lazy_text_is_read_when_the_document_is_made():
    assert "Ja" in read(made(gettext_lazy("Ja"))).pages[0].extract_text()


def test_the_same_data_gives_the_same_bytes():
    assert made() == made()


def test_a_template_reads_nothing_outside_its_folder(tmp_path):
    (tmp_path / "sample.typ").write_text('#read("../secret.txt")')
    (tmp_path.parent / "secret.txt").write_text("secret")
    with pytest.raises(typst.TypstError):
        made()


def test_no_template_asks_for_a_package():
    for path in TEMPLATES.glob("*.typ"):
        assert "@preview" not in path.read_text()
        assert "@local" not in path.read_text()


def test_documents_are_made_side_by_side():
    with ThreadPoolExecutor(4) as threads:
        done = list(threads.map(lambda n: made(f"Rad {n}"), range(20)))
    for number, content in enumerate(done):
        assert f"Rad {number}" in read(content).pages[0].extract_text()


def test_a_sender_is_told_by_name_and_colours():
    told = sender(Municipality(name="Ekebacka kommun", brand_colour="#003366"))
    assert told["name"] == "Ekebacka kommun"
    assert told["brand"] == "#003366"
