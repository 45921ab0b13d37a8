"""The words of a page, in Russian and in English at once.

Both languages stand in the page, and CSS shows one of them. `say` escapes each value that
it puts into a sentence, so a name may hold any characters.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup, escape

MONTHS_RU = (
    "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь"
)
NO_BREAK = "\u00a0"
UNKNOWN = "–"
# Stands in every text for what money is counted in, which the store names.
CURRENCY = "¤"


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


def currency(name: str | None) -> Words:
    """What money is counted in: the store's name for it, or conventional units."""
    if name:
        return as_is(name.replace(" ", NO_BREAK))
    return Words(f"у.{NO_BREAK}е.", "units")


def as_is(text: str) -> Words:
    """A text that is the same in both languages."""
    return Words(text, text)


def shown(value: object) -> str:
    """A value as text: a dash for null, four significant digits for a float."""
    if value is None:
        return UNKNOWN
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def say(ru: str, en: str | None = None, **values: object) -> Words:
    """A sentence in both languages, or one sentence for both.

    `{name}` stands for a value, which is escaped. The sentences themselves are written in
    this package and may hold tags.
    """

    def side(sentence: str, language: str) -> Markup:
        parts = {
            name: getattr(value, language) if isinstance(value, Words) else value
            for name, value in values.items()
        }
        return Markup(sentence).format(**parts)

    return Words(side(kept_together(ru), "ru"), side(ru if en is None else en, "en"))


def kept_together(sentence: str) -> str:
    """A Russian sentence in which no line begins with a dash or with a unit."""
    return sentence.replace(" –", NO_BREAK + "–").replace(
        " п. п.", f"{NO_BREAK}п.{NO_BREAK}п."
    )


def name_of(row: Mapping[str, object], field: str = "name") -> Words:
    """The Russian and the English name in a row."""
    return Words(str(row[f"{field}_ru"]), str(row[f"{field}_en"]))


def number(value: float | None, decimals: int = 0) -> Words:
    """A number as each language writes it; the page also holds its exact value."""
    if value is None:
        return as_is(UNKNOWN)
    english = f"{value:,.{decimals}f}".replace("-", "−")
    if not english.strip("−0.,"):
        english = english.lstrip("−")
    russian = english.replace(",", NO_BREAK).replace(".", ",")
    return with_value(value, russian, english)


def share(value: float | None, decimals: int = 0) -> Words:
    """A share as percent."""
    if value is None:
        return as_is(UNKNOWN)
    text = f"{value * 100:.{decimals}f}".replace("-", "−")
    return with_value(value, text.replace(".", ",") + NO_BREAK + "%", text + "%")


def points(share: float) -> Words:
    """A share in percentage points."""
    return number(share * 100, 1)


def listed(words: Iterable[Words]) -> Words:
    """Words one after the other, with commas."""
    found = list(words)
    comma = Markup(", ")
    return Words(
        comma.join(word.ru for word in found), comma.join(word.en for word in found)
    )


def with_value(value: float, russian: str, english: str) -> Words:
    """A number in `<data>`, where a program finds the exact value of the marts."""
    element = Markup('<data value="{}">{}</data>')
    return Words(
        element.format(repr(value), russian), element.format(repr(value), english)
    )


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


def months(value: int) -> Words:
    """A number of months."""
    return counted(value, "месяц", "месяца", "месяцев", "month", "months")


def day(text: str) -> Words:
    """'2026-11-26' as people write it."""
    on = date.fromisoformat(text)
    return Words(f"{on:%d.%m.%Y}", f"{on.day} {on:%B %Y}")


def month(text: str) -> Words:
    """'2026-11' as people say it; other text as it is."""
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        return as_is(text)
    return Words(f"{MONTHS_RU.split()[first.month - 1]} {first.year}", f"{first:%B %Y}")
