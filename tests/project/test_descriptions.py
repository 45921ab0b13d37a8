"""Every model and column says what it is, and every model is tested."""

from pathlib import Path

import yaml

MODEL_FILES = (".sql", ".py")


def documented(root: Path, folder: str, suffixes: tuple[str, ...]) -> list[Path]:
    """Files of a folder, at any depth, that need a YAML file beside them."""
    return [
        path for path in sorted((root / folder).rglob("*")) if path.suffix in suffixes
    ]


def names_in(path: Path) -> list[str]:
    """The models and seeds that a YAML file describes."""
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    return [
        node["name"] for kind in ("models", "seeds") for node in content.get(kind, [])
    ]


def test_every_file_has_its_yaml_beside_it(root: Path) -> None:
    """File = model = relation: the YAML of the same name describes it alone."""
    files = documented(root, "models", MODEL_FILES) + documented(
        root, "seeds", (".csv",)
    )
    assert len(files) > 50
    wrong = [
        str(file.relative_to(root))
        for file in files
        if not file.with_suffix(".yml").exists()
        or names_in(file.with_suffix(".yml")) != [file.stem]
    ]
    assert wrong == []


def test_no_yaml_describes_what_is_gone(root: Path) -> None:
    """A file that was renamed took its YAML with it."""
    made = {
        path.with_suffix(".yml")
        for path in documented(root, "models", MODEL_FILES)
        + documented(root, "seeds", (".csv",))
    }
    described = documented(root, "models", (".yml",)) + documented(
        root, "seeds", (".yml",)
    )
    left = [path for path in described if names_in(path) and path not in made]
    assert left == []


def test_every_model_and_seed_is_described(models: dict, seeds: dict) -> None:
    """In words, and the first ones are the grain."""
    nodes = [*models.values(), *seeds.values()]
    silent = [node["name"] for node in nodes if len(node["description"].strip()) < 20]
    assert silent == []
    without_grain = [
        node["name"]
        for node in models.values()
        if not node["description"].startswith("One row")
    ]
    assert without_grain == []


def test_every_column_is_described(models: dict, seeds: dict) -> None:
    """Each column that YAML names has words, and each model names some."""
    nodes = [*models.values(), *seeds.values()]
    assert [node["name"] for node in nodes if not node["columns"]] == []
    silent = [
        f"{node['name']}.{column['name']}"
        for node in nodes
        for column in node["columns"].values()
        if not column["description"].strip()
    ]
    assert silent == []


# A row of a file has no key.
WITHOUT_KEY = {
    f"base_{name}" for name in ("market_file", "market_money", "market_time", "money")
}


def test_every_model_and_seed_has_a_key(
    manifest: dict, models: dict, seeds: dict
) -> None:
    """`unique` and `not_null` on a column, or `unique_combination`; exports are files."""
    tests: dict[tuple[str, str], set[str]] = {}
    for node in manifest["nodes"].values():
        if node["resource_type"] == "test" and node.get("test_metadata"):
            place = (node["attached_node"], node.get("column_name") or "")
            tests.setdefault(place, set()).add(node["test_metadata"]["name"])
    keyed = {
        model
        for (model, _), names in tests.items()
        if {"unique", "not_null"} <= names or "unique_combination" in names
    }
    exports = {name for name, node in seeds.items() if node["fqn"][1] == "exports"}
    keyless = {
        name
        for name, node in (models | seeds).items()
        if node["unique_id"] not in keyed and name not in exports
    }
    assert keyless == WITHOUT_KEY


def test_public_tables_have_contracts(models: dict) -> None:
    """The feature mart and every mart promise their columns and types; marts are public."""
    marts = {name for name, node in models.items() if node["fqn"][1] == "marts"}
    assert len(marts) > 15
    loose = [
        name
        for name in {*marts, "customer_features"}
        if not models[name]["contract"]["enforced"]
    ]
    assert loose == []
    assert [name for name in marts if "published" not in models[name]["tags"]] == []
    assert [name for name in marts if models[name]["access"] != "public"] == []


def test_only_monitoring_has_memory(models: dict) -> None:
    """A full refresh drops nothing there; elsewhere every table is built anew."""
    remembering = {
        name: node
        for name, node in models.items()
        if node["config"]["materialized"] == "incremental"
    }
    assert {node["fqn"][1] for node in remembering.values()} == {"monitoring"}
    assert {node["config"]["full_refresh"] for node in remembering.values()} == {False}
