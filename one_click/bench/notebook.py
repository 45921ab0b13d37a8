"""The same job as a notebook does it: pandas and scikit-learn, cell after cell.

    python -m one_click.bench.notebook EXPORTS OUTPUT MONTH

From the four CSV files to scores, reasons in words, segments, offers and one wide table,
published as Parquet with the campaign list as CSV. It trains by the same functions of
`ml`, so training is the same work on both sides; the rest is vectorised pandas. It keeps
no account of rejected rows, tests nothing, and plans no scenarios.
"""

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import md5
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
from sklearn.pipeline import Pipeline

from one_click.bench import notebook_offers, notebook_reasons, stages
from one_click.paths import ROOT
from one_click.bench.settings import settings
from one_click.quoting import literal
from ml.collinearity import associations, variance_inflation
from ml.evaluation import cross_validate
from ml.features import CATEGORICAL, FEATURES, ID, NUMERIC, select_features
from ml.importance import feature_importance, learning_curve
from ml.leaderboard import rank_candidates
from ml.params import Settings
from ml.runs import current_run, fit_champion, load_current

REFERENCE, RULES = ROOT / "seeds" / "reference", ROOT / "seeds" / "rules"
MONTHS = ["current_month", "previous_month", "month_before_previous"]
# Column of market_file.csv: its name, and the map of its spellings if it is a word.
COLUMNS = {
    "id": ID,
    "Покупательская активность": "activity",
    "Тип сервиса": "service_level",
    "Разрешить сообщать": "has_consent",
    "Популярная_категория": "favourite_category",
    "Маркет_актив_6_мес": "marketing_contacts_6m",
    "Маркет_актив_тек_мес": "marketing_contacts_current_month",
    "Длительность": "tenure_days",
    "Акционные_покупки": "promo_purchase_share",
    "Средний_просмотр_категорий_за_визит": "categories_per_visit",
    "Неоплаченные_продукты_штук_квартал": "unpaid_items_quarter",
    "Ошибка_сервиса": "service_errors_quarter",
    "Страниц_за_визит": "pages_per_visit",
}
WORDS = {
    "activity": "activity_labels",
    "service_level": "service_levels",
    "has_consent": "consent_answers",
    "favourite_category": "categories",
}


@dataclass(frozen=True)
class Exports:
    """The exports, cleaned; one row per customer each, indexed by its id."""

    file: pd.DataFrame
    revenue: pd.DataFrame
    minutes: pd.DataFrame
    profit: pd.Series


@dataclass(frozen=True)
class Scores:
    """Of every active customer: both risks, and what each feature adds in log-odds."""

    table: pd.DataFrame
    contributions: pd.DataFrame


def cleaned(words: pd.Series, reference: str, value: str) -> pd.Series:
    """Spellings as the values they stand for; case, ё and spaces do not count."""
    known = pd.read_csv(REFERENCE / f"{reference}.csv")

    def key(texts: pd.Series) -> pd.Series:
        return texts.str.strip().str.lower().str.replace("ё", "е")

    return key(words).map(dict(zip(key(known["spelling"]), known[value], strict=True)))


def by_month(path: Path, value: str, name: str) -> pd.DataFrame:
    """One row per customer, one column per month."""
    rows = pd.read_csv(path)
    rows["period"] = cleaned(rows["Период"], "periods", "period")
    wide = rows.pivot(index="id", columns="period", values=value)
    return wide.add_prefix(f"{name}_").rename_axis(index=ID, columns=None)


def read_exports(folder: Path) -> Exports:
    """The four files, cleaned and pivoted."""
    file = pd.read_csv(folder / "market_file.csv").rename(columns=COLUMNS)
    for column, reference in WORDS.items():
        file[column] = cleaned(file[column], reference, column)
    file["has_consent"] = file["has_consent"].fillna(False).astype(bool)
    money = pd.read_csv(folder / "money.csv", sep=";", decimal=",")
    return Exports(
        file=file.set_index(ID),
        revenue=by_month(folder / "market_money.csv", "Выручка", "revenue"),
        minutes=by_month(folder / "market_time.csv", "минут", "minutes"),
        profit=money.set_index("id")["Прибыль"].rename_axis(ID),
    )


