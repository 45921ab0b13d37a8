"""The rule that chooses which candidate scores the customers."""

import pandas as pd

from ml.params import ADDITIVE, CANDIDATES, PUBLISHED

# From this corrected p-value against the best candidate on, a candidate ties with it.
TIE_P_VALUE = 0.05

# These stand on the leaderboard for comparison, and become champion on request alone.
NOT_ELIGIBLE = ("dummy", *PUBLISHED)


def choose_champion(board: pd.DataFrame, requested: str = "") -> str:
    """Return the champion's name.

    `board` has `candidate`, `roc_auc` and `p_value_against_best` on the grouped folds.
    The requested candidate wins, if any. Else the additive model wins, which explains
    itself and scores in SQL, when it ties with the best; else the best one that is not
    in `NOT_ELIGIBLE`. Raises ValueError for a name that was not compared.
    """
    names = board["candidate"]
    if requested:
        if requested not in set(names):
            raise ValueError(
                f"champion '{requested}' is unknown; choose one of: "
                f"{', '.join(names if len(names) else CANDIDATES)}."
            )
        return requested
    if ADDITIVE in set(names[board["p_value_against_best"] >= TIE_P_VALUE]):
        return ADDITIVE
    eligible = board[~names.isin(NOT_ELIGIBLE)]
    best = board if eligible.empty else eligible
    return str(best.loc[best["roc_auc"].idxmax(), "candidate"])
