"""Write demo exports in the format of the store, for a store that does not exist.

    python -m one_click.demo.exports --customers 1000000 --output /tmp/exports

Two hidden standard normal traits, `fading` (loses interest) and `spending`, drive the
numbers of a customer: a feature's normal score is `fading * a + spending * b + noise`,
and its quantile table turns the score into a value. The label follows from the values:
ramps (`RULE`) and the category add up to log-odds, a coin of that chance falls, and
some others buy less for no visible reason. Values are whole multiples of a step, so no
file depends on the last bit of a float: one seed, the same bytes everywhere.

The month after it starts from the same customers. Who stands on a campaign's list buys
less with a chance lower by the planted effect, so there is something to measure:

    python -m one_click.demo.exports --output /tmp/next --effect 0.2 \\
        --after-campaign published/campaign_2026-10.csv
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from one_click.paths import EXPORT_SEEDS as EXPORTS

LEAST_CUSTOMERS, MOST_CUSTOMERS = 100, 50_000_000
CHUNK = 250_000  # customers drawn at a time, each chunk from its own random stream

SAME, DECREASED = LABELS = ("Прежний уровень", "Снизилась")
SERVICES = ("стандарт", "премиум", "стандартт")
CONSENTS = ("нет", "да")
NOW, BEFORE, EARLIER = "текущий_месяц", "предыдущий_месяц", "препредыдущий_месяц"
BEFORE_MISSPELT = "предыдцщий_месяц"
# Category as the store spells it: share of customers, log-odds of buying less.
CATEGORIES = {
    "Товары для детей": (0.25, 0.8),
    "Домашний текстиль": (0.19, 0.0),
    "Косметика и аксесуары": (0.17, 1.0),
    "Техника для красоты и здоровья": (0.15, -1.4),
    "Мелкая бытовая техника и электроника": (0.13, -3.5),
    "Кухонная посуда": (0.11, 1.0),
}
# The store writes the months of a customer in no fixed order: order, share.
REVENUE_ORDERS = {
    (NOW, EARLIER, BEFORE): 0.24,
    (EARLIER, BEFORE, NOW): 0.23,
    (BEFORE, NOW, EARLIER): 0.22,
    (BEFORE, EARLIER, NOW): 0.11,
    (NOW, BEFORE, EARLIER): 0.10,
    (EARLIER, NOW, BEFORE): 0.10,
}
MINUTES_ORDERS = {(NOW, BEFORE_MISSPELT): 0.52, (BEFORE_MISSPELT, NOW): 0.48}
# Near-copies share these columns with another customer, and its fading.
COPIED = ["service", "consent", "category", "contacts"]
COPIED += ["tenure", "categories", "unpaid"]


@dataclass(frozen=True)
class Store:
    """The rest of what is known about the store: shares of all unless said otherwise.

    The default of `log_odds` makes 38 % of the customers buy less.
    """

    first_id: int = 500_001
    premium: float = 0.29
    consent: float = 0.74
    misspelt_service: float = 0.011  # of the standard customers
    premium_tenure: float = 0.7  # normal scores by which premium customers are older
    copies: float = 0.12
    log_odds: float = -17.9  # of buying less, before ramps and category
    unforeseen: float = 0.08  # of those whose values promise nothing bad
    inactive_every: int = 500  # one in so many bought nothing in two months
    outlier_every: int = 1500  # one in so many has far too much revenue this month
    outlier_revenue: int = 100_000  # added to it, about 20 times the median


@dataclass(frozen=True)
class Feature:
    """A number of the exports, held in a frame as whole steps of 1 / `per_unit`.

    `quantiles` are its values at the normal scores `scores` (by default those of 0, 1,
    5, 25, 50, 75, 95, 99, 100 %); `fading` and `spending` the weights of the traits.
    """

    quantiles: tuple[float, ...]
    fading: float = 0.0
    spending: float = 0.0
    per_unit: int = 1
    scores: tuple[float, ...] = (-3.2, -2.33, -1.64, -0.67, 0, 0.67, 1.64, 2.33, 3.2)

    def steps(self, traits: np.ndarray, noise: np.ndarray) -> np.ndarray:
        """Return the steps of n customers, (n,), from traits (2, n) and noise (n,)."""
        weights = np.array([self.fading, self.spending])
        score = weights[0] * traits[0] + weights[1] * traits[1]
        score += np.sqrt(1 - (weights**2).sum()) * noise
        value = np.interp(score, self.scores, self.quantiles)
        return np.rint(value * self.per_unit).astype(np.int32)


# One in eight buys nearly everything on promotion, the others up to 0.44.
PROMO = (0.11, 0.13, 0.17, 0.24, 0.3, 0.44, 0.89, 0.95, 0.99)
PROMO_SCORES = (-2.3, -1.6, -0.67, 0, 0.67, 1.13, 1.15, 1.7, 2.3)
MONEY_NOW = (2750, 3300, 3900, 4700, 5200, 5750, 6700, 7300, 7800)
MONEY_BEFORE = (2900, 3150, 3650, 4500, 5000, 5400, 6050, 6400, 6850)
MONEY_EARLIER = (4100, 4170, 4340, 4580, 4800, 5050, 5450, 5600, 5670)
FEATURES = {
    "contacts_6m": Feature((0.9, 1.5, 2.4, 3.7, 4.2, 4.9, 5.8, 6.3, 6.6), -0.45, 0, 10),
    "contacts": Feature((2.6, 2.8, 3.0, 3.52, 4, 4.48, 5.0, 5.2, 5.4)),
    "tenure": Feature((120, 135, 185, 410, 605, 805, 995, 1050, 1080), 0.05),
    "promo": Feature(PROMO, 0.48, 0, 100, PROMO_SCORES),
    "categories": Feature((0.6, 0.8, 1.3, 2.3, 3.2, 4.25, 5.7, 6.3, 6.4), -0.4),
    "unpaid": Feature((-0.4, -0.3, 0.1, 1.3, 2.5, 4.1, 6.5, 8.6, 10.4), 0.42),
    "errors": Feature((-0.4, -0.2, 1, 2.8, 4.2, 5.6, 7.6, 8.9, 9.4), -0.15),
    "pages": Feature((0.6, 0.9, 1.9, 5.1, 8, 11, 15.2, 17.8, 20.4), -0.7),
    "minutes_now": Feature((4, 5, 7, 10, 13, 16, 20, 22, 23), -0.55),
    "minutes_before": Feature((5, 6, 7, 10.7, 13.2, 16.9, 20, 22, 23), -0.7),
    "revenue_now": Feature(MONEY_NOW, 0.1, 0.9, 10),
    "revenue_before": Feature(MONEY_BEFORE, 0, 0.93, 2),
    "revenue_earlier": Feature(MONEY_EARLIER, -0.55, 0.3),
    "profit": Feature((0.9, 1.6, 2.3, 3.3, 4.05, 4.7, 5.6, 6.4, 7.4), 0, 0, 100),
}
# Log-odds of buying less: feature, value where they start, where they end, how many.
RULE = (
    ("pages", 9, 4, 6.0),
    ("minutes_before", 15, 8, 4.5),
    ("minutes_now", 15, 11, 3.0),
    ("promo", 0.17, 0.22, 1.5),
    ("promo", 0.28, 0.34, 5.0),
    ("contacts_6m", 4.5, 2.5, 4.0),
    ("categories", 5, 1, 4.5),
    ("unpaid", 4, 6, 6.0),
    ("revenue_earlier", 5200, 4400, 3.5),
    ("revenue_before", 4500, 3900, 2.0),
    ("revenue_before", 5400, 5900, 2.0),
    ("tenure", 350, 700, 1.5),
)


# By which a month multiplies what customers do: those who stay, those who buy less.
MONTH_CHANGES = {
    "revenue_now": (1.0, 0.8),
    "minutes_now": (1.0, 0.75),
    "pages": (1.0, 0.8),
    "profit": (1.0, 0.7),
}
MONTH_AFTER = 1  # tells the random stream of the month after from those of the chunks


def choose(rng: np.random.Generator, shares: Sequence[float], n: int) -> np.ndarray:
    """Draw n codes (int8) of options with the given shares; the last takes the rest."""
    return np.searchsorted(np.cumsum(shares)[:-1], rng.random(n), "right").astype("i1")


def log_odds(frame: pd.DataFrame, store: Store) -> np.ndarray:
    """Return the log-odds of buying less of the n customers of a frame, (n,)."""
    by_category = np.array([effect for _, effect in CATEGORIES.values()])
    total = store.log_odds + by_category[frame["category"].cat.codes]
    for name, start, end, most in RULE:
        value = frame[name].to_numpy() / FEATURES[name].per_unit
        total += most * np.clip((value - start) / (end - start), 0, 1)
    return total


def plant_oddities(frame: pd.DataFrame, store: Store) -> None:
    """Plant the inactive customers and the outliers of current revenue, by id."""
    place = frame["id"] - store.first_id
    inactive = place % store.inactive_every == 41
    frame.loc[inactive, ["revenue_before", "revenue_earlier", "promo"]] = 0
    frame.loc[inactive, "label"] = DECREASED
    outlier = place % store.outlier_every == 57
    steps = store.outlier_revenue * FEATURES["revenue_now"].per_unit
    frame.loc[outlier, "revenue_now"] += steps


def draw_chunk(rng: np.random.Generator, ids: np.ndarray, store: Store) -> pd.DataFrame:
    """Draw the customers with these ids: one row each, values in whole steps."""
    n = len(ids)
    rows, c = rng.permutation(n), int(n * store.copies)
    copies, originals = rows[:c], rows[c + rng.integers(0, 3 * c, c)]
    traits = rng.standard_normal((2, n))
    traits[0, copies] = traits[0, originals]

    premium = rng.random(n) < store.premium
    misspelt = ~premium & (rng.random(n) < store.misspelt_service)
    consent = (rng.random(n) < store.consent).astype("i1")
    category = choose(rng, [share for share, _ in CATEGORIES.values()], n)
    columns = {
        "id": ids,
        "service": pd.Categorical.from_codes(premium + 2 * misspelt, SERVICES),
        "consent": pd.Categorical.from_codes(consent, CONSENTS),
        "category": pd.Categorical.from_codes(category, list(CATEGORIES)),
        "revenue_order": choose(rng, list(REVENUE_ORDERS.values()), n),
        "minutes_order": choose(rng, list(MINUTES_ORDERS.values()), n),
    }
    for name, feature in FEATURES.items():
        noise = rng.standard_normal(n)
        if name == "tenure":
            noise += store.premium_tenure * (premium - store.premium)
        columns[name] = feature.steps(traits, noise)
    for name in COPIED:
        columns[name][copies] = columns[name][originals]

    frame = pd.DataFrame(columns)
    chance = 1 / (1 + np.exp(-log_odds(frame, store)))
    chance += (1 - chance) * store.unforeseen
    decreased = (rng.random(n) < chance).astype("i1")
    frame["label"] = pd.Categorical.from_codes(decreased, LABELS)
    plant_oddities(frame, store)
    return frame


def generate(customers: int, seed: int, store: Store = Store()) -> pd.DataFrame:
    """Generate one month: a row per customer, ids ascending, about 70 bytes each."""
    ids = np.arange(customers, dtype=np.int32) + store.first_id
    chunks = np.split(ids, range(CHUNK, customers, CHUNK))
    frames = (
        draw_chunk(np.random.default_rng([seed, number]), chunk, store)
        for number, chunk in enumerate(chunks)
    )
    return pd.concat(frames, ignore_index=True)


def next_month(
    frame: pd.DataFrame,
    treated: np.ndarray,
    effect: float,
    seed: int,
    store: Store = Store(),
) -> pd.DataFrame:
    """Generate the month after `frame`: the same customers, a month later.

    Each buys less by a coin of the chance its values promise now, lowered by the share
    `effect` for the customers whose ids are in `treated`. Those who do bring less profit
    and spend less time and money.
    """
    rng = np.random.default_rng([seed, MONTH_AFTER])
    n = len(frame)
    chance = 1 / (1 + np.exp(-log_odds(frame, store)))
    chance += (1 - chance) * store.unforeseen
    chance *= 1 - effect * frame["id"].isin(treated).to_numpy()
    is_decreased = rng.random(n) < chance
    frame = frame.assign(
        label=pd.Categorical.from_codes(is_decreased.astype("i1"), LABELS),
        tenure=frame["tenure"] + 30,
        revenue_earlier=frame["revenue_before"],
        revenue_before=frame["revenue_now"],
        minutes_before=frame["minutes_now"],
    )
    for name, (same, decreased) in MONTH_CHANGES.items():
        change = np.where(is_decreased, decreased, same) + 0.1 * rng.standard_normal(n)
        steps = np.rint(frame[name] * np.clip(change, 0.3, 1.5)).astype(np.int32)
        frame[name] = steps
    return frame


def decimal(name: str) -> str:
    """Return the SQL of a feature in its own units, as a double."""
    return f"{name} / {FEATURES[name].per_unit}"


def by_period(orders: dict[tuple[str, ...], float], code: str) -> str:
    """Return the SQL of one row per customer and period, in the customer's order."""
    lists = [list(order) for order in orders]
    return f"(select *, unnest({lists}[{code} + 1]) as period from customers)"


