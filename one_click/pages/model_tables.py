"""Tables of the model: what moves the risk, and how far to trust it."""

from collections.abc import Iterator

from one_click.pages.codes import CANDIDATES, LEARNT_FROM
from one_click.pages.facts import Row, thinned
from one_click.pages.report_facts import ReportFacts
from one_click.pages.tables import Table, coded, figure, name, percent, table
from one_click.pages.words import Words

# The table of cuts shows about this many, and the cut in force.
CUTS_SHOWN = 20


def model_tables(facts: ReportFacts) -> Iterator[Table]:
    """The numbers of the charts about the model."""
    contribution = "Средний вклад", "Mean contribution"
    yield table(
        "importance",
        Words("Что сильнее движет риском", "What moves the risk most"),
        facts.importance,
        name("Признак", "Feature"),
        figure("mean_absolute_contribution", *contribution, 3),
        figure("permutation_importance", "Потеря ROC AUC", "ROC AUC lost", 4),
    )
    yield table(
        "calibration",
        Words("Сказано и сбылось", "Said and seen"),
        facts.calibration,
        figure("bin", "Десятая часть", "Tenth"),
        figure("customers", "Клиентов", "Customers"),
        percent("mean_risk", "Модель сказала", "The model said", 1),
        percent("share_decreased", "Было на деле", "Seen", 1),
    )
    yield table(
        "leaderboard",
        Words("Модели на одних и тех же клиентах", "Models on the same customers"),
        facts.leaderboard,
        coded("candidate", "Модель", "Model", CANDIDATES),
        figure("roc_auc", "ROC AUC", "ROC AUC", 4),
        figure("roc_auc_se", "± ст. ошибка", "± std. error", 4),
        figure("average_precision", "Average precision", "Average precision", 4),
        figure("log_loss", "Log loss", "Log loss", 4),
        figure("brier_score", "Brier", "Brier", 4),
        figure("expected_calibration_error", "ECE", "ECE", 4),
        figure("f1", "F1", "F1", 3),
        figure("p_value_against_best", "p против лучшей", "p against best", 3),
    )
    yield table(
        "foresight",
        Words("Что модель знает заранее", "What the model knows ahead"),
        facts.foresight,
        coded("learnt_from", "Училась на", "Learnt from", LEARNT_FROM),
        figure("roc_auc", "ROC AUC", "ROC AUC", 4),
        figure("roc_auc_se", "± ст. ошибка", "± std. error", 4),
        figure("log_loss", "Log loss", "Log loss", 4),
        figure("training_months", "Месяцев", "Months"),
        figure("training_rows", "Пар для обучения", "Pairs to learn from"),
        figure("customers", "Проверено на", "Judged by"),
    )
    yield table(
        "thresholds",
        Words("Что даёт каждый порог", "What each threshold gives"),
        some_cuts(facts),
        percent("threshold", "Порог", "Threshold", 1),
        figure("customers_contacted", "Названо клиентов", "Customers named"),
        percent("recall", "Полнота", "Recall"),
        percent("precision", "Точность", "Precision"),
        percent("f1", "F1", "F1"),
        figure("expected_profit", "Прибыль, ¤", "Profit, ¤", 1),
    )


def some_cuts(facts: ReportFacts) -> list[Row]:
    """Evenly chosen cuts of the drawn curve, and the cut in force, in their order."""
    curve = thinned(facts.thresholds)
    some = [*curve[:: max(len(curve) // CUTS_SHOWN, 1)], facts.cut]
    by_threshold = {row["threshold"]: row for row in some}
    return [by_threshold[threshold] for threshold in sorted(by_threshold)]
