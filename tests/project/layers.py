"""Who may ref whom: the layer rule, and what breaks it."""

# What a model of a layer may ref beside its own layer.
SEGMENTS_MAY_REF = {"features", "scoring", "intermediate", "rules"}
OFFERS_MAY_REF = {"segments", "reference", "monitoring", *SEGMENTS_MAY_REF}
MAY_REF = {
    "exports": set(),
    "staging": {"exports", "reference"},
    "intermediate": {"staging"},
    "features": {"staging", "intermediate"},
    "scoring": {"features", "reference", "monitoring"},
    "segments": SEGMENTS_MAY_REF,
    "offers": OFFERS_MAY_REF,
    "monitoring": {"staging", "marts", "offers", *OFFERS_MAY_REF},
    "trends": {"monitoring"},
    "marts": {"offers", "trends", *OFFERS_MAY_REF},
    "semantic": {"marts"},
}
EXPOSURES_MAY_REF = {"marts"}
SEMANTIC_MODELS_MAY_REF = {"marts"}


def layer(node: dict) -> str:
    """The folder of a model or seed below models/ or seeds/."""
    return node["original_file_path"].split("/")[1]


def wrong_edges(manifest: dict) -> list[str]:
    """Each ref that climbs, skips or leaves the layers, as a sentence."""
    nodes = {
        name: node
        for name, node in manifest["nodes"].items()
        if node["resource_type"] in ("model", "seed", "snapshot")
    }
    found = []
    for node in nodes.values():
        if node["resource_type"] != "model":
            continue
        own = layer(node)
        if own not in MAY_REF:
            found.append(f"{node['name']} stands in {own}, a layer without a rule")
            continue
        found += [
            f"{own}.{node['name']} refs {layer(nodes[parent])}.{nodes[parent]['name']}"
            for parent in node["depends_on"]["nodes"]
            if parent in nodes and layer(nodes[parent]) not in MAY_REF[own] | {own}
        ]
        found += [
            f"{own}.{node['name']} reads the source {parent}: exports are seeds or files"
            for parent in node["depends_on"]["nodes"]
            if parent.startswith("source.")
        ]
    for kind, may_ref in (
        ("exposure", EXPOSURES_MAY_REF),
        ("semantic_model", SEMANTIC_MODELS_MAY_REF),
    ):
        found += [
            f"{kind} {user['name']} refs {layer(nodes[parent])}.{parent}"
            for user in manifest[f"{kind}s"].values()
            for parent in user["depends_on"]["nodes"]
            if parent in nodes and layer(nodes[parent]) not in may_ref
        ]
    return found