SELECTS = {
    "market_file": f"""
        select id, label as "Покупательская активность", service as "Тип сервиса",
            consent as "Разрешить сообщать",
            {decimal("contacts_6m")} as "Маркет_актив_6_мес",
            contacts as "Маркет_актив_тек_мес", tenure as "Длительность",
            {decimal("promo")} as "Акционные_покупки",
            category as "Популярная_категория",
            categories as "Средний_просмотр_категорий_за_визит",
            unpaid as "Неоплаченные_продукты_штук_квартал",
            errors as "Ошибка_сервиса", pages as "Страниц_за_визит"
        from customers""",
    "market_money": f"""
        select id, period as "Период", case period
            when '{NOW}' then {decimal("revenue_now")}
            when '{BEFORE}' then {decimal("revenue_before")}
            else {decimal("revenue_earlier")} end as "Выручка"
        from {by_period(REVENUE_ORDERS, "revenue_order")}""",
    "market_time": f"""
        select id, period as "Период", case period
            when '{NOW}' then minutes_now else minutes_before end as "минут"
        from {by_period(MINUTES_ORDERS, "minutes_order")}""",
    "money": f"""select id, {decimal("profit")} as "Прибыль" from customers""",
}
# money.csv has a decimal comma and no zeros at the end.
MONEY_CSV = """
    select id, replace(rtrim(rtrim("Прибыль"::text, '0'), '.'), '.', ',') as "Прибыль"
    from ({})"""