def customer_status(exports: Exports) -> pd.DataFrame:
    """Every customer of any export: active, inactive or incomplete, and why."""
    parts = {
        "market_file": exports.file.index,
        "market_money": exports.revenue.index,
        "market_time": exports.minutes.index,
        "money": exports.profit.index,
    }
    ids = pd.concat([index.to_series() for index in parts.values()]).unique()
    status = pd.DataFrame(index=pd.Index(ids, name=ID))
    revenue = exports.revenue.reindex(status.index)
    missing = {f"no row in {name}": ~status.index.isin(i) for name, i in parts.items()}
    known = status.index.isin(exports.revenue.index)
    for month in MONTHS:
        is_missing = known & revenue[f"revenue_{month}"].isna()
        missing[f"no revenue row for {month}"] = is_missing
    nothing = {
        f"no revenue in {month}": revenue[f"revenue_{month}"] <= 0 for month in MONTHS
    }
    incomplete, inactive = pd.DataFrame(missing), pd.DataFrame(nothing)
    incomplete.index = status.index
    is_incomplete, is_inactive = incomplete.any(axis=1), inactive.any(axis=1)
    status["status"] = np.select(
        [is_incomplete, is_inactive], ["incomplete", "inactive"], "active"
    )
    status["status_reason"] = said(incomplete[is_incomplete]).combine_first(
        said(inactive[is_inactive])
    )
    medians = revenue[status["status"] == "active"].median()
    too_much = revenue > settings()["revenue_outlier_factor"] * medians
    status["is_revenue_outlier"] = too_much.any(axis=1)
    return status


def said(flags: pd.DataFrame) -> pd.Series:
    """The names of the columns that are true, row by row."""
    texts = [", ".join(flags.columns[row]) for row in flags.to_numpy()]
    return pd.Series(texts, index=flags.index, dtype=object)


def customer_features(exports: Exports, status: pd.DataFrame) -> pd.DataFrame:
    """One row per active customer: the label, and all that a model may see."""
    active = status[status["status"] == "active"]
    frame = active.join(exports.file).join(exports.revenue).join(exports.minutes)
    mean_revenue = (
        frame["revenue_current_month"]
        + frame["revenue_previous_month"]
        + frame["revenue_month_before_previous"]
    ) / 3
    mean_minutes = (
        frame["minutes_current_month"] + frame["minutes_previous_month"]
    ) / 2
    pages = frame["pages_per_visit"]
    frame["pages_times_minutes"] = pages * mean_minutes
    frame["pages_per_category"] = pages / frame["categories_per_visit"].replace(
        0, np.nan
    )
    frame["unpaid_items_per_page"] = frame["unpaid_items_quarter"] / pages.replace(
        0, np.nan
    )
    frame["log_revenue_per_minute"] = np.log(
        mean_revenue / mean_minutes.replace(0, np.nan)
    )
    frame[list(NUMERIC)] = frame[list(NUMERIC)].astype(float)
    frame["is_trainable"] = frame["activity"].notna() & ~frame["is_revenue_outlier"]
    columns = ["activity", "is_trainable", *FEATURES]
    return frame[columns].reset_index()


def training_sample(features: pd.DataFrame, rows_max: int) -> pd.DataFrame:
    """All that can be learnt from, or the project's own sample where they are many."""
    trainable = features[features["is_trainable"]]
    hashes = [md5(str(number).encode()).hexdigest() for number in trainable[ID]]
    drawn = trainable.assign(draw=hashes).sort_values(["draw", ID])
    of_class = drawn.groupby("activity")[ID]
    share = of_class.transform("size") / len(drawn)
    kept = drawn[of_class.cumcount() < np.floor(rows_max * share)]
    return kept.assign(labelled_rows=len(trainable)).drop(columns="draw")


