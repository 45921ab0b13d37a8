"""The same job as an analyst writes it in a notebook: pandas and scikit-learn.

    python -m one_click.bench.notebook EXPORTS OUTPUT

The notebook goes from the four CSV files to scores, reasons in words, segments, offers, one
wide table and the campaign list. It trains with the functions of `ml` on the project's own
sample, so both sides train alike. It keeps no account of rejected rows, tests nothing, keeps
no control group, and gives offers in the order of what they earn, where the project prices
its limits and plans three scenarios.
"""

import json
import sys
import time
from hashlib import md5
from itertools import product
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
from sklearn.pipeline import Pipeline

from ml.collinearity import associations, variance_inflation
from ml.evaluation import cross_validate
from ml.features import CATEGORICAL, FEATURES, ID, NUMERIC, select_features
from ml.importance import feature_importance
from ml.leaderboard import rank_candidates, threshold
from ml.params import Settings
from ml.runs import fit_champion, load_current
from one_click.bench.floor import settings
from one_click.paths import ROOT
from one_click.quoting import literal

REFERENCE, RULES = ROOT / "seeds" / "reference", ROOT / "seeds" / "rules"
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
# Each column of words, and the file of seeds/reference that knows its spellings.
WORDS = {
    "activity": "activity_labels",
    "service_level": "service_levels",
    "has_consent": "consent_answers",
    "favourite_category": "categories",
}
MONTHS = ["current_month", "previous_month", "month_before_previous"]
REVENUE = [f"revenue_{month}" for month in MONTHS]
MINUTES = [f"minutes_{month}" for month in MONTHS[:2]]
REASONS = ["reason_1", "reason_2", "reason_3"]
# Each language, its word for a missing value, and the words before a typical value.
LANGUAGES = {
    "ru": ("неизвестно", ", обычно в этой категории вне зоны риска "),
    "en": ("unknown", ", usual in this category when not at risk "),
}


def cleaned(words: pd.Series, reference: str, value: str) -> pd.Series:
    """The value that each spelling stands for; missing where the spelling is unknown."""
    known = pd.read_csv(REFERENCE / f"{reference}.csv", index_col="spelling")
    return words.str.strip().map(known[value])


def by_month(path: Path, value: str, name: str) -> pd.DataFrame:
    """One row per customer, one column per month."""
    rows = pd.read_csv(path)
    rows["period"] = cleaned(rows["Период"], "periods", "period")
    wide = rows.pivot(index="id", columns="period", values=value)
    return wide.add_prefix(f"{name}_").rename_axis(index=ID, columns=None)


def read_customers(folder: Path) -> pd.DataFrame:
    """One row per customer of any export, indexed by its id, with its status."""
    file = pd.read_csv(folder / "market_file.csv").rename(columns=COLUMNS)
    for column, reference in WORDS.items():
        file[column] = cleaned(file[column], reference, column)
    file["has_consent"] = file["has_consent"].fillna(False).astype(bool)
    revenue = by_month(folder / "market_money.csv", "Выручка", "revenue")
    minutes = by_month(folder / "market_time.csv", "минут", "minutes")
    money = pd.read_csv(folder / "money.csv", sep=";", decimal=",")
    money = money.rename(columns={"id": ID, "Прибыль": "monthly_profit"})
    parts = [file.set_index(ID), revenue, minutes, money.set_index(ID)]
    customers = pd.concat(parts, axis=1)
    is_complete = customers[REVENUE].notna().all(axis=1)
    for part in parts:
        is_complete &= customers.index.isin(part.index)
    is_active = is_complete & (customers[REVENUE] > 0).all(axis=1)
    status = np.select([is_active, is_complete], ["active", "inactive"], "incomplete")
    customers["status"] = status
    factor = settings()["revenue_outlier_factor"]
    limits = factor * customers.loc[is_active, REVENUE].median()
    customers["is_revenue_outlier"] = (customers[REVENUE] > limits).any(axis=1)
    return customers


