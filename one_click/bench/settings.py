"""The vars of dbt_project.yml, which the project, the floor and the notebook follow."""

from typing import Any

import yaml

from one_click.paths import ROOT


def settings() -> dict[str, Any]:
    """The value of each var by its name."""
    file = ROOT / "dbt_project.yml"
    return yaml.safe_load(file.read_text(encoding="utf-8"))["vars"]
