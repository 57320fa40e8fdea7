import pytest

from organisation.colours import contrast, darkened_until_readable, is_readable, mixed


def test_black_on_white_is_the_greatest_contrast():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#FFFFFF", "#000000") == pytest.approx(21)


def test_a_colour_has_no_contrast_to_itself():
    assert contrast("#1F5C57", "#1F5C57") == 1


def test_our_own_colours_have_the_contrasts_that_the_design_states():
    assert contrast("#1F5C57", "#FFFFFF") == pytest.approx(7.7, abs=0.05)
    assert contrast("#1F5C57", "#FBF7F1") == pytest.approx(7.2, abs=0.05)
    assert contrast("#A4482A", "#FBF7F1") == pytest.approx(5.6, abs=0.05)


@pytest.mark.parametrize("colour", ["#1F5C57", "#A4482A", "#000000", "#ae0b05"])
def test_a_dark_colour_is_readable(colour):
    assert is_readable(colour)


@pytest.mark.parametrize("colour", ["#FFC940", "#FFFFFF", "#00AEEF", "#78A22F"])
def test_a_light_colour_gets_a_darker_one_of_its_hue(colour):
    assert not is_readable(colour)
    assert is_readable(darkened_until_readable(colour))


def test_a_readable_colour_is_not_darkened():
    assert darkened_until_readable("#1F5C57") == "#1F5C57"


def test_the_suggestion_is_hardly_darker_than_needed():
    darker = darkened_until_readable("#00AEEF")
    assert not is_readable(mixed(darker, "#FFFFFF", 0.08))


def test_mixing_goes_from_one_colour_to_the_other():
    assert mixed("#000000", "#FFFFFF", 0) == "#000000"
    assert mixed("#000000", "#FFFFFF", 1) == "#FFFFFF"
    assert mixed("#000000", "#FFFFFF", 0.5) == "#808080"
