"""The words of a page: numbers, shares, counts, months and values in sentences."""

import pytest
from html_tree import parsed

from one_click.pages.campaign_facts import signed
from one_click.pages.words import Words, counted, month, number, say, share


def read(words: Words) -> tuple[str, str]:
    """The Russian and the English text as people see them."""
    return parsed(str(words.ru)).text(), parsed(str(words.en)).text()


@pytest.mark.parametrize(
    ("value", "decimals", "russian", "english"),
    [
        (1234567.891, 1, "1\u00a0234\u00a0567,9", "1,234,567.9"),
        (-0.04, 1, "0,0", "0.0"),
        (-12.5, 1, "−12,5", "−12.5"),
        (0, 0, "0", "0"),
        (None, 2, "–", "–"),
    ],
)
def test_numbers_as_each_language_writes_them(
    value: float | None, decimals: int, russian: str, english: str
) -> None:
    assert read(number(value, decimals)) == (russian, english)


@pytest.mark.parametrize(
    ("value", "english"),
    [(0.8, "+0.80"), (0, "0.00"), (-1.5, "−1.50"), (None, "–")],
)
def test_a_difference_has_one_sign(value: float | None, english: str) -> None:
    assert read(signed(value))[1] == english


def test_shares_as_percent() -> None:
    assert read(share(0.4567, 1)) == ("45,7\u00a0%", "45.7%")
    assert read(share(0.4567)) == ("46\u00a0%", "46%")


@pytest.mark.parametrize(
    ("count", "noun"),
    [(1, "рубль"), (3, "рубля"), (5, "рублей"), (11, "рублей"), (21, "рубль")]
    + [(112, "рублей"), (114, "рублей"), (104, "рубля"), (0, "рублей")],
)
def test_russian_nouns_follow_their_number(count: int, noun: str) -> None:
    shown = counted(count, "рубль", "рубля", "рублей", "rouble", "roubles")
    assert read(shown)[0] == f"{count}\u00a0{noun}"


def test_a_value_in_a_sentence_is_escaped() -> None:
    sentence = say("<b>{name}</b>", "{name}", name="<i>")
    assert sentence == Words("<b>&lt;i&gt;</b>", "&lt;i&gt;")


def test_a_month_is_named() -> None:
    assert month("2026-11") == Words("ноябрь 2026", "November 2026")
    assert month("") == Words("", "")
