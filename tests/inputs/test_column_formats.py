"""What a column of numbers says of its marks, and which months dates stand for."""

from pathlib import Path

import pytest

from one_click.exports.folder import export_files
from one_click.exports.look import plain_values
from one_click.exports.months import month_of, period_words
from one_click.exports.numbers import NumberFormat, TwoReadings, number_format
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


@pytest.mark.parametrize(
    "text",
    [
        *("2022-11", "202211", "2022-11-01", "2022-11-30 00:00:00", "01.11.2022"),
        *("11.2022", "11/2022", "ноябрь 2022", "Ноябрь 2022 г.", "nov 2022"),
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
