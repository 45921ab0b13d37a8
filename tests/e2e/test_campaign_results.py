"""From one month to the next: a campaign is remembered, sent, and measured."""

import pytest
from builds import Build
from checkout import copy_build
from databases import query, rows

from one_click.demo.exports import main as generate_exports

HISTORY = "select * from marts.offer_history where campaign = '2026-01' order by all"
# A campaign of a thousand and a half can only tell a large effect.
PLANTED = 0.5


@pytest.fixture(scope="module")
def months(build, demo: Build, tmp_path_factory: pytest.TempPathFactory):
    """The builds of a month, and of the month after it, whose exports know an effect."""
    folder = tmp_path_factory.mktemp("months")
    project = copy_build(demo.project, folder / "project")
    first = build(project, "VARS={as_of: 2026-01}")
    history = rows(project.warehouse, HISTORY)
    listed = project.root / "published" / "campaign_2026-01.csv"
    generate_exports(
        ["--output", str(folder / "after"), "--after-campaign", str(listed)]
        + ["--effect", str(PLANTED)]
    )
    second = build(project, f"EXPORTS={folder / 'after'}", "VARS={as_of: 2026-02}")
    return first, history, second


@pytest.mark.slow
def test_the_planted_effect_is_measured(months) -> None:
    """Within its interval, and called large enough to tell."""
    _, _, second = months
    results = query(second.database, "select * from marts.campaign_results")
    assert set(results["dimension"]) == {"all", "channel", "segment", "offer"}
    whole = results[results["dimension"] == "all"].iloc[0]
    assert (whole["campaign"], whole["outcome_month"]) == ("2026-01", "2026-02")
    planted = -PLANTED * whole["control_share_decreased"]
    assert whole["difference_low"] - 0.05 < planted < whole["difference_high"] + 0.05
    assert whole["difference_high"] < 0
    assert whole["is_significant"]
    assert whole["profit_difference"] > 0


@pytest.mark.slow
def test_another_month_leaves_the_campaign_as_it_was(months) -> None:
    """The history holds both months, the first one to the digit."""
    first, history, second = months
    assert rows(first.database, "select count(*) from marts.campaign_results") == [(0,)]
    assert rows(second.project.warehouse, HISTORY) == history
    campaigns = rows(
        second.project.warehouse,
        "select distinct campaign from marts.offer_history order by 1",
    )
    assert ("2026-01",) in campaigns and ("2026-02",) in campaigns


@pytest.mark.slow
def test_a_measured_effect_replaces_the_assumption(build, months) -> None:
    """The var names the offer; table and report say which effects were measured."""
    _, _, second = months
    again = build(
        second.project,
        "VARS={as_of: 2026-02, measured_effect: {personal_newsletter: 0.07}}",
    )
    found = rows(
        again.database,
        "select offer, risk_reduction::double from marts.offer_summary "
        "where effect_source = 'measured'",
    )
    assert found == [("personal_newsletter", 0.07)]
