"""The page that holds customers packed, so that no search for a number finds them."""

import re
from pathlib import Path

import duckdb

from one_click.forget.files import beside, replace
from one_click.pages.customer_facts import unpacked
from one_click.pages.pages import CUSTOMERS_PAGE, customers_page

DATA = re.compile(r'id="customers">([^<]*)<')


def is_packed_page(file: Path) -> bool:
    """Whether a file is the page of the customers."""
    return file.name == CUSTOMERS_PAGE


def erase_from_page(file: Path, customer: int) -> int:
    """Make the page anew, from the database beside it, which is without the customer.

    Where that cannot be, the page is removed: it holds nothing that a build would not bring
    back. Raises OSError where a file cannot be written.
    """
    if not holds_customer(file.read_text(encoding="utf-8"), customer):
        return 0
    try:
        with duckdb.connect(
            str(file.with_name("one_click.duckdb")), read_only=True
        ) as opened:
            made = customers_page(opened)
    except (duckdb.Error, LookupError):
        file.unlink()
        return 1
    written = beside(file)
    written.write_text(made, encoding="utf-8")
    replace(written, file)
    return 1


def holds_customer(page: str, customer: int) -> bool:
    """Whether the packed rows of a page hold a customer; a page without rows may."""
    found = DATA.search(page)
    try:
        return found is None or str(customer) in unpacked(found[1])["ids"]
    except (ValueError, OSError, EOFError, KeyError):
        return True
