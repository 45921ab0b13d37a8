"""What scoring cannot do it refuses in a sentence, and the last good marts stay."""

from hashlib import sha256

import pytest
from builds import Build
from checkout import Project, Result, copy_build
from databases import rows


@pytest.fixture(scope="module")
def project(demo: Build, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A copy of the demo build that the tests of this file work in, one by one."""
    return copy_build(demo.project, tmp_path_factory.mktemp("refusals") / "project")


def refused(project: Project, *arguments: str) -> Result:
    """A build that must stop with a sentence and leave what is published."""
    before = sha256(project.published.read_bytes()).hexdigest()
    result = project.make("build", *arguments)
    assert result.code != 0
    assert "Traceback" not in result.output
    assert sha256(project.published.read_bytes()).hexdigest() == before
    return result


@pytest.mark.slow
def test_an_unknown_champion_is_refused_with_the_known_ones(project: Project) -> None:
    """The sentence says what was asked for and what there is."""
    result = refused(project, "VARS={champion: oracle}")
    assert "oracle" in result.output
    assert "additive_splines" in result.output


@pytest.mark.slow
def test_a_damaged_model_is_refused_until_it_is_deleted(project: Project) -> None:
    """A byte more than was recorded: not loaded, and not replaced."""
    restored = project.make("build")
    assert restored.code == 0, restored.output
    ((name,),) = rows(
        project.warehouse,
        "select artifact_path from scoring.model_runs where is_current",
    )
    artifact = project.root / "warehouse" / "models" / name
    damaged = artifact.read_bytes() + b"x"
    artifact.write_bytes(damaged)

    result = refused(project)
    assert name in result.output
    assert artifact.read_bytes() == damaged

    artifact.unlink()
    again = project.make("build")
    assert again.code == 0, again.output
    assert artifact.read_bytes() == damaged[:-1]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("champion", "has_reasons"), [("random_forest", False), ("distilled_splines", True)]
)
def test_another_champion_scores_everyone(
    project: Project, champion: str, has_reasons: bool
) -> None:
    """A champion that SQL cannot compute is asked in Python; it gives no reasons."""
    result = project.make("build", f"VARS={{champion: {champion}}}")
    assert result.code == 0, result.output
    ((active, scored, reasons),) = rows(
        project.published,
        "select (select count(*) from intermediate.customer_status "
        "where status = 'active'), "
        "(select count(*) from scoring.churn_scores "
        "where churn_risk > 0 and churn_risk < 1), "
        "(select count(*) from scoring.score_reasons)",
    )
    assert active == scored
    assert (reasons > 0) == has_reasons
