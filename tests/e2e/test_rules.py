"""Rules and settings that cannot be are refused by name, before any mart changes."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from builds import Build
from checkout import Project, Result, copy_build
from databases import fingerprint

slow = pytest.mark.slow
# The seeds of the rules, and the models that take them apart.
RULES = ("path:seeds/rules", "categories", "offer_segments", "offer_categories")


@pytest.fixture(scope="module")
def project(demo: Build, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project with a good build, which every error must leave as it is."""
    return copy_build(demo.project, tmp_path_factory.mktemp("rules") / "project")


@pytest.fixture
def rules(project: Project) -> Iterator[Path]:
    """The rules of the project, put back after the test."""
    folder = project.root / "seeds" / "rules"
    kept = {file: file.read_bytes() for file in folder.glob("*.csv")}
    yield folder
    for file, content in kept.items():
        file.write_bytes(content)


def refused(project: Project, *arguments: str) -> Result:
    """The result of a build that must stop before it begins."""
    before = fingerprint(project.root / "published")
    result = project.make("build", *arguments)
    assert result.code != 0, result.output
    assert "Traceback" not in result.output
    assert fingerprint(project.root / "published") == before
    return result


def replace(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), encoding="utf-8")


# A change of the first offer, the test that finds it, and what the test shows.
OFFERS = [
    (
        "abandoned_basket,,email,0.02",
        "abandoned_baskets,,email,0.02",
        "relationships_offer_segments",
        "abandoned_baskets",
    ),
    ("email,0.02,0.10", "email,-0.02,0.10", "offers_keeps_its", "basket_reminder"),
    ("email,0.02,0.10", "email,0.02,1.10", "offers_keeps_its", "basket_reminder"),
    ("email,0.02,0.10", "letter,0.02,0.10", "accepted_values_offers", "letter"),
    ("email,0.02,0.10", "on_site,0.02,0.10", "offers_keeps_its", "basket_reminder"),
    ("email,0.02,0.10,,", "email,0.02,0.10,,pets", "offer_categories", "pets"),
    ("Basket reminder,", ",", "offers_keeps_its", "basket_reminder"),
    ("basket_reminder,aban", "Basket reminder,aban", "offers_keeps", "Basket reminder"),
]
SEGMENTS = [
    ("high_value_at_risk,1,", "high_value_at_risk,2,", "unique_segments_priority", "2"),
    ("high_value_at_risk,1,", "valuable,1,", "segments_are_complete", "valuable.sql"),
    ("High-value customers at risk", "", "segments_keeps_its", "high_value_at_risk"),
]
CASES = [("offers", *case) for case in OFFERS]
CASES += [("segments", *case) for case in SEGMENTS]


@pytest.mark.parametrize(
    ("name", "old", "new", "test", "shown"),
    [CASES[0], *[pytest.param(*case, marks=slow) for case in CASES[1:]]],
)
def test_a_rule_that_cannot_be_fails_a_test_that_shows_it(
    project: Project, rules: Path, name: str, old: str, new: str, test: str, shown: str
) -> None:
    """As failures of tests do: by the name of the test, with the rows it found."""
    replace(rules / f"{name}.csv", old, new)
    result = project.dbt("build", "--select", *RULES)
    assert result.code != 0
    lines = iter(result.lines)
    assert any("FAIL" in line and test in line for line in lines), result.output
    assert any(shown in line for line in lines), result.output


@pytest.mark.parametrize(
    ("new", "column"),
    [
        ("email,two,0.10,,,", "cost_per_contact"),
        ("email,0.02,0.10,2.5x,,", "max_customers"),
    ],
)
def test_a_number_that_is_none_is_refused_by_line(
    project: Project, rules: Path, new: str, column: str
) -> None:
    """Before dbt loads the file, with the line and the column."""
    replace(rules / "offers.csv", "email,0.02,0.10,,,", new)
    result = refused(project)
    assert f"offers.csv, line 2, has a {column} that is none" in result.output


@pytest.mark.slow
def test_a_broken_rule_stops_the_whole_build(project: Project, rules: Path) -> None:
    """Nothing of it is published."""
    file = rules / "segments.csv"
    lines = file.read_text(encoding="utf-8").splitlines()
    file.write_text("\n".join(lines[:-1]) + "\n", encoding="utf-8")
    result = refused(project)
    assert (
        "models/segments/others_at_risk.sql has no row in seeds/rules/segments.csv"
    ) in result.output
    assert "What is published stays as it was." in result.output


SETTINGS = [
    ("{campaing_budget: 10}", "names «campaing_budget», which is not a var"),
    ("{promo_share_high: 50}", "promo_share_high is «50»"),
    ("{profit_lost_share: 30}", "profit_lost_share is «30»"),
    ("{holdout_share: lots}", "holdout_share is «lots»"),
    ("{threshold_policy: best}", "threshold_policy is «best»"),
    ("{risk_band_medium: 0.7}", "risk_band_high is «0.6»"),
    ("{as_of: november}", "as_of is «november»"),
    ("{measured_effect: {care_call: 2}}", "«2»"),
    ("{measured_effect: 0.2}", "measured_effect is «0.2»"),
]


@pytest.mark.parametrize(
    ("settings", "said"),
    [SETTINGS[0], *[pytest.param(*case, marks=slow) for case in SETTINGS[1:]]],
)
def test_a_setting_that_cannot_be_is_refused(
    project: Project, settings: str, said: str
) -> None:
    """A misspelt name too: it would change nothing, in silence."""
    assert said in refused(project, f"VARS={settings}").output


@slow
def test_an_effect_of_an_unknown_offer_is_refused(project: Project) -> None:
    result = refused(project, "VARS={measured_effect: {letter: 0.1}}")
    assert "measured_effect names the offer «letter»" in result.output
