from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from organisation.forms.money import KronorField
from organisation.money import NotKronor, kronor_text, read_kronor

HARD = "\N{NO-BREAK SPACE}"
AMOUNTS = st.decimals(min_value=0, max_value=Decimal("9999999999.99"), places=2)


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("12500", "12500"),
        ("12 500", "12500"),
        (f"12{HARD}500", "12500"),
        ("12\N{NARROW NO-BREAK SPACE}500,5", "12500.5"),
        ("12500,50", "12500.50"),
        ("12500.50", "12500.50"),
        ("12 500 kr", "12500"),
        ("12 500 kr.", "12500"),
        ("12500KR", "12500"),
        ("12 500:-", "12500"),
        ("12 500,-", "12500"),
        ("12 500,50 kronor", "12500.50"),
        ("SEK 12", None),
        ("12.500", "12500"),
        ("12,500", "12500"),
        ("1.234.567,89", "1234567.89"),
        ("1,234,567.89", "1234567.89"),
        ("0", "0"),
        ("-5", None),
        ("5-", None),
        ("1e3", None),
        ("12.5.0", None),
        ("12,5,0", None),
        ("1.234,567", None),
        ("12500,505", None),
        ("nan", None),
        ("٣", None),
        ("²", None),
        ("kr", None),
        ("=1+1", None),
        ("9" * 41, None),
    ],
)
def test_kronor_are_read_as_people_write_them(typed, amount):
    if amount is None:
        with pytest.raises(NotKronor):
            read_kronor(typed)
    else:
        assert read_kronor(typed) == Decimal(amount)


@given(AMOUNTS)
def test_what_is_shown_is_read_as_the_same_amount(amount):
    assert read_kronor(kronor_text(amount)) == amount


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        ("12500.00", f"12{HARD}500"),
        ("1234567.5", f"1{HARD}234{HARD}567,50"),
        ("0", "0"),
        ("999.99", "999,99"),
    ],
)
def test_ore_are_shown_only_where_there_are_any(amount, shown):
    assert kronor_text(Decimal(amount)) == shown


def test_a_template_shows_kronor_and_nothing_for_nothing():
    template = Template("{% load design %}{{ some|kronor }}|{{ none|kronor }}")
    shown = template.render(Context({"some": Decimal("12500"), "none": None}))
    assert shown == f"12{HARD}500{HARD}kr|"


class TestTheField:
    field = KronorField(label="Budget", required=False)

    @pytest.mark.parametrize("typed", ["", "  ", None])
    def test_nothing_is_no_amount(self, typed):
        assert self.field.clean(typed) is None

    def test_its_value_is_an_amount(self):
        assert self.field.clean("12 500,50 kr") == Decimal("12500.50")

    @pytest.mark.parametrize(
        ("typed", "told"),
        [
            ("tolv", "Budget: skriv ett belopp i kronor, till exempel 12 500"),
            ("-1", "Budget: skriv ett belopp i kronor"),
            ("10000000000", "Budget: skriv ett belopp under 10 miljarder kronor."),
        ],
    )
    def test_what_is_none_is_told_with_the_field_s_name(self, typed, told):
        with pytest.raises(ValidationError) as refused:
            self.field.clean(typed)
        assert told in refused.value.messages[0]

    def test_what_was_typed_stands_and_what_was_saved_is_shown_in_swedish(self):
        assert self.field.prepare_value("tolv") == "tolv"
        assert self.field.prepare_value(Decimal("12500.00")) == f"12{HARD}500"

    @pytest.mark.parametrize(
        ("typed", "is_changed"), [("12 500 kr", False), ("12501", True), ("x", True)]
    )
    def test_another_spelling_is_no_change(self, typed, is_changed):
        assert self.field.has_changed(Decimal("12500.00"), typed) == is_changed
