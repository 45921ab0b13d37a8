"""What former campaigns showed, as the report draws it."""

from collections.abc import Sequence
from statistics import NormalDist

from markupsafe import Markup

from one_click.pages.codes import CAMPAIGN_PARTS
from one_click.pages.facts import Row, grouped
from one_click.pages.money_tables import part_name
from one_click.pages.report_facts import ReportFacts
from one_click.pages.words import Words, number, points, say

ERROR = 0.05
# These differences hold for all customers of the campaign, so they come first.
WHOLE = ("all", "main_comparison")
# Offers are too many for one campaign: marts.offer_effects tells of them over all.
DRAWN = (*WHOLE, "channel", "segment")


def newest_results(facts: ReportFacts) -> list[Row]:
    """The first look at the newest campaign, where it can tell: the whole, then the groups.

    Groups stand from the one that was helped most on. Each has a name, and intervals that
    are corrected for the number of groups that are compared (Bonferroni).
    """
    looks = [
        row
        for row in facts.results
        if row["is_primary_look"]
        and row["difference"] is not None
        and row["dimension"] in DRAWN
    ]
    newest = max((row["campaign"] for row in looks), default=None)
    found = [row for row in looks if row["campaign"] == newest]
    drawn = []
    for part, rows in grouped(found, "dimension").items():
        for row in rows:
            name = part_in_words(facts, row)
            drawn.append(
                {
                    **row,
                    **corrected(row, "difference", len(rows)),
                    **corrected(row, "profit_difference", len(rows)),
                    "total_profit": (row["profit_difference"] or 0) * row["treated"],
                    "name_ru": name.ru,
                    "name_en": name.en,
                    "place": DRAWN.index(part),
                }
            )
    return sorted(drawn, key=lambda row: (row["place"], row["difference"]))


def corrected(row: Row, field: str, comparisons: int) -> Row:
    """The interval of a difference, so wide that all of them hold together in 95 %."""
    value, low, high = row[field], row[f"{field}_low"], row[f"{field}_high"]
    if None in (value, low, high):
        return {}
    single, joint = (
        NormalDist().inv_cdf(1 - ERROR / 2 / number_of)
        for number_of in (1, comparisons)
    )
    wider = joint / single
    return {
        f"{field}_low": value - wider * (value - low),
        f"{field}_high": value + wider * (high - value),
    }


def part_in_words(facts: ReportFacts, row: Row) -> Words:
    """What a row is about: the kind of the group, and its name."""
    name = part_name(facts, row)
    if row["dimension"] in WHOLE:
        return name
    part = CAMPAIGN_PARTS[row["dimension"]]
    return Words(f"{part.ru}: {name.ru}", f"{part.en}: {name.en}")


def with_profit(rows: Sequence[Row]) -> list[Row]:
    """The results whose profit has an interval."""
    return [row for row in rows if row["profit_difference_low"] is not None]


def signed(value: float | None) -> Words:
    """A difference of money with its sign."""
    sign = "+" if value is not None and value > 0 else ""
    amount = number(value, 2)
    return Words(Markup(sign) + amount.ru, Markup(sign) + amount.en)


def verdict(rows: Sequence[Row]) -> Words:
    """In one sentence, what the newest campaign as a whole did."""
    whole = next((row for row in rows if row["dimension"] == "all"), None)
    if whole is None or not whole["is_significant"]:
        return Words(
            "По прошлой кампании ещё нельзя сказать, что предложения действуют",
            "The last campaign cannot tell yet whether offers work",
        )
    amounts = {
        "points": points(abs(whole["difference"])),
        "profit": signed(whole["profit_difference"]),
    }
    if whole["difference"] > 0:
        return say(
            "Предложения навредили: снизивших активность больше на {points} п.\u00a0п., "
            "прибыль клиента в месяц: {profit} ¤ к контролю",
            "The offers did harm: {points} points more buy less; monthly profit of a "
            "customer: {profit} ¤ against control",
            **amounts,
        )
    return say(
        "Предложения сработали: снизивших активность меньше на {points} п.\u00a0п., "
        "прибыль клиента в месяц: {profit} ¤ к контролю",
        "The offers worked: {points} points fewer buy less; monthly profit of a customer: "
        "{profit} ¤ against control",
        **amounts,
    )
