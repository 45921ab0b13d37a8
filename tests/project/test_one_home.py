"""Lists that stand in two places agree: of exports, features and segments."""

import csv
from pathlib import Path

import yaml

import ml.features
from one_click.exports.seeds import seeds as seeds_in
from one_click.paths import EXPORT_SEEDS

NOT_FEATURES = ["customer_id", "activity", "is_trainable"]


def read_csv(path: Path, delimiter: str = ",") -> list[dict[str, str]]:
    """The rows of a CSV file by column name."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def test_exports_are_described_column_by_column(seeds: dict) -> None:
    """dbt and the check of files read one list: the YAML of the seeds, every column text."""
    exports = seeds_in(EXPORT_SEEDS)
    assert set(exports) == {"market_file", "market_money", "market_time", "money"}
    for name, export in exports.items():
        assert list(seeds[name]["columns"]) == export.columns
        assert set(export.column_types.values()) == {"varchar"}
        assert export.delimiter == seeds[name]["config"].get("delimiter", ",")


def test_demo_exports_have_these_columns() -> None:
    """So do the files."""
    for export in seeds_in(EXPORT_SEEDS).values():
        rows = read_csv(export.file, export.delimiter)
        assert list(rows[0]) == export.columns


def test_a_folder_has_a_model_for_each_export(root: Path) -> None:
    """models/exports takes the place of the seeds where exports_dir is set."""
    models = {path.stem for path in (root / "models" / "exports").glob("*.sql")}
    assert models == {f"{name}_from_folder" for name in seeds_in(EXPORT_SEEDS)}


def test_feature_lists_agree(root: Path, macros: dict, models: dict) -> None:
    """scikit-learn, SQL, the contract and the names people read, in one order."""
    contract = [
        name
        for name in models["customer_features"]["columns"]
        if name not in NOT_FEATURES
    ]
    names = read_csv(root / "seeds" / "reference" / "feature_names.csv")
    assert list(ml.features.FEATURES) == contract
    assert macros["feature_columns"] == contract
    assert [row["feature"] for row in names] == contract
    assert macros["category_features"] == list(ml.features.CATEGORICAL)
    assert macros["number_features"] == list(ml.features.NUMERIC)


def test_profit_is_no_feature() -> None:
    """It prices the risk; and neither is the id, which leaks the order of the file."""
    for feature in ml.features.FEATURES:
        assert "profit" not in feature
        assert not feature.endswith("_id")


def test_feature_contract_begins_with_key_and_label(models: dict) -> None:
    """The columns that are no features come first."""
    columns = list(models["customer_features"]["columns"])
    assert columns[: len(NOT_FEATURES)] == NOT_FEATURES


def test_settings_agree(root: Path, macros: dict) -> None:
    """dbt_project.yml holds the values, the macro what they may be."""
    project = yaml.safe_load((root / "dbt_project.yml").read_text(encoding="utf-8"))
    assert set(macros["settings"]) == set(project["vars"])
