"""The pages, from the tables they show."""

from collections.abc import Sequence

import duckdb
from markupsafe import Markup

from one_click.pages import data_charts, model_charts, money_charts, words
from one_click.pages.advice import advice, spare
from one_click.pages.campaign_facts import newest_results, verdict, with_profit
from one_click.pages.certainty import (
    assumption,
    assumption_short,
    calibration_error,
    champion,
    compared,
    doubt_short,
    effect_tag,
    main_comparison,
    plan_range,
    roc_auc,
)
from one_click.pages.codes import KEPT_BECAUSE, POLICIES
from one_click.pages.customer_facts import CustomerFacts, customer_data, packed
from one_click.pages.customer_words import words_for_script
from one_click.pages.data_facts import COLLINEAR, STRONG, DataFacts
from one_click.pages.data_tables import feature_tables, pair_tables
from one_click.pages.export_tables import export_tables
from one_click.pages.facts import Row, grouped, thinned
from one_click.pages.model_tables import model_tables
from one_click.pages.money_tables import campaign_tables, segment_tables
from one_click.pages.page import json_for_html, page, script_of
from one_click.pages.report_facts import DRAWN_FEATURES, ReportFacts
from one_click.pages.since import since_charts, since_line, since_tables
from one_click.pages.since_facts import SinceFacts
from one_click.pages.vega_lite import Chart

CUSTOMERS_PAGE = "customers.html"


def pages(connection: duckdb.DuckDBPyConnection, vega: str) -> dict[str, bytes]:
    """Each page by the name of its file, from the database that is in use.

    `vega` is the script that knows how to draw.
    """
    return {
        "report.html": report_page(connection, vega).encode("utf-8"),
        "data.html": data_page(connection, vega).encode("utf-8"),
        CUSTOMERS_PAGE: customers_page(connection).encode("utf-8"),
    }


def customers_page(connection: duckdb.DuckDBPyConnection) -> str:
    """`customers.html`: one customer, a choice of them, and the plan at other limits.

    It has no chart of Vega's, and so it is small enough to be mailed.
    """
    facts = CustomerFacts(connection)
    return page(
        CUSTOMERS_PAGE,
        {},
        [],
        "",
        words.currency(facts.settings["currency"]),
        [script_of(name) for name in ("plan.js", "workbook.js", "customers.js")],
        facts=facts,
        built=words.day(facts.settings["built_on"]),
        month=words.month(facts.campaign["month"]),
        words=Markup(json_for_html(words_for_script())),
        has_history=len(facts.months) > 1,
        customers=packed(customer_data(facts)),
    )


def report_page(connection: duckdb.DuckDBPyConnection, vega: str) -> str:
    """`report.html`: the month for those who decide."""
    facts, since = ReportFacts(connection), SinceFacts(connection)
    return page(
        "report.html",
        {**report_charts(facts), **since_charts(since, facts.segments)},
        [
            *since_tables(since, facts.segments),
            *segment_tables(facts),
            *campaign_tables(facts),
            *model_tables(facts),
            *export_tables(facts),
        ],
        vega,
        words.currency(facts.settings["currency"]),
        facts=facts,
        built=words.day(facts.settings["built_on"]),
        since=since,
        since_line=since_line(since),
        drifted=words.listed(map(words.name_of, since.drifted)),
        advice=advice(facts),
        assumption=assumption(facts.offers),
        assumption_short=assumption_short(facts.offers),
        doubt_short=doubt_short(facts),
        effect_tag=effect_tag(facts.offers),
        range=plan_range(facts),
        policy=POLICIES.get(
            facts.settings["threshold_policy"],
            words.as_is(facts.settings["threshold_policy"]),
        ),
        best_cut=max(facts.thresholds, key=lambda row: row["expected_profit"])[
            "threshold"
        ],
        kept_because=KEPT_BECAUSE.get(facts.retraining["reason"]),
        learnt_in=words.month(facts.retraining["learnt_in"] or ""),
        champion_auc=roc_auc(facts),
        calibration_error=calibration_error(facts),
        champion=champion(
            facts.leaderboard,
            bool(facts.sample),
            not facts.retraining["is_retrained"],
        ),
        power=compared(facts.power, "all"),
        main_comparison=main_comparison(facts.power),
        spare=spare(facts),
        verdict=verdict(newest_results(facts)),
        newest=next(iter(newest_results(facts)), None),
        month=words.month(facts.plan["campaign"]),
        horizon=int(facts.settings["horizon_months"]),
        lost_share=float(facts.settings["profit_lost_share"]),
    )


def report_charts(facts: ReportFacts) -> dict[str, Chart]:
    """Every chart of the report that has something to show."""
    cut = facts.cut["threshold"]
    curve = with_cut(thinned(facts.thresholds), facts.cut)
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
    results = newest_results(facts)
    if results:
        drawn["results"] = money_charts.result_intervals(results)
    if with_profit(results):
        drawn["results_profit"] = money_charts.profit_intervals(with_profit(results))
    if facts.effects:
        drawn["effects"] = money_charts.effect_intervals(facts.effects)
    if facts.sample:
        drawn["beeswarm"] = model_charts.beeswarm(facts.sample)
    return drawn


def with_cut(curve: Sequence[Row], cut: Row) -> list[Row]:
    """A thinned curve of the cuts that still holds the one in force, which may be its peak."""
    by_threshold = {row["threshold"]: row for row in [*curve, cut]}
    return [by_threshold[threshold] for threshold in sorted(by_threshold)]


def data_page(connection: duckdb.DuckDBPyConnection, vega: str) -> str:
    """`data.html`: the distributions and relations of the features, for the analyst."""
    facts = DataFacts(connection)
    categories = grouped(facts.categories, "feature")
    drawn = {
        "associations": data_charts.association_map(facts.associations, facts.features),
        "inflation": data_charts.inflation_bars(facts.inflation),
    }
    shares = [row["share_decreased"] or 0 for row in facts.categories]
    for feature, values in categories.items():
        drawn[f"category_{feature}"] = data_charts.category_bars(
            values, max(shares, default=0)
        )
    whole = {row["feature"] for row in facts.profile if row["decimals"] == 0}
    for feature, bins in grouped(facts.distributions, "feature").items():
        drawn[f"histogram_{feature}"] = data_charts.histogram(bins, feature in whole)
    return page(
        "data.html",
        drawn,
        [*feature_tables(facts), *pair_tables(facts), *export_tables(facts)],
        vega,
        words.currency(facts.settings["currency"]),
        facts=facts,
        built=words.day(facts.settings["built_on"]),
        categories=categories,
        has_unknown=any(row["activity"] == "unknown" for row in facts.distributions),
        strong=STRONG,
        collinear=COLLINEAR,
    )
