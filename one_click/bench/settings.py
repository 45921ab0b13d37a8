"""The vars of the project: what the project, the floor and the notebook all follow."""

import yaml

from one_click.paths import ROOT

PROJECT_FILE = ROOT / "dbt_project.yml"


def settings() -> dict:
    """The values in dbt_project.yml, by name."""
    return yaml.safe_load(PROJECT_FILE.read_text(encoding="utf-8"))["vars"]
