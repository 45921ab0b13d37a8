"""The pages of the small database, as text and as trees."""

import duckdb
import pytest
from html_tree import Element, parsed
from report_database import small_database

from one_click.pages.pages import pages


@pytest.fixture(scope="module")
def database() -> duckdb.DuckDBPyConnection:
    return small_database()


@pytest.fixture(scope="module")
def texts(database: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Each page as it is written."""
    made = pages(database, "/* draws */")
    return {name: page.decode() for name, page in made.items()}


@pytest.fixture(scope="module")
def trees(texts: dict[str, str]) -> dict[str, Element]:
    """Each page as a tree."""
    return {name: parsed(text) for name, text in texts.items()}
