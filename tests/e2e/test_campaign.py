"""The campaign: the best plan, an honest control group, and a list that may be sent."""

import csv
import hashlib
import io
from collections import defaultdict

import pandas as pd
import pytest
from builds import Build
from checkout import copy_build
from databases import query, rows, tables
from planning import best_plan

FORMULA = "=cmd|' /C calc'!A0; =1+1 \"quoted\""
UNTOUCHED = ("reference", "staging", "intermediate", "features", "scoring")
PROMO_SEGMENTS = {"promo_hunters_profitable", "buyers_on_sale"}


@pytest.mark.parametrize(
    "build_name", ["demo", pytest.param("real", marks=pytest.mark.slow)]
)
def test_plan_is_within_one_percent_of_the_best(
    build_name: str, request: pytest.FixtureRequest
) -> None:
    """Against an exact solver, on the same candidates and limits."""
    database = request.getfixturevalue(build_name).project.warehouse
    candidates = query(
        database,
        "select * from marts.offer_candidates where not is_holdout "
        "order by customer_id, offer",
    )
    limits = query(database, "select * from offers.allocation_limits")
    planned = query(
        database,
        "select sum(expected_profit)::double as profit, sum(cost_per_contact)::double "
        "as cost from marts.customer_offers where not is_holdout",
    )
    best = best_plan(candidates, limits)
    assert 0.99 * best <= planned["profit"].item() <= best * 1.0002
    assert planned["cost"].item() > 10


def is_withheld(risks: pd.DataFrame, campaign: str, salt: str, share: float) -> set:
    """The rule of the control group, in another language than the project's SQL."""

    def draw(value: object) -> float:
        digest = hashlib.md5(f"{salt}|{campaign}|{value}".encode()).digest()
        return int.from_bytes(digest[:4], "big") / 2**32

    strata = defaultdict(list)
    for row in risks.itertuples():
        stratum = int(row.has_consent) * 10 + int(row.churn_risk * 9.999)
        strata[stratum].append((draw(row.customer_id), row.customer_id))
    held = set()
    for stratum, customers in strata.items():
        size = int(len(customers) * share + draw(stratum))
        held |= {customer for _, customer in sorted(customers)[:size]}
    return held


@pytest.mark.slow
def test_control_group_follows_from_the_salt(demo: Build) -> None:
    """The same on every machine and in every build, and a tenth of all."""
    groups = query(
        demo.project.warehouse,
        "select g.customer_id, g.is_holdout, b.has_consent, b.churn_risk "
        "from offers.campaign_groups as g "
        "inner join segments.segment_inputs as b using (customer_id)",
    )
    ((campaign,),) = rows(
        demo.database, "select distinct campaign from marts.customer_offers"
    )
    held = set(groups.loc[groups["is_holdout"], "customer_id"])
    assert held == is_withheld(groups, campaign, "one-click", 0.1)
    assert held != is_withheld(groups, campaign, "another salt", 0.1)
    assert 0.09 < len(held) / len(groups) < 0.11


def test_treated_and_control_carry_the_same_risk(demo: Build) -> None:
    """Of all, of those contacted, and of those the site speaks to.

    The draw is within strata of the risk. A channel takes a part of each stratum, so chance
    has more room there: redrawn 500 times, 0.066 standard deviations in the demo exports, and
    three of these are allowed.
    """
    offers = query(
        demo.database,
        "select is_holdout, churn_risk, channel = 'on_site' as is_on_site "
        "from marts.customer_offers",
    )
    for group, most in (
        (offers, 0.1),
        (offers[offers["is_on_site"]], 0.2),
        (offers[~offers["is_on_site"]], 0.2),
    ):
        risk = group.groupby("is_holdout")["churn_risk"].mean()
        assert abs(risk[True] - risk[False]) < most * group["churn_risk"].std()


def test_nobody_is_recommended_the_category_they_buy_anyway(demo: Build) -> None:
    """Cross-category picks leave out the customer's own, and some have picks."""
    picked = rows(
        demo.database,
        "select o.picks, c.favourite_category from marts.customer_offers as o "
        "inner join marts.customers as c using (customer_id) where o.picks is not null",
    )
    assert len(picked) > 20
    assert all(own not in picks.split("|") for picks, own in picked)


def test_promo_hunters_get_services_and_no_discount(demo: Build) -> None:
    """Who buys on sale anyway is not paid for it once more."""
    offered = rows(
        demo.database,
        "select distinct o.offer from marts.offer_candidates as o "
        "inner join segments.customer_segments as s using (customer_id) "
        "where s.segment = 'promo_hunters_profitable'",
    )
    codes = {offer for (offer,) in offered}
    assert "free_services" in codes
    discounts = {"cumulative_loyalty_discount", "repeat_purchase_coupon"}
    assert not codes & (discounts | {"basket_promo_code", "quantity_deal"})


