"""The questions of `customers.html`, and its data as the page carries them.

A column is a list; a name that many rows share stands once, and rows hold its place. All of it
is packed: fifty thousand customers fit into a file that can be mailed.
"""

import base64
import gzip
import json
import re
from collections.abc import Hashable, Sequence
from typing import Any

from one_click.pages.facts import NOW, Facts, Row, all_rows, one_row

MICRO = 1_000_000
# tie_break = 0.999 + 0.002 * draw / 2**32, as macros/allocation says.
DRAWS = 2**32
# A reason: its name, the customer's value, and what is usual.
REASON = re.compile(r"(.*?: )(.*?)((?:, обычно |, usual ).*)?", re.DOTALL)
RANKS = (1, 2, 3)
# The highest level takes four times as long and saves 2 %.
GZIP_LEVEL = 6
# Months whose risks a customer's card shows.
MONTHS_SHOWN_MAX = 6
SHOWN = """
    select * from marts.customers
    order by profit_at_risk desc nulls last, customer_id
    limit (
        select cast(cast(value as double) as bigint)
        from marts.settings where setting = 'customers_page_max'
    )
"""
LAST_MONTHS = f"""
    select distinct as_of from marts.customer_timeline
    where as_of <= {NOW}
    order by as_of desc limit {MONTHS_SHOWN_MAX}
"""


class CustomerFacts(Facts):
    """The customers of the page in the order of their ids, and what they may be offered."""

    campaign = one_row(
        "select coalesce(max(campaign), '') as month from marts.customer_offers"
    )
    known = one_row("select count(*) as customers from marts.customers")
    customers = all_rows(f"""
        select
            customer_id,
            store_id,
            status,
            status_reason,
            churn_risk,
            is_at_risk,
            risk_band,
            profit_at_risk,
            monthly_profit,
            has_consent,
            is_holdout,
            favourite_category_ru,
            favourite_category_en,
            service_level_ru,
            service_level_en,
            segments,
            primary_segment,
            columns('^reason_[123]_(ru|en)$')
        from ({SHOWN})
        order by customer_id
    """)
    offers = all_rows("select * from marts.offer_summary order by offer")
    segments = all_rows(
        "select * from marts.segment_summary order by profit_at_risk desc, segment"
    )
    prices = all_rows(
        "select resource, offer, price from marts.limit_prices where effect_multiplier = 1"
    )
    # An offer that takes of no limit has no tie to break.
    candidates = all_rows(f"""
        select
            candidates.customer_id,
            candidates.offer,
            cast(candidates.expected_profit * {MICRO} as bigint) as profit,
            cast(
                coalesce(round((what_if.tie_break - 0.999) / 0.002 * {DRAWS}), 0) as bigint
            ) as draw
        from marts.offer_candidates as candidates
        inner join ({SHOWN}) as shown
            on candidates.customer_id = shown.customer_id
        inner join marts.offer_summary as offers on candidates.offer = offers.offer
        left join marts.what_if_offers as what_if
            on candidates.customer_id = what_if.customer_id
            and candidates.offer = what_if.offer
        where candidates.expected_profit > 0
        order by candidates.customer_id, candidates.offer
    """)
    # The last months, the oldest first, with a risk for each customer of the page; it is null
    # in a month without one.
    months = all_rows(f"""
        select
            months.as_of,
            list(round(timeline.churn_risk, 3) order by shown.customer_id) as risks,
            list(timeline.is_at_risk order by shown.customer_id) as at_risk
        from ({SHOWN}) as shown
        cross join ({LAST_MONTHS}) as months
        left join marts.customer_timeline as timeline
            on shown.customer_id = timeline.customer_id
            and months.as_of = timeline.as_of
        group by months.as_of
        order by months.as_of
    """)
    # What customers beyond the page take of the limits; the page leaves it to them.
    beyond = one_row(f"""
        select
            coalesce(sum(offers.expected_profit), 0) as profit,
            coalesce(sum(offers.cost_per_contact), 0) as cost,
            count(*) filter (offers.channel <> 'on_site') as contacts
        from marts.customer_offers as offers
        anti join ({SHOWN}) as shown on offers.customer_id = shown.customer_id
        where not offers.is_holdout
    """)
    beyond_by_offer = all_rows(f"""
        select offers.offer, count(*) as customers
        from marts.customer_offers as offers
        anti join ({SHOWN}) as shown on offers.customer_id = shown.customer_id
        where not offers.is_holdout
        group by offers.offer
    """)


class Places:
    """Values that stand once, each in its place; the first one is nothing."""

    def __init__(self) -> None:
        self.values: list[Any] = [None]
        self._places: dict[Hashable, int] = {None: 0}

    def of(self, value: Hashable) -> int:
        """The place of a value; a new one gets the next."""
        place = self._places.setdefault(value, len(self.values))
        if place == len(self.values):
            self.values.append(value)
        return place


