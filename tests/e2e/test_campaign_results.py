"""From one month to the next: a campaign is remembered, sent, and measured."""

from collections.abc import Callable

import pytest
from builds import Build
from checkout import copy_build
from databases import query, rows

from one_click.demo.exports import main as make_exports

pytestmark = pytest.mark.slow

HISTORY = (
    "select * from monitoring.offer_history where campaign = '2026-01' order by all"
)
CAMPAIGNS = "select distinct campaign from monitoring.offer_history"
# A campaign of a thousand and a half customers can only tell a large effect.
PLANTED = 0.5


@pytest.fixture(scope="module")
def month(
    build: Callable, demo: Build, tmp_path_factory: pytest.TempPathFactory
) -> Build:
    """A build of January 2026, in a copy of the first build of all."""
    project = copy_build(demo.project, tmp_path_factory.mktemp("months") / "project")
    return build(project, "VARS={as_of: 2026-01}")


@pytest.fixture(scope="module")
def history(month: Build) -> list[tuple]:
    """The offers of January, as they stand before February is built."""
    return rows(month.project.warehouse, HISTORY)


@pytest.fixture(scope="module")
def month_after(build: Callable, month: Build, history: list[tuple]) -> Build:
    """The build of February, whose exports know the effect of January's campaign."""
    root = month.project.root
    campaign = root / "published" / "campaign_2026-01.csv"
    arguments = ["--after-campaign", str(campaign), "--effect", str(PLANTED)]
    make_exports([*arguments, "--output", str(root / "after")])
    return build(
        month.project, "EXPORTS=after", "VARS={as_of: 2026-02, new_source: true}"
    )


def test_the_planted_effect_is_measured(month_after: Build) -> None:
    """The interval holds the effect, and the effect is large enough to tell."""
    results = query(month_after.database, "select * from marts.campaign_results")
    assert set(results["dimension"]) == {
        "all",
        "main_comparison",
        "channel",
        "segment",
        "offer",
    }
    whole = results[results["dimension"] == "all"].iloc[0]
    assert (whole["campaign"], whole["outcome_month"]) == ("2026-01", "2026-02")
    planted = -PLANTED * whole["control_share_decreased"]
    assert whole["difference_low"] - 0.05 < planted < whole["difference_high"] + 0.05
    assert whole["difference_high"] < 0
    assert whole["is_significant"]
    assert whole["profit_difference"] > 0


def test_another_month_leaves_the_campaign_as_it_was(
    month: Build, history: list[tuple], month_after: Build
) -> None:
    """The history holds both months, the first one to the digit."""
    assert rows(month.database, "select count(*) from marts.campaign_results") == [(0,)]
    assert rows(month_after.project.warehouse, HISTORY) == history != []
    campaigns = rows(month_after.project.warehouse, CAMPAIGNS)
    assert {("2026-01",), ("2026-02",)} <= set(campaigns)


def test_a_measured_effect_replaces_the_assumption(
    build: Callable, month_after: Build
) -> None:
    """The var names the offer; the table says which effects were measured."""
    again = build(
        month_after.project,
        "EXPORTS=after",
        "VARS={as_of: 2026-02, measured_effect: {personal_newsletter: 0.07}}",
    )
    found = rows(
        again.database,
        "select offer, risk_reduction::double from marts.offer_summary "
        "where effect_source = 'measured'",
    )
    assert found == [("personal_newsletter", 0.07)]
