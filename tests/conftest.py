"""Options and fixtures that tests of several kinds share."""

import atexit
import os
import time
import zlib
from pathlib import Path

import pytest
from checkout import REAL_EXPORTS, ROOT

STARTED = time.monotonic()


def pytest_addoption(parser: pytest.Parser) -> None:
    """A share of many slow tests, another one each day; and an end to it."""
    parser.addoption("--share", help="run share I of N, as I/N: --share 3/12")
    parser.addoption(
        "--minutes", type=float, help="begin no test after so many minutes"
    )


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Keep the share that was asked for; cases of one test stay together."""
    if not config.getoption("--share"):
        return
    share, shares = map(int, config.getoption("--share").split("/"))
    kept, left = [], []
    for item in items:
        place = zlib.crc32(item.nodeid.partition("[")[0].encode()) % shares
        (kept if place == share else left).append(item)
    items[:] = kept
    config.hook.pytest_deselected(items=left)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what would begin too late."""
    minutes = item.config.getoption("--minutes")
    if minutes and time.monotonic() - STARTED > minutes * 60:
        pytest.skip(f"the {minutes:g} minutes of this run are over")


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
