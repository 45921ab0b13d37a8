"""Customers who asked to be forgotten: their rows are not read, in any export."""

import csv
import os
from pathlib import Path

from one_click.exports.problems import InputProblem
from one_click.paths import FORGOTTEN

COLUMN = "customer_id"


def forgotten_customers(file: Path = FORGOTTEN) -> list[int]:
    """The ids of the list; raises InputProblem where it cannot be trusted."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            return sorted(int(row[COLUMN]) for row in csv.DictReader(lines))
    except (OSError, UnicodeDecodeError, KeyError, TypeError, ValueError) as error:
        raise InputProblem(
            file,
            "cannot be read, so nobody is read",
            f"a column {COLUMN} with whole numbers",
            str(error),
        ) from error


def remember_to_forget(customer: int, file: Path = FORGOTTEN) -> bool:
    """Add an id to the list, in one step; whether it was not there before."""
    listed = forgotten_customers(file)
    if customer in listed:
        return False
    written = file.with_name(f".{file.name}.{os.getpid()}")
    ids = "".join(f"{one}\n" for one in sorted([*listed, customer]))
    written.write_text(f"{COLUMN}\n{ids}", encoding="utf-8")
    os.replace(written, file)
    return True


def not_forgotten(column: str, forgotten: list[int]) -> str:
    """SQL that is true for rows of everybody else; '' where nobody is forgotten.

    `column` is the id as it came; it may be written `215 348`, `215348.0` or with a
    no-break space.
    """
    if not forgotten:
        return ""
    return f"{is_customer(column, forgotten)} is not true"


def is_customer(column: str, customers: list[int]) -> str:
    """SQL that is true where an id as it came is one of the customers."""
    text = f"cast({column} as varchar)"
    for blank in (" ", "\u00a0", "\u202f"):
        text = f"replace({text}, '{blank}', '')"
    ids = ", ".join(str(customer) for customer in customers)
    return f"try_cast(replace({text}, ',', '.') as decimal(38, 9)) in ({ids})"
