"""`make docs`: every table and column, on one page that needs nothing else."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from builds import Build, complaints
from checkout import Project
from databases import fingerprint

pytestmark = pytest.mark.slow

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
# What the browser asks for by itself, whatever the page.
OWN_REQUESTS = ("google.com/", "googleapis.com/", "gvt1.com/")


@pytest.fixture(scope="module")
def documented(demo: Build) -> Project:
    """The demo build with its page."""
    result = demo.project.make("docs")
    assert result.code == 0, result.output
    assert complaints(result.output) == []
    return demo.project


def read(project: Project, artifact: str) -> dict:
    """What dbt wrote for the page."""
    path = project.root / "target" / "docs" / artifact
    return json.loads(path.read_text(encoding="utf-8"))


def test_every_column_of_every_table_is_described(documented: Project) -> None:
    """The columns that are there, not only those that YAML names: 100 % coverage."""
    nodes = read(documented, "manifest.json")["nodes"]
    tables = read(documented, "catalog.json")["nodes"]
    assert len(tables) > 60
    silent = [
        f"{name.split('.')[-1]}.{column}"
        for name, table in tables.items()
        for column in table["columns"]
        if not nodes[name]["columns"].get(column, {}).get("description", "").strip()
    ]
    assert silent == []


def test_the_page_does_not_say_where_it_was_made(documented: Project) -> None:
    page = (documented.root / "published" / "docs.html").read_text(encoding="utf-8")
    assert str(documented.root) not in page


def test_the_artifacts_of_the_build_stay(documented: Project) -> None:
    """`dbt retry` and the next publish read those of the build."""
    before = json.loads((documented.root / "target" / "run_results.json").read_text())
    assert before["args"]["which"] == "build"
    state = fingerprint(documented.root / "target")
    result = documented.make("docs")
    assert result.code == 0, result.output
    after = fingerprint(documented.root / "target")
    assert {name for name in state if state[name] != after.get(name)} <= {
        name for name in state if name.startswith("docs/")
    }


@pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium")
def test_the_page_works_without_a_network(documented: Project, tmp_path: Path) -> None:
    """A browser that reaches no host shows a model, and asks for nothing."""
    log = tmp_path / "net.json"
    page = documented.root / "published" / "docs.html"
    command = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu"]
    command += ["--no-first-run", "--disable-background-networking"]
    command += ["--disable-component-update", "--disable-sync"]
    command += ["--host-resolver-rules=MAP * ~NOTFOUND", f"--log-net-log={log}"]
    command += [f"--user-data-dir={tmp_path}/profile", "--virtual-time-budget=15000"]
    command += [
        "--dump-dom",
        f"file://{page}#!/model/model.one_click_retention.customers",
    ]
    shown = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
    without_data = re.sub(r"<script.*?</script>", "", shown.stdout, flags=re.DOTALL)
    assert "Whether the customer allowed messages" in without_data
    asked = re.findall(r'"url":"(https?://[^"]+)"', log.read_text(encoding="utf-8"))
    assert [url for url in asked if not any(own in url for own in OWN_REQUESTS)] == []


def test_without_a_build_it_says_what_to_do(demo: Build, tmp_path: Path) -> None:
    shutil.copytree(demo.project.root, tmp_path / "project", symlinks=True)
    project = Project(tmp_path / "project")
    project.warehouse.unlink()
    result = project.make("docs")
    assert result.code != 0
    assert "docs: there is nothing to describe yet: run `make build`." in result.output
    assert not project.warehouse.exists()