def copy_statement(export: str, file_format: str, path: Path) -> str:
    """Return the DuckDB statement that writes one export to `path`."""
    select, options = SELECTS[export], "format parquet"
    if file_format == "csv":
        options = r"format csv, header, new_line '\r\n'"
    if file_format == "csv" and export == "money":
        select, options = MONEY_CSV.format(select), f"{options}, delimiter ';'"
    target = str(path).replace("'", "''")
    return f"copy ({select}) to '{target}' ({options})"


def write(frame: pd.DataFrame, file_format: str, output: Path) -> None:
    """Write the four exports into `output`: each is the old file or the whole new one.

    Raises OSError or duckdb.Error when the folder or a file cannot be written.
    """
    output.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=output, prefix=".unfinished-") as folder:
        paths = [Path(folder, f"{export}.{file_format}") for export in SELECTS]
        with duckdb.connect() as connection:
            connection.register("customers", frame)
            for export, path in zip(SELECTS, paths, strict=True):
                connection.execute(copy_statement(export, file_format, path))
        for path in paths:
            os.replace(path, output / path.name)


class OneSentenceParser(argparse.ArgumentParser):
    """A parser that complains in one sentence."""

    def error(self, message: str) -> None:
        sys.exit(f"generate_exports: {message}; --help shows what is possible.")


