"""What the marks in the numbers of a column mean, decided from all of its values.

`4,472` is a thousand in one file and a fraction in another: other values of the column
tell. A shape is a number with each digit written as 9, and a leading zero as 0.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from one_click.exports.blanks import cleaned

MARKS = ",."
# Signs that stand for the unit of a whole column, and change no digit; long ones first.
SIGNS = (
    *("рублей", "рубля", "рубль", "минуты", "минута", "минут", "дней", "день", "дня"),
    *("руб.", "грн.", "мин.", "руб", "rub", "rur", "usd", "eur", "kzt", "byn", "uah"),
    *("грн", "мин", "дн.", "дн", "min", "шт.", "шт", "ед.", "тг.", "тг", "br"),
    *("р.", "р", "p.", "p", "%", "₽", "$", "€", "£", "₸", "₴"),
)
# What a sign says of the numbers; those that stand nowhere here are money.
UNITS = {
    "%": "share",
    **dict.fromkeys(("минуты", "минута", "минут", "мин.", "мин", "min"), "minutes"),
    **dict.fromkeys(("дней", "день", "дня", "дн.", "дн"), "days"),
    **dict.fromkeys(("шт.", "шт", "ед."), "pieces"),
}
MONEY, PIECES = "money", "pieces"
# Units of seeds/reference/measures.csv that have signs of their own; the others are pieces.
KINDS = (MONEY, "share", "minutes", "days")
# Word processors and spreadsheets write more than one minus and more than one blank.
MINUSES = "−–—‒﹣－"
APOSTROPHES = "'’ʼ`´"
PLAIN = str.maketrans(
    MINUSES + APOSTROPHES, "-" * len(MINUSES) + " " * len(APOSTROPHES)
)
NUMBER = re.compile(r"[+-]?[\d ,.]*\d[\d ,.]*")
# Thousands that a mark sets apart, and what a spreadsheet makes of 3.4: 03.04.
IN_THREES = r"[1-9]\d{{0,2}}(?:{mark}\d{{3}})+"
SHORT_DATE = re.compile(r"09\.(09|90|99)")


@dataclass(frozen=True)
class NumberFormat:
    """How the numbers of a column are written.

    `group_mark` sets thousands apart and is no decimal mark: "," or "." or "".
    `sign` stands beside each number: a currency, "%" or "".
    """

    group_mark: str = ""
    sign: str = ""


class TwoReadings(Exception):
    """A column whose numbers can be read in two ways: the mark, and a value with it."""

    def __init__(self, mark: str, shape: str) -> None:
        super().__init__(f"{shape}: what «{mark}» means cannot be told")
        self.mark = mark
        self.shape = shape


def number_format(
    shapes: Mapping[str, int], is_whole: bool = False, decimal_mark: str = ""
) -> NumberFormat:
    """How a column is written, by the shapes of its values.

    `is_whole`: its numbers have no fractions, as ids have none. `decimal_mark` is what the
    user says where the values do not. Raises TwoReadings where nobody knows.
    """
    sign = the_sign(shapes)
    decimal, group, either, in_threes = set(), set(), {}, set()
    for shape in shapes:
        number = digits(shape, sign)
        mark, meaning = evidence(number, is_whole) if number else ("", "")
        if meaning in ("either", "group") and number.count(mark) == 1:
            in_threes.add(mark)
        if meaning == "either":
            either[mark] = shape
        elif meaning == "decimal":
            decimal.add(mark)
            # The other mark beside it sets thousands apart.
            group |= set(number) & set(MARKS) - {mark}
        elif meaning == "group":
            group.add(mark)
    if len(decimal) == 1 and not decimal & group:
        group |= set(MARKS) - decimal
    elif len(group) == 1 and not decimal:
        decimal |= set(MARKS) - group
    undecided = [mark for mark in either if (mark in decimal) == (mark in group)]
    if len(decimal) > 1:
        undecided = list(either)
    for mark in undecided:
        if not decimal_mark:
            raise TwoReadings(mark, either[mark])
        (group.discard if mark == decimal_mark else group.add)(mark)
    groups = in_threes & group
    if len(groups) > 1:
        raise TwoReadings(MARKS[0], next(iter(shapes)))
    return NumberFormat("".join(groups), sign)


def the_sign(shapes: Mapping[str, int]) -> str:
    """The sign that all numbers of a column have; "" where not all have the same."""
    signs = {sign_of(shape) for shape in shapes if re.search(r"\d", shape)}
    return signs.pop() if len(signs) == 1 else ""


def sign_of(shape: str) -> str:
    """The sign before or behind a number, as it is written; "" without one.

    The end of another word, as of «03.апр», is none.
    """
    text = plain(shape)
    for sign in SIGNS:
        length = len(sign)
        if text.lower().startswith(sign) and not text[length:][:1].isalpha():
            return text[:length]
        if text.lower().endswith(sign) and not text[:-length][-1:].isalpha():
            return text[-length:]
    return ""


def plain(shape: str) -> str:
    """A shape with one kind of minus and of blank, and nothing around it."""
    return cleaned(shape).translate(PLAIN).strip(' ()="+-')


def digits(shape: str, sign: str) -> str:
    """A shape without what stands around its digits and marks; "" where it is no number."""
    text = plain(shape).replace(sign, "").strip(' ()="+-')
    return text if NUMBER.fullmatch(text) else ""


def evidence(number: str, is_whole: bool) -> tuple[str, str]:
    """What a number tells about a mark in it: it is a `decimal` one, a `group` one, or
    `either`; "", "" where it has no mark, or is no number, as 01.05.2024.
    """
    marks = [letter for letter in number if letter in MARKS]
    if not marks:
        return "", ""
    last = marks[-1]
    whole, _, fraction = number.rpartition(last)
    groups = set(whole.replace(" ", "")) & set(MARKS) or {last}
    in_threes = [IN_THREES.format(mark=re.escape(mark)) for mark in groups]
    if len(set(marks)) > 1:
        is_grouped = len(groups) == 1 and re.fullmatch(in_threes[0], whole)
        return (last, "decimal") if is_grouped else ("", "")
    is_grouped = re.fullmatch(in_threes[0], number)
    if len(marks) > 1:
        return (last, "group") if is_grouped else ("", "")
    if SHORT_DATE.fullmatch(number):
        return "", ""
    if not is_grouped:
        return last, "decimal"
    return last, "group" if is_whole and fraction != "000" else "either"
