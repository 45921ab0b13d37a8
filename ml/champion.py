"""The rule that chooses which candidate scores the customers."""

import pandas as pd

from ml.params import ADDITIVE, CANDIDATES, MARGINS, PUBLISHED

# These stand on the leaderboard for comparison, and become champion on request alone.
NOT_ELIGIBLE = ("dummy", *PUBLISHED)


def choose_champion(board: pd.DataFrame, requested: str = "") -> str:
    """Return the champion's name.

    `board` has `candidate`, `roc_auc`, `roc_auc_behind_lower` and
    `log_loss_behind_lower` on the grouped folds. The requested candidate wins, if any.
    Else the additive model wins, which explains itself and scores in SQL, unless a lower
    bound shows it to be behind the best by more than a margin of `ml.params.MARGINS`;
    then the best one that is not in `NOT_ELIGIBLE`. Raises ValueError for a name that was not compared.
    """
    names = board["candidate"]
    if requested:
        if requested not in set(names):
            raise ValueError(
                f"champion '{requested}' is unknown; choose one of: "
                f"{', '.join(names if len(names) else CANDIDATES)}."
            )
        return requested
    is_within = pd.Series(True, index=board.index)
    for metric, margin in MARGINS.items():
        is_within &= board[f"{metric}_behind_lower"] <= margin
    if ADDITIVE in set(names[is_within]):
        return ADDITIVE
    eligible = board[~names.isin(NOT_ELIGIBLE)]
    best = board if eligible.empty else eligible
    return str(best.loc[best["roc_auc"].idxmax(), "candidate"])
