"""The champion is the simplest to explain among equals."""

import pandas as pd
import pytest

from ml.champion import choose_champion

BEST = ("support_vector_machine", 0.913, 0.0, 0.0)


def board(*rows: tuple[str, float, float, float]) -> pd.DataFrame:
    columns = ["roc_auc", "roc_auc_behind_lower", "log_loss_behind_lower"]
    return pd.DataFrame(rows, columns=["candidate", *columns])


@pytest.mark.parametrize(
    ("rows", "champion"),
    [
        ([BEST, ("additive_splines", 0.90, 0.01, 0.01)], "additive_splines"),
        (
            [BEST, ("additive_splines", 0.85, 0.011, 0.0)],
            "support_vector_machine",
        ),
        (
            [BEST, ("additive_splines", 0.91, 0.0, 0.011)],
            "support_vector_machine",
        ),
        (
            [
                ("published_svc_c05", 0.93, 0.0, 0.0),
                ("dummy", 0.92, 0.0, 0.0),
                ("extra_trees", 0.91, 0.0, 0.0),
                ("additive_splines", 0.85, 0.05, 0.05),
            ],
            "extra_trees",
        ),
        ([("dummy", 0.5, 0.0, 0.0)], "dummy"),
    ],
    ids=[
        "additive wins within the margin",
        "it tells classes apart worse",
        "its risks are worse",
        "for comparison",
        "nothing else",
    ],
)
def test_the_rule(rows, champion):
    assert choose_champion(board(*rows)) == champion


def test_a_request_overrides():
    rows = BEST, ("additive_splines", 0.908, 0.0, 0.0)
    assert choose_champion(board(*rows), "support_vector_machine") == BEST[0]


def test_an_unknown_request_names_the_known_ones():
    with pytest.raises(ValueError, match=r"'xgboost'.*additive_splines"):
        choose_champion(board(("additive_splines", 0.9, 0.0, 0.0)), "xgboost")
