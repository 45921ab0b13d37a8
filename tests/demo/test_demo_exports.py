"""`make exports` writes the exports of a plausible store, run as a user runs it."""

import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest
from checkout import ROOT
from export_files import CATEGORY, CONSENT, DECREASED, LABEL
from sklearn.compose import make_column_transformer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, SplineTransformer

from one_click.demo.exports import main, write
from one_click.demo.months import first_month, next_month
from one_click.demo.store import FEATURES
from one_click.paths import EXPORT_SEEDS

SERVICE, PROMO, TENURE = "Тип сервиса", "Акционные_покупки", "Длительность"
UNPAID = "Неоплаченные_продукты_штук_квартал"
HEADERS = {
    "market_file": "id,Покупательская активность,Тип сервиса,Разрешить сообщать,"
    "Маркет_актив_6_мес,Маркет_актив_тек_мес,Длительность,Акционные_покупки,"
    "Популярная_категория,Средний_просмотр_категорий_за_визит,"
    "Неоплаченные_продукты_штук_квартал,Ошибка_сервиса,Страниц_за_визит",
    "market_money": "id,Период,Выручка",
    "market_time": "id,Период,минут",
    "money": "id;Прибыль",
}
# One row of each file, digit by digit.
ROWS = {
    "market_file": r"\d{6},(Снизилась|Прежний уровень),(стандартт?|премиум),(да|нет),"
    r"\d\.\d,[345],\d{3,4},0\.\d{1,2},[А-Яа-я ]+,[1-6],\d{1,2},\d,\d{1,2}",
    "market_money": r"\d{6},(текущий|предыдущий|препредыдущий)_месяц,\d{1,6}\.\d",
    "market_time": r"\d{6},(текущий|предыдцщий)_месяц,\d{1,2}",
    "money": r"\d{6};\d(,\d?[1-9])?",
}
NEAR_COPY = [SERVICE, CONSENT, "Маркет_актив_тек_мес", TENURE, CATEGORY]
NEAR_COPY += ["Средний_просмотр_категорий_за_визит", UNPAID]

Exports = Callable[..., Path]


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> Exports:
    """`exports(...)`: the folder that the command fills, once for these arguments."""

    @cache
    def written(*arguments: str | Path) -> Path:
        folder = tmp_path_factory.mktemp("store") / "its 'own' экспорт"
        command = [sys.executable, "-m", "one_click.demo.exports", *arguments]
        subprocess.run([*command, "--output", folder], cwd=ROOT, check=True)
        return folder

    return written


def read(folder: Path, export: str) -> pd.DataFrame:
    """Read one generated CSV export."""
    if export == "money":
        return pd.read_csv(folder / "money.csv", sep=";", decimal=",")
    return pd.read_csv(folder / f"{export}.csv")


def read_wide(folder: Path) -> pd.DataFrame:
    """Read the CSV exports into one row per customer."""
    wide = read(folder, "market_file").set_index("id")
    for export in ("market_money", "market_time"):
        values = read(folder, export).pivot(index="id", columns="Период")
        wide = wide.join(values.droplevel(0, axis=1).add_prefix(f"{export} "))
    return wide.join(read(folder, "money").set_index("id"))


def test_a_seed_gives_the_committed_demo_and_another_seed_does_not(
    exports: Exports,
) -> None:
    market_file = (EXPORT_SEEDS / "market_file.csv").read_text(encoding="utf-8")
    if not market_file.splitlines()[1].startswith("500001,"):
        pytest.skip("seeds/exports holds a store's own files, not the demo exports")
    for export in HEADERS:
        generated = (exports() / f"{export}.csv").read_bytes()
        assert generated == (EXPORT_SEEDS / f"{export}.csv").read_bytes(), export
        other = (exports("--seed", "8") / f"{export}.csv").read_bytes()
        assert generated != other, export


@pytest.mark.parametrize("export", HEADERS)
def test_files_are_written_as_the_store_writes_them(
    exports: Exports, export: str
) -> None:
    content = (exports() / f"{export}.csv").read_bytes()
    assert content.count(b"\r\n") == content.count(b"\n") == content.count(b"\r")
    header, *rows, end = content.decode("utf-8").split("\r\n")
    assert header == HEADERS[export]
    assert end == ""
    assert pd.Series(rows).str.fullmatch(ROWS[export]).all()


