"""The notebook's segments and offers: whom to offer what, under budget and contacts."""

from dataclasses import dataclass
from hashlib import md5
from pathlib import Path

import numpy as np
import pandas as pd

from one_click.bench.settings import settings
from ml.allocation import limit_prices
from ml.features import ID


@dataclass(frozen=True)
class Segments:
    """Who is in which segment.

    `flags` has a column per segment on the rows of the base; `members` a row per
    customer and segment; `told` what the wide table says, by customer id.
    """

    flags: pd.DataFrame
    members: pd.DataFrame
    told: pd.DataFrame


def base(
    features: pd.DataFrame, scores: pd.DataFrame, profit: pd.Series
) -> pd.DataFrame:
    """What segments and offers are cut by, a row per active customer."""
    return features.assign(
        churn_risk=scores["churn_risk"],
        is_at_risk=scores["is_at_risk"],
        monthly_profit=features[ID].map(profit),
        minutes_per_month=(
            features["minutes_current_month"] + features["minutes_previous_month"]
        )
        / 2,
    )


def segments(customers: pd.DataFrame, rules: Path) -> Segments:
    """The ten segments, as flags, as rows and as text."""
    values = settings()
    category, at_risk = customers["favourite_category"], customers["is_at_risk"]
    profit = customers["monthly_profit"]
    on_sale = customers["promo_purchase_share"] >= values["promo_share_high"]
    valuable = profit >= profit.quantile(values["high_value_quantile"])
    fading = at_risk.copy()
    for measure in ("pages_per_visit", "minutes_per_month", "categories_per_visit"):
        fading &= customers[measure] < customers[measure].median()
    premium = customers["service_level"] == "premium"
    durables = category.isin(["small_appliances", "beauty_technology"])
    basket = customers["unpaid_items_quarter"] >= values["abandoned_basket_items"]
    flags = pd.DataFrame(
        {
            "abandoned_basket": basket,
            "buyers_on_sale": on_sale & at_risk,
            "cosmetics": category == "cosmetics",
            "durables_loyal": durables & ~at_risk,
            "fading_engagement": fading,
            "for_kids": category == "kids",
            "high_value_at_risk": at_risk & valuable,
            "kids_at_risk": (category == "kids") & at_risk,
            "premium_beauty_tech": premium & (category == "beauty_technology"),
            "promo_hunters_profitable": on_sale & (profit > profit.mean()),
        }
    )
    priority = pd.read_csv(rules / "segments.csv").set_index("segment")["priority"]
    in_order = flags[priority.sort_values().index]
    is_in_any = flags.any(axis=1)
    primary = in_order.idxmax(axis=1).where(is_in_any)
    members = pd.concat(
        [
            pd.DataFrame({ID: customers.loc[flag, ID], "segment": name})
            for name, flag in flags.items()
        ]
    )
    first = pd.Series(primary.to_numpy(), index=customers[ID])
    members["is_primary"] = members[ID].map(first) == members["segment"]
    told = pd.DataFrame(
        {"primary_segment": primary.to_numpy(), "segments": joined(flags).to_numpy()},
        index=pd.Index(customers[ID], name=ID),
    )
    return Segments(flags, members, told)


def joined(flags: pd.DataFrame) -> pd.Series:
    """The names of the true columns; few combinations occur, so each is said once."""
    codes = pd.Series(flags.to_numpy() @ (1 << np.arange(flags.shape[1])), flags.index)
    texts = {
        code: ", ".join(name for bit, name in enumerate(flags) if code >> bit & 1)
        for code in codes.unique()
    }
    return codes.map(texts).replace("", None)


def segment_summary(
    customers: pd.DataFrame, found: Segments, rules: Path
) -> pd.DataFrame:
    """One row per segment: how many customers, how many at risk, what that is worth."""
    frame = found.members.merge(customers, on=ID)
    frame["at_risk_profit"] = (
        frame["churn_risk"] * frame["monthly_profit"] * settings()["horizon_months"]
    )
    summary = frame.groupby("segment").agg(
        customers=(ID, "size"),
        customers_at_risk=("is_at_risk", "sum"),
        share_at_risk=("is_at_risk", "mean"),
        mean_risk=("churn_risk", "mean"),
        monthly_profit=("monthly_profit", "sum"),
        profit_at_risk=("at_risk_profit", "sum"),
        customers_with_consent=("has_consent", "sum"),
    )
    return pd.read_csv(rules / "segments.csv").merge(summary, on="segment", how="left")


