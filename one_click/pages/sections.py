"""The tables of the report: beside each chart, all that it shows."""

from one_click.pages.facts import Facts, Row
from one_click.pages.tables import Column, Table, coded, figure, name, percent, shown, text
from one_click.pages.words import Words, name_of, number, say, share

CHANNELS = {
    "email": Words("письмо", "email"),
    "call": Words("звонок", "call"),
    "sms": Words("SMS", "SMS"),
    "push": Words("push", "push"),
    "on_site": Words("на сайте", "on the site"),
}
SOURCES = {
    "assumed": Words("допущение", "assumed"),
    "measured": Words("измерено", "measured"),
}
STATUSES = {
    "active": Words("активный", "active"),
    "inactive": Words("неактивный", "inactive"),
    "incomplete": Words("неполные данные", "incomplete"),
}
EXPORTS = {
    "market_file": Words("market_file: поведение", "market_file: behaviour"),
    "market_money": Words("market_money: выручка", "market_money: revenue"),
    "market_time": Words("market_time: минуты", "market_time: minutes"),
    "money": Words("money: прибыль", "money: profit"),
}
DIMENSIONS = {
    "all": Words("вся кампания", "whole campaign"),
    "segment": Words("сегмент", "segment"),
    "offer": Words("предложение", "offer"),
}
# What customer_status says, the longer texts first.
REASON_PARTS = {
    "no revenue row for": ("нет строки о выручке:", "no revenue row for"),
    "no revenue in": ("нет выручки:", "no revenue in"),
    "no row in": ("нет строки в", "no row in"),
    "month_before_previous": ("позапрошлый месяц", "the month before the previous"),
    "previous_month": ("прошлый месяц", "the previous month"),
    "current_month": ("текущий месяц", "the current month"),
}
ANSWERS = {"True": Words("да", "yes"), "False": Words("нет", "no")}


def tables(facts: Facts) -> dict[str, Table]:
    """Every table of the report by its name."""
    made = (
        risk_bins(facts),
        segments(facts),
        offers(facts),
        sensitivity(facts),
        power(facts),
        results(facts),
        importance(facts),
        calibration(facts),
        leaderboard(facts),
        thresholds(facts),
        reconciliation(facts),
        repaired(facts),
        rejected(facts),
        statuses(facts),
        settings(facts),
    )
    return {table.name: table for table in made}


def risk_bins(facts: Facts) -> Table:
    return Table(
        "risk_bins",
        Words("Прибыль под риском по уровню риска", "Profit at risk by risk"),
        (
            percent("risk_from", "Риск от", "Risk from"),
            percent("risk_to", "до", "to"),
            figure("customers", "Клиентов", "Customers"),
            figure("customers_at_risk", "из них в зоне риска", "of them at risk"),
            figure("profit_at_risk", "Под риском, у. е.", "At risk, units", 1),
        ),
        facts.risk_bins,
    )


def segments(facts: Facts) -> Table:
    traits: dict[str, list[Row]] = {}
    for trait in facts.traits:
        traits.setdefault(str(trait["segment"]), []).append(trait)
    return Table(
        "segments",
        Words("Сегменты по прибыли под риском", "Segments by profit at risk"),
        (
            Column(
                Words("Сегмент", "Segment"),
                lambda row: say(
                    "{place}. {name}<small>{rule}</small>",
                    "{place}. {name}<small>{rule}</small>",
                    place=row["place"],
                    name=name_of(row),
                    rule=name_of(row, "description"),
                ),
            ),
            figure("profit_at_risk", "Под риском, у. е.", "At risk, units", 1),
            figure("customers", "Клиентов", "Customers"),
            figure("customers_at_risk", "В зоне риска", "At risk"),
            percent("mean_risk", "Средний риск", "Mean risk"),
            figure(
                "monthly_profit", "Прибыль в месяц, у. е.", "Monthly profit, units", 1
            ),
            figure("customers_with_consent", "Можно писать", "May be contacted"),
            Column(
                Words("Чем отличается", "What sets it apart"),
                lambda row: apart(traits.get(str(row["segment"]), [])),
            ),
            text("owner", "Отвечает", "Owner"),
        ),
        facts.segments,
    )


def apart(traits: list[Row]) -> Words:
    """What is most unlike all customers, a line for each."""
    lines = [trait_in_words(trait) for trait in traits]
    if not lines:
        return Words("–", "–")
    return say(
        "".join(f"<small>{{line_{place}}}</small>" for place in range(len(lines))),
        "".join(f"<small>{{line_{place}}}</small>" for place in range(len(lines))),
        **{f"line_{place}": line for place, line in enumerate(lines)},
    )


