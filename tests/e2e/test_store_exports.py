"""`make build EXPORTS=folder` on the store's own exports: the figures known of them."""

import pytest
from builds import Build
from databases import differences, query, rows, tables
from export_files import DECREASED, EXPORTS, LABEL, read_exports
from sklearn.metrics import roc_auc_score

CATEGORIES = {
    "kids": 329,
    "home_textiles": 250,
    "cosmetics": 223,
    "beauty_technology": 183,
    "small_appliances": 174,
    "kitchenware": 138,
}
SEGMENTS = {
    "promo_hunters_profitable": 85,
    "premium_beauty_tech": 43,
    "abandoned_basket": 247,
}
WITHOUT_REVENUE = [215348, 215357, 215359]
REVENUE_OUTLIER = 215380


def count(build: Build, column: str, table: str) -> dict[object, int]:
    """Rows of a published table for each value of a column."""
    sql = f"select {column}, count(*) from {table} group by all"
    return dict(rows(build.database, sql))


def test_status_of_every_customer(real: Build) -> None:
    """1,300 known customers: 1,297 active, three inactive with a reason."""
    assert count(real, "status", "intermediate.customer_status") == {
        "active": 1297,
        "inactive": 3,
    }
    inactive = rows(
        real.database,
        "select customer_id, reason from intermediate.customer_status "
        "where status = 'inactive' order by customer_id",
    )
    assert [customer for customer, _ in inactive] == WITHOUT_REVENUE
    assert all("no revenue in" in reason for _, reason in inactive)


def test_features(real: Build) -> None:
    """1,297 rows, 1,296 of them trainable, 494 of these decreased."""
    features = query(real.project.warehouse, "select * from features.customer_features")
    trainable = features[features["is_trainable"]]
    assert (len(features), len(trainable)) == (1297, 1296)
    assert (trainable["activity"] == "decreased").sum() == 494
    untrained = features.loc[~features["is_trainable"], "customer_id"]
    assert untrained.tolist() == [REVENUE_OUTLIER]


def test_categories(real: Build) -> None:
    """Six favourite categories and no unknown one."""
    found = rows(
        real.project.warehouse,
        "select favourite_category, count(*) from features.customer_features "
        "group by all",
    )
    assert dict(found) == CATEGORIES


def test_segments(real: Build) -> None:
    """Segments that depend on no model have the sizes the store's analysts counted."""
    sizes = count(real, "segment", "segments.customer_segments")
    assert {name: sizes[name] for name in SEGMENTS} == SEGMENTS
    summary = rows(
        real.database, "select segment, customers from marts.segment_summary"
    )
    assert dict(summary) == sizes


def test_three_of_four_profitable_promo_hunters_are_at_risk(real: Build) -> None:
    """About 77 % of them."""
    share = rows(
        real.database,
        "select share_at_risk from marts.segment_summary "
        "where segment = 'promo_hunters_profitable'",
    )[0][0]
    assert 0.70 <= share <= 0.85


def test_no_row_is_rejected(real: Build) -> None:
    """Every row of the four files is kept."""
    found = rows(
        real.database,
        "select export, rows_in, rows_kept, rows_rejected "
        "from staging.input_reconciliation order by export",
    )
    assert found == [
        ("market_file", 1300, 1300, 0),
        ("market_money", 3900, 3900, 0),
        ("market_time", 2600, 2600, 0),
        ("money", 1300, 1300, 0),
    ]
    assert rows(real.project.warehouse, "from staging.rejected_rows") == []


def test_repaired_spellings_are_counted(real: Build, real_exports) -> None:
    """Each misspelling of the files is counted under what it was read as."""
    raw = read_exports(real_exports)
    misspelt = {
        ("market_file", "стандартт", "стандарт"): 10,
        ("market_file", "Косметика и аксесуары", "Косметика и аксессуары"): (
            raw["market_file"]["Популярная_категория"] == "Косметика и аксесуары"
        ).sum(),
        ("market_time", "предыдцщий_месяц", "предыдущий_месяц"): 1300,
    }
    found = rows(
        real.database,
        "select export, spelling, read_as, row_count from staging.repaired_spellings",
    )
    assert {tuple(row[:3]): row[3] for row in found} == misspelt


def test_risks_rank_customers_who_were_not_seen(real: Build, real_exports) -> None:
    """Out-of-fold risks: ROC AUC against the labels of the file at least 0.90."""
    market_file = read_exports(real_exports)["market_file"]
    labels = {
        int(customer): label == DECREASED
        for customer, label in zip(market_file["id"], market_file[LABEL], strict=True)
    }
    scores = query(real.database, "from scoring.churn_scores order by customer_id")
    assert len(scores) == scores["customer_id"].nunique() == 1297
    assert scores["churn_risk"].between(0, 1, inclusive="neither").all()
    # Every customer of the file has a label, the outlier too, which no model learns.
    assert scores["is_out_of_fold"].all()
    assert (
        roc_auc_score(scores["customer_id"].map(labels), scores["churn_risk"]) >= 0.90
    )


@pytest.mark.slow
def test_as_seeds_the_exports_give_the_same_tables(
    real: Build, real_as_seeds: Build
) -> None:
    """The same files put into seeds/exports: all but the named source is identical."""
    (difference,) = differences(tables(real.database), tables(real_as_seeds.database))
    assert "('exports_source', 'folder'), ('exports_source', 'seeds')" in difference


@pytest.mark.slow
def test_as_seeds_the_exports_give_the_same_staging(
    real: Build, real_as_seeds: Build
) -> None:
    """Both ways in meet in one staging layer, raw values and reasons included."""
    left, right = (
        tables(build.project.warehouse, ("staging", "features"))
        for build in (real, real_as_seeds)
    )
    assert differences(left, right) == []
    assert {f'"staging"."stg_{name}"' for name in EXPORTS} <= left.keys()


@pytest.mark.slow
def test_risks_are_the_same_when_everything_is_trained_anew(
    real: Build, build, tmp_path_factory: pytest.TempPathFactory, real_exports
) -> None:
    """Two machines that never met give every customer the same risk and offer."""
    from checkout import copy_project

    project = copy_project(tmp_path_factory.mktemp("real_anew") / "another folder")
    anew = build(project, f"EXPORTS={real_exports}")
    assert "is trained already" not in anew.result.output
    assert differences(tables(real.database), tables(anew.database)) == []
