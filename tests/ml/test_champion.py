"""The champion is the simplest to explain among equals."""

import pandas as pd
import pytest

from ml.champion import choose_champion

BEST = ("support_vector_machine", 0.913, 1.0)


def board(*rows: tuple[str, float, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["candidate", "roc_auc", "p_value_against_best"])


@pytest.mark.parametrize(
    ("rows", "champion"),
    [
        ([BEST, ("additive_splines", 0.908, 0.05)], "additive_splines"),
        (
            [BEST, ("extra_trees", 0.91, 0.6), ("additive_splines", 0.85, 0.049)],
            "support_vector_machine",
        ),
        (
            [
                ("published_svc_c05", 0.93, 1.0),
                ("dummy", 0.92, 0.9),
                ("extra_trees", 0.91, 0.5),
                ("additive_splines", 0.85, 0.01),
            ],
            "extra_trees",
        ),
        ([("dummy", 0.5, 1.0)], "dummy"),
    ],
    ids=["additive wins a tie", "it is worse", "for comparison", "nothing else"],
)
def test_the_rule(rows, champion):
    assert choose_champion(board(*rows)) == champion


def test_a_request_overrides():
    rows = BEST, ("additive_splines", 0.908, 0.3)
    assert choose_champion(board(*rows), "support_vector_machine") == BEST[0]


def test_an_unknown_request_names_the_known_ones():
    with pytest.raises(ValueError, match=r"'xgboost'.*additive_splines"):
        choose_champion(board(("additive_splines", 0.9, 1.0)), "xgboost")
