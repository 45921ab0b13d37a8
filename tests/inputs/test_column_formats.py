"""What a column of numbers says of its marks, and which months dates stand for."""

from pathlib import Path

import pytest

from one_click.exports.check import other_months
from one_click.exports.folder import export_files
from one_click.exports.look import plain_values
from one_click.exports.months import (
    dated_months,
    month_of,
    period_words,
    words_of_dates,
)
from one_click.exports.numbers import (
    SIGNS,
    NumberFormat,
    TwoReadings,
    number_format,
    sign_of,
)
from one_click.exports.rows import look_at


@pytest.mark.parametrize(
    ("values", "found"),
    [
        (["4553.5", "12"], NumberFormat()),
        (["4,553", "0,5"], NumberFormat()),
        (["4,553", "4,553.25"], NumberFormat(",")),
        (["4,553", "1,234,567"], NumberFormat(",")),
        (["4.553", "12,5"], NumberFormat(".")),
        (["4.553", "12.5"], NumberFormat()),
        (["4,553", "4.5"], NumberFormat(",")),
        (["4 553,125", "4,553"], NumberFormat()),
        (["−4,5 ₽", "3 ₽"], NumberFormat("", "₽")),
        (["$4,553", "$4,553.10"], NumberFormat(",", "$")),
        (["24%", "7%"], NumberFormat("", "%")),
        (["24%", "7"], NumberFormat()),
        (["24%", "7 ₽"], NumberFormat()),
        (["слово", "1.5"], NumberFormat()),
        (["99 р.", "9р"], NumberFormat()),
        (["99 р", "9р"], NumberFormat("", "р")),
        (["99.апр", "0-апр"], NumberFormat()),
        (["99 кр", "9 кр"], NumberFormat()),
    ],
)
def test_other_values_tell(values: list[str], found: NumberFormat) -> None:
    assert number_format(dict.fromkeys(values, 1)) == found


@pytest.mark.parametrize(
    "values",
    [
        ["4,553", "12"],
        ["4.553"],
        ["4,553", "4.553"],
        ["4,553", "4,5", "4.5"],
        ["4.553", "4.5", "1.234.567"],
        ["4.553", "09.05.2024"],
        ["4,553", "99.9.2024"],
        ["4,553", "09.09"],
        ["4.553", "9..9"],
        ["4,553", "9,9,9"],
        ["4,553", "9.99,9"],
        ["4,553\u200e", "\u2067-\u20694,553"],
        ["4,553\n"],
    ],
)
def test_nobody_knows(values: list[str]) -> None:
    """The user is asked, and the answer is taken."""
    shapes = dict.fromkeys(values, 1)
    with pytest.raises(TwoReadings):
        number_format(shapes)
    assert number_format(shapes, decimal_mark=".").group_mark in ("", ",")
    assert number_format(shapes, decimal_mark=",").group_mark in ("", ".")


def test_ids_have_no_fractions() -> None:
    """In 700,001 the comma sets thousands apart; in 701,000 it need not."""
    assert number_format({"700,001": 1}, is_whole=True) == NumberFormat(",")
    with pytest.raises(TwoReadings):
        number_format({"701,000": 1}, is_whole=True)


@pytest.mark.parametrize("sign", SIGNS)
def test_a_sign_is_taken_whole(sign: str) -> None:
    """Also where a shorter one begins or ends it, as «р» does «руб»."""
    assert sign_of(f"99 {sign}") == sign_of(f"{sign} 99") == sign


@pytest.mark.parametrize(
    "text",
    [
        *("2022-11", "202211", "2022-11-01", "2022-11-30 00:00:00", "01.11.2022"),
        *("11.2022", "11/2022", "ноябрь 2022", "Ноябрь 2022 г.", "nov 2022"),
        *("ноя.22", "Nov-22", "01-ноя-2022", "ноября 2022 года", "20221101"),
        *("2022-11-01T00:00:00Z", "2022-11-01 00:00:00.000+03:00", "01.11.2022 9:30"),
    ],
)
def test_a_date_is_a_month(text: str) -> None:
    assert month_of(text) == (2022, 11)


@pytest.mark.parametrize("text", ["", "текущий_месяц", "2022-13", "22-11", "1", "май"])
def test_other_texts_are_none(text: str) -> None:
    assert month_of(text) is None


def test_months_end_with_the_same_one() -> None:
    """Over the turn of a year too; a gap, a fourth month, or another end are refused."""
    december, january, february = (2022, 12), (2023, 1), (2023, 2)
    three = {"a": february, "b": january, "c": december}
    assert period_words([three, {"a": february, "b": january}]) == {
        "a": "current_month",
        "b": "previous_month",
        "c": "month_before_previous",
    }
    assert period_words([three, {"x": january, "y": december}]) is None
    assert period_words([{"a": february, "c": december}]) is None
    assert period_words([{**three, "d": (2022, 11)}]) is None


def test_americans_write_the_month_first() -> None:
    """The order counts in which more texts are months that follow one another."""
    current, previous = "current_month", "previous_month"
    texts = {
        "money": ["10/01/2022", "11/01/2022"],
        "market_time": ["2022-11", "2022-10"],
    }
    assert words_of_dates(texts) == {
        "11/01/2022": current,
        "10/01/2022": previous,
        "2022-11": current,
        "2022-10": previous,
    }
    assert words_of_dates({"money": ["11/12/2022", "12/11/2022"]}) is None


def test_other_months_are_named_once() -> None:
    """Several dates of a month are that month; the day stands before it."""
    texts = ["01.08.2022", "02.08.2022", "01.11.2022"]
    assert "Found: money.csv: 2022-08, 2022-11." in str(
        other_months({"money.csv": dated_months(texts)})
    )


@pytest.mark.parametrize(
    ("profit", "is_odd"),
    [
        *[(plain, False) for plain in ("12", "-1.5", "1,25", "0.5", "", "12.3456")],
        *[(odd, True) for odd in ("4,553", "4.553", "1 200", "03.04", "12 ₽", "4E3")],
    ],
)
def test_what_is_looked_at_closely(tmp_path: Path, profit: str, is_odd: bool) -> None:
    """A plain number and an empty cell say nothing of how a column is written."""
    (tmp_path / "money.csv").write_text(f'id;Прибыль\n7;3\n8;"{profit}"\n')
    (file,) = export_files(tmp_path, "money")
    looked = look_at(file, ["id", "Прибыль"], (), plain_values("money"))
    assert looked.odd == ({"Прибыль"} if is_odd else set())
