"""Tables of the money: segments, the plan of the month, results of former campaigns."""

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from one_click.pages.codes import (
    ANSWERS,
    CAMPAIGN_PARTS,
    CHANNELS,
    EFFECT_SOURCES,
    LARGE_PLANNED_EFFECT,
    NO_SEGMENT,
)
from one_click.pages.facts import Row, grouped
from one_click.pages.report_facts import ReportFacts
from one_click.pages.tables import (
    Column,
    Table,
    coded,
    figure,
    name,
    percent,
    table,
    text,
)
from one_click.pages.words import UNKNOWN, Words, as_is, name_of, number, say, share


def segment_tables(facts: ReportFacts) -> Iterator[Table]:
    """Where the profit at risk is."""
    yield table(
        "risk_bins",
        Words("Прибыль под риском по уровню риска", "Profit at risk by risk"),
        facts.risk_bins,
        percent("risk_from", "Риск от", "Risk from"),
        percent("risk_to", "до", "to"),
        figure("customers", "Клиентов", "Customers"),
        figure("customers_at_risk", "из них в зоне риска", "of them at risk"),
        figure("profit_at_risk", "Под риском, ¤", "At risk, ¤", 1),
    )
    traits = grouped(facts.traits, "segment")
    yield table(
        "segments",
        Words("Сегменты по прибыли под риском", "Segments by profit at risk"),
        facts.segments,
        Column(Words("Сегмент", "Segment"), segment_and_rule),
        figure("profit_at_risk", "Под риском, ¤", "At risk, ¤", 1),
        figure("customers", "Клиентов", "Customers"),
        figure("customers_at_risk", "В зоне риска", "At risk"),
        percent("mean_risk", "Средний риск", "Mean risk"),
        figure(
            "monthly_profit",
            "Прибыль сегмента в месяц, ¤",
            "The segment’s monthly profit, ¤",
            1,
        ),
        figure("customers_with_consent", "Есть согласие", "May be contacted"),
        Column(
            Words("Чем отличается", "What sets it apart"),
            lambda row: apart(traits.get(row["segment"], [])),
        ),
        Column(
            Words("Отвечает", "Owner"),
            lambda row: Words(row["owner"], row["owner_en"]),
        ),
    )


def segment_and_rule(row: Row) -> Words:
    """The number and the name of a segment, and its rule below."""
    return say(
        "{place}. {name}<small>{rule}</small>",
        place=row["place"],
        name=name_of(row),
        rule=name_of(row, "description"),
    )


def apart(traits: Sequence[Row]) -> Words:
    """A line for each trait in which a segment is unlike all customers."""
    lines = [say("<small>{trait}</small>", trait=trait_in_words(row)) for row in traits]
    if not lines:
        return as_is(UNKNOWN)
    join = Markup("").join
    return Words(join(line.ru for line in lines), join(line.en for line in lines))


def trait_in_words(row: Row) -> Words:
    """A share or a median of the segment beside that of all customers."""
    values = row["in_segment"], row["overall"]
    if row["statistic"] == "share":
        trait = say(
            "{name}: {category} –", name=name_of(row), category=name_of(row, "category")
        )
        here, everywhere = (share(value) for value in values)
    else:
        trait = say("{name}:", name=name_of(row))
        here, everywhere = (number(value, row["decimals"]) for value in values)
    return say(
        "{trait} {here} (у всех {everywhere})",
        "{trait} {here} (all: {everywhere})",
        trait=trait,
        here=here,
        everywhere=everywhere,
    )


