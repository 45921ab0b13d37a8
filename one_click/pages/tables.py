"""The parts of tables: beside each chart stands a table for eyes that cannot see it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from one_click.pages.facts import Row
from one_click.pages.words import Words, name_of, number, share, shown


@dataclass(frozen=True)
class Column:
    """A column: its heading, and the function that makes its cell from a row."""

    heading: Words
    cell: Callable[[Row], Words | str]
    is_number: bool = False


@dataclass(frozen=True)
class Table:
    """A table with a name that tests and links use; the first column heads each row."""

    name: str
    caption: Words
    rows: Sequence[Row]
    columns: Sequence[Column]


def table(name: str, caption: Words, rows: Sequence[Row], *columns: Column) -> Table:
    """A table of these rows and columns."""
    return Table(name, caption, rows, columns)


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
