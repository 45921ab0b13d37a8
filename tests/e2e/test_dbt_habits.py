"""Every habit of a dbt user works, and loses nothing."""

import shutil
from pathlib import Path

import pytest
from builds import Build
from checkout import Project, copy_build
from databases import differences, fingerprint, rows, tables

CAMPAIGNS = (
    "select campaign, count(*) from monitoring.offer_history group by 1 order by 1"
)
EARLIER = "2026-01"


@pytest.fixture
def project(demo: Build, tmp_path: Path) -> Project:
    """A project with a good build, of its own for each test."""
    return copy_build(demo.project, tmp_path / "project")


@pytest.mark.slow
def test_plain_dbt_build_publishes(project: Project) -> None:
    """The same tables as `make build`; dbt says what was published."""
    before = tables(project.published)
    first = (project.root / "published" / "current").resolve()
    result = project.dbt("build")
    assert result.code == 0, result.output
    assert "Published in published/: " in result.output
    assert (project.root / "published" / "current").resolve() != first
    assert differences(before, tables(project.published)) == []


@pytest.mark.slow
def test_a_partial_run_leaves_what_is_published(project: Project) -> None:
    before = fingerprint(project.root / "published")
    result = project.dbt("build", "--select", "customers")
    assert result.code == 0, result.output
    assert "This was not a whole build" in result.output
    assert project.dbt("run").code == 0
    assert project.dbt("compile").code == 0
    assert fingerprint(project.root / "published") == before


@pytest.mark.slow
def test_dbt_retry_goes_on_and_publishes(project: Project) -> None:
    """A red build is not published; mended and retried, twice if need be, it is."""
    before = fingerprint(project.root / "published")
    models = project.root / "models"
    broken = {
        models / "segments" / "cosmetics.sql": (
            "select customer_id",
            "selec customer_id",
        ),
        models / "marts" / "settings.sql": ("as setting", "as"),
    }
    kept = {file: file.read_text(encoding="utf-8") for file in broken}
    for file, (old, new) in broken.items():
        file.write_text(kept[file].replace(old, new), encoding="utf-8")
    assert project.dbt("build").code != 0
    for file, content in kept.items():
        file.write_text(content, encoding="utf-8")
        result = project.dbt("retry")
        assert "Traceback" not in result.output
        if file == next(iter(kept)):
            assert result.code != 0
            assert fingerprint(project.root / "published") == before
    assert result.code == 0, result.output
    assert "Published in published/: " in result.output


@pytest.mark.slow
@pytest.mark.parametrize(
    "arguments", [("--full-refresh",), ("--full-refresh", "-s", "offer_history")]
)
def test_a_full_refresh_keeps_what_is_remembered(
    project: Project, arguments: tuple[str, ...]
) -> None:
    """Past campaigns with their control groups, runs of the model, measured campaigns."""
    import duckdb

    with duckdb.connect(str(project.warehouse)) as database:
        database.execute(
            "insert into monitoring.offer_history by name select * "
            f"replace ('{EARLIER}' as campaign) from monitoring.offer_history"
        )
        database.execute(
            "insert into scoring.model_runs by name select * "
            "replace ('earlier' as run_id, false as is_current) from scoring.model_runs"
        )
    before = rows(project.warehouse, CAMPAIGNS)
    assert before[0][0] == EARLIER
    result = project.dbt("build", *arguments)
    assert result.code == 0, result.output
    assert rows(project.warehouse, CAMPAIGNS) == before
    runs = rows(project.warehouse, "select run_id from scoring.model_runs")
    assert ("earlier",) in runs


@pytest.mark.slow
def test_a_warehouse_of_before_keeps_its_campaigns(project: Project) -> None:
    """The history stood in marts once; the first build carries it over."""
    import duckdb

    with duckdb.connect(str(project.warehouse)) as database:
        database.execute(
            "create table marts.offer_history as select * "
            f"replace ('{EARLIER}' as campaign) from monitoring.offer_history"
        )
        database.execute("drop table monitoring.offer_history")
    result = project.dbt("build", "-s", "offer_history")
    assert result.code == 0, result.output
    assert next(month for month, _ in rows(project.warehouse, CAMPAIGNS)) == EARLIER
    assert len(rows(project.warehouse, CAMPAIGNS)) == 2


