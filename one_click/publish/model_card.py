"""The model card: the champion, how far to trust it, and what it is not for.

Every figure comes from the published tables, so anyone can check it with SQL.
"""

from collections.abc import Sequence
from typing import Any

import duckdb

from ml.params import METRICS
from one_click.pages.data_facts import COLLINEAR
from one_click.pages.facts import rows
from one_click.pages.words import shown

# The card names this many of the features that drive the risk.
FEATURES_SHOWN = 10


def markdown_table(header: Sequence[str], cells: Sequence[Sequence[object]]) -> str:
    """A table in Markdown; numbers are rounded to four significant digits."""
    lines = ["| " + " | ".join(header) + " |", "|" + " --- |" * len(header)]
    lines += ["| " + " | ".join(map(escaped, row)) + " |" for row in cells]
    return "\n".join(lines)


def escaped(value: object) -> str:
    """A value that neither ends its cell nor its line."""
    return shown(value).replace("|", "\\|").replace("\n", " ")


def model_card(connection: duckdb.DuckDBPyConnection) -> str:
    """The card as Markdown, from a database whose current catalog is the published one."""

    def read(query: str) -> list[tuple[Any, ...]]:
        return connection.execute(query).fetchall()

    (run,) = rows(connection, "select * from scoring.model_runs where is_current")
    out_of_fold = ", ".join(f"{metric}_out_of_fold" for metric in METRICS)
    of_folds = ", ".join(f"{metric}, {metric}_se" for metric in METRICS)
    candidates = read(
        f"select candidate, split, {out_of_fold}, roc_auc, roc_auc_se, "
        "p_value_against_best from scoring.model_leaderboard order by split, rank"
    )
    champion = [row for row in candidates if row[0] == run["champion"]]
    by_fold = [
        (split, metric, values[2 * place], values[2 * place + 1])
        for split, *values in read(
            f"select split, {of_folds} from scoring.model_leaderboard "
            "where is_champion order by split"
        )
        for place, metric in enumerate(METRICS)
    ]
    (margin,) = rows(
        connection,
        "select * from scoring.model_leaderboard "
        "where is_champion and split = 'grouped'",
    )
    (cut,) = rows(connection, "select * from scoring.threshold_curve where is_in_force")
    importance = read(
        "select rank, feature, mean_absolute_contribution, permutation_importance "
        f"from scoring.feature_importance order by rank limit {FEATURES_SHOWN}"
    )
    calibration = read(
        "select bin, customers, mean_risk, share_decreased "
        "from scoring.calibration_curve order by bin"
    )
    collinear = read(
        "select feature, variance_inflation_factor from scoring.variance_inflation "
        f"where variance_inflation_factor > {COLLINEAR} order by 2 desc, 1"
    )
    curve = read(
        "select training_share, training_rows, roc_auc, roc_auc_se, log_loss "
        "from scoring.learning_curve order by training_share"
    )
    ((doubtful,),) = read("select count(*) from scoring.label_audit")
    names = ["candidate", "split", *METRICS, "mean of folds", "± se", "p against best"]
    learning = (
        markdown_table(["share", "customers", "roc_auc", "± se", "log_loss"], curve)
        if curve
        else "Computed by `make build VARS='{leaderboard: thorough}'`."
    )
    return f"""# Model card

Generated from the published tables of run `{run["run_id"]}`.

## What it is
**{run["champion"]}**, fitted on {run["fitted_rows"]} customers
({run["decreased_rows"]} of {run["training_rows"]} decreased, out of
{run["labelled_rows"]} labelled), hyperparameters
`{run["hyperparameters"]}`; leaderboard `{run["leaderboard"]}`; Python
{run["python_version"]}, `{run["library_versions"]}`.

It says how likely a regular customer is to buy less. It is for choosing whom to make an
offer, with consent. It is not for prices, credit, or any decision against a customer, and
says nothing about customers who are not active in all three months.

## How far to trust it
All figures are out-of-fold: {run["n_folds"]} folds, {run["n_repeats"]} repeats, near-copies
of a customer kept in one fold. The first columns are those of the mean risk over the
repeats; the last ones are means over folds with the standard error corrected for
overlapping training sets (Nadeau and Bengio 2003).

{markdown_table(names, champion)}

Behind the best candidate, with one-sided 95 % bounds: ROC AUC {margin["roc_auc_behind"]:.4f}
({margin["roc_auc_behind_lower"]:.4f} to {margin["roc_auc_behind_upper"]:.4f}), log loss
{margin["log_loss_behind"]:.4f} ({margin["log_loss_behind_lower"]:.4f} to
{margin["log_loss_behind_upper"]:.4f}). Perfectly calibrated risks of so many customers would
have a calibration error below {margin["calibration_error_by_chance"]:.3f}.

{markdown_table(["split", "metric", "mean of folds", "± se"], by_fold)}

Threshold in force: {cut["threshold"]:.3f}. It finds {cut["recall"]:.1%} of the decreasing customers, and
{cut["precision"]:.1%} of those it names do decrease ({cut["customers_contacted"]} of the labelled customers).

## All candidates on the same folds
{markdown_table(names, candidates)}

## Calibration
{markdown_table(["tenth", "customers", "said", "seen"], calibration)}

## What drives the risk
Mean absolute contribution in log-odds; ROC AUC lost when a feature is shuffled in held-out
folds (thorough only).

{markdown_table(["rank", "feature", "contribution", "permutation"], importance)}

## Collinear features
Variance inflation above {COLLINEAR}. None was dropped: the penalty of the champion shares the weight
among features that carry the same signal, so read such reasons together.

{markdown_table(["feature", "variance inflation"], collinear)}

## Would more data help?
{learning}

## Known limits
- {doubtful} labels contradict their out-of-fold risk (`scoring.label_audit`): look at
  them before looking for a better model.
- Reasons are what the model uses, not proven causes; only a campaign with a holdout
  measures what an offer does.
- The risk is for customers like those it learnt from, in months like those.
"""
