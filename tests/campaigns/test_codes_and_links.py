import re
import xml.etree.ElementTree as ET

import pytest
from django.test import override_settings

from campaigns import codes
from campaigns.models.plan import CODE
from campaigns.qr import link_of, qr_of
from tests.make import make_activity, make_municipality

pytestmark = pytest.mark.django_db


def test_a_suggested_code_can_be_said_and_is_allowed():
    for _ in range(50):
        code = codes.suggest_code()
        CODE(code)
        assert re.fullmatch(r"([dlmnrtv][aeio]){2}[dlmnrtv][2-9]", code)


def test_a_suggested_code_is_free(monkeypatch):
    make_activity(code="ratel7")
    offered = iter(["ratel7", "ratel7", "tiden4"])
    monkeypatch.setattr(codes, "_random_code", lambda: next(offered))
    assert codes.suggest_code() == "tiden4"


def test_a_house_full_of_codes_gets_longer_ones(monkeypatch):
    make_activity(code="ratel7")
    monkeypatch.setattr(codes, "_random_code", lambda: "ratel7")
    assert codes.suggest_code() == "ratel7ratel7"


@override_settings(BASE_URL="https://hemvagen.example.se")
def test_a_link_stands_at_the_house_s_own_address():
    link = link_of(make_activity(code="ratel7"))
    assert link == "https://hemvagen.example.se/t/ratel7"


def test_a_town_with_its_own_host_name_has_links_there():
    town = make_municipality(domain="hem.sjoliden.example.se")
    link = link_of(make_activity(town, code="ratel7"))
    assert link == "https://hem.sjoliden.example.se/t/ratel7"


def test_a_qr_code_is_a_drawing_without_style_or_script():
    drawing = qr_of(make_activity(code="ratel7")).decode()
    assert ET.fromstring(drawing).tag.endswith("svg")  # noqa: S314 -- our own drawing
    assert "style" not in drawing
    assert "script" not in drawing
