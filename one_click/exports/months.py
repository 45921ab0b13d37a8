"""Months that an export names by a date, as the three words the store has for them."""

import re
from collections.abc import Iterable, Mapping

from one_click.exports.blanks import cleaned

PERIOD = "Период"  # the column of an export
PERIODS = ("current_month", "previous_month", "month_before_previous")
NAMES = {
    **{
        name: number
        for number, name in enumerate(
            [
                "янв",
                "фев",
                "мар",
                "апр",
                "май",
                "июн",
                "июл",
                "авг",
                "сен",
                "окт",
                "ноя",
                "дек",
            ],
            start=1,
        )
    },
    **{
        name: number
        for number, name in enumerate(
            [
                "jan",
                "feb",
                "mar",
                "apr",
                "may",
                "jun",
                "jul",
                "aug",
                "sep",
                "oct",
                "nov",
                "dec",
            ],
            start=1,
        )
    },
    "мая": 5,
}
# A time of day may follow, as in a column of timestamps.
TIME = (
    r"(?:[ t]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[ap]m)?"
    r"(?: ?(?:z|utc|[+-]\d{2}(?::?\d{2})?))?)?"
)
YEAR_FIRST = re.compile(
    r"(\d{4})(?:[-./](\d{1,2})(?:[-./]\d{1,2})?|(\d{2})(?:\d{2})?)" + TIME
)
YEAR_LAST = re.compile(r"(?:(\d{1,2})[-./])?(\d{1,2})[-./](\d{4})" + TIME)
NAMED = re.compile(
    r"(?:\d{1,2}[ .-])?([a-zа-яё]{3})[a-zа-яё]*\.?[ .,'’-]*(\d{4}|\d{2})"
    r"(?: ?г(?:\.|ода?)?)?"
)


def month_of(text: str, month_first: bool = False) -> tuple[int, int] | None:
    """The year and month of `2022-11`, `01.11.2022`, «ноябрь 2022» …; None for others.

    `month_first`: 11/01/2022 is the first of November, as Americans write it.
    """
    text = cleaned(text).lower()
    if found := YEAR_FIRST.fullmatch(text):
        year, month = int(found[1]), int(found[2] or found[3])
    elif found := YEAR_LAST.fullmatch(text):
        year = int(found[3])
        month = int(found[1] if month_first and found[1] else found[2])
    elif found := NAMED.fullmatch(text):
        year, month = int(found[2]), NAMES.get(found[1], 0)
        year += 2000 if year < 100 else 0
    else:
        return None
    return (year, month) if 1 <= month <= 12 and 1900 <= year < 2100 else None


def dated_months(
    texts: Iterable[str], month_first: bool = False
) -> dict[str, tuple[int, int]]:
    """The month of each text that is a date."""
    months = {text: month_of(text, month_first) for text in texts}
    return {text: month for text, month in months.items() if month}


def words_of_dates(exports: Mapping[str, Iterable[str]]) -> dict[str, str] | None:
    """The period of each text that is a date, by the texts of each export.

    The day may stand before the month or behind it: the order counts in which more texts
    are dates of months that follow one another. None where neither does, or both.
    """
    found: list[dict[str, str]] = []
    for month_first in (False, True):
        months = [dated_months(texts, month_first) for texts in exports.values()]
        words = period_words(one for one in months if one)
        if words is not None and words not in found:
            found.append(words)
    most = max(map(len, found), default=0)
    best = [words for words in found if len(words) == most]
    return best[0] if len(best) == 1 else None


def period_words(
    exports: Iterable[dict[str, tuple[int, int]]],
) -> dict[str, str] | None:
    """The period of each text that is a date.

    None where an export has other months than the last two or three, or another last month
    than the others.
    """
    words: dict[str, str] = {}
    lasts = set()
    for months in exports:
        counted = {text: year * 12 + month for text, (year, month) in months.items()}
        last = max(counted.values())
        if sorted({last - month for month in counted.values()}) not in (
            [0, 1],
            [0, 1, 2],
        ):
            return None
        words |= {text: PERIODS[last - month] for text, month in counted.items()}
        lasts.add(last)
    return words if len(lasts) < 2 else None
