"""The tables of the analyst's page."""

from collections.abc import Sequence

from one_click.pages.data_charts import LABELS
from one_click.pages.data_facts import STRONG, DataFacts
from one_click.pages.sections import (
    reconciliation,
    rejected,
    repaired,
    statuses,
)
from one_click.pages.tables import Column, Row, Table, coded, figure, name, percent
from one_click.pages.words import Words, name_of, number

MEASURES = {
    "spearman": Words("ранговая корреляция Спирмена", "Spearman’s rank correlation"),
    "correlation_ratio": Words("корреляционное отношение", "correlation ratio"),
    "cramers_v": Words("V Крамера", "Cramér’s V"),
}
ACTIVITIES = {label: Words(*names) for label, names in LABELS.items()}


def data_tables(facts: DataFacts) -> dict[str, Table]:
    """Every table of the page but those of single features, by its name."""
    made = (
        profile(facts),
        outliers(facts),
        categories(facts),
        associations(facts),
        inflation(facts),
        reconciliation(facts),
        repaired(facts),
        rejected(facts),
        statuses(facts),
    )
    return {table.name: table for table in made}


def measured(key: str, ru: str, en: str) -> Column:
    """A value of a feature, with the decimals that suit the feature."""
    return Column(
        Words(ru, en),
        lambda row: number(row[key], 1 if row["decimals"] is None else row["decimals"]),
        is_number=True,
    )


def profile(facts: DataFacts) -> Table:
    return Table(
        "profile",
        Words("Числовые признаки", "Numeric features"),
        (
            name("Признак", "Feature"),
            measured("median_decreased", "Медиана: снизилась", "Median: decreased"),
            measured("median_same", "Медиана: прежний уровень", "Median: same level"),
            measured("minimum", "Наименьшее", "Minimum"),
            measured("p05", "5 %", "5%"),
            measured("p25", "25 %", "25%"),
            measured("median", "50 %", "50%"),
            measured("p75", "75 %", "75%"),
            measured("p95", "95 %", "95%"),
            measured("maximum", "Наибольшее", "Maximum"),
            figure("mean", "Среднее", "Mean", 2),
            figure("standard_deviation", "Ст. отклонение", "Std. deviation", 2),
            figure("missing", "Не известно", "Missing"),
        ),
        facts.profile,
    )


def outliers(facts: DataFacts) -> Table:
    return Table(
        "outliers",
        Words("Выбросы", "Outliers"),
        (
            name("Признак", "Feature"),
            figure("outliers", "Клиентов", "Customers"),
            percent("outlier_share", "Доля", "Share", 1),
            measured("lower_fence", "Граница снизу", "Lower fence"),
            measured("upper_fence", "Граница сверху", "Upper fence"),
            figure("outliers_below", "Ниже", "Below"),
            figure("outliers_above", "Выше", "Above"),
        ),
        sorted(
            (row for row in facts.profile if row["outliers"]),
            key=lambda row: (-row["outliers"], row["feature"]),
        ),
    )


def categories(facts: DataFacts) -> Table:
    return Table(
        "categories",
        Words("Категории", "Categories"),
        (
            name("Значение", "Value"),
            name("Признак", "Feature", "feature"),
            figure("customers", "Клиентов", "Customers"),
            figure("decreased", "Снизили", "Decreased"),
            percent("share_decreased", "Доля снизивших", "Share decreased", 1),
        ),
        facts.categories,
    )


def associations(facts: DataFacts) -> Table:
    return Table(
        "associations",
        Words("Сильные связи", "Strong associations"),
        (
            name("Признак", "Feature"),
            Column(Words("с признаком", "with"), lambda row: name_of(row, "other")),
            figure("strength", "Связь", "Association", 2),
            coded("measure", "Мера", "Measure", MEASURES),
        ),
        strong(facts.associations),
    )


def strong(pairs: Sequence[Row]) -> list[Row]:
    """Pairs of features that tell much about each other."""
    return [pair for pair in pairs if abs(pair["strength"] or 0) >= STRONG]


def inflation(facts: DataFacts) -> Table:
    return Table(
        "inflation",
        Words("Коллинеарность", "Collinearity"),
        (
            name("Признак", "Feature"),
            figure("variance_inflation_factor", "VIF", "VIF", 2),
        ),
        facts.inflation,
    )


def bins_table(feature: str, rows: Sequence[Row]) -> Table:
    """The histogram of one feature as a table."""
    return Table(
        f"bins_{feature}",
        Words("Интервалы", "Bins"),
        (
            figure("lower_bound", "От", "From", 2),
            figure("upper_bound", "до", "to", 2),
            coded("activity", "Активность", "Activity", ACTIVITIES),
            figure("customers", "Клиентов", "Customers"),
            percent("share", "Доля", "Share", 1),
        ),
        rows,
    )
