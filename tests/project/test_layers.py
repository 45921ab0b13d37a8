"""References never skip or climb layers; `layers.py` holds the rule."""

import copy

import pytest
from layers import MAY_REF, layer, wrong_edges


def edge_planted(manifest: dict, child: str, parent: str) -> dict:
    """The manifest with one ref more."""
    planted = copy.deepcopy(manifest)
    nodes = {node["name"]: node for node in planted["nodes"].values()}
    nodes[child]["depends_on"]["nodes"].append(nodes[parent]["unique_id"])
    return planted


def test_no_edge_breaks_the_rule(manifest: dict) -> None:
    """Of all refs between models and seeds."""
    assert wrong_edges(manifest) == []


def test_every_layer_has_models(models: dict[str, dict]) -> None:
    """The rule is about layers that exist; models/exports is for a folder of exports."""
    assert {layer(node) for node in models.values()} | {"exports"} == set(MAY_REF)


@pytest.mark.parametrize(
    ("child", "parent"),
    [
        ("customer_features", "churn_scores"),
        ("customer_features", "market_file"),
        ("int_minutes_by_customer", "customer_features"),
        ("int_minutes_by_customer", "market_time"),
        ("stg_money", "offers"),
        ("churn_scores", "customer_status"),
        ("churn_scores", "customers"),
        ("eligible_offers", "customers"),
        ("eligible_offers", "stg_money"),
        ("customer_segments", "categories"),
        ("customer_segments", "stg_money"),
        ("customers", "stg_money"),
        ("customers", "money"),
    ],
)
def test_planted_edge_is_found(manifest: dict, child: str, parent: str) -> None:
    """The check itself fails where a wrong ref is put into the manifest."""
    found = wrong_edges(edge_planted(manifest, child, parent))
    assert len(found) == 1
    assert child in found[0]
    assert parent in found[0]


def test_planted_layer_is_found(manifest: dict) -> None:
    """A folder that the rule does not know needs a rule, not luck."""
    planted = copy.deepcopy(manifest)
    for node in planted["nodes"].values():
        if node["name"] == "customers":
            node["original_file_path"] = "models/odds_and_ends/customers.sql"
    assert "customers stands in odds_and_ends, a layer without a rule" in wrong_edges(
        planted
    )


@pytest.mark.parametrize("kind", ["exposure", "semantic_model"])
def test_planted_user_of_marts_is_found(
    manifest: dict, models: dict[str, dict], kind: str
) -> None:
    """What people see is made of marts."""
    planted = copy.deepcopy(manifest)
    parents = [models[name]["unique_id"] for name in ("customers", "churn_scores")]
    planted[f"{kind}s"][f"{kind}.planted"] = {
        "name": "planted",
        "depends_on": {"nodes": parents},
    }
    assert [edge.split(".")[0] for edge in wrong_edges(planted)] == [
        f"{kind} planted refs scoring"
    ]