def test_no_unfinished_files_stay_behind(exports: Exports) -> None:
    names = sorted(path.name for path in exports().iterdir())
    assert names == sorted(f"{export}.csv" for export in HEADERS)


def test_every_customer_is_in_every_export_with_every_period(exports: Exports) -> None:
    ids = read(exports(), "market_file")["id"]
    assert ids.tolist() == list(range(500_001, 501_501))
    assert read(exports(), "money")["id"].tolist() == ids.tolist()
    for export, periods in (("market_money", 3), ("market_time", 2)):
        rows = read(exports(), export)
        assert rows["id"].tolist() == ids.repeat(periods).tolist()
        assert (rows.groupby("id")["Период"].nunique() == periods).all()
        orders = rows.groupby("id")["Период"].agg(tuple)
        assert orders.nunique() == {2: 2, 3: 6}[periods]


@pytest.mark.parametrize("customers", [100, 1500, 30_000])
def test_oddities_are_planted_at_any_size(exports: Exports, customers: int) -> None:
    wide = read_wide(exports("--customers", str(customers)))
    inactive = (wide.filter(like="предыдущий") == 0).all(axis=1)
    assert inactive.sum() == max(1, customers // 500)
    assert (wide.loc[inactive, PROMO] == 0).all()
    assert (wide.loc[~inactive].filter(like="market_money") > 0).all(axis=None)
    current = wide["market_money текущий_месяц"]
    outliers = current > 10 * current.median()
    assert outliers.sum() == max(1, customers // 1500)
    assert current[outliers].div(current.median()).between(15, 25).all()


def test_misspellings_are_as_frequent_as_in_the_store(exports: Exports) -> None:
    wide = read_wide(exports())
    assert (wide[SERVICE] == "стандартт").sum() in range(5, 20)
    assert wide[CATEGORY].nunique() == 6
    assert (wide[CATEGORY] == "Косметика и аксесуары").mean() > 0.1


def test_near_copies_share_seven_columns_and_mostly_the_label(exports: Exports) -> None:
    market = read(exports(), "market_file")
    copies = market[market.duplicated(NEAR_COPY, keep=False)]
    assert 0.18 < len(copies) / len(market) < 0.28
    assert not market.drop(columns="id").duplicated().any()
    agree = copies.groupby(NEAR_COPY)[LABEL].nunique() == 1
    assert 0.55 < agree.mean() < 0.9


def test_neither_order_nor_id_tells_the_label(exports: Exports) -> None:
    decreased = read(exports(), "market_file")[LABEL] == DECREASED
    auc = roc_auc_score(decreased, np.arange(len(decreased)))
    assert abs(auc - 0.5) < 0.05
    assert (decreased != decreased.shift()).mean() > 0.4


@pytest.mark.parametrize("customers", [1500, 30_000])
def test_shares_people_decide_on_are_those_of_a_plausible_store(
    exports: Exports, customers: int
) -> None:
    wide = read_wide(exports("--customers", str(customers)))
    decreased = wide[LABEL] == DECREASED
    premium = wide[SERVICE] == "премиум"
    beauty = wide[CATEGORY] == "Техника для красоты и здоровья"
    hunters = wide[PROMO] >= 0.5
    hunters &= wide["Прибыль"] > wide["Прибыль"].mean()
    assert abs(decreased.mean() - 0.38) < 0.03
    assert abs((wide[CONSENT] == "да").mean() - 0.74) < 0.03
    assert abs(premium.mean() - 0.29) < 0.03
    assert 0.02 < (premium & beauty).mean() < 0.06
    assert 0.04 < hunters.mean() < 0.09
    assert 0.7 < decreased[hunters].mean() < 0.9
    assert 0.15 < (wide[UNPAID] >= 5).mean() < 0.25


@pytest.mark.parametrize("customers", [1500, 30_000])
def test_labels_can_be_learnt_but_not_perfectly(
    exports: Exports, customers: int
) -> None:
    wide = read_wide(exports("--customers", str(customers))).head(3000)
    numbers = wide.select_dtypes("number").drop(columns="Прибыль")
    X, y = wide.drop(columns=LABEL), wide[LABEL] == DECREASED
    model = make_pipeline(
        make_column_transformer(
            (SplineTransformer(knots="quantile"), list(numbers)),
            (OneHotEncoder(), [CATEGORY]),
        ),
        LogisticRegression(C=0.3, max_iter=2000),
    )
    folds = GroupKFold(5, shuffle=True, random_state=0)
    groups = wide.groupby(NEAR_COPY).ngroup()
    risk = cross_val_predict(
        model, X, y, groups=groups, cv=folds, method="predict_proba"
    )
    assert 0.88 < roc_auc_score(y, risk[:, 1]) < 0.93


def test_parquet_holds_the_values_of_csv(exports: Exports) -> None:
    for export in HEADERS:
        path = exports("--format", "parquet") / f"{export}.parquet"
        parquet = duckdb.read_parquet(str(path)).df()
        pd.testing.assert_frame_equal(
            parquet, read(exports(), export), check_dtype=False, check_exact=True
        )


def test_a_month_later_only_the_treated_customers_are_safe(
    exports: Exports, tmp_path: Path
) -> None:
    """A campaign that takes the whole risk leaves nobody on its list who buys less."""
    before = read_wide(exports())
    treated = before.index[::2]
    campaign = tmp_path / "campaign.csv"
    treated.to_frame(name="customer_id").to_csv(campaign, index=False)
    after = read_wide(exports("--after-campaign", campaign, "--effect", "1"))
    assert after.index.equals(before.index)
    assert (after[TENURE] == before[TENURE] + 30).all()
    minutes_before = after["market_time предыдцщий_месяц"]
    assert (minutes_before == before["market_time текущий_месяц"]).all()
    decreased = after[LABEL] == DECREASED
    assert not decreased[treated].any()
    assert 0.3 < decreased.drop(treated).mean() < 0.5


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--customers", "99"], "--customers: must be 100 to 50,000,000, not 99"),
        (["--customers", "many"], "--customers: invalid int value: 'many'"),
        (["--seed", "-1"], "--seed: must be 0 to 4,294,967,295, not -1"),
        (["--format", "xlsx"], "--format: invalid choice: 'xlsx'"),
        (["--effect", "2"], "--effect: must be 0 to 1, not 2"),
        (["--effect", "0.2"], "--effect needs --after-campaign"),
        (["--after-campaign", __file__], "is no campaign list: expected a CSV file"),
        (["--output", __file__], "cannot write to"),
    ],
)
def test_bad_arguments_are_refused_in_one_sentence(
    arguments: list[str], complaint: str
) -> None:
    with pytest.raises(SystemExit) as refused:
        main(arguments)
    assert complaint in refused.value.code
    assert refused.value.code.startswith("exports: ")
    assert len(refused.value.code.splitlines()) == 1


def test_old_files_are_replaced_whole(tmp_path: Path) -> None:
    for export in HEADERS:
        (tmp_path / f"{export}.csv").write_text("old " * 100_000)
    write(first_month(100, seed=2), "csv", tmp_path)
    for export in HEADERS:
        assert "old" not in (tmp_path / f"{export}.csv").read_text()


def test_a_write_that_fails_leaves_the_old_files(tmp_path: Path) -> None:
    """The fourth export cannot be written; the three before it stay as they were."""
    write(first_month(100, seed=2), "csv", tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(duckdb.BinderException, match="profit"):
        write(first_month(200, seed=2).drop(columns="profit"), "csv", tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_month_later_last_month_is_the_month_before() -> None:
    """In the units of its own column, however fine the current one is."""
    now = first_month(300, seed=2)
    later = next_month(now, np.array([], dtype=np.int64), 0.0, seed=2)
    for column, before in (
        ("revenue_before", "revenue_now"),
        ("revenue_earlier", "revenue_before"),
    ):
        was = now[before] / FEATURES[before].per_unit
        found = later[column] / FEATURES[column].per_unit
        assert (was - found).between(0, 1, inclusive="left").all()