def customer_features(customers: pd.DataFrame) -> pd.DataFrame:
    """One row per active customer: the label, and all that a model may see."""
    frame = customers[customers["status"] == "active"].copy()
    revenue = frame[REVENUE].mean(axis=1, skipna=False)
    minutes = frame[MINUTES].mean(axis=1, skipna=False)
    pages, categories = frame["pages_per_visit"], frame["categories_per_visit"]
    unpaid = frame["unpaid_items_quarter"]
    frame["pages_times_minutes"] = pages * minutes
    frame["pages_per_category"] = pages / categories.replace(0, np.nan)
    frame["unpaid_items_per_page"] = unpaid / pages.replace(0, np.nan)
    frame["log_revenue_per_minute"] = np.log(revenue / minutes.replace(0, np.nan))
    frame[list(NUMERIC)] = frame[list(NUMERIC)].astype(float)
    frame["has_consent"] = frame["has_consent"].astype(bool)
    frame["is_trainable"] = frame["activity"].notna() & ~frame["is_revenue_outlier"]
    return frame[["activity", "is_trainable", *FEATURES]].reset_index()


def training_sample(features: pd.DataFrame) -> pd.DataFrame:
    """All trainable customers, or the project's own sample where they are many."""
    trainable = features[features["is_trainable"]]
    hashes = [md5(str(number).encode()).hexdigest() for number in trainable[ID]]
    drawn = trainable.assign(draw=hashes).sort_values(["draw", ID])
    of_class = drawn.groupby("activity")[ID]
    share = of_class.transform("size") / len(drawn)
    is_drawn = of_class.cumcount() < np.floor(settings()["training_rows_max"] * share)
    return drawn.loc[is_drawn, [ID, "activity", *FEATURES]]


def train(training: pd.DataFrame, folder: Path) -> tuple[Pipeline, pd.Series, float]:
    """The fitted champion, its out-of-fold risks by customer id, and the cut on them."""
    quick = Settings()
    associations(training, folder)
    variance_inflation(training, folder)
    predictions = cross_validate(training, quick, folder)
    leaderboard = rank_candidates(training, predictions, quick, folder)
    runs = fit_champion(training, leaderboard, quick, folder)
    feature_importance(training, runs, quick, folder, folder)
    champion = leaderboard[leaderboard["is_champion"]].iloc[0]
    is_champions = predictions["candidate"] == champion["candidate"]
    risks = predictions[is_champions].groupby(ID)["probability"].mean()
    is_decreased = training.set_index(ID)["activity"].loc[risks.index] == "decreased"
    # The cuts of scoring.threshold_curve are risks of three digits.
    cut = threshold(is_decreased.to_numpy(), risks.round(3).to_numpy(), quick)
    return load_current(folder, runs)[1], risks, cut


def contributions(pipeline: Pipeline, features: pd.DataFrame) -> pd.DataFrame:
    """The log-odds that each feature adds for a customer; (customers, features)."""
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


def top_reasons(added: pd.DataFrame) -> np.ndarray:
    """The names of the features that add most, none where nothing adds; (customers, 3)."""
    # A stable order: the alphabet decides between equal features.
    names = np.array(sorted(FEATURES), dtype=object)
    values = added[names].to_numpy()
    top = np.argsort(-values, axis=1, kind="stable")[:, : len(REASONS)]
    adds = np.take_along_axis(values, top, axis=1) > 0
    return np.where(adds, names[top], np.array(None, dtype=object))


def score(
    features: pd.DataFrame, pipeline: Pipeline, out_of_fold: pd.Series, cut: float
) -> pd.DataFrame:
    """The risk, the risk band and the three reasons of every active customer."""
    values = settings()
    scores = features[[ID]].copy()
    scores["fitted_risk"] = pipeline.predict_proba(features)[:, 1]
    risk = scores[ID].map(out_of_fold).fillna(scores["fitted_risk"])
    scores["churn_risk"] = risk
    bounds = [risk >= values["risk_band_high"], risk >= values["risk_band_medium"]]
    scores["risk_band"] = np.select(bounds, ["high", "medium"], "low")
    scores["is_at_risk"] = risk.round(3) >= cut
    scores[REASONS] = top_reasons(contributions(pipeline, features))
    return scores


