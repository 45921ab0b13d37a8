"""A small published database for the pages: each table they read, with hostile names.

Figures are small and differ, so a number from a wrong place is seen.
"""

from datetime import date

import duckdb

HOSTILE = "</script><script>alert('x')</script>"
QUOTED = """<b onclick="x">&amp; "quoted" 'name'"""

# By the name of a table: its columns, and its rows.
TABLES: dict[str, tuple[str, list[tuple[object, ...]]]] = {
    "marts.settings": (
        "setting varchar, value varchar",
        [
            ("built_on", "2026-11-26"),
            ("campaign_budget", "150"),
            ("campaign_separator", ";"),
            ("currency", ""),
            ("customers_page_max", "50000"),
            ("holdout_share", "0.1"),
            ("horizon_months", "3"),
            ("max_contacts", "600"),
            ("outlier_fence", "1.5"),
            ("profit_lost_share", "0.3"),
            ("revenue_outlier_factor", "10"),
            ("threshold_policy", "f1"),
        ],
    ),
    "marts.customers": (
        (
            "customer_id bigint, status varchar, is_revenue_outlier boolean, "
            "activity varchar, has_consent boolean, monthly_profit decimal(18,6), "
            "churn_risk double, is_at_risk boolean, profit_at_risk double, "
            "store_id varchar, status_reason varchar, risk_band varchar, "
            "is_holdout boolean, segments varchar, primary_segment varchar, "
            "service_level_ru varchar, service_level_en varchar, "
            "favourite_category_ru varchar, favourite_category_en varchar, "
            "reason_1_ru varchar, reason_1_en varchar, reason_2_ru varchar, "
            "reason_2_en varchar, reason_3_ru varchar, reason_3_en varchar, "
            "as_of date"
        ),
        [
            (*row, date(2026, 11, 1))
            for row in (
                (1, "active", False, "decreased", True, 4.5, 0.9, True, 12.15)
                + ("001", None, "high", False, "evil", "evil", "премиум", "premium")
                + (HOSTILE, HOSTILE)
                + ("страниц за визит: 2,5, обычно в этой категории вне зоны риска 8,0",)
                + ("pages per visit: 2.5, usual in this category when not at risk 8.0",)
                + ("тип сервиса: премиум", "service level: premium", None, None),
                (2, "active", False, "same", False, 3.25, 0.7, True, 6.825)
                + (
                    "2",
                    None,
                    "high",
                    False,
                    "evil, calm",
                    "evil",
                    "стандарт",
                    "standard",
                )
                + ("Дети", "Kids", None, None, None, None, None, None),
                (3, "active", False, "same", True, 2.0, 0.1, False, 0.6)
                + ("3", None, "low", True, "calm", "calm", "стандарт", "standard")
                + ("Дети", "Kids", None, None, None, None, None, None),
                (4, "active", True, None, True, 5.0, 0.25, False, 3.75)
                + ("4", None, "low", None, None, None, "стандарт", "standard")
                + (None, None, None, None, None, None, None, None),
                (5, "inactive", False, None, None, None, None, None, None)
                + ("5", "no revenue in previous_month", None, None, None, None)
                + (None,) * 10,
            )
        ],
    ),
    "marts.customer_timeline": (
        (
            "customer_id bigint, as_of varchar, churn_risk double, is_at_risk boolean, "
            "segment varchar"
        ),
        [
            (2, "2026-09", 0.2, False, "evil"),
            (4, "2026-09", 0.6, True, "evil"),
            (1, "2026-10", 0.4, False, "calm"),
            (2, "2026-10", 0.8, True, "evil"),
            (3, "2026-10", 0.6, True, "calm"),
            (1, "2026-11", 0.9, True, "evil"),
            (2, "2026-11", 0.7, True, "evil"),
            (3, "2026-11", 0.1, False, "calm"),
            (4, "2026-11", 0.25, False, None),
        ],
    ),
    "marts.segment_migrations": (
        (
            "as_of varchar, previous_as_of varchar, segment_before varchar, "
            "segment_now varchar, customers bigint"
        ),
        [
            ("2026-10", "2026-09", "calm", "evil", 50),
            ("2026-11", "2026-10", "calm", "evil", 5),
            ("2026-11", "2026-10", "evil", "evil", 7),
            ("2026-11", "2026-10", "new", "none", 2),
            ("2026-11", "2026-10", "evil", "gone", 1),
        ],
    ),
    "marts.engagement_watch": (
        (
            "as_of varchar, segment varchar, measure varchar, customers bigint, "
            "mean_before double, mean_now double, difference double, "
            "difference_low double, difference_high double, is_falling boolean"
        ),
        [
            ("2026-10", "calm", "pages_per_visit", 30, 9, 8, -1, -2, -0.5, True),
            ("2026-11", "evil", "pages_per_visit", 40, 8, 6, -2, -3, -1, True),
            ("2026-11", "all", "pages_per_visit", 90, 8, 8, 0, -0.5, 0.5, False),
        ],
    ),
    "marts.feature_drift": (
        "as_of varchar, feature varchar, psi double, is_drifted boolean",
        [
            ("2026-10", "pages_per_visit", 0.4, True),
            ("2026-11", "tenure_days", 0.3, True),
            ("2026-11", "pages_per_visit", 0, False),
        ],
    ),
    "marts.expected_performance": (
        (
            "as_of varchar, roc_auc double, share_decreased double, "
            "share_decreased_low double, share_decreased_high double"
        ),
        [("2026-11", 0.9, 0.4, 0.3, 0.5), ("2026-10", 0.91, 0.42, 0.32, 0.52)],
    ),
    "marts.realised_performance": (
        (
            "as_of varchar, outcome_month varchar, roc_auc double, share_decreased double, "
            "flipped_share double, is_worse_than_expected boolean"
        ),
        [
            ("2026-09", "2026-10", 0.7, 0.6, 0.23, True),
            ("2026-10", "2026-11", 0.8, 0.55, 0.12, True),
        ],
    ),
    "marts.offer_candidates": (
        "customer_id bigint, offer varchar, expected_profit decimal(18,6)",
        [
            (1, "call", 2.6),
            (1, "block", 0.3),
            (2, "block", 0.2),
            (3, "call", 0.07),
            (4, "never", -3),
        ],
    ),
    "marts.what_if_offers": (
        "customer_id bigint, offer varchar, tie_break double",
        [(1, "call", 1.0005), (3, "call", 0.9995)],
    ),
    "marts.limit_prices": (
        "effect_multiplier double, resource varchar, offer varchar, price double",
        [
            (1.0, "budget", None, 0),
            (1.0, "contacts", None, 0),
            (1.0, "offer", "call", 0),
            (2.0, "budget", None, 7),
        ],
    ),
    "marts.customer_offers": (
        (
            "customer_id bigint, campaign varchar, offer varchar, channel varchar, "
            "is_holdout boolean, cost_per_contact decimal(18,6), "
            "expected_profit decimal(18,6)"
        ),
        [
            (1, "2026-11", "call", "call", False, 0.8, 2.6),
            (2, "2026-11", "block", "on_site", False, 0, 0.2),
            (3, "2026-11", "call", "call", True, 0.8, 0.07),
        ],
    ),
    "marts.segment_summary": (
        (
            "segment varchar, owner varchar, owner_en varchar, name_ru varchar, "
            "name_en varchar, "
            "description_ru varchar, description_en varchar, "
            "customers bigint, customers_at_risk bigint, share_at_risk double, "
            "mean_risk double, monthly_profit decimal(38,6), profit_at_risk double, "
            "customers_with_consent bigint"
        ),
        [
            (
                "evil",
                QUOTED,
                QUOTED,
                "Злой " + HOSTILE,
                "Evil " + HOSTILE,
                "Правило",
                "Rule",
            )
            + (2, 2, 1.0, 0.8, 7.75, 18.975, 1),
            ("calm", "Анна", "Anna", "Спокойные", "Calm", "Правило", "Rule")
            + (2, 0, 0.0, 0.175, 7.0, 4.35, 2),
            ("nobody", "Борис", "Boris", "Никого", "Nobody", "Правило", "Rule")
            + (0, 0, None, None, 0, 0, 0),
        ],
    ),
    "marts.segment_profile": (
        (
            "segment varchar, measure varchar, statistic varchar, category varchar, "
            "in_segment double, overall double, ratio double"
        ),
        [
            ("evil", "pages_per_visit", "median", None, 4, 8, 0.5),
            ("evil", "favourite_category", "share", "evil_code", 0.6, 0.3, 2.0),
            ("evil", "tenure_days", "median", None, 101, 100, 1.01),
        ],
    ),
    "marts.offer_summary": (
        (
            "offer varchar, name_ru varchar, name_en varchar, channel varchar, "
            "cost_per_contact decimal(18,6), risk_reduction double, effect_source varchar, "
            "max_customers bigint, eligible_customers bigint, customers bigint, "
            "holdout_customers bigint, cost double, expected_profit double"
        ),
        [
            ("call", "Звонок " + HOSTILE, "Call " + HOSTILE, "call", 0.8, 0.28)
            + ("assumed", 50, 3, 1, 1, 0.8, 2.6),
            ("block", "Блок", "Block", "on_site", 0, 0.03)
            + ("measured", None, 4, 1, 0, 0, 0.2),
            ("never", "Никогда", "Never", "email", 9, 0.01)
            + ("assumed", None, 4, 0, 0, 0, 0),
        ],
    ),
    "marts.campaign_sensitivity": (
        (
            "effect_multiplier double, customers bigint, contacts bigint, cost double, "
            "expected_profit double, expected_profit_of_plan double, "
            "customers_with_same_offer bigint"
        ),
        [
            (0.5, 1, 1, 0.4, 1.1, 0.9, 1),
            (1.0, 2, 1, 0.8, 2.8, 2.8, 2),
            (2.0, 2, 2, 1.6, 6.5, 6.1, 1),
        ],
    ),
    "marts.label_sensitivity": (
        (
            "learnt_from varchar, measured_on varchar, expected_profit double, "
            "losing_contacts bigint"
        ),
        [
            ("labels_in_force", "all_labels", 9.5, 0),
            ("without_blocks", "all_labels", 4.0, 1),
            ("without_blocks", "outside_blocks", 4.0, 1),
        ],
    ),
    "marts.campaign_power": (
        (
            "dimension varchar, value varchar, treated bigint, control bigint, "
            "expected_share_decreased double, minimum_detectable_difference double, "
            "planned_difference double, is_large_enough boolean"
        ),
        [
            ("channel", "email", 1, 1, 0.7, None, None, False),
            ("offer", "call", 2, 1, 0.6, None, None, False),
            ("segment", "evil", 3, 1, 0.8, None, None, False),
            ("all", "all", 4, 1, 0.55, 0.31, 0.04, False),
        ],
    ),
    "marts.campaign_results": (
        (
            "campaign varchar, outcome_month varchar, dimension varchar, value varchar, "
            "treated bigint, control bigint, treated_share_decreased double, "
            "control_share_decreased double, difference double, difference_low double, "
            "difference_high double, corrected_p_value double, "
            "profit_difference double, is_large_enough boolean, "
            "measured_risk_reduction double, profit_difference_low double, "
            "profit_difference_high double, is_significant boolean, "
            "is_primary_look boolean"
        ),
        [
            # A second look at the campaign, in which the effect has gone.
            ("2026-10", "2026-12", "all", "all", 39, 11, 0.44, 0.41, 0.03, -0.1, 0.2)
            + (0.9, -0.4, True, None, -1.5, 0.75, True, False),
            ("2026-10", "2026-11", "all", "all", 40, 12, 0.3, 0.42, -0.12, -0.2, -0.04)
            + (0.02, 0.8, True, 0.28, 0.1, 1.5, True, True),
            ("2026-10", "2026-11", "segment", "calm", 5, 3, 0.4, 0.5, -0.1, -0.7, 0.5)
            + (1.0, 0.1, False, None, None, None, False, True),
            ("2026-10", "2026-11", "segment", "evil", 4, 2, 0.5, 0.5, 0.0, -0.6, 0.6)
            + (1.0, 0.0, False, None, -0.5, 0.5, False, True),
            ("2026-10", "2026-11", "offer", "call", 1, 0, 1.0, None, None, None, None)
            + (None, None, False, None, None, None, False, True),
            ("2026-09", "2026-10", "all", "all", 38, 10, 0.5, 0.4, 0.1, 0.01, 0.19)
            + (0.03, -0.7, True, None, -1.25, -0.15, True, True),
        ],
    ),
    "marts.campaign_profit": (
        (
            "campaign varchar, outcome_month varchar, treated bigint, "
            "planned_profit double, cost double, realised_profit double, "
            "realised_profit_low double, realised_profit_high double, "
            "planned_to_realised double"
        ),
        [
            ("2026-10", "2026-11", 40, 35.5, 4.5, 29.5, 3.25, 55.75, 1.2034),
            ("all", "2026-11", 40, 36.5, 4.25, 30.5, 4.75, 56.25, 1.1967),
            ("2026-09", "2026-11", 9, None, 1.5, 2.5, -1.25, 6.5, None),
        ],
    ),
    "marts.profit_loss": (
        (
            "decreased bigint, same bigint, assumed_profit_lost_share double, "
            "profit_lost_share double, profit_lost_share_low double, "
            "profit_lost_share_high double, may_replace_assumption boolean"
        ),
        [(31, 64, 0.3, 0.27, 0.23, 0.31, True)],
    ),
    "monitoring.retraining": (
        (
            "as_of varchar, is_retrained boolean, reason varchar, learnt_in varchar, "
            "former_roc_auc double"
        ),
        [
            ("2026-10", False, "not_better", "2026-09", 0.6543),
            ("2026-11", True, "first", None, None),
        ],
    ),
    "scoring.foresight": (
        (
            "learnt_from varchar, candidate varchar, features_of varchar, "
            "labels_of varchar, training_months bigint, training_rows bigint, "
            "customers bigint, roc_auc double, roc_auc_se double, log_loss double, "
            "roc_auc_gain double, roc_auc_gain_low double, roc_auc_gain_high double, "
            "is_better boolean"
        ),
        [
            ("months_before", "additive_splines", "2026-10", "2026-11", 2, 180, 95)
            + (0.8123, 0.0211, 0.4321, 0.061, 0.023, 0.099, True),
            ("same_month", "additive_splines", "2026-10", "2026-11", 3, 270, 95)
            + (0.7513, 0.0234, 0.5123, 0.061, 0.023, 0.099, False),
        ],
    ),
    "marts.offer_effects": (
        (
            "offer varchar, name_ru varchar, name_en varchar, campaigns bigint, "
            "treated bigint, control bigint, assumed_risk_reduction double, "
            "risk_reduction double, risk_reduction_low double, "
            "risk_reduction_high double, probability_above_zero double"
        ),
        [
            ("block", "Блок", "Block", 1, 30, 9, 0.03, 0.04, -0.02, 0.1, 0.85),
            ("call", "Звонок " + HOSTILE, "Call " + HOSTILE, 2, 20, 6, 0.28)
            + (0.22, 0.05, 0.39, 0.98),
        ],
    ),
    "marts.feature_labels": (
        (
            "feature varchar, name_ru varchar, name_en varchar, decimals integer, "
            "is_number boolean"
        ),
        [
            ("pages_per_visit", "страниц за визит", "pages per visit", 0, True),
            ("tenure_days", "дней с регистрации", "days since registration", 0, True),
            ("favourite_category", "любимая категория", "favourite category")
            + (None, False),
        ],
    ),
    "marts.value_labels": (
        "feature varchar, feature_value varchar, name_ru varchar, name_en varchar",
        [("favourite_category", "evil_code", "Злая " + HOSTILE, "Evil " + HOSTILE)],
    ),
    "marts.contribution_sample": (
        (
            "customer_id bigint, feature varchar, contribution double, "
            "number_value double, category_value varchar, value_rank double"
        ),
        [
            (1, "pages_per_visit", 1.25, 2.0, None, 0.0),
            (2, "pages_per_visit", -0.75, 9.0, None, 1.0),
            (1, "favourite_category", 0.5, None, "evil_code", None),
            (2, "favourite_category", 0.5, None, "unlabelled", None),
        ],
    ),
    "marts.feature_profile": (
        (
            "feature varchar, activity varchar, customers bigint, missing bigint, "
            "minimum double, p05 double, p25 double, median double, p75 double, "
            "p95 double, maximum double, mean double, "
            "standard_deviation double, lower_fence double, upper_fence double, "
            "outliers_below bigint, outliers_above bigint"
        ),
        [
            ("pages_per_visit", activity, customers, 1, 1, 1.5, 2, median)
            + (9, 11, 40, 6.5, 3.25, -8.5, 19.5, 0, 1)
            for activity, customers, median in (
                ("all", 4, 5),
                ("decreased", 1, 2),
                ("same", 2, 9),
                ("unknown", 1, 7),
            )
        ],
    ),
    "marts.feature_distributions": (
        (
            "feature varchar, activity varchar, bin integer, lower_bound double, "
            "upper_bound double, customers bigint, share double"
        ),
        [
            ("pages_per_visit", "decreased", 1, 0.5, 1.5, 1, 1.0),
            ("pages_per_visit", "same", 1, 0.5, 1.5, 1, 0.5),
            ("pages_per_visit", "same", 2, 1.5, 2.5, 1, 0.5),
            ("pages_per_visit", "unknown", 2, 1.5, 2.5, 1, 1.0),
        ],
    ),
    "marts.category_distributions": (
        ("feature varchar, feature_value varchar, activity varchar, customers bigint"),
        [
            ("favourite_category", "evil_code", "decreased", 1),
            ("favourite_category", "evil_code", "same", 1),
            ("favourite_category", "unlabelled", "unknown", 2),
        ],
    ),
    "scoring.feature_importance": (
        (
            "feature varchar, mean_absolute_contribution double, "
            "permutation_importance double, rank bigint"
        ),
        [
            ("pages_per_visit", 0.9, None, 1),
            ("favourite_category", 0.4, None, 2),
            ("tenure_days", 0.1, None, 3),
        ],
    ),
    "scoring.score_reasons": (
        "customer_id bigint, feature varchar, contribution double, rank bigint",
        [
            (1, "pages_per_visit", 1.25, 1),
            (2, "pages_per_visit", 0.75, 1),
            (1, "favourite_category", 0.5, 2),
            (2, "favourite_category", 0.5, 2),
            (3, "favourite_category", 0.5, 1),
            (4, "favourite_category", 0.5, 1),
        ],
    ),
    "scoring.churn_scores": (
        "customer_id bigint, churn_risk double, is_at_risk boolean",
        [(1, 0.9, True), (2, 0.7, True), (3, 0.1, False), (4, 0.25, False)],
    ),
    "scoring.model_runs": (
        "run_id varchar, is_current boolean, champion varchar",
        [("run-before", False, "dummy"), ("run-now", True, "additive_splines")],
    ),
    "scoring.threshold_curve": (
        (
            "threshold double, customers_contacted bigint, recall double, "
            "precision double, f1 double, false_positive_rate double, "
            "expected_profit double, is_in_force boolean"
        ),
        [
            (0.1, 4, 1.0, 0.5, 0.667, 1.0, 3.1, False),
            (0.65, 2, 0.8125, 0.875, 0.8425, 0.25, 2.2, True),
            (0.9, 1, 0.5, 1.0, 0.667, 0.0, 1.3, False),
        ],
    ),
    "scoring.roc_curve": (
        "threshold double, false_positive_rate double, true_positive_rate double",
        [(None, 0, 0), (0.9, 0.0, 0.5), (0.65, 0.25, 0.8125), (0.1, 1.0, 1.0)],
    ),
    "scoring.calibration_curve": (
        "bin bigint, customers bigint, mean_risk double, share_decreased double",
        [(1, 2, 0.175, 0.1), (2, 2, 0.8, 0.9)],
    ),
    "scoring.model_leaderboard": (
        (
            "candidate varchar, split varchar, rank bigint, "
            "is_champion boolean, roc_auc double, roc_auc_se double, "
            "average_precision double, log_loss double, brier_score double, "
            "expected_calibration_error double, f1 double, p_value_against_best double, "
            "roc_auc_behind double, roc_auc_behind_upper double, is_not_inferior boolean"
        ),
        [
            ("additive_splines", "random", 1, True, 0.96, 0.004)
            + (0.95, 0.21, 0.07, 0.01, 0.88, None, 0.0, 0.0, True),
            ("gradient", "grouped", 1, False, 0.91, 0.01)
            + (0.9, 0.33, 0.1, 0.03, 0.8, None, 0.0, 0.0, True),
            ("additive_splines", "grouped", 2, True, 0.905, 0.011)
            + (0.89, 0.34, 0.11, 0.02, 0.79, 0.42, 0.005, 0.014, False),
            ("dummy", "grouped", 3, False, 0.5, 0.0)
            + (0.4, 0.66, 0.24, 0.01, 0.5, 0.0, 0.41, 0.44, False),
        ],
    ),
    "scoring.label_audit": (
        "customer_id bigint, activity varchar, churn_risk double",
        [(2, "same", 0.95), (7, "decreased", 0.03), (8, "same", 0.9)],
    ),
    "scoring.label_blocks": (
        (
            "block bigint, activity varchar, first_customer_id bigint, "
            "last_customer_id bigint, customers bigint, contradictions bigint"
        ),
        [(1, "decreased", 101, 140, 40, 31)],
    ),
    "scoring.feature_associations": (
        (
            "feature varchar, other_feature varchar, measure varchar, strength double, "
            "rows bigint"
        ),
        [
            ("pages_per_visit", "tenure_days", "spearman", -0.625, 4),
            ("pages_per_visit", "favourite_category", "correlation_ratio", 0.25, 4),
            ("tenure_days", "favourite_category", "correlation_ratio", None, 4),
        ],
    ),
    "scoring.variance_inflation": (
        "feature varchar, variance_inflation_factor double",
        [("pages_per_visit", 12.5), ("tenure_days", 1.5)],
    ),
    "intermediate.customer_status": (
        "customer_id bigint, status varchar, reason varchar",
        [(number, "active", None) for number in (1, 2, 3, 4)]
        + [(5, "inactive", "no revenue in previous_month")],
    ),
    "staging.input_reconciliation": (
        (
            "export varchar, rows_in bigint, rows_kept bigint, rows_rejected bigint, "
            "rows_repaired hugeint"
        ),
        [("market_file", 6, 5, 1, 2), ("money", 5, 5, 0, 0)],
    ),
    "staging.repaired_spellings": (
        (
            "export varchar, column_name varchar, spelling varchar, read_as varchar, "
            "row_count bigint"
        ),
        [("market_file", "service_level", HOSTILE, "standard", 2)],
    ),
    "staging.rejection_reasons": (
        "export varchar, reason varchar, row_count bigint, example_customer_id varchar",
        [("market_file", "id is no number: " + HOSTILE, 1, HOSTILE)],
    ),
}


def small_database() -> duckdb.DuckDBPyConnection:
    """All tables the pages read, in memory."""
    connection = duckdb.connect()
    fill(connection)
    return connection


def fill(connection: duckdb.DuckDBPyConnection) -> None:
    """Make all tables that the pages read in a database."""
    for table, (columns, rows) in TABLES.items():
        connection.execute(f"create schema if not exists {table.split('.')[0]}")
        connection.execute(f"create table {table} ({columns})")
        places = ", ".join("?" for _ in rows[0])
        connection.executemany(f"insert into {table} values ({places})", rows)
