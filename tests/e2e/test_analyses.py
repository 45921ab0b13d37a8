"""The worked examples of analyses/ answer what their first line asks."""

import re
from pathlib import Path

import pytest
from builds import Build
from checkout import ROOT
from databases import query

ANALYSES = sorted((ROOT / "analyses").glob("*.sql"))
QUESTIONS = sorted((ROOT / "analyses" / "questions").glob("*.sql"))
QUESTION_LINES_MAX = 15
# A question in Russian, then in English.
QUESTION = re.compile(r"-- [А-ЯЁ][^?a-z]+\? [A-Z][^?А-я]+\?$")


@pytest.mark.parametrize("file", ANALYSES, ids=lambda path: path.stem)
def test_it_answers_its_question(demo: Build, file: Path) -> None:
    """With rows, from what is published, as `make sql` runs it."""
    sql = file.read_text(encoding="utf-8")
    assert QUESTION.match(sql.splitlines()[0]), sql.splitlines()[0]
    answer = query(demo.database, sql)
    assert len(answer) > 0
    assert not answer.isna().all().any(), "a column without a value"


@pytest.mark.parametrize("file", QUESTIONS, ids=lambda path: path.stem)
def test_a_business_question_is_answered_as_it_stands(demo: Build, file: Path) -> None:
    """In a few lines."""
    sql = file.read_text(encoding="utf-8")
    assert len(sql.splitlines()) <= QUESTION_LINES_MAX
    assert QUESTION.match(sql.splitlines()[0]), sql.splitlines()[0]
    assert len(query(demo.database, sql)) > 0


def test_there_are_enough() -> None:
    assert len(QUESTIONS) >= 10 and len(ANALYSES) >= 8
