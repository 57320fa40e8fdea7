"""Contrasts of our own colours: 4.5:1 for text, 3:1 for shapes (WCAG 2.2)."""

import re
from pathlib import Path

import pytest

from organisation.colours import contrast, mixed

TOKENS = Path(__file__).resolve().parents[2] / "design" / "css" / "tokens.css"
COLOURS = dict(
    re.findall(
        r"--([a-z-]+): (#[0-9a-f]{6});", TOKENS.read_text().replace("#fff;", "#ffffff;")
    )
)
COLOURS["brand-mist"] = mixed("#F9FFFD", COLOURS["brand"], 0.1)

TEXT = [
    ("ink", "paper"),
    ("ink", "brand-mist"),
    ("muted", "paper"),
    ("muted", "sand"),
    ("muted", "brand-mist"),
    ("brand", "paper"),
    ("brand", "surface"),
    ("brand", "brand-mist"),
    ("surface", "brand"),
    ("surface", "accent"),
    ("accent", "paper"),
    ("late", "paper"),
    ("late", "late-soft"),
    ("late", "brand-mist"),
    ("soon", "surface"),
    ("soon", "soon-soft"),
    ("soon", "brand-mist"),
    ("ok", "ok-soft"),
    ("ok", "paper"),
    ("note", "note-soft"),
    ("visited", "paper"),
]
SHAPES = [
    ("line", "surface"),
    ("line", "paper"),
    ("brand", "brand-mist"),
    ("accent", "paper"),
    ("ring", "ink"),
]


@pytest.mark.parametrize(("colour", "ground"), TEXT)
def test_text_can_be_read(colour, ground):
    assert contrast(COLOURS[colour], COLOURS[ground]) >= 4.5


@pytest.mark.parametrize(("colour", "ground"), SHAPES)
def test_borders_and_shapes_can_be_seen(colour, ground):
    assert contrast(COLOURS[colour], COLOURS[ground]) >= 3
