"""A seed is loaded by dbt itself: what it would read wrong is refused with the way out."""

from pathlib import Path

import pytest
from damages import Damage, Same, stops_at_file
from real_files import ALL

from one_click.exports import check, seeds
from one_click.exports.problems import InputProblem
from one_click.paths import EXPORT_SEEDS

READ = [
    damage for damage in ALL if "seeds" in damage.ways and not stops_at_file(damage)
]


@pytest.mark.parametrize("damage", [pytest.param(one, id=one.name) for one in READ])
def test_a_seed_is_loadable_or_refused(damage: Damage, exports: Path) -> None:
    """Whatever a folder is read with is either read by dbt too, or refused."""
    damage.do(exports)
    refusals = []
    for name, seed in seeds.seeds(EXPORT_SEEDS).items():
        there = seeds.Seed(exports / f"{name}.csv", seed.column_types, seed.delimiter)
        try:
            seeds.check_form(there)
        except InputProblem as problem:
            refusals.append(str(problem))
    if isinstance(damage.outcome, Same) and not damage.outcome.as_seed:
        assert refusals
        assert all("make build EXPORTS=seeds/" in refusal for refusal in refusals)
    else:
        assert refusals == []


def test_the_seeds_of_the_project_are_as_they_should_be(tmp_path: Path) -> None:
    """The demo exports, the reference and the rules."""
    seeds.check_seeds()
    assert set(check.check_exports(tmp_path, "", "")) == set(seeds.seeds(EXPORT_SEEDS))


def test_a_missing_seed_is_named(tmp_path: Path) -> None:
    seed = seeds.Seed(tmp_path / "money.csv", {"id": "varchar"}, ";")
    with pytest.raises(InputProblem, match=r"money.csv is missing in .*Found: no CSV"):
        seeds.check_text(seed)
