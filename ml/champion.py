"""Which candidate scores the customers."""

from collections.abc import Sequence
from dataclasses import dataclass

from ml.params import ADDITIVE, CANDIDATES, NOT_ELIGIBLE, TIE_P_VALUE


class UnknownChampionError(ValueError):
    """A champion was asked for that no candidate is called."""


@dataclass(frozen=True)
class Standing:
    """A candidate's result on the grouped folds."""

    candidate: str
    roc_auc: float
    p_value_against_best: float


def choose_champion(standings: Sequence[Standing], requested: str = "") -> str:
    """The champion's name.

    The requested candidate, if any. Else the additive model, which explains
    itself and scores in SQL, when it ties with the best (corrected p-value of at
    least `TIE_P_VALUE`); else the best one. The published configurations and the
    baseline stand for comparison: they can be requested, but do not win. Raises
    UnknownChampionError for a name that was not compared.
    """
    names = [standing.candidate for standing in standings]
    if requested:
        if requested not in names:
            raise UnknownChampionError(
                f"champion '{requested}' is unknown; choose one of: "
                f"{', '.join(names or CANDIDATES)}."
            )
        return requested
    tied = [
        standing.candidate
        for standing in standings
        if standing.p_value_against_best >= TIE_P_VALUE
    ]
    if ADDITIVE in tied:
        return ADDITIVE
    eligible = [
        standing for standing in standings if standing.candidate not in NOT_ELIGIBLE
    ]
    best = max(eligible or standings, key=lambda standing: standing.roc_auc)
    return best.candidate