def train(
    training: pd.DataFrame, folder: Path
) -> tuple[pd.Series, Pipeline, pd.DataFrame]:
    """The current run, its fitted pipeline and every candidate's predictions."""
    values = settings()
    asked = Settings(
        leaderboard=values["leaderboard"],
        champion=values["champion"],
        threshold_policy=values["threshold_policy"],
        recall_target=values["recall_target"],
    )
    associations(training, folder)
    variance_inflation(training, folder)
    predictions = cross_validate(training, asked, folder)
    leaderboard = rank_candidates(training, predictions, asked, folder)
    runs = fit_champion(training, leaderboard, asked, folder)
    feature_importance(training, runs, asked, folder, folder)
    learning_curve(training, runs, asked, folder)
    return current_run(runs), load_current(folder, runs)[1], predictions


def contributions(pipeline: Pipeline, features: pd.DataFrame) -> pd.DataFrame:
    """What each feature adds to a customer's log-odds; (customers, features)."""
    model = pipeline.named_steps["fit"]
    preprocess = model.named_steps["preprocess"]
    encode = preprocess.named_transformers_["categories"].named_steps["encode"]
    columns = preprocess.transform(select_features(features))
    columns *= model.named_steps["model"].coef_[0]
    sizes = [len(known) for known in encode.categories_]
    per_number = (columns.shape[1] - sum(sizes)) // len(NUMERIC)
    sizes = [per_number] * len(NUMERIC) + sizes
    first = np.cumsum([0, *sizes[:-1]])
    return pd.DataFrame(
        np.add.reduceat(columns, first, axis=1),
        index=features.index,
        columns=[*NUMERIC, *CATEGORICAL],
    )


def threshold(risk: pd.Series, is_decreased: pd.Series) -> float:
    """The cut with the highest F1 on out-of-fold risks; the highest of equal ones."""
    cuts = is_decreased.groupby(risk.round(3)).agg(["size", "sum"])
    above = cuts.sort_index(ascending=False).cumsum()
    f1 = 2 * above["sum"] / (is_decreased.sum() + above["size"])
    return float(f1.idxmax())


def score(
    features: pd.DataFrame,
    run: pd.Series,
    pipeline: Pipeline,
    predictions: pd.DataFrame,
) -> Scores:
    """Everybody's risk, band and contributions."""
    values = settings()
    table = features[[ID]].copy()
    table["fitted_risk"] = pipeline.predict_proba(features)[:, 1]
    chosen = (predictions["candidate"] == run["champion"]) & (
        predictions["split"] == "grouped"
    )
    out_of_fold = predictions[chosen].groupby(ID)["probability"].mean()
    activity = features.set_index(ID)["activity"].reindex(out_of_fold.index)
    cut = threshold(out_of_fold, activity == "decreased")
    table["churn_risk"] = table[ID].map(out_of_fold).fillna(table["fitted_risk"])
    table["is_out_of_fold"] = features["activity"].notna()
    table["risk_band"] = np.select(
        [
            table["churn_risk"] >= values["risk_band_high"],
            table["churn_risk"] >= values["risk_band_medium"],
        ],
        ["high", "medium"],
        "low",
    )
    table["is_at_risk"] = table["churn_risk"].round(3) >= cut
    table["run_id"] = run["run_id"]
    return Scores(table, contributions(pipeline, features))