@pytest.mark.slow
def test_a_package_with_seeds_and_vars_can_be_added(
    project: Project, tmp_path: Path
) -> None:
    """Its seeds are its own affair, its vars are passed, and git does not see it."""
    package = tmp_path / "their_package"
    for folder in ("seeds", "models"):
        (package / folder).mkdir(parents=True)
    (package / "dbt_project.yml").write_text(
        "name: their_package\nversion: 1.0.0\nvars: {their_var: 1}\n"
    )
    (package / "seeds" / "their_seed.csv").write_text("a;b\n1;2\n")
    (package / "models" / "their_model.sql").write_text(
        "select {{ var('their_var') }} as found from {{ ref('their_seed') }}"
    )
    (project.root / "packages.yml").write_text(f"packages: [{{local: {package}}}]\n")
    assert project.dbt("deps").code == 0
    result = project.dbt(
        "build", "--vars", "{their_var: 7}", "-s", "+customer_status", "their_package"
    )
    assert result.code == 0, result.output
    assert rows(project.warehouse, "select found from main.their_model") == [(7,)]
    ignored = (project.root / ".gitignore").read_text(encoding="utf-8").split()
    assert "dbt_packages/" in ignored
    refused = project.make("build", "VARS={they_var: 7}")
    assert "Expected: their_var" in refused.output


@pytest.mark.slow
def test_a_developer_has_a_file_and_schemas_of_his_own(project: Project) -> None:
    """Deferred to what production last built, without a trace in it."""
    production = fingerprint(project.root / "published")
    times = project.warehouse.stat().st_mtime_ns
    model = project.root / "models" / "marts" / "offer_summary.sql"
    text = model.read_text(encoding="utf-8")
    state = ("--defer", "--state", "warehouse/state", "--target", "dev")
    nothing = project.dbt("build", "--select", "state:modified+", *state)
    assert nothing.code == 0
    assert "does not match any enabled nodes" in nothing.output
    model.write_text(text.replace("from final", "from final where customers >= 0"))
    result = project.dbt("build", "--select", "state:modified+", *state)
    assert result.code == 0, result.output
    own = project.root / "warehouse" / "dev" / "dev.duckdb"
    counted = "select count(*) from {}.offer_summary"
    assert rows(own, counted.format("dev_marts")) == rows(
        project.published, counted.format("marts")
    )
    assert fingerprint(project.root / "published") == production
    assert project.warehouse.stat().st_mtime_ns == times


@pytest.mark.slow
def test_a_whole_build_of_a_developer_is_published_apart(project: Project) -> None:
    before = fingerprint(project.root / "published" / "current")
    shutil.copy(project.warehouse, project.root / "kept.duckdb")
    result = project.make("build", "TARGET=dev")
    assert result.code == 0, result.output
    apart = project.root / "published" / "dev" / "one_click.duckdb"
    assert differences(tables(project.published), tables(apart)) == []
    assert fingerprint(project.root / "published" / "current") == before


@pytest.mark.slow
def test_another_source_has_to_be_confirmed(project: Project, tmp_path: Path) -> None:
    """Seeds for a folder, a folder for seeds, and a folder of strangers."""
    seeds = project.root / "seeds" / "exports"
    strangers = tmp_path / "strangers"
    shutil.copytree(seeds, strangers)
    for file in strangers.glob("*.csv"):
        text = file.read_text(encoding="utf-8")
        header, *lines = text.splitlines()
        moved = [header, *(f"9{line}" for line in lines)]
        file.write_text("\n".join([*moved, ""]), encoding="utf-8", newline="")
    history = rows(project.warehouse, CAMPAIGNS)
    published = fingerprint(project.root / "published")

    def refused(said: str, *arguments: str) -> None:
        result = project.make("build", *arguments)
        assert result.code != 0
        assert said in result.output, result.output
        assert "new_source: true" in result.output
        assert rows(project.warehouse, CAMPAIGNS) == history
        assert fingerprint(project.root / "published") == published

    refused("built from the seeds in seeds/exports", f"EXPORTS={seeds}")
    confirmed = project.make("build", f"EXPORTS={seeds}", "VARS={new_source: true}")
    assert confirmed.code == 0, confirmed.output
    assert "From the folder of EXPORTS" in confirmed.output
    history = rows(project.warehouse, CAMPAIGNS)
    published = fingerprint(project.root / "published")
    refused("built from a folder (EXPORTS)")
    refused("Only 0 of ", f"EXPORTS={strangers}")
    empty = project.make("build", "EXPORTS=")
    assert empty.code != 0
    assert "EXPORTS is empty" in empty.output
    source = "select value from marts.settings where setting = 'exports_source'"
    assert rows(project.published, source) == [("folder",)]
