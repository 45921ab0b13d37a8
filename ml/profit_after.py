"""Profit after a campaign, less what was known before it (CUPED).

Deng, Xu, Kohavi and Walker 2013: what the covariates explain is no effect of the campaign,
and taking it out makes the interval narrower.
"""

from dataclasses import dataclass

import numpy as np

from ml.differences import Moments

STRATA = 10  # tenths of the risk
# A variance below this share of the mean square is rounding, not spread.
ROUNDING = 1e-12


@dataclass(frozen=True)
class Profits:
    """Profit before and after of one side of the draw, by stratum: (strata,) each."""

    n: np.ndarray
    before: np.ndarray
    after: np.ndarray
    before_squared: np.ndarray
    after_squared: np.ndarray
    before_after: np.ndarray

    def plain(self) -> Moments:
        """Return the moments of the profit after."""
        n = self.n.sum()
        if not n:
            return Moments()
        mean = self.after.sum() / n
        return Moments(int(n), mean, _variance(self.after_squared.sum() / n, mean**2))

    def moments(self) -> tuple[np.ndarray, np.ndarray]:
        """Return means (3,) and products (3, 3) of the covariates and the profit after.

        The covariates are the profit before, and its product with the risk in the middle
        of the stratum: a customer at risk has more to lose.
        """
        n, risk = self.n.sum(), (np.arange(STRATA) + 0.5) / STRATA
        squares = [(self.before_squared * risk**power).sum() for power in range(3)]
        after = [(self.before_after * risk**power).sum() for power in range(2)]
        means = np.array(
            [self.before.sum(), (self.before * risk).sum(), self.after.sum()]
        )
        products = np.array(
            [
                [squares[0], squares[1], after[0]],
                [squares[1], squares[2], after[1]],
                [after[0], after[1], self.after_squared.sum()],
            ]
        )
        return means / max(n, 1), products / max(n, 1)


def without_covariates(treated: Profits, control: Profits) -> tuple[Moments, Moments]:
    """Return the moments of the profit after, less what was known before of it.

    CUPED: the slopes are those within the groups, so that the effect itself is not
    explained away.
    """
    sides = []
    for side in (treated, control):
        means, products = side.moments()
        spread = products - np.outer(means, means)
        # What is left of equal values is rounding.
        spread = np.where(np.abs(spread) > ROUNDING * np.abs(products), spread, 0.0)
        sides.append((int(side.n.sum()), means, spread))
    shared = np.sum([n * spread for n, _, spread in sides], axis=0)
    slopes = np.linalg.lstsq(shared[:2, :2], shared[:2, 2], rcond=1e-10)[0]
    weights = np.append(-slopes, 1.0)

    def rest(n: int, means: np.ndarray, spread: np.ndarray) -> Moments:
        if not n:
            return Moments()
        outcome = weights @ means
        variance = weights @ spread @ weights
        is_spread = variance > ROUNDING * abs(spread[2, 2])
        return Moments(n, float(outcome), float(variance) if is_spread else 0.0)

    treated_rest, control_rest = (rest(*side) for side in sides)
    return treated_rest, control_rest


def _variance(mean_square: float, explained: float) -> float:
    """Subtract two large numbers; 0 where only rounding is left."""
    rest = mean_square - explained
    return rest if rest > ROUNDING * abs(mean_square) else 0.0
