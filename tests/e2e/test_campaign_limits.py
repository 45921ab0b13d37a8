"""Budget and number of contacts, set by the user for one run."""

import json
from pathlib import Path

import pytest
from builds import Build
from checkout import Project, copy_build
from databases import rows

CONTACTS = """
    select customer_id, cost_per_contact, is_holdout
    from marts.customer_offers
    where channel <> 'on_site'
"""


@pytest.fixture(scope="module")
def project(demo_again: Build, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project that has been built, to build its offers anew in."""
    return copy_build(
        demo_again.project, tmp_path_factory.mktemp("campaign") / "project"
    )


def contacts(database: Path) -> tuple[int, float]:
    """How many customers are contacted, and what that costs; the holdout is not."""
    costs = [cost for _, cost, is_held in rows(database, CONTACTS) if not is_held]
    return len(costs), float(sum(costs))


def build_offers(project: Project, limits: dict[str, float]) -> tuple[int, float]:
    """The contacts and their cost under these limits."""
    result = project.dbt(
        "build", "--select", "allocation_limits+", "--vars", json.dumps(limits)
    )
    assert result.code == 0, result.output
    return contacts(project.warehouse)


def test_default_limits_are_kept(demo: Build) -> None:
    """At most 600 contacts for at most 150 units, and not next to none either."""
    count, cost = contacts(demo.database)
    assert 100 < count <= 600
    assert cost <= 150


@pytest.mark.slow
def test_tiny_number_of_contacts_is_kept(project: Project) -> None:
    """Seven contacts are seven, however large the budget."""
    count, _ = build_offers(project, {"max_contacts": 7, "campaign_budget": 1000})
    assert count == 7


@pytest.mark.slow
def test_tiny_budget_is_kept_and_used(demo: Build, project: Project) -> None:
    """A budget of 3 is never passed, and less than one dear contact is left of it.

    It contacts others than a large one does, and withholds from the same customers.
    """
    count, cost = build_offers(project, {"campaign_budget": 3})
    assert count > 0
    assert 3 - 0.8 < cost <= 3
    # On the site everybody else is still served, so each keeps the same place.
    held = "select customer_id from marts.customer_offers where is_holdout order by all"
    assert rows(project.warehouse, held) == rows(demo.database, held)


@pytest.mark.slow
def test_no_budget_leaves_the_site(project: Project) -> None:
    """Without money nobody is contacted, and the site still makes its offers."""
    assert build_offers(project, {"campaign_budget": 0}) == (0, 0)
    assert rows(project.warehouse, "select count(*) from marts.customer_offers") > [
        (100,)
    ]


def test_who_was_contacted_is_left_alone_for_a_while(
    demo: Build, tmp_path: Path
) -> None:
    """With one contact in three months, last month's are not contacted in this one.

    Offers on the site are no contacts, and control customers were not contacted. Both kinds of
    offers treat a customer, whose label of last month is then the last one without a campaign.
    """
    project = copy_build(demo.project, tmp_path / "project")
    sent = {
        customer
        for customer, _, is_held in rows(demo.database, CONTACTS)
        if not is_held
    }
    (month,) = rows(
        demo.database, "select distinct campaign from marts.customer_offers"
    )
    year, number = map(int, month[0].split("-"))
    later = f"{year + number // 12}-{number % 12 + 1:02d}"
    limits = {"as_of": later, "max_contacts_per_customer": 1}
    models = ["recent_contacts", "eligible_offers", "untreated_labels"]
    result = project.dbt("run", "--select", *models, "--vars", json.dumps(limits))
    assert result.code == 0, result.output
    open_to = "select distinct customer_id from offers.eligible_offers where {}"
    contactable = {
        one for (one,) in rows(project.warehouse, open_to.format("is_contact"))
    }
    reachable = {
        one for (one,) in rows(project.warehouse, open_to.format("not is_contact"))
    }
    assert len(sent) > 100
    assert rows(
        project.warehouse,
        "select customer_id, contacts from offers.recent_contacts order by all",
    ) == [(customer, 1) for customer in sorted(sent)]
    treated = rows(
        project.warehouse,
        "select customer_id, campaign from monitoring.offer_history "
        "inner join features.customer_features using (customer_id) "
        "where not is_holdout and is_trainable order by all",
    )
    assert treated == rows(
        project.warehouse, "select * from scoring.untreated_labels order by all"
    )
    assert contactable and not contactable & sent
    assert sent <= reachable
