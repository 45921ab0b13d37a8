"""Customers who asked to be forgotten: their rows are not read, in any export."""

import csv
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path

from one_click.exports.blanks import BLANKS, INVISIBLE
from one_click.exports.problems import InputProblem
from one_click.paths import FORGOTTEN, ROOT
from one_click.publish.files import write_whole

COLUMN = "customer_id"
ID_MAX = 2**63 - 1
# Digits in threes may be grouped, as in «215 348» or «215,348».
GROUP = "[ ,\u00a0\u202f]"
# Blanks, apostrophes, and what spreadsheets put around an id, as SQL writes them.
AROUND = f" {BLANKS}{INVISIBLE}\u00ad=\"''’ʼ`´"
NEITHER = "[^0-9 ,\u00a0\u202f]"
# The list stood here before it was a seed of dbt.
OLD_LIST = ROOT / "inputs" / "forgotten_customers.csv"


def forgotten_customers(file: Path = FORGOTTEN, old: Path = OLD_LIST) -> list[int]:
    """The ids of the list; those of an old list are carried over once.

    Raises InputProblem where a list cannot be trusted.
    """
    if old.is_file() and (ids := listed(old)):
        write_list(file, [*listed(file), *ids])
        old.unlink()
    return listed(file)


def listed(file: Path) -> list[int]:
    """The ids that stand in a file; raises InputProblem where one is no customer's."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            ids = sorted(int(row[COLUMN]) for row in csv.DictReader(lines))
        for customer in ids:
            if not 1 <= customer <= ID_MAX:
                raise ValueError(f"{customer}")
        return ids
    except (OSError, UnicodeDecodeError, KeyError, TypeError, ValueError) as error:
        raise InputProblem(
            file,
            "cannot be read, so nobody is read",
            f"a column {COLUMN} with whole numbers from 1 to {ID_MAX}",
            str(error),
        ) from error


def write_list(file: Path, customers: Iterable[int]) -> None:
    """Replace the list, in one step."""
    ids = "".join(f"{customer}\n" for customer in sorted(set(customers)))
    write_whole(file, f"{COLUMN}\n{ids}".encode())


def remember_to_forget(
    customer: int, file: Path = FORGOTTEN, old: Path = OLD_LIST
) -> bool:
    """Add an id to the list; whether it was not there before."""
    known = forgotten_customers(file, old)
    if customer in known:
        return False
    write_list(file, [*known, customer])
    return True


def not_forgotten(column: str, forgotten: Sequence[int]) -> str:
    """SQL that is true for rows of everybody else; '' where nobody is forgotten.

    `column` is the id as it came; it may be written `215 348`, `215348.0`, `="0215348"` or
    with a no-break space.
    """
    if not forgotten:
        return ""
    return f"({is_customer(column, forgotten)}) is not true"


def forgotten_rows(column: str) -> str:
    """SQL that is true for rows of the customers on the list; '' where there are none."""
    forgotten = forgotten_customers()
    return f"({is_customer(column, forgotten)})" if forgotten else ""


def is_customer(column: str, customers: Sequence[int]) -> str:
    """SQL that is true where an id as it came is one of the customers.

    `215,348` may set thousands apart, or be a decimal: one of both is enough.
    """
    text = f"translate(cast({column} as varchar), '{AROUND}', '')"
    ids = ", ".join(str(customer) for customer in customers)
    return (
        f"try_cast(replace({text}, ',', '.') as decimal(38, 9)) in ({ids}) "
        f"or (regexp_full_match({text}, '[0-9]{{1,3}}([,.][0-9]{{3}})+') "
        f"and try_cast(translate({text}, ',.', '') as decimal(38, 0)) in ({ids}))"
    )


def whole_number(customer: int) -> str:
    """A pattern that finds an id in a text, where it is no part of a longer number.

    Python and DuckDB read it alike.
    """
    plain = rf"(^|[^0-9.])0*{customer}([^0-9]|$)"
    grouped = GROUP.join(f"{customer:,}".split(","))
    before, after = f"(^{GROUP}?|{NEITHER}{GROUP}?)", f"({GROUP}?{NEITHER}|{GROUP}?$)"
    return f"{plain}|{before}{grouped}{after}"


def holds_id(cell: str, customer: int) -> bool:
    """Whether the cell of an id is the customer's, also where it holds more than the id."""
    if re.search(whole_number(customer), cell):
        return True
    try:
        return Decimal("".join(cell.split()).replace(",", ".")) == customer
    except ArithmeticError:
        return False
