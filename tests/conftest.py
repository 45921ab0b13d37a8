"""What tests of several kinds share."""

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
