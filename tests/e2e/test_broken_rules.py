"""A broken rule reads as a failure of a test, and a test obeys its configuration."""

from collections.abc import Iterator

import pytest
from builds import Build
from checkout import Project, copy_build
from databases import fingerprint, rows

YAML = "models/features/customer_profit.yml"
SQL = "models/features/customer_profit.sql"
HOLDS = "          name: customer_profit_keeps_its_rules\n"


@pytest.fixture(scope="module")
def project(demo: Build, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project with a good build, of its own for the tests of this file."""
    return copy_build(demo.project, tmp_path_factory.mktemp("kept") / "project")


@pytest.fixture(autouse=True)
def files(project: Project) -> Iterator[None]:
    """The files of the model, put back after each test."""
    kept = {name: (project.root / name).read_bytes() for name in (YAML, SQL)}
    yield
    for name, content in kept.items():
        (project.root / name).write_bytes(content)


def change(project: Project, file: str, old: str, new: str) -> None:
    """Replace a part of a file that stands there once."""
    place = project.root / file
    text = place.read_text(encoding="utf-8")
    assert text.count(old) == 1, old
    place.write_text(text.replace(old, new), encoding="utf-8")


BREAKS = [
    (
        SQL,
        "select * from final",
        "select * from final union all (select * from final order by 1 limit 2)",
        "unique_customer_profit_customer_id",
    ),
    (YAML, "monthly_profit is not null", "monthly_profit > 1000000", "keeps_its_rules"),
    (
        SQL,
        "    status.customer_id,\n",
        "    status.customer_id * 1000 as customer_id,\n",
        "relationships_customer_profit",
    ),
]


@pytest.mark.parametrize(("file", "old", "new", "test"), BREAKS)
def test_a_broken_rule_is_a_failure_of_its_test(
    project: Project, file: str, old: str, new: str, test: str
) -> None:
    """Nothing after the table is built, and what is published stays."""
    before = fingerprint(project.root / "published")
    change(project, file, old, new)
    result = project.dbt("build", "--select", "customer_profit", "segment_inputs")
    assert result.code != 0
    assert any("FAIL" in line and test in line for line in result.lines), result.output
    assert "Compilation Error" not in result.output
    assert "SKIP relation segments.segment_inputs" in result.output
    assert fingerprint(project.root / "published") == before


def test_a_failure_says_the_rule_the_rows_and_two_examples(project: Project) -> None:
    change(project, YAML, "monthly_profit is not null", "monthly_profit > 2")
    result = project.dbt("test", "--select", "customer_profit")
    ((count, first, last),) = rows(
        project.warehouse,
        "select count(*), min(customer_id::varchar), max(customer_id::varchar) "
        "from features.customer_profit where (monthly_profit > 2) is not true",
    )
    assert count > 1
    assert (
        f"  broken_rule = monthly_profit > 2, broken_rows = {count}, "
        f"example = {first}, another_example = {last}"
    ) in result.output


def test_one_row_breaks_a_rule(project: Project) -> None:
    ((one,),) = rows(
        project.warehouse, "select min(customer_id) from features.customer_profit"
    )
    change(project, YAML, "monthly_profit is not null", f"customer_id <> {one}")
    result = project.dbt("test", "--select", "customer_profit")
    assert result.code != 0
    assert f"broken_rows = 1, example = {one}, another_example = {one}" in result.output


def test_five_rows_that_fail_are_shown(project: Project) -> None:
    changed = "    status.customer_id * 1000 as customer_id,\n"
    change(project, SQL, "    status.customer_id,\n", changed)
    result = project.dbt("build", "--select", "customer_profit")
    assert result.output.count("from_field = ") == 5, result.output


@pytest.mark.slow
def test_null_breaks_a_rule(project: Project) -> None:
    """A rule that lets null pass says so."""
    change(
        project,
        SQL,
        "        profit.monthly_profit\n",
        "        nullif(profit.monthly_profit, profit.monthly_profit) as monthly_profit\n",
    )
    assert project.dbt("run", "--select", "customer_profit").code == 0
    assert "broken_rule = monthly_profit is not null" in (
        project.dbt("test", "--select", "customer_profit").output
    )


@pytest.mark.slow
def test_severity_where_and_store_failures_are_obeyed(project: Project) -> None:
    """As dbt documents them, for `holds` as for any generic test."""
    configured = (
        HOLDS + "          config:\n            severity: warn\n"
        "            store_failures: true\n"
    )
    change(project, YAML, "monthly_profit is not null", "monthly_profit > 1000000")
    change(project, YAML, HOLDS, configured)
    result = project.dbt("build", "--select", "customer_profit")
    assert result.code == 0, result.output
    assert "WARN 1 customer_profit_keeps_its_rules" in result.output
    stored = rows(
        project.warehouse,
        "select broken_rule from dbt_test__audit.customer_profit_keeps_its_rules",
    )
    assert stored == [("monthly_profit > 1000000",)]
    where = configured + "            where: monthly_profit > 1000000\n"
    change(project, YAML, configured, where)
    result = project.dbt("build", "--select", "customer_profit")
    assert "PASS customer_profit_keeps_its_rules" in result.output


@pytest.mark.slow
@pytest.mark.parametrize(
    ("promised", "is_kept"), [("double", False), ("numeric(18, 6)", True)]
)
def test_a_contract_is_held(project: Project, promised: str, is_kept: bool) -> None:
    """A type that is written in another way is the same type, another one is not."""
    change(project, YAML, "decimal(18,6)", promised)
    result = project.dbt("run", "--select", "customer_profit")
    assert (result.code == 0) == is_kept, result.output
    assert ("contract that failed" in result.output) != is_kept
