"""What the look weighs, compressed, before any page adds its own words."""

import gzip
import json
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BUILT = ROOT / "static" / "built"
FIRST_VIEW_FONTS = [
    "source-sans-3-latin-400",
    "source-sans-3-latin-600",
    "source-serif-4-latin-600",
]
needs_build = pytest.mark.skipif(
    not BUILT.exists(), reason="no static/built: run npm ci and npm run build"
)


def compressed_bytes(path):
    return len(gzip.compress(path.read_bytes(), 9))


@needs_build
def test_the_public_style_sheet_is_at_most_20_kilobytes():
    assert compressed_bytes(BUILT / "public.css") <= 20_000


@needs_build
def test_the_desk_style_sheet_is_at_most_30_kilobytes():
    assert compressed_bytes(BUILT / "desk.css") <= 30_000


@needs_build
def test_style_and_fonts_of_a_first_view_are_at_most_90_kilobytes():
    fonts = [BUILT / "fonts" / f"{name}.woff2" for name in FIRST_VIEW_FONTS]
    total = sum(font.stat().st_size for font in fonts)
    assert total + compressed_bytes(BUILT / "public.css") <= 90_000


@needs_build
def test_a_style_sheet_fetches_nothing_from_elsewhere():
    for name in ("public.css", "desk.css"):
        assert "http://" not in (BUILT / name).read_text().replace(
            "http://www.w3.org", ""
        )
        assert "https://" not in (BUILT / name).read_text()


def test_the_desk_s_own_script_is_at_most_8_kilobytes():
    assert compressed_bytes(ROOT / "static" / "js" / "desk.js") <= 8_000


def test_the_lock_file_names_no_download_address():
    lock = json.loads((ROOT / "package-lock.json").read_text())
    assert [name for name, it in lock["packages"].items() if "resolved" in it] == []


def test_every_locked_package_has_a_checksum():
    lock = json.loads((ROOT / "package-lock.json").read_text())
    assert [
        n for n, it in lock["packages"].items() if n and "integrity" not in it
    ] == []
