"""Exports as other systems write them, in a folder with a difficult name.

One build reads them all: Parquet with types; CSV in parts, with semicolons and decimal
commas, with tabs and a byte order mark, with commas and quoted decimal commas. It also
brings customers without a label, and a few rows that cannot be read. The customers who
are trained on are those of the demo exports, so nothing has to be trained anew.
"""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from builds import Build
from checkout import copy_build
from databases import differences, query, rows, tables
from export_files import (
    CATEGORY,
    CONSENT,
    add_customers,
    read_exports,
    write_csv,
    write_parquet,
)

pytestmark = pytest.mark.slow

FOLDER = "Выгрузка 'ноябрь'; drop table marts.customers; --"
ADDED, UNREADABLE = 40, 3
MISSPELT, NEAREST = "Кухонная посудаа", "Кухонная посуда"


@dataclass(frozen=True)
class Formats:
    """The build, the customers it brought, and those of them that cannot be read."""

    build: Build
    added: list[int]
    unreadable: list[int]


@pytest.fixture(scope="module")
def formats(
    build: Callable[..., Build],
    demo_again: Build,
    tmp_path_factory: pytest.TempPathFactory,
) -> Formats:
    folder = tmp_path_factory.mktemp("formats")
    project = copy_build(demo_again.project, folder / "project")
    frames, added = add_customers(
        read_exports(project.root / "seeds" / "exports"), ADDED
    )
    exports = folder / FOLDER
    exports.mkdir()
    unreadable = added[-UNREADABLE:]

    market_file = frames["market_file"]
    is_unreadable = market_file["id"].isin([str(customer) for customer in unreadable])
    market_file.loc[is_unreadable, CATEGORY] = MISSPELT
    market_file.loc[market_file["id"] == str(added[0]), CONSENT] = ""
    numbers = market_file.columns[4:8]
    market_file[numbers] = market_file[numbers].map(lambda text: text.replace(".", ","))
    middle = len(market_file) // 2
    write_csv(market_file[:middle], exports / "market_file_1.csv", ";")
    reordered = market_file[middle:][market_file.columns[::-1]]
    write_csv(reordered, exports / "market_file_2.csv", ";")

    typed = frames["market_money"].astype({"id": "int64", "Выручка": "float64"})
    write_parquet(typed, exports / "market_money.parquet")
    write_csv(frames["market_time"], exports / "market_time.csv", "\t", bom=True)
    write_csv(frames["money"], exports / "money.csv", ",")
    return Formats(
        build(project, f"EXPORTS={exports}", "VARS={new_source: true}"),
        added,
        unreadable,
    )


def test_every_format_gives_the_same_values(
    demo_again: Build, formats: Formats
) -> None:
    """Staging rows of the demo's customers are the same as from the seeds."""
    first = min(formats.added)

    def staging(build: Build) -> dict:
        found = tables(build.project.warehouse, ("staging",))
        return {
            name: (columns, [row for row in kept if row[0] < first])
            for name, (columns, kept) in found.items()
            if '"stg_' in name
        }

    assert len(staging(formats.build)) == 4
    assert differences(staging(demo_again), staging(formats.build)) == []


def test_nothing_is_trained_anew(demo_again: Build, formats: Formats) -> None:
    """Customers without a label change no training data: the run is known."""
    assert "is trained already" in formats.build.result.output
    run = "select run_id from scoring.model_runs where is_current"
    assert rows(formats.build.database, run) == rows(demo_again.database, run)


def test_unlabelled_customers_are_scored_by_the_fitted_model(formats: Formats) -> None:
    """Each active one has a risk that is not out-of-fold: no fold held it out."""
    scores = query(formats.build.database, "from scoring.churn_scores")
    added = scores[scores["customer_id"].isin(formats.added)]
    assert len(added) == ADDED - UNREADABLE
    assert added["churn_risk"].between(0, 1, inclusive="neither").all()
    assert not added["is_out_of_fold"].any()


def test_labelled_customers_keep_their_risk(
    demo_again: Build, formats: Formats
) -> None:
    """Who else is in the files does not move a risk."""
    risks = "select customer_id, churn_risk, is_out_of_fold from scoring.churn_scores"
    before = set(rows(demo_again.database, risks))
    assert before <= set(rows(formats.build.database, risks))


def test_unreadable_rows_are_kept_with_their_reason(formats: Formats) -> None:
    """A few unknown values stop nothing: they are listed with the nearest known one."""
    rejected = rows(
        formats.build.project.warehouse,
        "select export, customer_id, reason, raw_values from staging.rejected_rows",
    )
    assert {int(customer) for _, customer, _, _ in rejected} == set(formats.unreadable)
    for export, _, reason, raw_values in rejected:
        assert export == "market_file"
        assert f"«{MISSPELT}»; nearest known: «{NEAREST}»" in reason
        assert MISSPELT in raw_values


def test_unreadable_rows_are_reported(formats: Formats) -> None:
    """The person at the shell learns of them without looking into a table."""
    warnings = [line for line in formats.build.result.lines if "WARN" in line]
    assert any(MISSPELT in line or "reject" in line.lower() for line in warnings)


def test_rows_add_up(formats: Formats) -> None:
    """Rows in = rows kept + rows rejected, for every export."""
    found = rows(
        formats.build.database,
        "select export, rows_in - rows_kept - rows_rejected, rows_rejected "
        "from staging.input_reconciliation order by export",
    )
    assert found == [
        ("market_file", 0, UNREADABLE),
        ("market_money", 0, 0),
        ("market_time", 0, 0),
        ("money", 0, 0),
    ]


def test_unreadable_customers_stay_countable(formats: Formats) -> None:
    """They are known, incomplete, and have no score and no offer."""
    found = rows(
        formats.build.database,
        "select customer_id, status, reason, churn_risk, offer is null "
        "from (select customer_id, status, status_reason as reason, churn_risk, offer "
        "from marts.customers) order by customer_id",
    )
    unreadable = [row for row in found if row[0] in formats.unreadable]
    reason = "no row in market_file"
    assert unreadable == [
        (customer, "incomplete", reason, None, True) for customer in formats.unreadable
    ]


def test_no_answer_is_no_consent(formats: Formats) -> None:
    """An empty answer permits nothing but the site."""
    customer = formats.added[0]
    found = rows(
        formats.build.database,
        "select has_consent, channel from marts.customers "
        f"where customer_id = {customer}",
    )
    assert found[0][0] is False
    assert found[0][1] in (None, "on_site")


@pytest.mark.slow
def test_some_labels_missing_in_the_store_files(
    demo: Build, build: Callable[..., Build], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Known customers whose label is emptied are scored by a model without them."""
    from checkout import copy_project
    from export_files import LABEL, write_exports

    folder = tmp_path_factory.mktemp("some_labels")
    project = copy_project(folder / "project")
    frames = read_exports(project.root / "seeds" / "exports")
    frames["market_file"].loc[::5, LABEL] = ""
    exports = write_exports(frames, folder / "exports")
    unlabelled = set(frames["market_file"]["id"][::5].astype(int))
    found = build(project, f"EXPORTS={exports}", "VARS={new_source: true}")
    scores = query(found.database, "from scoring.churn_scores")
    is_unlabelled = scores["customer_id"].isin(unlabelled)
    assert is_unlabelled.sum() > 250
    assert not scores.loc[is_unlabelled, "is_out_of_fold"].any()
    assert scores.loc[~is_unlabelled, "is_out_of_fold"].all()
