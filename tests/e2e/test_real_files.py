"""A folder of files as people make them, built by the command that they type."""

import pytest
from builds import Build
from checkout import Project, copy_build
from databases import rows
from export_files import EXPORTS, read_exports, write_csv

# Other rows train anew, which takes most of a minute.
pytestmark = pytest.mark.slow

REJECTED = 5


@pytest.fixture(scope="module")
def built(
    demo_again: Build, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Project, str]:
    """A build of ids with zeros before them, and some returns; and what it printed."""
    folder = tmp_path_factory.mktemp("real_files")
    project = copy_build(demo_again.project, folder / "project")
    exports = folder / "Выгрузка №2"
    exports.mkdir()
    for name in EXPORTS:
        frame = read_exports(project.root / "seeds" / "exports")[name]
        frame["id"] = frame["id"].str.zfill(9)
        if name == "market_money":
            frame.loc[: REJECTED - 1, "Выручка"] = "-5,5"
        write_csv(frame, exports / f"{name}.csv", ";")
    result = project.make("build", f"EXPORTS={exports}", "VARS={new_source: true}")
    assert result.code == 0, result.output
    return project, result.output


def test_the_stores_own_ids_come_back(built: tuple[Project, str]) -> None:
    """In the widest table, and in the list for the CRM."""
    project, _ = built
    ids = rows(project.published, "select customer_id, store_id from marts.customers")
    assert ids
    assert all(store_id == f"{customer:09}" for customer, store_id in ids)
    (campaign,) = (project.root / "published").glob("campaign_*.csv")
    header, *lines = campaign.read_text("utf-8-sig").splitlines()
    place = header.split(",").index('"store_id"')
    assert lines
    assert all(line.split(",")[place].startswith('"000') for line in lines)


def test_a_rejected_row_is_told_by_its_cause_and_line(
    built: tuple[Project, str],
) -> None:
    """The cause once, an example, the line it stands in, and the command that shows all."""
    _, output = built
    (sentence,) = (line for line in output.splitlines() if "Выручка is below 0" in line)
    assert f"market_money: {REJECTED} rows were rejected" in sentence
    assert "«-5,5»" in sentence
    assert "make rejects" in sentence
    assert "First seen: market_money.csv, line 2." in sentence
