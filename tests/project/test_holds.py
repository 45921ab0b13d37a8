"""Rules of tables: checked when they are written, or by a test of the same build."""

import re

from checkout import Project

from one_click.build import SELECTED

CHECKED = {"table", "seed"}


def rules_tests(manifest: dict) -> dict[str, dict]:
    """The `holds` tests by their id."""
    return {
        name: node
        for name, node in manifest["nodes"].items()
        if node["resource_type"] == "test"
        and (node.get("test_metadata") or {}).get("name") == "holds"
    }


def is_checked_when_written(manifest: dict, test: dict) -> bool:
    """Whether the materialization checks what the test is about."""
    about = manifest["nodes"][test["attached_node"]]
    return about["config"]["materialized"] in CHECKED


def test_a_build_tests_what_no_write_has_checked(
    project: Project, manifest: dict
) -> None:
    """All data tests but the rules of tables and seeds; none is lost between the two."""
    listed = project.dbt(
        *("ls", "--quiet", "--output", "json", "--output-keys", "unique_id"),
        *("--resource-type", "test", *SELECTED),
    )
    assert listed.code == 0, listed.output
    selected = set(re.findall(r"test\.[\w.]+", listed.output))
    rules = rules_tests(manifest)
    written = {
        name for name, test in rules.items() if is_checked_when_written(manifest, test)
    }
    everything = {
        name
        for name, node in manifest["nodes"].items()
        if node["resource_type"] == "test"
    }
    assert len(written) > 50
    assert len(rules) > len(written)
    assert selected == everything - written


def test_what_a_rule_refers_to_is_built_first(manifest: dict) -> None:
    """A table is checked as it is written: what it is held against must stand by then."""
    parents = manifest["parent_map"]

    def stands_before(node: str, name: str) -> bool:
        return any(
            parent.split(".")[-1] == name or stands_before(parent, name)
            for parent in parents.get(node, [])
        )

    referred = [
        (test["attached_node"], reference.split("'")[1])
        for test in rules_tests(manifest).values()
        if is_checked_when_written(manifest, test)
        for reference in test["test_metadata"]["kwargs"].get("references", {}).values()
    ]
    assert len(referred) > 5
    assert [pair for pair in referred if not stands_before(*pair)] == []


def test_rules_are_what_a_write_can_check(manifest: dict) -> None:
    """It reads them as they stand: no Jinja, no filter, and nothing that only warns."""
    loose = [
        name
        for name, test in rules_tests(manifest).items()
        if "{{" in str(test["test_metadata"]["kwargs"].get("rules"))
        or test["config"]["where"]
        or test["config"]["severity"].lower() != "error"
    ]
    assert loose == []
