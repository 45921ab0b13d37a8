"""An unchanged build computes nothing, and imports no package to compute with."""

import subprocess
import sys

from checkout import ROOT

HEAVY = ("sklearn", "scipy", "statsmodels", "joblib")


def test_the_models_import_nothing_heavy() -> None:
    """The Python models of dbt import no heavy package, which would take seconds."""
    models = sorted(ROOT.glob("models/**/*.py"))
    lines = [
        line
        for model in models
        for line in model.read_text(encoding="utf-8").splitlines()
        if line.startswith("from ml.")
    ]
    assert len(lines) > len(models) > 8
    code = "\n".join(
        [*lines, "import sys", f"print([m for m in {HEAVY} if m in sys.modules])"]
    )
    found = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert found.stdout.strip() == "[]"