def draw(values: pd.Series, month: str) -> pd.Series:
    """A number from 0 to 1 for each value, the project's own for that campaign."""
    start = f"{settings()['holdout_salt']}|{month}|"
    hashes = [md5(f"{start}{value}".encode()).hexdigest()[:8] for value in values]
    return pd.Series([int(text, 16) for text in hashes], values.index) / 2**32


def holdout(customers: pd.DataFrame, month: str) -> pd.Series:
    """Who is kept without an offer: a share of each stratum of consent and risk."""
    stratum = customers["has_consent"] * 10 + np.floor(
        customers["churn_risk"] * 9.999
    ).astype(int)
    drawn = pd.DataFrame(
        {"stratum": stratum, "draw": draw(customers[ID], month), ID: customers[ID]}
    ).sort_values(["draw", ID])
    of_stratum = drawn.groupby("stratum")[ID]
    share = settings()["holdout_share"]
    strata = pd.Series(stratum.unique())
    extra = drawn["stratum"].map(dict(zip(strata, draw(strata, month), strict=True)))
    places = np.floor(of_stratum.transform("size") * share + extra)
    return (of_stratum.cumcount() < places).reindex(customers.index)


def offer_picks(offer: pd.Series, reference: Path) -> pd.DataFrame:
    """What an offer recommends to customers of each category, their own left out."""
    known = pd.read_csv(reference / "categories.csv")
    known = known[known["is_canonical"]].sort_values("favourite_category")
    picked = known[known["favourite_category"].isin(offer["picks"].split("|"))]
    rows = {}
    for own in known["favourite_category"]:
        others = picked[picked["favourite_category"] != own]
        if len(others):
            rows[own] = {
                "picks": "|".join(others["favourite_category"]),
                "picks_ru": ", ".join(others["spelling"]),
                "picks_en": ", ".join(others["name_en"]),
            }
    return pd.DataFrame.from_dict(rows, orient="index")


def candidates(
    customers: pd.DataFrame, found: Segments, month: str, rules: Path, reference: Path
) -> pd.DataFrame:
    """Every offer that a customer may get, and what it should earn."""
    customers = customers.assign(is_holdout=holdout(customers, month))
    columns = [ID, "churn_risk", "monthly_profit", "is_holdout"]
    parts = []
    for offer in pd.read_csv(rules / "offers.csv").to_dict("records"):
        wanted = offer["segments"].split("|")
        allowed = pd.Series(True, customers.index)
        if "any" not in wanted:
            allowed &= found.flags[wanted].any(axis=1)
        if isinstance(offer["except_segments"], str):
            allowed &= ~found.flags[offer["except_segments"].split("|")].any(axis=1)
        is_contact = offer["channel"] != "on_site"
        if is_contact:
            # Without consent only the site itself may speak.
            allowed &= customers["has_consent"]
        part = customers.loc[allowed, columns]
        picks = None
        if isinstance(offer["picks"], str):
            by_category = offer_picks(offer, reference)["picks"]
            picks = customers.loc[allowed, "favourite_category"].map(by_category)
            part = part[picks.notna()]
        parts.append(
            part.assign(
                offer=offer["offer"],
                channel=offer["channel"],
                is_contact=is_contact,
                risk_reduction=offer["assumed_risk_reduction"],
                cost_per_contact=offer["cost_per_contact"],
                max_customers=offer["max_customers"],
                picks=picks,
            )
        )
    pairs = pd.concat(parts, ignore_index=True)
    pairs["expected_profit"] = (
        pairs["churn_risk"].round(9)
        * pairs["risk_reduction"]
        * pairs["monthly_profit"]
        * settings()["horizon_months"]
        - pairs["cost_per_contact"]
    ).round(6)
    return pairs


def prices(pairs: pd.DataFrame, month: str, rules: Path) -> pd.DataFrame:
    """What one unit of each limit is worth, found on a sample of the customers."""
    values = settings()
    offered = pairs[~pairs["is_holdout"]]
    ids = pd.Series(offered[ID].unique())
    order = pd.DataFrame({ID: ids, "draw": draw(ids, month)}).sort_values(["draw", ID])
    sample = order.head(values["allocation_customers_max"])
    problem = offered[offered[ID].isin(sample[ID])].assign(
        profit_at_risk=lambda rows: (
            rows["churn_risk"] * rows["monthly_profit"] * values["horizon_months"]
        ),
        weight=len(ids) / len(sample),
    )
    capped = pd.read_csv(rules / "offers.csv").dropna(subset="max_customers")
    shared = {
        "resource": ["budget", "contacts"],
        "offer": [None, None],
        "available": [float(values["campaign_budget"]), float(values["max_contacts"])],
    }
    limits = pd.concat(
        [
            pd.DataFrame(shared),
            pd.DataFrame(
                {
                    "resource": "offer",
                    "offer": capped["offer"],
                    "available": capped["max_customers"],
                }
            ),
        ],
        ignore_index=True,
    )
    return limit_prices(problem, limits, effect_multipliers=(1.0,))


