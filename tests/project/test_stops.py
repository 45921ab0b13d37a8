"""Tests of the data that stop a build do so before the tables they protect."""

import pytest

STOPS = (
    *("few_rows_are_rejected", "both_labels_are_known", "exports_belong_together"),
    *("customers_are_known", "training_succeeded", "segments_are_complete"),
)
# A mart, and what must not change before it is known that the build is a good one.
PROTECTED = ("customer_offers", "offer_history", "customers")


def before(manifest: dict, node: str) -> set[str]:
    """The nodes that must be built before a node, itself among them."""
    found, waiting = set(), [node]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += manifest["parent_map"].get(one, [])
    return found


@pytest.mark.parametrize("stop", STOPS)
def test_marts_wait_for_it(manifest: dict, stop: str) -> None:
    """dbt lets a model wait for a test whose tables all come before it, and no other."""
    (test,) = (
        node
        for node in manifest["nodes"].values()
        if node["resource_type"] == "test" and node["name"] == stop
    )
    read = set(manifest["parent_map"][test["unique_id"]])
    for name in PROTECTED:
        model = f"model.one_click_retention.{name}"
        assert read <= before(manifest, model) - {model}, name
