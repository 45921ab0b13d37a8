"""A table that breaks its own rules is not kept; `dbt test` checks what stands."""

from pathlib import Path

import pytest
from builds import Build
from checkout import Project, copy_build
from databases import fingerprint, rows

KEPT = "select * from features.customer_profit order by customer_id"


@pytest.fixture(scope="module")
def project(demo: Build, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project with a good build, which no broken rule may change."""
    return copy_build(demo.project, tmp_path_factory.mktemp("kept") / "project")


def broken_by(project: Project, file: str, old: str, new: str) -> Path:
    """A file of the project with one of its lines replaced."""
    place = project.root / file
    text = place.read_text(encoding="utf-8")
    assert text.count(old) == 1
    place.write_text(text.replace(old, new), encoding="utf-8")
    return place


# What is changed in which file, and the rule that the change breaks.
BREAKS = [
    (
        "models/features/customer_profit.sql",
        "select * from final",
        "select * from final union all (select * from final order by 1 limit 2)",
        "«customer_id stands in one row» is broken by 4 rows",
    ),
    (
        "models/features/customer_profit.yml",
        "monthly_profit is not null",
        "monthly_profit > 1000000",
        "«monthly_profit > 1000000» is broken by ",
    ),
    (
        "models/features/customer_profit.sql",
        "    status.customer_id,\n",
        "    nullif(status.customer_id, 215348) * 1000 as customer_id,\n",
        "«customer_id stands in customer_features» is broken by ",
    ),
]


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [BREAKS[0], *[pytest.param(*case, marks=pytest.mark.slow) for case in BREAKS[1:]]],
)
def test_a_broken_table_replaces_nothing(
    project: Project, file: str, old: str, new: str, said: str
) -> None:
    """Neither in the warehouse nor in what is published; the rule and its file are named."""
    before = rows(project.warehouse, KEPT), fingerprint(project.root / "published")
    good = (project.root / file).read_bytes()
    place = broken_by(project, file, old, new)
    try:
        result = project.make("build")
    finally:
        place.write_bytes(good)
    assert result.code != 0
    assert "Traceback" not in result.output
    assert any(said in line for line in result.lines), result.output
    assert "models/features/customer_profit.yml" in result.output
    after = rows(project.warehouse, KEPT), fingerprint(project.root / "published")
    assert after == before


def test_dbt_test_checks_what_stands(project: Project) -> None:
    """Whoever wrote it, and whenever."""
    selected = ("--select", "customer_profit")
    assert project.dbt("test", *selected).code == 0
    file = "models/features/customer_profit.yml"
    good = (project.root / file).read_bytes()
    place = broken_by(project, file, "monthly_profit is not null", "monthly_profit < 0")
    try:
        result = project.dbt("test", *selected)
    finally:
        place.write_bytes(good)
    assert result.code != 0
    assert any("rule = monthly_profit < 0" in line for line in result.lines)


def test_a_view_is_checked_by_its_test(demo_again: Build) -> None:
    """It stores nothing, so it is tested after it was made, in every build."""
    assert "PASS stg_money_keeps_its_rules" in demo_again.result.output
    assert "customer_profit_keeps_its_rules" not in demo_again.result.output


@pytest.mark.parametrize(
    ("promised", "is_kept"), [("double", False), ("numeric(18, 6)", True)]
)
def test_a_contract_is_held(project: Project, promised: str, is_kept: bool) -> None:
    """A type that is written in another way is the same type, another one is not."""
    file = "models/features/customer_profit.yml"
    good = (project.root / file).read_bytes()
    place = broken_by(project, file, "decimal(18,6)", promised)
    try:
        result = project.dbt("run", "--select", "customer_profit")
    finally:
        place.write_bytes(good)
    assert (result.code == 0) == is_kept, result.output
    assert ("contract that failed" in result.output) != is_kept
