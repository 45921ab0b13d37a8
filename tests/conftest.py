"""What tests of several kinds share."""

import atexit
import os
from pathlib import Path

import pytest
from checkout import REAL_EXPORTS, ROOT


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout the tests stand in."""
    return ROOT


@pytest.fixture(scope="session")
def real_exports() -> Path:
    """The folder with the store's own exports."""
    if not REAL_EXPORTS.is_dir():
        pytest.skip(f"the store's exports are not beside the checkout: {REAL_EXPORTS}")
    return REAL_EXPORTS


def pytest_unconfigure() -> None:
    """Let libraries be taken down in silence, after all that tests have to say.

    Hypothesis keeps modules alive until the process ends, and DuckDB's binding then
    counts its own types as leaked, in a hundred lines.
    """
    atexit.register(os.dup2, os.open(os.devnull, os.O_WRONLY), 2)
