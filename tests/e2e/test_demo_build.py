"""`make build` on a machine that has nothing yet, and again with nothing changed."""

import re

import pytest
from builds import Build, complaints
from databases import differences, query, rows, tables
from export_files import CONSENT, read_exports

OFFERS_LINE = re.compile(
    r"^From the seeds in seeds/exports: [\d,]+ customers, [\d,]+ at risk, [\d,]+ offers, "
    r"[\d,]+ units of profit they should earn\.$"
)
ON_SITE = "on_site"


@pytest.mark.parametrize("build_name", ["demo", "demo_again"])
def test_build_prints_no_complaint(
    build_name: str, request: pytest.FixtureRequest
) -> None:
    """Neither the first build nor a later one prints a warning or a traceback."""
    assert complaints(request.getfixturevalue(build_name).result.output) == []


def test_build_ends_with_the_offers(demo: Build) -> None:
    """The last lines say how many offers there are; the campaign list holds them."""
    assert any(OFFERS_LINE.match(line) for line in demo.result.lines[-3:])
    offers = query(
        demo.database,
        "select customer_id, campaign from marts.customer_offers where not is_holdout",
    )
    campaign = offers["campaign"].unique().item()
    listed = (demo.project.root / "published" / f"campaign_{campaign}.csv").read_bytes()
    ids = [line.split(b",")[0] for line in listed.split(b"\r\n")[1:] if line]
    assert sorted(int(customer) for customer in ids) == sorted(offers["customer_id"])


def test_the_model_card_has_the_figures_of_the_tables(demo: Build) -> None:
    """Which threshold is in force, and what it finds."""
    ((threshold, recall, precision, contacted),) = rows(
        demo.database,
        "select threshold, recall, precision, customers_contacted "
        "from scoring.threshold_curve where is_in_force",
    )
    card = (demo.project.root / "published" / "model_card.md").read_text("utf-8")
    assert (
        f"Threshold in force: {threshold:.3f}. It finds {recall:.1%} of the decreasing "
        f"customers, and\n{precision:.1%} of those it names do decrease ({contacted} of"
    ) in card


def test_every_active_customer_has_one_score(demo: Build) -> None:
    """Scores are risks strictly between 0 and 1, one for each active customer."""
    active = rows(
        demo.database,
        "select customer_id from intermediate.customer_status where status = 'active'",
    )
    scores = rows(
        demo.database, "select customer_id, churn_risk from scoring.churn_scores"
    )
    assert sorted(active) == sorted((customer,) for customer, _ in scores)
    assert all(0 < risk < 1 for _, risk in scores)


def test_second_build_retrains_nothing(demo: Build, demo_again: Build) -> None:
    """Folds come from the cache, the run is known, and keeps its time of training."""
    output = demo_again.result.output
    assert re.search(r"\b(\d+) evaluations, \1 of them in the cache", output)
    assert "is trained already" in output
    runs = "select run_id, trained_at, artifact_sha256 from scoring.model_runs"
    assert len(rows(demo.database, runs)) == 1
    assert rows(demo.database, runs) == rows(demo_again.database, runs)


def test_second_build_changes_no_table(demo: Build, demo_again: Build) -> None:
    """Every published table is the same, row for row and type for type."""
    assert differences(tables(demo.database), tables(demo_again.database)) == []


def test_without_consent_only_the_site_speaks(demo: Build) -> None:
    """No mail, call, SMS or push to a customer whose export does not say «да»."""
    exports = read_exports(demo.project.root / "seeds" / "exports")
    market_file = exports["market_file"]
    consented = set(market_file.loc[market_file[CONSENT] == "да", "id"].astype(int))
    channels = rows(
        demo.database, "select customer_id, channel from marts.customer_offers"
    )
    others = {channel for customer, channel in channels if customer not in consented}
    assert others == {ON_SITE}
    assert {channel for _, channel in channels} > {ON_SITE}


def test_published_tables_carry_their_descriptions(demo: Build) -> None:
    """A BI tool shows what each table and column means: none is without a comment."""
    silent = rows(
        demo.database,
        """
        select table_name, '' from duckdb_tables() where coalesce(comment, '') = ''
        union all
        select table_name, column_name from duckdb_columns()
        where not internal and coalesce(comment, '') = ''
        """,
    )
    assert silent == []