def campaign_tables(facts: ReportFacts) -> Iterator[Table]:
    """What the plan offers, what it can tell, and what former campaigns told."""
    yield table(
        "offers",
        Words("Предложения месяца", "Offers of the month"),
        facts.offers,
        name("Предложение", "Offer"),
        figure("expected_profit", "Принесёт, ¤", "Should earn, ¤", 1),
        figure("cost", "Затраты, ¤", "Cost, ¤", 1),
        figure("customers", "Получат", "Will get it"),
        coded("channel", "Канал", "Channel", CHANNELS),
        percent("risk_reduction", "Снижает риск на", "Lowers risk by"),
        coded("effect_source", "Откуда эффект", "The effect is", EFFECT_SOURCES),
        figure("cost_per_contact", "Цена контакта, ¤", "Cost per contact", 2),
        figure("eligible_customers", "Подходит", "Eligible"),
        figure("max_customers", "Не больше, клиентов", "Customers at most"),
        figure("holdout_customers", "Контроль", "Control"),
    )
    same_offer = "Сохранят предложение", "Keep the offer"
    of_plan = "Сегодняшний план принесёт", "Today’s plan earns"
    yield table(
        "sensitivity",
        Words("Если эффект другой", "If effects differ"),
        facts.sensitivity,
        figure("effect_multiplier", "Эффект, во сколько раз", "Effect, times", 1),
        figure("expected_profit_of_plan", *of_plan, 1),
        figure("expected_profit", "План заново принесёт", "Planned anew earns", 1),
        figure("customers", "Клиентов", "Customers"),
        figure("contacts", "Контактов", "Contacts"),
        figure("cost", "Затраты, ¤", "Cost, ¤", 1),
        figure("customers_with_same_offer", *same_offer),
    )
    which_part = (
        coded("dimension", "Разрез", "Group by", CAMPAIGN_PARTS),
        Column(Words("Значение", "Group"), lambda row: part_name(facts, row)),
    )
    expected = "Ждём снижения", "Expected to decrease"
    detectable = "Различимая разница", "Detectable"
    yield table(
        "power",
        Words("Что кампания сможет различить", "What the campaign can tell"),
        facts.power,
        *which_part,
        figure("treated", "Получат", "Treated"),
        figure("control", "Контроль", "Control"),
        percent("expected_share_decreased", *expected, 1),
        percent("planned_difference", "Ждём разницу", "Expected difference", 1),
        percent("minimum_detectable_difference", *detectable, 1),
        coded("is_large_enough", "Хватает", "Large enough", ANSWERS),
    )
    yield table(
        "results",
        Words("Итоги последних кампаний", "Results of the last campaigns"),
        facts.results,
        text("campaign", "Кампания", "Campaign"),
        *which_part,
        figure("treated", "Получили", "Treated"),
        figure("control", "Контроль", "Control"),
        percent("treated_share_decreased", "Снизили: получившие", "Treated fell", 1),
        percent("control_share_decreased", "Снизили: контроль", "Control fell", 1),
        percent("difference", "Разница", "Difference", 1),
        percent("difference_low", "от", "from", 1),
        percent("difference_high", "до", "to", 1),
        figure("corrected_p_value", "p (с поправкой)", "p (corrected)", 3),
        figure("profit_difference", "Прибыль, разница", "Profit, difference", 2),
        percent("measured_risk_reduction", "Снижение риска", "Risk reduction"),
        coded("is_large_enough", "Хватило", "Large enough", ANSWERS),
    )
    yield table(
        "came_true",
        Words("Сбылись ли планы", "Did the plans come true"),
        facts.came_true,
        coded("campaign", "Кампания", "Campaign", {"all": Words("все", "all")}),
        text("outcome_month", "Итог на", "Outcome of"),
        figure("planned_profit", "Обещал план, ¤", "The plan promised, ¤", 1),
        figure("realised_profit", "Вышло, ¤", "It came to, ¤", 1),
        figure("realised_profit_low", "от", "from", 1),
        figure("realised_profit_high", "до", "to", 1),
        figure("cost", "Затраты, ¤", "Cost, ¤", 1),
        figure("planned_to_realised", "Обещано на 1 ¤", "Promised per 1 ¤", 2),
    )
    yield table(
        "effects",
        Words("Что делает каждое предложение", "What each offer does"),
        facts.effects,
        name("Предложение", "Offer"),
        percent("risk_reduction", "Снижает риск на", "Lowers risk by"),
        percent("risk_reduction_low", "от", "from"),
        percent("risk_reduction_high", "до", "to"),
        percent("probability_above_zero", "Вероятность, что помогает", "It helps with"),
        percent("assumed_risk_reduction", "Допущение", "Assumed"),
        figure("campaigns", "Кампаний", "Campaigns"),
        figure("treated", "Получили", "Treated"),
        figure("control", "Контроль", "Control"),
    )


def part_name(facts: ReportFacts, row: Row) -> Words:
    """The name of the segment, offer or channel that a row about a campaign tells of."""
    part, value = row["dimension"], row["value"]
    named = {"segment": facts.segments, "offer": facts.offers}.get(part, [])
    for each in named:
        if each[part] == value:
            return name_of(each)
    named_values = {
        **CHANNELS,
        **CAMPAIGN_PARTS,
        **NO_SEGMENT,
        "large_planned_effect": LARGE_PLANNED_EFFECT,
    }
    return named_values.get(value, as_is(value))
