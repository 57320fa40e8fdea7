"""What finds whom. The database makes the terms, so contacts are saved as rows."""

from datetime import timedelta

import pytest

from inquiries.models import ContactDetails, Inquiry
from inquiries.search import matching, same_household
from tests.make import NOON, make_inquiry, make_municipality

pytestmark = pytest.mark.django_db


def found(municipality, typed):
    condition = matching(municipality, typed, NOON)
    if condition is None:
        return None
    return list(Inquiry.objects.of(municipality).filter(condition).order_by("pk"))


@pytest.mark.parametrize(
    "typed",
    [
        *("Anna", "anna", "ANNA LUNDGREN", "lundgren anna", "and lund", "a l"),
        *("Öst", "ost", "öst-lund", "Anna-Lena", "lena, anna", "Andérs"),
    ],
)
def test_every_word_begins_a_word_of_the_name(municipality, typed):
    anna = make_inquiry(
        municipality, contact={"name": "Anna-Lena Anders Östlund Lundgren"}
    )
    make_inquiry(municipality, contact={"name": "Erik Holm"})
    assert found(municipality, typed) == [anna]


@pytest.mark.parametrize("typed", ["nna", "anna holm", "annan", "lundgrens anna"])
def test_a_word_that_begins_none_of_the_name_finds_nothing(municipality, typed):
    make_inquiry(municipality, contact={"name": "Anna Lundgren"})
    assert found(municipality, typed) == []


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Åsa Öberg", "asa oberg"),
        ("Asa Oberg", "Åsa Öberg"),
        ("Zoë Müller", "zoe muller"),
        ("Søren Łukasz", "soren lukasz"),
        ("O’Neill d'Arc", "neill arc"),
        ("Фатіма Ек", "фат"),
        ("فاطمة أحمد", "فاطمة"),
        ("Å" * 120, "a" * 60),
        (r"Back\slash 'Quote", r"back slash quote"),
    ],
)
def test_letters_of_every_kind_are_found(municipality, name, typed):
    inquiry = make_inquiry(municipality, contact={"name": name})
    assert found(municipality, typed) == [inquiry]


@pytest.mark.parametrize(
    "typed",
    [
        *("070-174 06 12", "0701740612", "+46701740612", "+46 70 174 06 12"),
        *("0046701740612", "46701740612", "+46 (0)70-174 06 12", "740612", "0612"),
    ],
)
def test_a_number_is_found_in_any_form_and_by_its_last_digits(municipality, typed):
    inquiry = make_inquiry(municipality, contact={"phone": "+46701740612"})
    make_inquiry(municipality, contact={"phone": "+46701740613"})
    assert found(municipality, typed) == [inquiry]


@pytest.mark.parametrize("typed", ["2026-0412", "2026-412", "2026/412", "412", "0412"])
def test_a_running_number_is_found_with_and_without_its_year(municipality, typed):
    inquiry = make_inquiry(municipality, serial=412)
    make_inquiry(municipality, serial=4120)
    assert found(municipality, typed) == [inquiry]


def test_a_number_alone_is_found_in_every_year(municipality):
    old = make_inquiry(municipality, serial=7, received_at=NOON - timedelta(days=400))
    new = make_inquiry(municipality, serial=7)
    assert found(municipality, "7") == [old, new]
    assert found(municipality, "2025-0007") == [old]


@pytest.mark.parametrize("typed", ["anna@example.se", "Anna@Example.SE", "anna@"])
def test_an_address_is_found_by_its_beginning(municipality, typed):
    inquiry = make_inquiry(municipality, contact={"email": "anna@example.se"})
    make_inquiry(municipality, contact={"email": "hanna@example.se"})
    assert found(municipality, typed) == [inquiry]


@pytest.mark.parametrize("typed", ["", "   ", "-", "…", "'\\&|!:*()"])
def test_signs_alone_look_for_nothing(municipality, typed):
    make_inquiry(municipality)
    assert found(municipality, typed) is None


@pytest.mark.parametrize("typed", ["a & b", "anna:*", "!anna", "anna | erik", "a\0b"])
def test_signs_of_the_query_language_are_only_signs(municipality, typed):
    make_inquiry(municipality, contact={"name": "Erik Holm"})
    assert found(municipality, typed) == []


def test_another_municipality_s_people_are_never_found(municipality):
    other = make_municipality()
    make_inquiry(other, contact={"name": "Anna Holm"}, serial=412)
    for typed in ("anna", "0701740612", "0612", "2026-0412", "412"):
        assert found(municipality, typed) == []


def test_a_corrected_name_is_found_at_once_and_the_old_one_no_longer(municipality):
    inquiry = make_inquiry(municipality, contact={"name": "Ana Holm"})
    ContactDetails.objects.filter(inquiry=inquiry).update(name="Anja Holm")
    assert found(municipality, "anja") == [inquiry]
    assert found(municipality, "ana") == []


def test_a_prefix_of_one_municipality_is_not_one_of_another(municipality):
    """1 and 12 share their first digit; the terms must not."""
    other = make_municipality(pk=municipality.pk * 10 + 1)
    make_inquiry(other, contact={"name": "Anna Holm"})
    assert found(municipality, "anna") == []


def test_the_same_number_or_address_within_ninety_days_is_a_hint(municipality):
    contact = {"phone": "+46701740620", "email": "anna@example.se"}
    inquiry = make_inquiry(municipality, contact=contact)
    by_phone = make_inquiry(municipality, contact={"phone": "+46701740620"})
    by_mail = make_inquiry(
        municipality,
        contact={"phone": "", "email": "Anna@example.se"},
        received_at=NOON - timedelta(days=89),
    )
    make_inquiry(municipality, contact=contact, received_at=NOON - timedelta(days=91))
    make_inquiry(municipality, contact={"phone": "+46701740621"})
    make_inquiry(make_municipality(), contact=contact)
    assert list(same_household(inquiry)) == [by_mail, by_phone]
