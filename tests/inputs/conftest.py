"""Staging, compiled once; and the demo exports, to be damaged."""

import shutil
from pathlib import Path

import pytest
from checkout import ROOT, copy_project
from export_files import EXPORTS, read_exports
from staging import Staging, compiled_staging


@pytest.fixture(scope="session")
def staging(tmp_path_factory: pytest.TempPathFactory) -> Staging:
    """The SQL of staging, as dbt compiles it for the demo exports."""
    return compiled_staging(copy_project(tmp_path_factory.mktemp("compiled") / "copy"))


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    """A folder with the demo exports."""
    folder = tmp_path / "exports"
    folder.mkdir()
    for name in EXPORTS:
        shutil.copy(ROOT / "seeds" / "exports" / f"{name}.csv", folder)
    return folder


@pytest.fixture(scope="session")
def columns() -> dict[str, list[str]]:
    """The columns of each export, from the demo exports themselves."""
    return {
        name: list(frame.columns)
        for name, frame in read_exports(ROOT / "seeds" / "exports").items()
    }
