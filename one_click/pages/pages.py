"""The two pages, from the tables they show."""

import duckdb

from one_click.pages import charts, data_charts, model_charts, words
from one_click.pages.advice import advice, assumption, champion, overall
from one_click.pages.data_facts import by_feature, read_data_facts
from one_click.pages.data_tables import bins_table, data_tables
from one_click.pages.facts import DRAWN_FEATURES, Facts, Row, read_facts, read_settings
from one_click.pages.page import page
from one_click.pages.sections import named, tables
from one_click.pages.specs import Chart

RESULTS_DRAWN_MAX = 30


def pages(connection: duckdb.DuckDBPyConnection, vega: str) -> dict[str, bytes]:
    """Each page by the name of its file, from the database that is in use."""
    return {
        "report.html": report_page(connection, vega).encode("utf-8"),
        "data.html": data_page(connection, vega).encode("utf-8"),
    }


def report_page(connection: duckdb.DuckDBPyConnection, vega: str) -> str:
    """`report.html`: the month for those who decide."""
    facts = read_facts(connection)
    return page(
        "report.html",
        report_charts(facts),
        vega,
        facts=facts,
        tables=tables(facts),
        advice=advice(facts),
        assumption=assumption(facts.offers),
        champion=champion(facts.leaderboard, bool(facts.sample)),
        power=overall(facts.power),
        month=words.month(str(facts.plan["campaign"])),
        horizon=int(facts.settings["horizon_months"]),
    )


def data_page(connection: duckdb.DuckDBPyConnection, vega: str) -> str:
    """`data.html`: what the data look like, for the analyst."""
    facts = read_data_facts(connection)
    categories = by_feature(facts.categories)
    drawn = {
        "associations": data_charts.association_map(facts.associations, facts.features),
        "inflation": data_charts.inflation_bars(facts.inflation),
    }
    for feature, values in categories.items():
        drawn[f"category_{feature}"] = data_charts.category_bars(values)
    for feature, bins in facts.distributions.items():
        drawn[f"histogram_{feature}"] = data_charts.histogram(bins)
    return page(
        "data.html",
        drawn,
        vega,
        facts=facts,
        settings=read_settings(connection),
        tables=data_tables(facts),
        categories=categories,
        bins={
            feature: bins_table(feature, found)
            for feature, found in facts.distributions.items()
        },
        has_unknown=any(
            row["activity"] == "unknown"
            for found in facts.distributions.values()
            for row in found
        ),
    )


def report_charts(facts: Facts) -> dict[str, Chart]:
    """Every chart of the report that has something to show."""
    cut = float(facts.cut["threshold"])
    drawn = {
        "risk_bins": charts.risk_histogram(facts.risk_bins, cut),
        "segment_map": charts.segment_map(facts.segments),
        "segment_bars": charts.segment_bars(facts.segments),
        "roc": model_charts.roc(
            facts.roc, facts.cut["false_positive_rate"], facts.cut["recall"]
        ),
        "calibration": model_charts.calibration(facts.calibration),
        "thresholds": model_charts.thresholds(facts.thresholds, cut),
        "threshold_profit": model_charts.threshold_profit(facts.thresholds, cut),
        "leaderboard": model_charts.leaderboard(facts.leaderboard),
        "importance": model_charts.importance_bars(facts.importance[:DRAWN_FEATURES]),
    }
    if any(row["customers"] for row in facts.offers):
        drawn["offers"] = charts.offer_bars(facts.offers)
    if facts.sensitivity:
        drawn["sensitivity"] = charts.sensitivity_bars(facts.sensitivity)
    if facts.results:
        drawn["results"] = charts.result_intervals(measured(facts))
    if facts.sample:
        drawn["beeswarm"] = model_charts.beeswarm(facts.sample)
    return drawn


def measured(facts: Facts) -> list[Row]:
    """The results of the last campaigns with names, those that can be drawn."""
    found = []
    for row in facts.results[:RESULTS_DRAWN_MAX]:
        if row["difference"] is None:
            continue
        label = named(facts, row)
        found.append(
            {
                **row,
                "name_ru": f"{row['campaign']} · {label.ru}",
                "name_en": f"{row['campaign']} · {label.en}",
            }
        )
    return found
