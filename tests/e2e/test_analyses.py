"""The worked examples of analyses/ answer what their first line asks."""

import re
from pathlib import Path

import pytest
from builds import Build
from checkout import ROOT
from databases import query

ANALYSES = sorted((ROOT / "analyses").glob("*.sql"))
# Plain SQL, without dbt.
QUESTIONS = sorted((ROOT / "analyses" / "questions").glob("*.sql"))
QUESTION_LINES_MAX = 15
# A question in Russian, then in English.
QUESTION = re.compile(r"-- [А-ЯЁ][^?a-z]+\? [A-Z][^?А-я]+\?$")


@pytest.fixture(scope="module")
def compiled(demo: Build) -> Path:
    """The folder with the SQL that dbt makes of them, away from what the build left."""
    target = demo.project.root / "target" / "analyses"
    result = demo.project.dbt(
        "compile",
        "--quiet",
        "--select",
        "resource_type:analysis",
        "--target-path",
        str(target),
    )
    assert result.code == 0, result.output
    return target / "compiled" / "one_click_retention" / "analyses"


def test_there_are_enough(compiled: Path) -> None:
    """All are compiled, and they are at least eight."""
    assert len(ANALYSES) >= 8
    assert sorted(file.name for file in compiled.glob("*.sql")) == [
        file.name for file in ANALYSES
    ]


@pytest.mark.parametrize("analysis", ANALYSES, ids=lambda path: path.stem)
def test_it_answers_its_question(demo: Build, compiled: Path, analysis: Path) -> None:
    """With rows, from what is published: `make sql` can run it too."""
    sql = (compiled / analysis.name).read_text(encoding="utf-8")
    assert QUESTION.match(sql.splitlines()[0]), sql.splitlines()[0]
    answer = query(demo.database, sql)
    assert len(answer) > 0
    assert not answer.isna().all().any(), "a column without a value"


@pytest.mark.parametrize("file", QUESTIONS, ids=lambda path: path.stem)
def test_a_business_question_is_answered_as_it_stands(demo: Build, file: Path) -> None:
    """Short plain SQL, which `make sql` runs without dbt."""
    sql = file.read_text(encoding="utf-8")
    assert len(sql.splitlines()) <= QUESTION_LINES_MAX
    assert QUESTION.match(sql.splitlines()[0]), sql.splitlines()[0]
    assert len(query(demo.database, sql)) > 0


def test_there_are_ten_business_questions() -> None:
    assert len(QUESTIONS) >= 10