def customer_data(facts: CustomerFacts) -> dict[str, Any]:
    """All that the page knows, by columns."""
    rows = facts.customers
    codes = {row["offer"]: place for place, row in enumerate(facts.offers)}
    segments = {row["segment"]: place for place, row in enumerate(facts.segments)}
    bands, statuses = Places(), Places()
    categories, services = Places(), Places()
    return {
        "ids": [str(row["customer_id"]) for row in rows],
        "stores": [
            None if row["store_id"] == str(row["customer_id"]) else row["store_id"]
            for row in rows
        ],
        "status": [statuses.of((row["status"], row["status_reason"])) for row in rows],
        "risk": [nearly(row["churn_risk"], 4) for row in rows],
        "at_risk": flags(rows, "is_at_risk"),
        "lost": [nearly(row["profit_at_risk"], 3) for row in rows],
        "monthly": [nearly(row["monthly_profit"], 2) for row in rows],
        "consent": flags(rows, "has_consent"),
        "holdout": flags(rows, "is_holdout"),
        "band": [bands.of(row["risk_band"]) for row in rows],
        "category": [categories.of(pair(row, "favourite_category")) for row in rows],
        "service": [services.of(pair(row, "service_level")) for row in rows],
        "segments": [
            [segments[code] for code in (row["segments"] or "").split(", ") if code]
            for row in rows
        ],
        "primary": [segments.get(row["primary_segment"], -1) for row in rows],
        **reasons(rows),
        **candidate_columns(facts, codes),
        **months(facts),
        "bands": bands.values,
        "statuses": statuses.values,
        "categories": categories.values,
        "services": services.values,
        "segment_rows": [
            {
                "code": row["segment"],
                "name": {"ru": row["name_ru"], "en": row["name_en"]},
                "owner": {"ru": row["owner"], "en": row["owner_en"]},
            }
            for row in facts.segments
        ],
        "offers": [offer(row) for row in facts.offers],
        "limits": limits(facts),
        "month": facts.campaign["month"],
        "separator": facts.settings["campaign_separator"],
        "known": facts.known["customers"],
    }


def months(facts: CustomerFacts) -> dict[str, Any]:
    """The risks of the last months, the oldest first, and who was at risk in the one before.

    A customer who was not active in a month has no risk in it. With one month of history
    there is nothing to compare, and no column.
    """
    if len(facts.months) < 2:
        return {"months": [], "risks": [], "was_at_risk": []}
    return {
        "months": [row["as_of"] for row in facts.months],
        "risks": [row["risks"] for row in facts.months],
        "was_at_risk": facts.months[-2]["at_risk"],
    }


def nearly(value: float | None, decimals: int) -> float | None:
    """A number as exact as it is shown."""
    return None if value is None else round(value, decimals)


def flags(rows: Sequence[Row], field: str) -> list[int]:
    """1 where it is so; unknown is not."""
    return [int(bool(row[field])) for row in rows]


def pair(row: Row, field: str) -> tuple[str, str] | None:
    """The names of a value in both languages."""
    russian, english = row[f"{field}_ru"], row[f"{field}_en"]
    return None if russian is None else (russian, english)


def reasons(rows: Sequence[Row]) -> dict[str, Any]:
    """The reasons of each customer, as places of what stands around a value, and of values."""
    frames, values = Places(), Places()
    placed = []
    for row in rows:
        own = []
        for rank in RANKS:
            russian, english = row[f"reason_{rank}_ru"], row[f"reason_{rank}_en"]
            if russian is None:
                continue
            before, value, after = parts(russian)
            before_en, value_en, after_en = parts(english)
            own += [
                frames.of((before, after, before_en, after_en)),
                values.of((value, value_en)),
            ]
        placed.append(own)
    return {
        "reasons": placed,
        "reason_frames": frames.values,
        "reason_values": values.values,
    }


def parts(reason: str) -> tuple[str, str, str]:
    """What stands before the value of a reason, the value, and what stands after it."""
    found = REASON.fullmatch(reason)
    if found is None:
        return "", reason, ""
    return found[1], found[2], found[3] or ""


def candidate_columns(facts: CustomerFacts, codes: dict[str, int]) -> dict[str, Any]:
    """The candidates of all customers behind each other, and where those of each begin."""
    counts: dict[int, int] = {}
    for row in facts.candidates:
        counts[row["customer_id"]] = counts.get(row["customer_id"], 0) + 1
    start = [0]
    for row in facts.customers:
        start.append(start[-1] + counts.get(row["customer_id"], 0))
    return {
        "start": start,
        "offer": [codes[row["offer"]] for row in facts.candidates],
        "profit": [row["profit"] for row in facts.candidates],
        "draw": [row["draw"] for row in facts.candidates],
    }


def offer(row: Row) -> dict[str, Any]:
    """What the plan has to know of an offer, and its names."""
    return {
        "code": row["offer"],
        "name": {"ru": row["name_ru"], "en": row["name_en"]},
        "channel": row["channel"],
        "contact": row["channel"] != "on_site",
        "cost": round(row["cost_per_contact"] * MICRO),
        "reduction": row["risk_reduction"],
        "assumed": row["effect_source"] == "assumed",
        "places": row["max_customers"],
    }


def limits(facts: CustomerFacts) -> dict[str, Any]:
    """The limits in force, their prices, and what customers beyond the page take of them."""
    return {
        "budget": float(facts.settings["campaign_budget"]),
        "contacts": float(facts.settings["max_contacts"]),
        "prices": {
            row["offer"] if row["resource"] == "offer" else row["resource"]: row[
                "price"
            ]
            for row in facts.prices
        },
        "beyond": dict(facts.beyond),
        "beyond_by_offer": {
            row["offer"]: row["customers"] for row in facts.beyond_by_offer
        },
    }


def packed(data: dict[str, Any]) -> str:
    """The data as gzip in base64; the same data give the same text."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return base64.b64encode(
        gzip.compress(text.encode("utf-8"), GZIP_LEVEL, mtime=0)
    ).decode()


def unpacked(text: str) -> dict[str, Any]:
    """The data of a page again."""
    return json.loads(gzip.decompress(base64.b64decode(text)))
