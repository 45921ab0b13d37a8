"""What dbt knows of the project, read once from a clean copy of it."""

import json
from pathlib import Path

import pytest
from checkout import Project, copy_project

from one_click.project_copy import tracked_files

MACROS = (
    "feature_columns",
    "category_features",
    "number_features",
    "settings",
)


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A copy of the project in which nothing was built."""
    return copy_project(tmp_path_factory.mktemp("parsed") / "project")


@pytest.fixture(scope="session")
def manifest(project: Project) -> dict:
    """`target/manifest.json`, as `dbt parse` writes it."""
    result = project.dbt("parse")
    assert result.code == 0, result.output
    text = (project.root / "target" / "manifest.json").read_text(encoding="utf-8")
    return json.loads(text)


@pytest.fixture(scope="session")
def macros(project: Project, manifest: dict) -> dict:
    """What the macros that hold lists return, by name of the macro."""
    calls = ", ".join(f"'{name}': {name}()" for name in MACROS)
    result = project.dbt(
        "compile", "--quiet", "--inline", "{{ {" + calls + "} | tojson }}"
    )
    assert result.code == 0, result.output
    return json.loads(result.lines[-1])


@pytest.fixture(scope="session")
def models(manifest: dict) -> dict[str, dict]:
    """The models of the project by name, as the manifest describes them."""
    return resources(manifest, "model")


@pytest.fixture(scope="session")
def seeds(manifest: dict) -> dict[str, dict]:
    """The seeds of the project by name, as the manifest describes them."""
    return resources(manifest, "seed")


@pytest.fixture(scope="session")
def files() -> list[Path]:
    """Everything git would publish, relative to the root."""
    return tracked_files()


def resources(manifest: dict, resource_type: str) -> dict[str, dict]:
    """Nodes of one type by name."""
    return {
        node["name"]: node
        for node in manifest["nodes"].values()
        if node["resource_type"] == resource_type
    }
