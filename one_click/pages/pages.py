"""The two pages, from the tables they show."""

import duckdb

from one_click.pages import data_charts, model_charts, money_charts, words
from one_click.pages.advice import advice, assumption, champion, whole_campaign
from one_click.pages.data_facts import COLLINEAR, STRONG, DataFacts
from one_click.pages.data_tables import feature_tables, pair_tables
from one_click.pages.export_tables import export_tables
from one_click.pages.facts import Row, grouped, thinned
from one_click.pages.model_tables import model_tables
from one_click.pages.money_tables import campaign_tables, part_name, segment_tables
from one_click.pages.page import page
from one_click.pages.report_facts import DRAWN_FEATURES, ReportFacts
from one_click.pages.vega_lite import Chart, prefixed

RESULTS_DRAWN_MAX = 30


def pages(connection: duckdb.DuckDBPyConnection, vega: str) -> dict[str, bytes]:
    """Each page by the name of its file, from the database that is in use.

    `vega` is the script that knows how to draw.
    """
    return {
        "report.html": report_page(connection, vega).encode("utf-8"),
        "data.html": data_page(connection, vega).encode("utf-8"),
    }


def report_page(connection: duckdb.DuckDBPyConnection, vega: str) -> str:
    """`report.html`: the month for those who decide."""
    facts = ReportFacts(connection)
    return page(
        "report.html",
        report_charts(facts),
        [
            *segment_tables(facts),
            *campaign_tables(facts),
            *model_tables(facts),
            *export_tables(facts),
        ],
        vega,
        facts=facts,
        advice=advice(facts),
        assumption=assumption(facts.offers),
        champion=champion(facts.leaderboard, bool(facts.sample)),
        power=whole_campaign(facts.power),
        month=words.month(facts.plan["campaign"]),
        horizon=int(facts.settings["horizon_months"]),
        lost_share=float(facts.settings["profit_lost_share"]),
    )


def report_charts(facts: ReportFacts) -> dict[str, Chart]:
    """Every chart of the report that has something to show."""
    cut = facts.cut["threshold"]
    curve = thinned(facts.thresholds)
    drawn = {
        "risk_bins": money_charts.risk_histogram(facts.risk_bins, cut),
        "segment_map": money_charts.segment_map(facts.segments),
        "segment_bars": money_charts.segment_bars(facts.segments),
        "roc": model_charts.roc(thinned(facts.roc), facts.cut),
        "calibration": model_charts.calibration(facts.calibration),
        "thresholds": model_charts.thresholds(curve, cut),
        "threshold_profit": model_charts.threshold_profit(curve, cut),
        "leaderboard": model_charts.leaderboard(facts.leaderboard),
        "importance": model_charts.importance_bars(facts.importance[:DRAWN_FEATURES]),
    }
    if any(row["customers"] for row in facts.offers):
        drawn["offers"] = money_charts.offer_bars(facts.offers)
    if facts.sensitivity:
        drawn["sensitivity"] = money_charts.sensitivity_bars(facts.sensitivity)
    if facts.results:
        drawn["results"] = money_charts.result_intervals(measured_results(facts))
    if facts.sample:
        drawn["beeswarm"] = model_charts.beeswarm(facts.sample)
    return drawn


def measured_results(facts: ReportFacts) -> list[Row]:
    """The last results that have a difference, each with a name on its axis."""
    measured = []
    for row in facts.results[:RESULTS_DRAWN_MAX]:
        if row["difference"] is None:
            continue
        part = part_name(facts, row)
        names = {"name_ru": part.ru, "name_en": part.en}
        measured.append(prefixed({**row, **names}, f"{row['campaign']} · "))
    return measured


def data_page(connection: duckdb.DuckDBPyConnection, vega: str) -> str:
    """`data.html`: the distributions and relations of the features, for the analyst."""
    facts = DataFacts(connection)
    categories = grouped(facts.categories, "feature")
    drawn = {
        "associations": data_charts.association_map(facts.associations, facts.features),
        "inflation": data_charts.inflation_bars(facts.inflation),
    }
    for feature, values in categories.items():
        drawn[f"category_{feature}"] = data_charts.category_bars(values)
    for feature, bins in grouped(facts.distributions, "feature").items():
        drawn[f"histogram_{feature}"] = data_charts.histogram(bins)
    return page(
        "data.html",
        drawn,
        [*feature_tables(facts), *pair_tables(facts), *export_tables(facts)],
        vega,
        facts=facts,
        categories=categories,
        has_unknown=any(row["activity"] == "unknown" for row in facts.distributions),
        strong=STRONG,
        collinear=COLLINEAR,
    )
