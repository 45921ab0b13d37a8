"""Lists that stand in two places agree: of exports, features and segments."""

import csv
from pathlib import Path

import yaml

import ml.features
from one_click.bench.scoring import SCORING_MODELS

NOT_FEATURES = ["customer_id", "activity", "is_trainable"]
# Files of models/segments/ that are no segment.
NO_SEGMENT = {"segment_inputs", "customer_segments"}


def read_csv(path: Path, delimiter: str = ",") -> list[dict[str, str]]:
    """The rows of a CSV file by column name."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def test_exports_have_the_columns_of_the_macro(macros: dict, seeds: dict) -> None:
    """The YAML of the seeds and the header check know the same columns."""
    described = {
        name: list(node["columns"])
        for name, node in seeds.items()
        if node["original_file_path"].startswith("seeds/exports/")
    }
    assert described == macros["export_columns"]


def test_demo_exports_have_these_columns(root: Path, macros: dict) -> None:
    """So do the files."""
    headers = {}
    for name in macros["export_columns"]:
        delimiter = ";" if name == "money" else ","
        rows = read_csv(root / "seeds" / "exports" / f"{name}.csv", delimiter)
        headers[name] = list(rows[0])
    assert headers == macros["export_columns"]


def test_export_columns_are_text(seeds: dict, macros: dict) -> None:
    """Every column of an export is loaded as the text it is, by name."""
    for name, columns in macros["export_columns"].items():
        assert seeds[name]["config"]["column_types"] == dict.fromkeys(
            columns, "varchar"
        )


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


def test_segment_lists_agree(root: Path, models: dict) -> None:
    """segments.csv, the files and their union name the same segments."""
    rules = {row["segment"] for row in read_csv(root / "seeds/rules/segments.csv")}
    files = {path.stem for path in (root / "models" / "segments").glob("*.sql")}
    parents = models["customer_segments"]["depends_on"]["nodes"]
    united = {name.split(".")[-1] for name in parents if name.startswith("model.")}
    assert files - NO_SEGMENT == rules
    assert united == rules


def test_segment_priorities_are_an_order(root: Path) -> None:
    """1, 2, 3 …: two segments with one priority would make the primary one luck."""
    rows = read_csv(root / "seeds" / "rules" / "segments.csv")
    priorities = sorted(int(row["priority"]) for row in rows)
    assert priorities == list(range(1, len(rows) + 1))


def test_settings_agree(root: Path, macros: dict) -> None:
    """dbt_project.yml holds the values, the macro what they may be."""
    project = yaml.safe_load((root / "dbt_project.yml").read_text(encoding="utf-8"))
    assert set(macros["settings"]) == set(project["vars"])


def test_offers_answer_to_segments_that_exist(root: Path) -> None:
    """An offer for a misspelt segment would be offered to nobody, in silence."""
    known = {row["segment"] for row in read_csv(root / "seeds/rules/segments.csv")}
    for offer in read_csv(root / "seeds" / "rules" / "offers.csv"):
        assert set(offer["segments"].split("|")) <= known | {"any"}, offer["offer"]


def test_the_benchmark_knows_the_scoring_models(models: dict) -> None:
    """Their names stand there a second time."""
    assert set(SCORING_MODELS) <= set(models)
