"""What a page says, in Russian and in English at once.

Both languages stand in the page; CSS shows one of them. Text that comes from data is
escaped wherever it is put into other text, so a name can hold any characters.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup, escape

LANGUAGES = ("ru", "en")
MONTHS_RU = [
    "январь",
    "февраль",
    "март",
    "апрель",
    "май",
    "июнь",
    "июль",
    "август",
    "сентябрь",
    "октябрь",
    "ноябрь",
    "декабрь",
]
NO_BREAK = "\u00a0"
UNKNOWN = "–"


@dataclass(frozen=True)
class Words:
    """One text in both languages."""

    ru: str
    en: str

    def __html__(self) -> str:
        if self.ru == self.en:
            return str(escape(self.ru))
        return Markup('<span lang="ru">{}</span><span lang="en">{}</span>').format(
            self.ru, self.en
        )

    def __bool__(self) -> bool:
        return bool(self.ru or self.en)


def say(ru: str, en: str, **values: object) -> Words:
    """A sentence in both languages; `{name}` stands for a value, which is escaped.

    The sentences themselves are the project's own and may hold tags.
    """
    return Words(
        Markup(ru).format(
            **{name: side(value, "ru") for name, value in values.items()}
        ),
        Markup(en).format(
            **{name: side(value, "en") for name, value in values.items()}
        ),
    )


def side(value: object, language: str) -> object:
    """The part of a value that one language shows."""
    return getattr(value, language) if isinstance(value, Words) else value


def name_of(row: Mapping, field: str = "name") -> Words:
    """The Russian and the English name in a row, escaped when shown."""
    return Words(str(row[f"{field}_ru"]), str(row[f"{field}_en"]))


def number(value: float | None, decimals: int = 0) -> Words:
    """A number as each language writes it; the page also holds its exact value."""
    if value is None:
        return Words(UNKNOWN, UNKNOWN)
    english = f"{value:,.{decimals}f}".replace("-", "−")
    if not english.strip("−0.,"):
        english = english.lstrip("−")
    russian = english.replace(",", NO_BREAK).replace(".", ",")
    return measured(value, russian, english)


def share(value: float | None, decimals: int = 0) -> Words:
    """A share as percent."""
    if value is None:
        return Words(UNKNOWN, UNKNOWN)
    text = f"{value * 100:.{decimals}f}".replace("-", "−")
    return measured(value, text.replace(".", ",") + NO_BREAK + "%", text + "%")


def measured(value: float, russian: str, english: str) -> Words:
    """A value in `<data>`, so that a machine finds it exactly as it is in the marts."""
    shown = Markup('<data value="{}">{}</data>')
    return Words(shown.format(repr(value), russian), shown.format(repr(value), english))


def counted(
    value: int, one: str, few: str, many: str, en_one: str, en_many: str
) -> Words:
    """A count with its noun in the right form: 1 клиент, 2 клиента, 5 клиентов."""
    last, last_two = value % 10, value % 100
    russian = many
    if last == 1 and last_two != 11:
        russian = one
    elif last in (2, 3, 4) and last_two not in (12, 13, 14):
        russian = few
    return say(
        "{value}" + NO_BREAK + "{noun}",
        "{value} {noun}",
        value=number(value),
        noun=Words(russian, en_one if value == 1 else en_many),
    )


def customers(value: int) -> Words:
    """A number of customers."""
    return counted(value, "клиент", "клиента", "клиентов", "customer", "customers")


def month(text: str) -> Words:
    """'2026-11' as people say it; other text as it is."""
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        return Words(text, text)
    return Words(f"{MONTHS_RU[first.month - 1]} {first.year}", f"{first:%B %Y}")