def parse_arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Read and check the arguments; exit with one sentence when they make no sense."""
    parser = OneSentenceParser(description="Write demo exports like the store's.")
    parser.add_argument("--customers", type=int, default=1500, help="default: 1500")
    parser.add_argument("--seed", type=int, default=2, help="default: 2")
    parser.add_argument("--format", choices=("csv", "parquet"), default="csv")
    parser.add_argument("--output", type=Path, default=EXPORTS, help="a folder")
    parser.add_argument(
        "--after-campaign",
        type=Path,
        metavar="LIST",
        help="make the month after; LIST is the campaign list of those who were treated",
    )
    parser.add_argument(
        "--effect",
        type=float,
        default=0.0,
        help="share by which the campaign lowers the chance to buy less; default: 0",
    )
    options = parser.parse_args(arguments)
    if not LEAST_CUSTOMERS <= options.customers <= MOST_CUSTOMERS:
        bounds = f"{LEAST_CUSTOMERS:,} to {MOST_CUSTOMERS:,}"
        parser.error(f"--customers must be {bounds}, not {options.customers:,}")
    if options.seed < 0:
        parser.error(f"--seed must be 0 or more, not {options.seed}")
    if not 0 <= options.effect <= 1:
        parser.error(f"--effect must be 0 to 1, not {options.effect}")
    if options.effect and not options.after_campaign:
        parser.error("--effect needs --after-campaign, the list of who was treated")
    return options


def listed_customers(campaign: Path) -> np.ndarray:
    """The ids of a campaign list; exit with one sentence where it cannot be read."""
    try:
        return pd.read_csv(campaign, usecols=["customer_id"])["customer_id"].to_numpy()
    except (OSError, ValueError) as error:
        sys.exit(
            f"generate_exports: {campaign} is no campaign list: expected a CSV file with "
            f"the column customer_id. Found: {error}."
        )


def main(arguments: Sequence[str] | None = None) -> None:
    """Generate the exports and write them."""
    options = parse_arguments(arguments)
    frame = generate(options.customers, options.seed)
    if options.after_campaign:
        treated = listed_customers(options.after_campaign)
        frame = next_month(frame, treated, options.effect, options.seed)
    try:
        write(frame, options.format, options.output)
    except (OSError, duckdb.Error) as error:
        reason = getattr(error, "strerror", None) or str(error).splitlines()[0]
        sys.exit(f"generate_exports: cannot write to {options.output}: {reason}.")
    print(f"{options.customers:,} customers in {options.output}")


if __name__ == "__main__":
    main()
