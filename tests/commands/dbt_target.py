"""What dbt leaves of a run, as small as publishing needs it."""

import json
from pathlib import Path


def node(name: str, tags: list[str]) -> dict:
    """A model in the schema marts, as the manifest describes it."""
    return {
        "resource_type": "model",
        "unique_id": f"model.p.{name}",
        "name": name,
        "schema": "marts",
        "tags": tags,
        "description": f"One row per {name}.",
        "columns": {},
    }


def write_target(
    folder: Path,
    statuses: dict[str, str],
    which: str = "build",
    manifest_of: str = "this run",
    run_of: str = "this run",
) -> Path:
    """A dbt target folder with three models, two of them published."""
    nodes = [
        node("b", ["published"]),
        node("a", ["published"]),
        node("inner", []),
    ]
    manifest = {
        "metadata": {"invocation_id": manifest_of},
        "nodes": {each["unique_id"]: each for each in nodes},
    }
    results = [
        {"unique_id": f"model.p.{name}", "status": status}
        for name, status in statuses.items()
    ]
    run = {
        "metadata": {"invocation_id": run_of},
        "args": {"which": which},
        "results": results,
    }
    (folder / "manifest.json").write_text(json.dumps(manifest))
    (folder / "run_results.json").write_text(json.dumps(run))
    return folder