def wide_table(
    month: str,
    status: pd.DataFrame,
    features: pd.DataFrame,
    profit: pd.Series,
    scores: pd.DataFrame,
    reasons: pd.DataFrame,
    segments: notebook_offers.Segments,
    offers: pd.DataFrame,
) -> pd.DataFrame:
    """One row per known customer: all that is known of it."""
    named = pd.read_csv(RULES / "segments.csv").set_index("segment")
    texts = pd.read_csv(RULES / "offers.csv").set_index("offer")
    shown = features.drop(columns=["is_trainable", *NUMERIC[-4:]]).set_index(ID)
    told = scores.set_index(ID)[
        ["churn_risk", "risk_band", "is_at_risk", "is_out_of_fold"]
    ]
    given = offers.set_index(ID)[["offer", "channel", "is_holdout", "expected_profit"]]
    earning = profit.reindex(shown.index).rename("monthly_profit")
    wide = status.join([shown, earning, told, reasons, segments.told, given])
    horizon = settings()["horizon_months"]
    return wide.assign(
        as_of=f"{month}-01",
        profit_at_risk=wide["churn_risk"] * wide["monthly_profit"] * horizon,
        primary_segment_ru=wide["primary_segment"].map(named["name_ru"]),
        primary_segment_en=wide["primary_segment"].map(named["name_en"]),
        offer_ru=wide["offer"].map(texts["name_ru"]),
        offer_en=wide["offer"].map(texts["name_en"]),
    ).reset_index()


def publish(tables: dict[str, pd.DataFrame], campaign: pd.DataFrame, folder: Path):
    """Each table as Parquet, the campaign list as CSV."""
    with duckdb.connect() as connection:
        for name, frame in tables.items():
            place = literal(str(folder / f"{name}.parquet"))
            connection.register("frame", frame)
            connection.execute(
                f"copy frame to {place} (format parquet, compression zstd)"
            )
    campaign.to_csv(folder / "campaign.csv", index=False, encoding="utf-8-sig")


def run(exports: Path, output: Path, month: str) -> dict[str, float]:
    """Do the whole job; the seconds of each stage."""
    seconds: dict[str, float] = {}

    @contextmanager
    def stage(name: str) -> Iterator[None]:
        start = time.monotonic()
        yield
        seconds[name] = time.monotonic() - start

    output.mkdir(parents=True, exist_ok=True)
    values = settings()
    with stage(stages.FEATURES):
        read = read_exports(exports)
        status = customer_status(read)
        features = customer_features(read, status)
    with stage(stages.TRAINING):
        training = training_sample(features, values["training_rows_max"])
        current, pipeline, predictions = train(training, output / "models")
    with stage(stages.SCORING):
        scores = score(features, current, pipeline, predictions)
    with stage(stages.REASONS):
        top = notebook_reasons.top_reasons(scores.contributions)
        reasons = notebook_reasons.in_words(features, scores.table, top, REFERENCE)
    with stage(stages.SEGMENTS):
        base = notebook_offers.base(features, scores.table, read.profit)
        segments = notebook_offers.segments(base, RULES)
        summary = notebook_offers.segment_summary(base, segments, RULES)
    with stage(stages.OFFERS):
        candidates = notebook_offers.candidates(base, segments, month, RULES, REFERENCE)
        offers = notebook_offers.chosen(candidates, segments, month, RULES)
        campaign = notebook_offers.campaign_list(offers, RULES, REFERENCE)
    with stage(stages.PUBLISH):
        customers = wide_table(
            month,
            status,
            features,
            read.profit,
            scores.table,
            reasons,
            segments,
            offers,
        )
        contributed = pd.concat([features[[ID]], scores.contributions], axis=1)
        tables = {
            "customer_features": features,
            "churn_scores": scores.table,
            "score_contributions": contributed,
            "top_reasons": notebook_reasons.named(features[ID], top),
            "customer_segments": segments.members,
            "segment_summary": summary,
            "offer_candidates": candidates,
            "customer_offers": offers,
            "customers": customers,
        }
        publish(tables, campaign, output)
    return seconds


if __name__ == "__main__":
    place = Path(sys.argv[2])
    took = run(Path(sys.argv[1]), place, sys.argv[3])
    (place / "stages.json").write_text(json.dumps(took), encoding="utf-8")
