"""Runs of customers whose labels contradict their risk, one after the other by id."""

from pathlib import Path

import numpy as np
import pandas as pd

from ml.features import DECREASED, ID, LABEL, SAME
from ml.frames import table
from ml.params import BLOCKS, Blocks
from ml.store.cache import cached_table
from ml.store.identity import table_hash

LABELS = len((DECREASED, SAME))

LABEL_BLOCKS = {
    "block": "int64",
    LABEL: "str",
    "first_customer_id": "int64",
    "last_customer_id": "int64",
    "customers": "int64",
    "contradictions": "int64",
    "mean_risk": "float64",
    "log_likelihood_ratio": "float64",
    "p_value": "float64",
}


def evidence(is_decreased: bool, risk: np.ndarray, share: float) -> np.ndarray:
    """Return the log-likelihood ratio of each customer of a label to stand in a block.

    In a block a label is wrong with probability `share`, elsewhere never. The risk lies
    in (0, 1) and comes from a model that has not seen the label. Shape (rows,).
    """
    right = risk if is_decreased else 1 - risk
    return np.log((1 - share) + share * (1 - right) / right)


def stretches(places: np.ndarray, customers: int, significance: float) -> np.ndarray:
    """Return the number of the stretch that each customer of a label stands in.

    `places` are ascending places of the label's customers among all `customers` in the
    order of their ids. A stretch ends where so many customers of the other label follow
    that labels in random order would leave such a gap in one store in `1 / significance`
    at most: a file that is sorted by label has neighbours who are none. Shape (rows,).
    """
    share_of_others = 1 - len(places) / max(customers, 1)
    gaps = np.diff(places, prepend=places[:1]) - 1
    chance = len(places) * share_of_others ** np.maximum(gaps, 0)
    return np.cumsum((gaps > 0) & (chance < significance))


def strongest_run(scores: np.ndarray, stretch: np.ndarray) -> tuple[int, int, float]:
    """Return start, end (exclusive) and sum of the run with the largest sum of scores.

    `scores` and the ascending numbers `stretch` have shape (rows,); a run stays inside of
    a stretch. The run is the largest difference of two cumulated sums (Bentley 1984).
    """
    cumulated = np.cumsum(scores)
    # A step down between stretches is deeper than any run is high.
    step = stretch * (np.abs(scores).sum() + 1)
    starts = cumulated - scores - step
    gains = cumulated - step - np.minimum.accumulate(starts)
    last = int(np.argmax(gains))
    return int(np.argmin(starts[: last + 1])), last + 1, float(gains[last])


def _p_value(
    scores: np.ndarray,
    stretch: np.ndarray,
    found: float,
    blocks: Blocks,
    rng: np.random.Generator,
) -> float:
    """Return the share of shuffled orders, and of the found one, with as strong a run.

    The shuffling stops as soon as the share must exceed the significance (Besag &
    Clifford 1991).
    """
    as_strong_max = blocks.significance / LABELS * (1 + blocks.permutations)
    as_strong = 1
    for done in range(1, blocks.permutations + 1):
        shuffled = strongest_run(rng.permutation(scores), stretch)
        as_strong += shuffled[2] >= found
        if as_strong > as_strong_max:
            return as_strong / (1 + done)
    return as_strong / (1 + blocks.permutations)


def _blocks_of_label(
    ordered: pd.DataFrame, label: str, blocks: Blocks
) -> list[dict[str, object]]:
    """Return the blocks of one label; `ordered` holds all customers in order of their ids.

    What is found is taken out, and the rest is searched again, until nothing is found.
    """
    has_label = (ordered[LABEL] == label).to_numpy()
    ids, risk = (ordered.loc[has_label, name].to_numpy() for name in (ID, "churn_risk"))
    scores = evidence(label == DECREASED, risk, blocks.wrong_share)
    places = np.flatnonzero(has_label)
    stretch = stretches(places, len(ordered), blocks.significance)
    rng = np.random.default_rng(blocks.seed)
    left, found = np.arange(len(ids)), []
    while len(left):
        start, end, gain = strongest_run(scores[left], stretch[left])
        # Both labels are searched, so a p-value counts for both (Bonferroni).
        p_value = LABELS * _p_value(scores[left], stretch[left], gain, blocks, rng)
        if p_value > blocks.significance:
            break
        rows = left[start:end]
        is_decreased = risk[rows] >= 0.5
        found.append(
            {
                LABEL: label,
                "first_customer_id": ids[rows[0]],
                "last_customer_id": ids[rows[-1]],
                "customers": len(rows),
                "contradictions": int((is_decreased != (label == DECREASED)).sum()),
                "mean_risk": risk[rows].mean(),
                "log_likelihood_ratio": gain,
                "p_value": p_value,
            }
        )
        left = np.delete(left, np.arange(start, end))
        # The customers on both sides of the block are no neighbours.
        stretch[left[start:]] += 1
    return found


def label_blocks(
    risks: pd.DataFrame,
    blocks: Blocks = BLOCKS,
    cache_dir: str | Path | None = None,
) -> pd.DataFrame:
    """Return runs of ids within a label whose labels contradict the risk; `LABEL_BLOCKS`.

    `risks` has one row per labelled customer: `customer_id`, `activity` and `churn_risk`
    in (0, 1) by a model that has not seen the label. The run of neighbours of one label
    with the largest log-likelihood ratio for wrong labels is a block where its p-value is
    at most `blocks.significance`: twice the share of shuffled orders that have as strong
    a run (a scan statistic with a permutation test; Kulldorff 1997). It is taken out and
    the rest is searched again, until nothing is found. Customers of the other label
    between the first and the last id are not in the block.
    """
    ordered = risks.sort_values(ID, ignore_index=True)[[ID, LABEL, "churn_risk"]]
    ordered[LABEL] = ordered[LABEL].astype(str)
    return cached_table(
        cache_dir,
        "label_blocks",
        (table_hash(ordered), repr(blocks)),
        LABEL_BLOCKS,
        lambda: _label_blocks(ordered, blocks),
    )


def _label_blocks(ordered: pd.DataFrame, blocks: Blocks) -> pd.DataFrame:
    found = [
        block
        for label in (DECREASED, SAME)
        for block in _blocks_of_label(ordered, label, blocks)
    ]
    found.sort(key=lambda block: (block["first_customer_id"], block[LABEL]))
    return table(
        [{"block": number, **block} for number, block in enumerate(found, start=1)],
        LABEL_BLOCKS,
    )


def is_in_block(customers: pd.DataFrame, blocks: pd.DataFrame) -> np.ndarray:
    """Return whether each customer stands in a block; shape (customers,).

    `customers` has `customer_id` and `activity`, `blocks` is a result of `label_blocks`.
    """
    ids, activity = customers[ID].to_numpy(), customers[LABEL].astype(object).to_numpy()
    inside = np.zeros(len(customers), dtype=bool)
    for block in blocks.itertuples():
        inside |= (
            (activity == block.activity)
            & (ids >= block.first_customer_id)
            & (ids <= block.last_customer_id)
        )
    return inside
