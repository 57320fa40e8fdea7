import pytest
from django.utils import translation

from organisation.months import Month
from reports.figures.promises import PromiseCounts
from reports.sentences import sentences
from tests.reports.figures import make_counts, make_report
from tests.reports.histories import MARCH, local

LAST_YEAR = MARCH.year_earlier


@pytest.fixture(autouse=True)
def _in_swedish():
    with translation.override("sv"):
        yield


def received(now: int, earlier: int | None = None, **fields) -> str:
    counts = [make_counts(MARCH, now)]
    if earlier is not None:
        counts.append(make_counts(LAST_YEAR, earlier))
    return sentences(make_report(*counts, **fields))[0]


@pytest.mark.parametrize(
    ("now", "earlier", "sentence"),
    [
        (38, 29, "38 familjer hörde av sig, nio fler än i mars i fjol."),
        (1, 2, "En familj hörde av sig, en färre än i mars i fjol."),
        (2, 1, "Två familjer hörde av sig, en fler än i mars i fjol."),
        (12, 12, "Tolv familjer hörde av sig, lika många som i mars i fjol."),
        (13, 30, "13 familjer hörde av sig, 17 färre än i mars i fjol."),
        (0, 3, "Ingen familj hörde av sig, tre färre än i mars i fjol."),
        (
            1234,
            0,
            "1\u00a0234 familjer hörde av sig, 1\u00a0234 fler än i mars i fjol.",
        ),
    ],
)
def test_who_got_in_touch_beside_last_year(now, earlier, sentence):
    assert received(now, earlier) == sentence


def test_nothing_is_compared_with_a_year_that_was_not_registered():
    began_at = local("2025-03-01 00:00")
    assert received(38, 29, began_at=began_at) == "38 familjer hörde av sig."


@pytest.mark.parametrize(
    ("now", "sentence"),
    [
        (0, "Ingen familj har hört av sig hittills."),
        (1, "En familj har hört av sig hittills."),
        (7, "Sju familjer har hört av sig hittills."),
    ],
)
def test_nothing_is_compared_while_the_month_runs(now, sentence):
    assert received(now, 29, at=local("2026-03-11 12:00")) == sentence


@pytest.mark.parametrize(
    ("kept", "due", "reached", "sentence"),
    [
        (0, 0, 0, "Vi hade inga löften att hålla."),
        (
            1,
            1,
            1,
            "Vi höll det enda löftet om att höra av oss och nådde familjen i tid "
            "varje gång.",
        ),
        (0, 1, 0, "Vi höll inte det enda löftet om att höra av oss."),
        (0, 3, 0, "Vi höll inget av tre löften om att höra av oss."),
        (
            1,
            4,
            0,
            "Vi höll ett av fyra löften om att höra av oss men nådde aldrig familjen "
            "i tid.",
        ),
        (
            7,
            9,
            1,
            "Vi höll sju av nio löften om att höra av oss och nådde familjen i tid en "
            "gång.",
        ),
        (
            7,
            40,
            5,
            "Vi höll 7 av 40 löften om att höra av oss och nådde familjen i tid fem "
            "gånger.",
        ),
        (
            40,
            40,
            30,
            "Vi höll alla 40 löften om att höra av oss och nådde familjen i tid 30 "
            "gånger.",
        ),
    ],
)
def test_what_was_promised_and_kept(kept, due, reached, sentence):
    counts = make_counts(MARCH, promises=PromiseCounts(due, kept))
    assert sentences(make_report(counts, reached=reached))[1] == sentence


def homes(*approved: tuple[Month, int], **fields) -> str:
    counts = [make_counts(month, approved=number) for month, number in approved]
    return sentences(make_report(*counts, **fields))[2]


JANUARY, LAST_JANUARY = Month(2026, 1), Month(2025, 1)


@pytest.mark.parametrize(
    ("approved", "sentence"),
    [
        (
            [(MARCH, 2), (JANUARY, 9), (LAST_JANUARY, 7)],
            "Två nya hem godkändes, sammanlagt elva sedan årsskiftet, fyra fler än vid "
            "samma tid i fjol.",
        ),
        (
            [(MARCH, 1), (LAST_JANUARY, 2)],
            "Ett nytt hem godkändes, det första sedan årsskiftet, ett färre än vid "
            "samma tid i fjol.",
        ),
        (
            [(JANUARY, 1)],
            "Inget nytt hem godkändes, men ett sedan årsskiftet, ett fler än vid "
            "samma tid i fjol.",
        ),
        (
            [],
            "Inget nytt hem godkändes, och inget sedan årsskiftet, precis som vid "
            "samma tid i fjol.",
        ),
        (
            [(JANUARY, 20), (LAST_JANUARY, 33)],
            "Inget nytt hem godkändes, men 20 sedan årsskiftet, 13 färre än vid "
            "samma tid i fjol.",
        ),
    ],
)
def test_homes_of_the_month_and_of_the_year(approved, sentence):
    assert homes(*approved) == sentence


def test_homes_of_a_year_that_was_half_registered_are_not_compared():
    assert (
        homes((MARCH, 1), (LAST_YEAR, 1), began_at=local("2025-01-05 09:00"))
        == "Ett nytt hem godkändes, det första sedan årsskiftet."
    )


def test_january_is_compared_with_january_and_not_said_twice():
    assert (
        homes((JANUARY, 2), (LAST_JANUARY, 1), month=JANUARY)
        == "Två nya hem godkändes, ett fler än i januari i fjol."
    )


def test_homes_are_not_compared_while_the_month_runs():
    assert (
        homes((MARCH, 2), (LAST_YEAR, 5), at=local("2026-03-11 12:00"))
        == "Två nya hem godkändes, sammanlagt två sedan årsskiftet."
    )


def test_the_sentences_are_english_too():
    counts = make_counts(MARCH, 2, PromiseCounts(12, 11), 1)
    with translation.override("en"):
        assert sentences(make_report(counts, reached=3)) == [
            "Two families got in touch, two more than in March last year.",
            "Eleven of twelve promises to get in touch were kept, and three times we "
            "reached the family in time.",
            "One new home was approved, and since January there has been one, one "
            "more than at the same time last year.",
        ]
