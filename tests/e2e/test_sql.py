"""`make sql`: a shell on the published file, for people and for pipes."""

import subprocess

import pytest
from builds import Build
from checkout import Project, clean_environment, copy_project


def pipe(project: Project, sql: str, *arguments: str) -> subprocess.CompletedProcess:
    """`echo sql | make sql`."""
    return subprocess.run(
        ["make", "sql", *arguments],
        cwd=project.root,
        env=clean_environment(project.root),
        input=sql,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_a_piped_query_is_answered(demo: Build) -> None:
    """As a table with Cyrillic in line: every row is as wide as the frame."""
    ended = pipe(demo.project, "select segment, name_ru from marts.segment_summary;")
    assert ended.returncode == 0, ended.stderr
    table = [line for line in ended.stdout.splitlines() if line[:1] in "┌│├└"]
    assert any("Брошенная корзина" in line for line in table)
    assert len({len(line) for line in table}) == 1


def test_arguments_reach_the_shell(demo: Build) -> None:
    ended = pipe(demo.project, "", "ARGS=-csv -c 'select 6 * 7 as answer'")
    assert ended.stdout == "answer\n42\n"


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("drop table marts.customers;", "read-only"),
        ("select 1; select * from marts.custmers;", "customers"),
    ],
)
def test_an_error_is_said_and_fails(demo: Build, sql: str, said: str) -> None:
    ended = pipe(demo.project, sql)
    assert ended.returncode != 0
    assert said in ended.stderr


def test_without_a_published_file_it_says_what_to_do(tmp_path_factory) -> None:
    project = copy_project(tmp_path_factory.mktemp("unbuilt") / "project")
    ended = pipe(project, "select 1;")
    assert ended.returncode != 0
    assert "sql: nothing is published yet: run `make build`." in ended.stderr
    assert not project.published.exists()
