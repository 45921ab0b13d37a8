"""The table under each chart: what the picture shows, for eyes that cannot or do not."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from one_click.pages.words import UNKNOWN, Words, name_of, number, share

Row = Mapping[str, object]


@dataclass(frozen=True)
class Column:
    """One column: its heading, and what of a row stands in it."""

    heading: Words
    cell: Callable[[Row], Words | str]
    is_number: bool = False


@dataclass(frozen=True)
class Table:
    """A table with a name that tests and links use; the first column heads each row."""

    name: str
    caption: Words
    columns: Sequence[Column]
    rows: Sequence[Row]


def text(key: str, ru: str, en: str) -> Column:
    """A column of text as it is in the data."""
    return Column(Words(ru, en), lambda row: shown(row[key]))


def name(ru: str, en: str, field: str = "name") -> Column:
    """A column of names in both languages."""
    return Column(Words(ru, en), lambda row: name_of(row, field))


def figure(key: str, ru: str, en: str, decimals: int = 0) -> Column:
    """A column of numbers."""
    return Column(Words(ru, en), lambda row: number(row[key], decimals), is_number=True)


def percent(key: str, ru: str, en: str, decimals: int = 0) -> Column:
    """A column of shares."""
    return Column(Words(ru, en), lambda row: share(row[key], decimals), is_number=True)


def coded(key: str, ru: str, en: str, meanings: Mapping[str, Words]) -> Column:
    """A column of codes, in words where they are known."""
    return Column(
        Words(ru, en), lambda row: meanings.get(str(row[key]), shown(row[key]))
    )


def shown(value: object) -> str:
    """A text, or a dash where there is none."""
    return UNKNOWN if value is None else str(value)