def reasons_in_words(features: pd.DataFrame, scores: pd.DataFrame) -> pd.DataFrame:
    """The reasons in two languages: the feature, its value, and what is typical of others."""
    labels = pd.read_csv(REFERENCE / "feature_names.csv", index_col="feature")
    calm = features[~scores["is_at_risk"]].groupby("favourite_category")
    typical = calm[list(NUMERIC)].median()
    words = pd.DataFrame(index=features.index)
    for reason, (language, (unknown, similar)) in product(REASONS, LANGUAGES.items()):
        text = pd.Series(index=features.index, dtype=object)
        for feature, customers in features.groupby(scores[reason]):
            label, values = labels.loc[feature], customers[feature]
            if feature in CATEGORICAL:
                value, after = values.astype(str).where(values.notna()), ""
            else:
                form = f"{{:.{label['decimals']:.0f}f}}".format
                middle = typical[feature]
                if feature.startswith("log_"):
                    values, middle = np.exp(values), np.exp(middle)
                value = values.map(form, na_action="ignore")
                after = similar + middle.map(form, na_action="ignore")
                after = customers["favourite_category"].map(after).fillna("")
            name = label[f"name_{language}"]
            text[customers.index] = f"{name}: " + value.fillna(unknown) + after
        words[f"{reason}_{language}"] = text
    return words


def segment_flags(customers: pd.DataFrame) -> pd.DataFrame:
    """Which customers are in which segment: one column per segment, first priority first."""
    values = settings()
    category, is_at_risk = customers["favourite_category"], customers["is_at_risk"]
    profit = customers["monthly_profit"]
    minutes = customers["minutes_current_month"] + customers["minutes_previous_month"]
    is_on_sale = customers["promo_purchase_share"] >= values["promo_share_high"]
    is_valuable = profit >= profit.quantile(values["high_value_quantile"])
    is_fading = is_at_risk & (minutes < minutes.median())
    for measure in ("pages_per_visit", "categories_per_visit"):
        is_fading &= customers[measure] < customers[measure].median()
    is_premium = customers["service_level"] == "premium"
    has_basket = customers["unpaid_items_quarter"] >= values["abandoned_basket_items"]
    is_durable = category.isin(["small_appliances", "beauty_technology"])
    flags = {
        "abandoned_basket": has_basket,
        "buyers_on_sale": is_on_sale & is_at_risk,
        "cosmetics": category == "cosmetics",
        "durables_loyal": is_durable & ~is_at_risk,
        "fading_engagement": is_fading,
        "for_kids": category == "kids",
        "high_value_at_risk": is_at_risk & is_valuable,
        "kids_at_risk": (category == "kids") & is_at_risk,
        "premium_beauty_tech": is_premium & (category == "beauty_technology"),
        "promo_hunters_profitable": is_on_sale & (profit > profit.mean()),
    }
    flags["others_at_risk"] = is_at_risk & ~pd.DataFrame(flags).any(axis=1)
    rules = pd.read_csv(RULES / "segments.csv").sort_values("priority")
    return pd.DataFrame(flags)[list(rules["segment"])]


def offer_candidates(customers: pd.DataFrame, flags: pd.DataFrame) -> pd.DataFrame:
    """One row per customer and offer that the customer may get, the best earning first."""
    offers = pd.read_csv(RULES / "offers.csv")
    flags = flags.assign(any=True)
    parts = []
    for offer in offers.itertuples():
        is_allowed = flags[offer.segments.split("|")].any(axis=1)
        if isinstance(offer.except_segments, str):
            is_allowed &= ~flags[offer.except_segments.split("|")].any(axis=1)
        if offer.channel != "on_site":
            # Without consent only the site itself may speak.
            is_allowed &= customers["has_consent"]
        saved = customers["profit_at_risk"] * offer.assumed_risk_reduction
        earned = (saved - offer.cost_per_contact)[is_allowed].round(6)
        part = customers.loc[earned.index, [ID]]
        parts.append(part.assign(offer=offer.offer, expected_profit=earned))
    pairs = pd.concat(parts).query("expected_profit > 0")
    terms = offers[["offer", "channel", "cost_per_contact", "max_customers"]]
    order = ["expected_profit", ID, "offer"]
    return pairs.merge(terms).sort_values(order, ascending=[False, True, True])


