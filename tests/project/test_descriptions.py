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
        path.with_suffix(".yml") for path in documented(root, "models", MODEL_FILES)
    }
    made |= {path.with_suffix(".yml") for path in documented(root, "seeds", (".csv",))}
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


def test_every_model_is_tested(manifest: dict, models: dict) -> None:
    """By a data test of its own; what only models read, by that of one it feeds."""
    tested = {
        node.get("attached_node")
        for node in manifest["nodes"].values()
        if node["resource_type"] == "test"
    }
    feeds_tested = {
        parent
        for node in models.values()
        if node["unique_id"] in tested
        for parent in node["depends_on"]["nodes"]
    }
    assert [
        name
        for name, node in models.items()
        if node["unique_id"] not in tested
        and ("published" in node["tags"] or node["unique_id"] not in feeds_tested)
    ] == []


def test_public_tables_have_contracts(models: dict) -> None:
    """The feature mart and every mart promise their columns and types.

    A Python model cannot: it is not published, a SQL model after it is.
    """
    loose = [
        name
        for name, node in models.items()
        if node["original_file_path"].startswith("models/marts/")
        or name == "customer_features"
        if not node["contract"]["enforced"]
        if node["language"] == "sql" or "published" in node["tags"]
    ]
    assert loose == []
