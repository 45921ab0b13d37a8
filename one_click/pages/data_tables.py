"""Tables of the analyst's page."""

from collections.abc import Iterator, Sequence

from one_click.pages.codes import ACTIVITIES, MEASURES
from one_click.pages.data_facts import STRONG, DataFacts
from one_click.pages.facts import Row, grouped
from one_click.pages.tables import Column, Table, coded, figure, name, percent, table
from one_click.pages.words import Words, number

FEATURE = name("Признак", "Feature")


def feature_tables(facts: DataFacts) -> Iterator[Table]:
    """The distributions of the features, and the customers far outside of them."""
    yield table(
        "profile",
        Words("Числовые признаки", "Numeric features"),
        facts.profile,
        FEATURE,
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
    )
    yield table(
        "outliers",
        Words("Выбросы", "Outliers"),
        with_outliers(facts.profile),
        FEATURE,
        figure("outliers", "Клиентов", "Customers"),
        percent("outlier_share", "Доля", "Share", 1),
        measured("lower_fence", "Граница снизу", "Lower fence"),
        measured("upper_fence", "Граница сверху", "Upper fence"),
        figure("outliers_below", "Ниже", "Below"),
        figure("outliers_above", "Выше", "Above"),
    )
    yield table(
        "categories",
        Words("Категории", "Categories"),
        facts.categories,
        name("Значение", "Value"),
        name("Признак", "Feature", "feature"),
        figure("customers", "Клиентов", "Customers"),
        figure("decreased", "Снизили", "Decreased"),
        percent("share_decreased", "Доля снизивших", "Share decreased", 1),
    )
    for feature, bins in grouped(facts.distributions, "feature").items():
        yield table(
            f"bins_{feature}",
            Words("Интервалы", "Bins"),
            bins,
            figure("lower_bound", "От", "From", 2),
            figure("upper_bound", "до", "to", 2),
            coded("activity", "Активность", "Activity", ACTIVITIES),
            figure("customers", "Клиентов", "Customers"),
            percent("share", "Доля", "Share", 1),
        )


def measured(key: str, ru: str, en: str) -> Column:
    """A value of a feature, with the decimals that suit the feature."""
    return Column(
        Words(ru, en), lambda row: number(row[key], row["decimals"]), is_number=True
    )


def with_outliers(profile: Sequence[Row]) -> list[Row]:
    """The features that have outliers, most of them first."""
    found = [row for row in profile if row["outliers"]]
    return sorted(found, key=lambda row: (-row["outliers"], row["feature"]))


def pair_tables(facts: DataFacts) -> Iterator[Table]:
    """The features that go together."""
    yield table(
        "associations",
        Words("Сильные связи", "Strong associations"),
        [pair for pair in facts.associations if abs(pair["strength"] or 0) >= STRONG],
        FEATURE,
        name("с признаком", "with", "other"),
        figure("strength", "Связь", "Association", 2),
        coded("measure", "Мера", "Measure", MEASURES),
    )
    yield table(
        "inflation",
        Words("Коллинеарность", "Collinearity"),
        facts.inflation,
        FEATURE,
        figure("variance_inflation_factor", "VIF", "VIF", 2),
    )
