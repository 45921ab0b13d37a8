"""What people see is named in both languages, has an owner, and is made of what is there."""

import re

BOTH_LANGUAGES = re.compile(r"[А-Яа-яё].* · .*[A-Za-z]")


def test_exposures_say_what_they_are(manifest: dict) -> None:
    exposures = manifest["exposures"].values()
    assert {each["name"] for each in exposures} >= {"report", "campaign_list", "bi"}
    for exposure in exposures:
        assert BOTH_LANGUAGES.search(exposure["label"]), exposure["name"]
        assert BOTH_LANGUAGES.search(exposure["owner"]["name"]), exposure["name"]
        assert len(exposure["description"]) > 40, exposure["name"]


def test_exposures_stand_on_published_tables(manifest: dict) -> None:
    for exposure in manifest["exposures"].values():
        parents = [manifest["nodes"][name] for name in exposure["depends_on"]["nodes"]]
        assert parents, exposure["name"]
        for parent in parents:
            assert "published" in parent["tags"], (exposure["name"], parent["name"])


def test_metrics_are_named_in_both_languages(manifest: dict) -> None:
    metrics = manifest["metrics"].values()
    assert len(metrics) > 10
    for metric in metrics:
        assert BOTH_LANGUAGES.search(metric["label"]), metric["name"]
        assert len(metric["description"]) > 20, metric["name"]