def chosen(
    pairs: pd.DataFrame, found: Segments, month: str, rules: Path
) -> pd.DataFrame:
    """One row per customer of the campaign: its one offer, within all limits."""
    values = settings()
    price = prices(pairs, month, rules)
    of_limit = price.set_index("resource")["price"]
    of_offer = price.dropna(subset="offer").set_index("offer")["price"]
    worth = pairs[pairs["expected_profit"] > 0].copy()
    worth["net_profit"] = (
        worth["expected_profit"]
        - worth["cost_per_contact"] * of_limit["budget"]
        - worth["is_contact"] * of_limit["contacts"]
        - worth["offer"].map(of_offer).fillna(0)
    ).round(6)
    is_unlimited = ~worth["is_contact"] & worth["max_customers"].isna()
    fallback = best(worth[is_unlimited], ["expected_profit"])
    wanted = best(worth, ["net_profit", "expected_profit"])
    at_least = wanted[ID].map(fallback.set_index(ID)["net_profit"]).fillna(0)
    wanted = wanted.assign(advantage=wanted["net_profit"] - at_least)
    wanted = wanted[wanted["advantage"] >= 0]
    wanted = wanted.sort_values(["advantage", ID], ascending=[False, True])
    is_given = ~wanted["is_holdout"]
    has_place = is_given.groupby(wanted["offer"]).cumsum() <= wanted["max_customers"]
    wanted = wanted[has_place | wanted["max_customers"].isna()]
    is_given = ~wanted["is_holdout"]
    contacts = (wanted["is_contact"] & is_given).cumsum()
    cost = (wanted["cost_per_contact"] * is_given).cumsum().round(6)
    within = (contacts <= values["max_contacts"]) & (cost <= values["campaign_budget"])
    granted = wanted[~wanted["is_contact"] | within]
    left = fallback[~fallback[ID].isin(granted[ID])]
    primary = found.told["primary_segment"]
    return pd.concat([granted, left], ignore_index=True).assign(
        campaign=month, segment=lambda rows: rows[ID].map(primary)
    )


def best(pairs: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Each customer's first row by these columns, the highest first, then the offer."""
    order = pairs.sort_values(
        [*by, "offer"], ascending=[*[False] * len(by), True], kind="stable"
    )
    return order.drop_duplicates(ID)


def campaign_list(offers: pd.DataFrame, rules: Path, reference: Path) -> pd.DataFrame:
    """The list for the CRM: who gets an offer, with the words of the message."""
    texts = pd.read_csv(rules / "offers.csv").rename(
        columns={"name_ru": "offer_name_ru", "name_en": "offer_name_en"}
    )
    named = pd.read_csv(rules / "segments.csv").rename(
        columns={"name_ru": "segment_name_ru", "name_en": "segment_name_en"}
    )
    picks = pd.concat(
        [
            offer_picks(offer, reference).assign(offer=offer["offer"])
            for _, offer in texts.dropna(subset="picks").iterrows()
        ]
    ).drop_duplicates()
    rows = offers.loc[
        ~offers["is_holdout"], [ID, "campaign", "channel", "segment", "offer", "picks"]
    ]
    rows = rows.merge(
        texts[["offer", "offer_name_ru", "offer_name_en", "text_ru", "text_en"]]
    ).merge(named[["segment", "segment_name_ru", "segment_name_en"]], how="left")
    rows = rows.merge(picks, on=["offer", "picks"], how="left")
    for language in ("ru", "en"):
        picked = rows[f"picks_{language}"].fillna("")
        rows[f"message_{language}"] = [
            text.replace("{picks}", words)
            for text, words in zip(rows[f"text_{language}"], picked, strict=True)
        ]
    return rows.drop(columns=["picks", "picks_ru", "picks_en", "text_ru", "text_en"])
