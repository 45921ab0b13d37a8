"""The generator of demo exports, run as a user runs it."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest
from sklearn.compose import make_column_transformer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, SplineTransformer

ROOT = Path(__file__).resolve().parents[2]
SEEDS = ROOT / "seeds" / "exports"
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
NEAR_COPY = [
    "Тип сервиса",
    "Разрешить сообщать",
    "Маркет_актив_тек_мес",
    "Длительность",
    "Популярная_категория",
    "Средний_просмотр_категорий_за_визит",
    "Неоплаченные_продукты_штук_квартал",
]
LABEL = "Покупательская активность"


def run_python(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run this Python from the root of the project."""
    command = [sys.executable, *arguments]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False
    )


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command, as `python -m` does, from the root of the project."""
    return run_python("-m", "one_click.demo.exports", *arguments)


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Return a function that generates exports in a folder, once per arguments."""
    folders: dict[tuple[str, ...], Path] = {}

    def generate(*arguments: str) -> Path:
        if arguments not in folders:
            folder = tmp_path_factory.mktemp("store") / "its 'own' экспорт"
            result = run(*arguments, "--output", str(folder))
            assert result.returncode == 0, result.stderr
            folders[arguments] = folder
        return folders[arguments]

    return generate


def read(folder: Path, export: str) -> pd.DataFrame:
    """Read one generated CSV export."""
    if export == "money":
        return pd.read_csv(folder / "money.csv", sep=";", decimal=",")
    return pd.read_csv(folder / f"{export}.csv")


def read_wide(folder: Path) -> pd.DataFrame:
    """Read the CSV exports into one row per customer."""
    wide = read(folder, "market_file").set_index("id")
    for export in ("market_money", "market_time"):
        values = (
            read(folder, export).pivot(index="id", columns="Период").droplevel(0, 1)
        )
        wide = wide.join(values.add_prefix(f"{export} "))
    return wide.join(read(folder, "money").set_index("id"))


def test_the_same_seed_gives_the_committed_demo_byte_for_byte(exports):
    if not (SEEDS / "market_file.csv").read_text().split("\n")[1].startswith("500001,"):
        pytest.skip("seeds/exports holds a store's own files, not the demo exports")
    for export in HEADERS:
        generated = (exports() / f"{export}.csv").read_bytes()
        assert generated == (SEEDS / f"{export}.csv").read_bytes(), export


def test_another_seed_gives_other_files(exports):
    for export in HEADERS:
        other = (exports("--seed", "8") / f"{export}.csv").read_bytes()
        assert other != (exports() / f"{export}.csv").read_bytes(), export


@pytest.mark.parametrize("export", HEADERS)
def test_files_are_written_as_the_store_writes_them(exports, export):
    content = (exports() / f"{export}.csv").read_bytes()
    assert content.count(b"\r\n") == content.count(b"\n") == content.count(b"\r")
    header, *rows, end = content.decode("utf-8").split("\r\n")
    assert header == HEADERS[export]
    assert end == ""
    assert pd.Series(rows).str.fullmatch(ROWS[export]).all()


def test_no_unfinished_files_stay_behind(exports):
    names = sorted(path.name for path in exports().iterdir())
    assert names == sorted(f"{export}.csv" for export in HEADERS)