@pytest.fixture(scope="module")
def changed(
    build, demo_again: Build, tmp_path_factory: pytest.TempPathFactory
) -> Build:
    """A build after it in which an offer has a hostile name and one threshold moved."""
    folder = tmp_path_factory.mktemp("changed")
    project = copy_build(demo_again.project, folder / "project")
    file = project.root / "seeds" / "rules" / "offers.csv"
    with file.open(encoding="utf-8", newline="") as lines:
        offers = list(csv.DictReader(lines))
    offers[-1] |= {
        "name_ru": FORMULA,
        "text_ru": "+7 (495)\n=2*3",
        "text_en": "@sum(1)",
    }
    with file.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, offers[0])
        writer.writeheader()
        writer.writerows(offers)
    return build(project, "VARS={promo_share_high: 0.7, campaign_list_bom: false}")


def campaign_list(build: Build) -> tuple[bytes, list[dict[str, str]]]:
    """The bytes of the list for the CRM, and its rows."""
    (file,) = (build.project.root / "published").glob("campaign_*.csv")
    content = file.read_bytes()
    text = io.StringIO(content.decode("utf-8-sig"), newline="")
    return content, list(csv.DictReader(text))


def test_list_is_what_a_crm_and_excel_read(demo: Build) -> None:
    """UTF-8 with a mark, a row per customer who is sent something, texts filled in."""
    content, listed = campaign_list(demo)
    assert content.startswith(b"\xef\xbb\xbf")
    assert list(listed[0])[:3] == ["customer_id", "store_id", "campaign"]
    offered = "select customer_id from marts.customer_offers where not is_holdout"
    ids = [int(row["customer_id"]) for row in listed]
    assert sorted(ids) == [
        customer for (customer,) in sorted(rows(demo.database, offered))
    ]
    assert all(row["message_ru"] and "{" not in row["message_ru"] for row in listed)
    assert any("Косметика" in row["message_ru"] for row in listed)


def test_lists_by_channel_add_up_to_the_plan(demo: Build) -> None:
    """Their rows and their profit; the control group is in none, and has its own list."""
    published = demo.project.root / "published"
    listed = [
        row
        for file in published.glob("list_*.csv")
        for row in csv.DictReader(
            io.StringIO(file.read_text("utf-8-sig"), newline=""), delimiter=";"
        )
    ]
    planned = query(
        demo.database,
        "select count(*) as customers, sum(expected_profit)::double as profit "
        "from marts.customer_offers where not is_holdout",
    ).iloc[0]
    profit = sum(float(row["expected_profit"].replace(",", ".")) for row in listed)
    assert len(listed) == len({row["customer_id"] for row in listed})
    assert len(listed) == planned["customers"]
    assert profit == pytest.approx(planned["profit"])
    (file,) = published.glob("control_*.csv")
    control = csv.DictReader(io.StringIO(file.read_text("utf-8-sig")), delimiter=";")
    withheld = "select customer_id from marts.customer_offers where is_holdout"
    ids = {row["customer_id"] for row in control}
    assert ids == {str(customer) for (customer,) in rows(demo.database, withheld)}
    assert not ids & {row["customer_id"] for row in listed}


@pytest.mark.slow
def test_formulas_in_a_list_are_text(changed: Build) -> None:
    """No cell can start one, quotes and line breaks stay whole, no mark if unwanted."""
    content, listed = campaign_list(changed)
    assert not content.startswith(b"\xef\xbb\xbf")
    assert all(None not in row and None not in row.values() for row in listed)
    hostile = [row for row in listed if row["offer"] == "related_goods_block"]
    assert hostile
    assert hostile[0]["offer_name_ru"] == (
        "'=cmd|' /C calc'!A0;' =1+1 \"quoted\"".replace(";' =", ";' =")
    )
    assert hostile[0]["message_ru"] == "'+7 (495)\n'=2*3"
    assert hostile[0]["message_en"] == "'@sum(1)"


@pytest.mark.slow
def test_a_threshold_changes_what_depends_on_it(
    demo_again: Build, changed: Build
) -> None:
    """Risks and the other segments stay to the digit; what was in force is on record."""
    before = tables(demo_again.database)
    after = tables(changed.database)
    untouched = [name for name in before if name.split('"')[1] in UNTOUCHED]
    assert len(untouched) > 10
    assert [name for name in untouched if before[name] != after[name]] == []
    assert segments(demo_again) ^ segments(changed) == {
        member
        for member in segments(demo_again) ^ segments(changed)
        if member[1] in {*PROMO_SEGMENTS, "others_at_risk"}
    }
    assert segments(demo_again) != segments(changed)
    in_force = "select value from marts.settings where setting = 'promo_share_high'"
    assert rows(demo_again.database, in_force) == [("0.5",)]
    assert rows(changed.database, in_force) == [("0.7",)]


def segments(build: Build) -> set[tuple[int, str]]:
    """Who is in which segment."""
    return set(
        rows(
            build.database,
            "select customer_id, segment from segments.customer_segments",
        )
    )
