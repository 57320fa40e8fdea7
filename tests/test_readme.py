"""What the README and the guides say can be done, and where things are."""

import re

import pytest
from django.conf import settings
from django.core.management import get_commands, load_command_class

README = (settings.BASE_DIR / "README.md").read_text()
GUIDES = README + (settings.BASE_DIR / "docs/running.md").read_text()
CI = (settings.BASE_DIR / ".ci/run").read_text()
MAKEFILE = (settings.BASE_DIR / "Makefile").read_text()


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\bmake ([a-z]+)", README))))
def test_every_make_command_exists_and_is_run_before_a_change_lands(target):
    assert re.search(rf"^{target}:", MAKEFILE, re.MULTILINE)
    assert re.search(rf"^.*\bmake {target}\b", CI, re.MULTILINE)


@pytest.mark.parametrize(
    "name", sorted(set(re.findall(r"manage\.py ([a-z_]+)", GUIDES)))
)
def test_every_management_command_exists(name):
    assert load_command_class(get_commands()[name], name)


@pytest.mark.parametrize("path", re.findall(r"\]\(([^)h][^)]*)\)", README))
def test_every_link_and_picture_leads_somewhere(path):
    assert (settings.BASE_DIR / path).exists()


@pytest.mark.parametrize("app", re.findall(r"^\| `([a-z]+)`", README, re.MULTILINE))
def test_every_app_in_the_map_exists(app):
    assert (settings.BASE_DIR / app / "__init__.py").exists()


@pytest.mark.parametrize(
    "name",
    sorted(
        set(re.findall(r"export ([A-Z_]+)=", README))
        | set(re.findall(r"^\| `([A-Z_]+)`", GUIDES, re.MULTILINE))
    ),
)
def test_every_setting_in_the_guides_is_read(name):
    code = (settings.BASE_DIR / "recruitment/settings.py").read_text()
    assert name.removesuffix("_FILE") in code
