"""The vars of the project: what the project, the floor and the notebook all follow."""

from pathlib import Path

import yaml

PROJECT_FILE = Path(__file__).resolve().parent.parent / "dbt_project.yml"


def settings() -> dict:
    """The values in dbt_project.yml, by name."""
    return yaml.safe_load(PROJECT_FILE.read_text(encoding="utf-8"))["vars"]