def trait_in_words(trait: Row) -> Words:
    """A share or a median of the segment beside that of all customers."""
    if trait["statistic"] == "share":
        return say(
            "{name}: {category} – {here} (у всех {all})",
            "{name}: {category} – {here} (all: {all})",
            name=name_of(trait),
            category=name_of(trait, "category"),
            here=share(trait["in_segment"]),
            all=share(trait["overall"]),
        )
    decimals = 1 if trait["decimals"] is None else int(trait["decimals"])
    return say(
        "{name}: {here} (у всех {all})",
        "{name}: {here} (all: {all})",
        name=name_of(trait),
        here=number(trait["in_segment"], decimals),
        all=number(trait["overall"], decimals),
    )


def offers(facts: Facts) -> Table:
    return Table(
        "offers",
        Words("Предложения месяца", "Offers of the month"),
        (
            name("Предложение", "Offer"),
            figure("expected_profit", "Принесёт, у. е.", "Should earn, units", 1),
            figure("cost", "Затраты, у. е.", "Cost, units", 1),
            figure("customers", "Получат", "Will get it"),
            coded("channel", "Канал", "Channel", CHANNELS),
            percent("risk_reduction", "Снижает риск на", "Lowers risk by"),
            coded("effect_source", "Откуда эффект", "The effect is", SOURCES),
            figure("cost_per_contact", "Цена контакта, у. е.", "Cost per contact", 2),
            figure("eligible_customers", "Подходит", "Eligible"),
            figure("max_customers", "Не больше", "At most"),
            figure("holdout_customers", "Контроль", "Control"),
        ),
        facts.offers,
    )


def sensitivity(facts: Facts) -> Table:
    return Table(
        "sensitivity",
        Words("Если эффект другой", "If effects differ"),
        (
            Column(
                Words("Эффект ×", "Effect ×"),
                lambda row: number(row["effect_multiplier"], 1),
                is_number=True,
            ),
            figure(
                "expected_profit_of_plan",
                "Сегодняшний план принесёт",
                "Today’s plan earns",
                1,
            ),
            figure("expected_profit", "План заново принесёт", "Planned anew earns", 1),
            figure("customers", "Клиентов", "Customers"),
            figure("contacts", "Контактов", "Contacts"),
            figure("cost", "Затраты, у. е.", "Cost, units", 1),
            figure(
                "customers_with_same_offer",
                "С тем же предложением",
                "With the same offer",
            ),
        ),
        facts.sensitivity,
    )


def power(facts: Facts) -> Table:
    return Table(
        "power",
        Words("Что кампания сможет различить", "What the campaign can tell"),
        (
            coded("dimension", "Что", "What", DIMENSIONS),
            Column(Words("Какое", "Which"), lambda row: named(facts, row)),
            figure("treated", "Получат", "Treated"),
            figure("control", "Контроль", "Control"),
            percent(
                "expected_share_decreased", "Ждём снижения", "Expected to decrease", 1
            ),
            percent(
                "planned_difference", "Задуманная разница", "Planned difference", 1
            ),
            percent(
                "minimum_detectable_difference", "Различимая разница", "Detectable", 1
            ),
            coded("is_large_enough", "Хватает", "Large enough", ANSWERS),
        ),
        facts.power,
    )


def results(facts: Facts) -> Table:
    return Table(
        "results",
        Words("Итоги прошлых кампаний", "Results of former campaigns"),
        (
            Column(
                Words("Кампания", "Campaign"),
                lambda row: say("{month}", "{month}", month=row["campaign"]),
            ),
            coded("dimension", "Что", "What", DIMENSIONS),
            Column(Words("Какое", "Which"), lambda row: named(facts, row)),
            figure("treated", "Получили", "Treated"),
            figure("control", "Контроль", "Control"),
            percent(
                "treated_share_decreased", "Снизили: получившие", "Treated fell", 1
            ),
            percent("control_share_decreased", "Снизили: контроль", "Control fell", 1),
            percent("difference", "Разница", "Difference", 1),
            percent("difference_low", "от", "from", 1),
            percent("difference_high", "до", "to", 1),
            figure("corrected_p_value", "p (с поправкой)", "p (corrected)", 3),
            figure("profit_difference", "Прибыль, разница", "Profit, difference", 2),
            percent("measured_risk_reduction", "Снижение риска", "Risk reduction"),
            coded("is_large_enough", "Хватило", "Large enough", ANSWERS),
        ),
        facts.results,
    )


def named(facts: Facts, row: Row) -> Words:
    """The segment or offer that a row is about, as people call it."""
    known = {
        **{("segment", each["segment"]): each for each in facts.segments},
        **{("offer", each["offer"]): each for each in facts.offers},
    }
    found = known.get((row["dimension"], row["value"]))
    if found:
        return name_of(found)
    return DIMENSIONS.get(
        str(row["value"]), Words(str(row["value"]), str(row["value"]))
    )


