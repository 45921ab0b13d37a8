"""The empty project has as many nodes of each kind as it is asked for."""

from pathlib import Path

from one_click.bench import empty_project, project


def test_dbt_builds_as_many_nodes(tmp_path: Path) -> None:
    nodes = {"model": 2, "test": 3, "unit_test": 3, "seed": 1}
    empty_project.write(tmp_path / "empty", nodes)
    assert empty_project.build(tmp_path / "empty").wall_seconds > 0
    assert project.nodes_by_kind(project.last_run(tmp_path / "empty")[1]) == nodes
