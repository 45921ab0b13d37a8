"""Every damage of the table: met by the check of files, or by staging."""

from pathlib import Path

import pytest
from damages import Damage, Incomplete, Refused, Rejected, Same, stops_at_file
from real_files import ALL
from staging import Staging

from one_click.exports.check import check_exports
from one_click.exports.problems import InputProblem

AT_FILE = [damage for damage in ALL if stops_at_file(damage)]
READ = [damage for damage in ALL if not stops_at_file(damage)]


def names(damages: list[Damage]) -> list:
    return [pytest.param(damage, id=damage.name) for damage in damages]


@pytest.mark.parametrize("damage", names(AT_FILE))
def test_file_is_refused_in_a_sentence(
    damage: Damage, exports: Path, tmp_path: Path
) -> None:
    """It names the file, and the line where there is one, and what was expected."""
    damage.do(exports)
    with pytest.raises(InputProblem) as refusal:
        check_exports(tmp_path / "copies", str(exports), "")
    sentence = str(refusal.value)
    places = [sentence.find(part) for part in damage.outcome.says]
    assert -1 not in places, sentence
    assert places == sorted(places), sentence
    assert len(sentence.splitlines()) == 1
    assert sentence.isprintable()


@pytest.fixture(scope="module")
def undamaged(staging: Staging, root: Path) -> dict[str, tuple]:
    """What staging makes of the demo exports."""
    with staging.load(root / "seeds" / "exports") as database:
        return staging.fingerprint(database)


@pytest.mark.parametrize("damage", names(READ))
def test_rows_are_kept_or_rejected_with_a_reason(
    damage: Damage, exports: Path, staging: Staging, undamaged: dict[str, tuple]
) -> None:
    """Staging comes to the outcome of the table, and every row is accounted for."""
    damage.do(exports)
    with staging.load(exports) as database:
        assert staging.unaccounted(database) == []
        if isinstance(damage.outcome, Same):
            assert staging.fingerprint(database) == undamaged
        elif isinstance(damage.outcome, Rejected):
            rejected = staging.rejected(database)
            assert {export for export, _ in rejected} == {damage.outcome.export}
            assert len(rejected) == damage.outcome.rows
            assert all(damage.outcome.reason in reason for _, reason in rejected)
        elif isinstance(damage.outcome, Incomplete):
            incomplete = staging.incomplete(database)
            assert len(incomplete) == damage.outcome.customers
            assert all(damage.outcome.reason in reason for reason in incomplete)
        else:
            assert isinstance(damage.outcome, Refused)
            assert staging.fingerprint(database) != undamaged