def choose_offers(pairs: pd.DataFrame) -> pd.DataFrame:
    """One row per customer: its best offer while the limits last, else one of the site."""
    values = settings()
    best = pairs.drop_duplicates(ID)
    places = best.groupby("offer").cumcount()
    best = best[best["max_customers"].isna() | (places < best["max_customers"])]
    is_contact, cost = best["channel"] != "on_site", best["cost_per_contact"].cumsum()
    has_contact = is_contact.cumsum() <= values["max_contacts"]
    given = best[~is_contact | (has_contact & (cost <= values["campaign_budget"]))]
    is_of_site = (pairs["channel"] == "on_site") & pairs["max_customers"].isna()
    left = pairs[is_of_site & ~pairs[ID].isin(given[ID])].drop_duplicates(ID)
    return pd.concat([given, left], ignore_index=True)


def wide_table(
    known: pd.DataFrame, customers: pd.DataFrame, offers: pd.DataFrame
) -> pd.DataFrame:
    """One row per known customer, with all that is known of it."""
    found = customers.set_index(ID)
    found = found[found.columns.difference(known.columns)]
    given = offers.set_index(ID)[["offer", "channel", "expected_profit"]]
    wide = known.join([found, given])
    for key in ("segment", "offer"):
        names = pd.read_csv(RULES / f"{key}s.csv", index_col=key)
        names = names[["name_ru", "name_en"]].add_prefix(f"{key}_")
        wide = wide.join(names, on=key)
    return wide.reset_index()


def publish(tables: dict[str, pd.DataFrame], folder: Path) -> None:
    """Write each table as Parquet, and the list for the CRM as CSV."""
    form = "(format parquet, compression zstd)"
    with duckdb.connect() as connection:
        for name, frame in tables.items():
            connection.register("frame", frame)
            place = literal(str(folder / f"{name}.parquet"))
            connection.execute(f"copy frame to {place} {form}")
    texts = pd.read_csv(RULES / "offers.csv")[["offer", "text_ru", "text_en"]]
    told = tables["customers"].filter(regex=f"^({ID}|channel|segment|offer)")
    campaign = folder / "campaign.csv"
    told.merge(texts, on="offer").to_csv(campaign, index=False, encoding="utf-8-sig")


def run(exports: Path, output: Path) -> float:
    """Do the whole job; the seconds of training."""
    output.mkdir(parents=True, exist_ok=True)
    known = read_customers(exports)
    features = customer_features(known)
    start = time.monotonic()
    trained = train(training_sample(features), output / "models")
    training = time.monotonic() - start
    scores = score(features, *trained)
    words = reasons_in_words(features, scores)
    customers = features.merge(scores.drop(columns=REASONS), on=ID).join(words)
    profit = customers[ID].map(known["monthly_profit"])
    values = settings()
    lost_months = values["horizon_months"] * values["profit_lost_share"]
    lost = customers["churn_risk"] * profit * round(lost_months, 6)
    customers = customers.assign(monthly_profit=profit, profit_at_risk=lost)
    flags = segment_flags(customers)
    customers["segments"] = flags.dot(flags.columns + ", ").str.removesuffix(", ")
    customers["segment"] = flags.idxmax(axis=1).where(flags.any(axis=1))
    at_risk = flags[customers["is_at_risk"]].sum()
    summary = pd.DataFrame({"customers": flags.sum(), "customers_at_risk": at_risk})
    members = {name: customers.loc[flag, ID] for name, flag in flags.items()}
    candidates = offer_candidates(customers, flags)
    offers = choose_offers(candidates)
    tables = {
        "customer_features": features,
        "churn_scores": scores,
        "segment_members": pd.concat(members, names=["segment"]).reset_index(0),
        "segment_summary": summary.rename_axis("segment").reset_index(),
        "offer_candidates": candidates,
        "customer_offers": offers,
        "customers": wide_table(known, customers, offers),
    }
    publish(tables, output)
    return training


if __name__ == "__main__":
    place = Path(sys.argv[2])
    taken = json.dumps({"training": run(Path(sys.argv[1]), place)})
    (place / "seconds.json").write_text(taken, encoding="utf-8")