def importance(facts: Facts) -> Table:
    return Table(
        "importance",
        Words("Что сильнее движет риском", "What moves the risk most"),
        (
            name("Признак", "Feature"),
            figure(
                "mean_absolute_contribution", "Средний вклад", "Mean contribution", 3
            ),
            figure("permutation_importance", "Потеря ROC AUC", "ROC AUC lost", 4),
        ),
        facts.importance,
    )


def calibration(facts: Facts) -> Table:
    return Table(
        "calibration",
        Words("Сказано и сбылось", "Said and seen"),
        (
            figure("bin", "Десятая часть", "Tenth"),
            figure("customers", "Клиентов", "Customers"),
            percent("mean_risk", "Модель сказала", "The model said", 1),
            percent("share_decreased", "Было на деле", "It was", 1),
        ),
        facts.calibration,
    )


def leaderboard(facts: Facts) -> Table:
    return Table(
        "leaderboard",
        Words("Модели на одних и тех же клиентах", "Models on the same customers"),
        (
            text("candidate", "Модель", "Candidate"),
            figure("roc_auc", "ROC AUC", "ROC AUC", 4),
            figure("roc_auc_se", "± ст. ошибка", "± std. error", 4),
            figure("average_precision", "Average precision", "Average precision", 4),
            figure("log_loss", "Log loss", "Log loss", 4),
            figure("brier_score", "Brier", "Brier", 4),
            figure("expected_calibration_error", "ECE", "ECE", 4),
            figure("f1", "F1", "F1", 3),
            figure("p_value_against_best", "p против лучшей", "p against best", 3),
        ),
        facts.leaderboard,
    )


def thresholds(facts: Facts) -> Table:
    some = facts.thresholds[:: max(len(facts.thresholds) // 20, 1)]
    return Table(
        "thresholds",
        Words("Что даёт каждый порог", "What each cut gives"),
        (
            percent("threshold", "Порог", "Cut", 1),
            figure("customers_contacted", "Названо клиентов", "Customers named"),
            percent("recall", "Полнота", "Recall"),
            percent("precision", "Точность", "Precision"),
            percent("f1", "F1", "F1"),
            figure("expected_profit", "Прибыль, у. е.", "Profit, units", 1),
        ),
        sorted(
            {row["threshold"]: row for row in [*some, facts.cut]}.values(),
            key=lambda row: row["threshold"],
        ),
    )


def reconciliation(facts: Facts) -> Table:
    return Table(
        "reconciliation",
        Words("Строки выгрузок", "Rows of the exports"),
        (
            coded("export", "Выгрузка", "Export", EXPORTS),
            figure("rows_in", "Пришло", "Rows in"),
            figure("rows_kept", "Принято", "Kept"),
            figure("rows_rejected", "Отклонено", "Rejected"),
            figure("rows_repaired", "Исправлено написаний", "Spellings repaired"),
        ),
        facts.reconciliation,
    )


def repaired(facts: Facts) -> Table:
    return Table(
        "repaired",
        Words("Исправленные написания", "Repaired spellings"),
        (
            text("spelling", "В выгрузке", "In the export"),
            text("read_as", "Прочитано как", "Read as"),
            coded("export", "Выгрузка", "Export", EXPORTS),
            figure("row_count", "Строк", "Rows"),
        ),
        facts.repaired,
    )


def rejected(facts: Facts) -> Table:
    return Table(
        "rejected",
        Words("Отклонённые строки", "Rejected rows"),
        (
            text("reason", "Причина", "Reason"),
            coded("export", "Выгрузка", "Export", EXPORTS),
            figure("row_count", "Строк", "Rows"),
            text("example", "Например, id", "For example, id"),
        ),
        facts.rejected,
    )


def statuses(facts: Facts) -> Table:
    return Table(
        "statuses",
        Words("Клиенты по статусу", "Customers by status"),
        (
            coded("status", "Статус", "Status", STATUSES),
            Column(Words("Почему", "Why"), lambda row: status_reason(row["reason"])),
            figure("customers", "Клиентов", "Customers"),
        ),
        facts.statuses,
    )


def status_reason(reason: object) -> Words:
    """Why a customer is not active: the sentence of customer_status, in words."""
    russian = english = shown(reason)
    for code, (ru, en) in REASON_PARTS.items():
        russian, english = russian.replace(code, ru), english.replace(code, en)
    return Words(russian, english)


def settings(facts: Facts) -> Table:
    return Table(
        "settings",
        Words("Настройки, бывшие в силе", "Settings that were in force"),
        (
            text("setting", "Настройка", "Setting"),
            text("value", "Значение", "Value"),
        ),
        [
            {"setting": setting, "value": value or None}
            for setting, value in facts.settings.items()
        ],
    )