def test_every_customer_is_in_every_export_with_every_period(exports):
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
def test_oddities_are_planted_at_any_size(exports, customers):
    wide = read_wide(exports("--customers", str(customers)))
    inactive = (wide.filter(like="предыдущий") == 0).all(axis=1)
    assert inactive.sum() == max(1, customers // 500)
    assert (wide.loc[inactive, "Акционные_покупки"] == 0).all()
    assert (wide.loc[~inactive].filter(like="market_money") > 0).all(axis=None)
    current = wide["market_money текущий_месяц"]
    outliers = current > 10 * current.median()
    assert outliers.sum() == max(1, customers // 1500)
    assert current[outliers].div(current.median()).between(15, 25).all()


def test_misspellings_are_as_frequent_as_in_the_store(exports):
    wide = read_wide(exports())
    assert (wide["Тип сервиса"] == "стандартт").sum() in range(5, 20)
    assert wide["Популярная_категория"].nunique() == 6
    assert (wide["Популярная_категория"] == "Косметика и аксесуары").mean() > 0.1


def test_near_copies_share_seven_columns_and_mostly_the_label(exports):
    market = read(exports(), "market_file")
    copies = market[market.duplicated(NEAR_COPY, keep=False)]
    assert 0.18 < len(copies) / len(market) < 0.28
    assert not market.drop(columns="id").duplicated().any()
    agree = copies.groupby(NEAR_COPY)[LABEL].nunique() == 1
    assert 0.55 < agree.mean() < 0.9


def test_neither_order_nor_id_tells_the_label(exports):
    decreased = read(exports(), "market_file")[LABEL] == "Снизилась"
    auc = roc_auc_score(decreased, np.arange(len(decreased)))
    assert abs(auc - 0.5) < 0.05
    assert (decreased != decreased.shift()).mean() > 0.4


@pytest.mark.parametrize("customers", [1500, 30_000])
def test_shares_people_decide_on_are_those_of_a_plausible_store(exports, customers):
    wide = read_wide(exports("--customers", str(customers)))
    decreased = wide[LABEL] == "Снизилась"
    premium = wide["Тип сервиса"] == "премиум"
    beauty = wide["Популярная_категория"] == "Техника для красоты и здоровья"
    hunters = wide["Акционные_покупки"] >= 0.5
    hunters &= wide["Прибыль"] > wide["Прибыль"].mean()
    assert abs(decreased.mean() - 0.38) < 0.03
    assert abs((wide["Разрешить сообщать"] == "да").mean() - 0.74) < 0.03
    assert abs(premium.mean() - 0.29) < 0.03
    assert 0.02 < (premium & beauty).mean() < 0.06
    assert 0.04 < hunters.mean() < 0.09
    assert 0.7 < decreased[hunters].mean() < 0.9
    unpaid = wide["Неоплаченные_продукты_штук_квартал"]
    assert 0.15 < (unpaid >= 5).mean() < 0.25


@pytest.mark.parametrize("customers", [1500, 30_000])
def test_labels_can_be_learnt_but_not_perfectly(exports, customers):
    wide = read_wide(exports("--customers", str(customers))).head(3000)
    numbers = wide.select_dtypes("number").drop(columns="Прибыль")
    X, y = wide.drop(columns=LABEL), wide[LABEL] == "Снизилась"
    model = make_pipeline(
        make_column_transformer(
            (SplineTransformer(knots="quantile"), list(numbers)),
            (OneHotEncoder(), ["Популярная_категория"]),
        ),
        LogisticRegression(C=0.3, max_iter=2000),
    )
    folds = GroupKFold(5, shuffle=True, random_state=0)
    groups = wide.groupby(NEAR_COPY).ngroup()
    risk = cross_val_predict(
        model, X, y, groups=groups, cv=folds, method="predict_proba"
    )
    assert 0.88 < roc_auc_score(y, risk[:, 1]) < 0.93


def test_parquet_holds_the_values_of_csv(exports):
    for export in HEADERS:
        path = exports("--format", "parquet") / f"{export}.parquet"
        parquet = duckdb.read_parquet(str(path)).df()
        pd.testing.assert_frame_equal(
            parquet, read(exports(), export), check_dtype=False, check_exact=True
        )


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("--customers", "99"), "--customers must be 100 to 50,000,000, not 99"),
        (("--customers", "many"), "--customers: invalid int value: 'many'"),
        (("--seed", "-1"), "--seed must be 0 or more, not -1"),
        (("--format", "xlsx"), "--format: invalid choice: 'xlsx'"),
        (("--output", __file__), "cannot write to"),
    ],
)
def test_bad_arguments_are_refused_in_one_sentence(arguments, complaint):
    result = run(*arguments)
    assert result.returncode != 0
    assert complaint in result.stderr
    assert result.stderr.startswith("generate_exports: ")
    assert len(result.stderr.splitlines()) == 1


def test_what_was_there_before_is_replaced_whole(tmp_path):
    for export in HEADERS:
        (tmp_path / f"{export}.csv").write_text("old " * 100_000)
    assert run("--customers", "100", "--output", str(tmp_path)).returncode == 0
    for export in HEADERS:
        assert "old" not in (tmp_path / f"{export}.csv").read_text()


def test_a_write_that_fails_leaves_the_old_files(tmp_path):
    assert run("--customers", "100", "--output", str(tmp_path)).returncode == 0
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    command = (
        "from one_click.demo import exports as g;"
        "g.SELECTS['money'] = 'select no_such_column from customers';"
        f"g.main(['--customers', '200', '--output', {str(tmp_path)!r}])"
    )
    assert run_python("-c", command).returncode != 0
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
