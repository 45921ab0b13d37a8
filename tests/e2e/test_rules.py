"""Rules and settings that cannot be are refused by name and row, before anything runs."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from builds import Build
from checkout import Project, Result, copy_build
from databases import fingerprint

slow = pytest.mark.slow


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
    assert "OK created" not in result.output
    assert fingerprint(project.root / "published") == before
    return result


def replace(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), encoding="utf-8")


OFFERS = [
    (
        "abandoned_basket,,email,0.02",
        "abandoned_baskets,,email,0.02",
        "«abandoned_baskets»",
    ),
    ("email,0.02,0.10", "email,-0.02,0.10", "cost_per_contact is «-0.02»"),
    ("email,0.02,0.10", "email,0.02,1.10", "assumed_risk_reduction is «1.10»"),
    ("email,0.02,0.10", "letter,0.02,0.10", "channel holds «letter»"),
    ("email,0.02,0.10", "on_site,0.02,0.10", "costs nothing"),
    ("email,0.02,0.10,,", "email,0.02,0.10,2.5,", "max_customers is «2.5»"),
    ("email,0.02,0.10,,", "email,0.02,0.10,,pets", "picks holds «pets»"),
    ("Basket reminder,", ",", "name_en is empty"),
    ("basket_reminder,aban", "Basket reminder,aban", "a code of small Latin letters"),
]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [OFFERS[0], *[pytest.param(*case, marks=slow) for case in OFFERS[1:]]],
)
def test_an_offer_that_cannot_be_is_refused_by_row(
    project: Project, rules: Path, old: str, new: str, said: str
) -> None:
    """The sentence names the file, the row and what is wrong in it."""
    replace(rules / "offers.csv", old, new)
    result = refused(project)
    place = "seeds/rules/offers.csv, row 2 ("
    assert any(place in line and said in line for line in result.lines), result.output


@slow
def test_an_offer_that_stands_twice_is_refused(project: Project, rules: Path) -> None:
    file = rules / "offers.csv"
    lines = file.read_text(encoding="utf-8").splitlines()
    file.write_text("\n".join([*lines, lines[1]]) + "\n", encoding="utf-8")
    said = (
        f"row {len(lines) + 1} (basket_reminder): the code stands in more than one row"
    )
    assert said in refused(project).output


SEGMENTS = [
    ("high_value_at_risk,1,", "high_value_at_risk,2,", "stands in more than one row"),
    ("high_value_at_risk,1,", "high_value_at_risk,first,", "priority is «first»"),
    ("high_value_at_risk,1,", "valuable,1,", "models/segments/valuable.sql"),
    ("High-value customers at risk", "", "name_en is empty"),
]


@slow
@pytest.mark.parametrize(("old", "new", "said"), SEGMENTS)
def test_a_segment_that_cannot_be_is_refused_by_row(
    project: Project, rules: Path, old: str, new: str, said: str
) -> None:
    replace(rules / "segments.csv", old, new)
    result = refused(project)
    place = "seeds/rules/segments.csv, row 2 ("
    assert any(place in line and said in line for line in result.lines), result.output


@slow
def test_a_segment_without_a_row_is_refused(project: Project, rules: Path) -> None:
    file = rules / "segments.csv"
    lines = file.read_text(encoding="utf-8").splitlines()
    file.write_text("\n".join(lines[:-1]) + "\n", encoding="utf-8")
    assert "no row for models/segments/for_kids.sql" in refused(project).output


SETTINGS = [
    ("{campaing_budget: 10}", "campaing_budget is not a var"),
    ("{promo_share_high: 50}", "promo_share_high is «50»"),
    ("{holdout_share: lots}", "holdout_share is «lots»"),
    ("{threshold_policy: best}", "threshold_policy is «best»"),
    ("{risk_band_medium: 0.7}", "risk_band_high is «0.6»"),
    ("{as_of: november}", "as_of is «november»"),
    ("{measured_effect: {letter: 0.1}}", "«letter»"),
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
