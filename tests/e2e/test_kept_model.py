"""A month keeps the former model where the store asks for it, and says so."""

from datetime import date, timedelta

import pytest
from builds import Build
from checkout import Project, copy_build
from databases import rows

DECIDED = (
    "select as_of, setting, is_retrained, reason, former_run_id, customers > 100, "
    "former_roc_auc > 0.8 from monitoring.retraining order by as_of"
)
RUN = "select run_id from scoring.model_runs where is_current"


@pytest.fixture(scope="module")
def project(demo: Build, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A copy of the demo build that the tests of this file work in, one by one."""
    return copy_build(demo.project, tmp_path_factory.mktemp("retraining") / "project")


@pytest.mark.slow
def test_a_month_in_which_nothing_moved_keeps_its_model(project: Project) -> None:
    """The same exports a month later: the risks are those of the former model."""
    ((month, *_, first),) = rows(
        project.published,
        "select as_of, run_id from monitoring.score_history limit 1",
    )
    next_month = date.fromisoformat(f"{month}-28") + timedelta(days=7)
    now = f"{next_month:%Y-%m}"
    result = project.make("build", f"VARS={{as_of: {now}, retrain: auto}}")
    assert result.code == 0, result.output
    assert rows(project.published, RUN) == [(first,)]
    assert rows(project.published, DECIDED) == [
        (month, "always", True, "first", None, None, None),
        (now, "auto", False, "nothing_moved", first, True, True),
    ]
    assert "customers_unchanged is 1497" in result.output
    ((scored, of_former),) = rows(
        project.published,
        "select count(*), count(*) filter (run_id = (select run_id from "
        "scoring.model_runs where is_current)) from scoring.churn_scores",
    )
    assert scored == of_former > 1_000
    page = (project.published.parent / "report.html").read_text(encoding="utf-8")
    assert "stays in force: no feature has moved since" in page
    assert "осталась в силе: признаки с тех пор не сдвинулись" in page


@pytest.mark.slow
def test_a_campaign_that_nobody_sends_treats_nobody(project: Project) -> None:
    """A month of the past leaves its plan in the lists, and none in the history."""
    result = project.make("build", "VARS={as_of: 2099-02, campaign_is_sent: false}")
    assert result.code == 0, result.output
    ((planned,),) = rows(
        project.published, "select count(*) from marts.customer_offers"
    )
    ((kept,),) = rows(
        project.warehouse,
        "select count(*) from monitoring.offer_history where campaign = '2099-02'",
    )
    assert planned > 1_000
    assert kept == 0
