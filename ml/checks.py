"""Reasons why no model can be trained, each in one sentence."""

import pandas as pd

from ml.features import DECREASED, FEATURES, ID, LABEL, SAME
from ml.params import (
    CANDIDATES,
    CLASS_ROWS_MIN,
    LEADERBOARDS,
    RETRAIN,
    THRESHOLD_POLICIES,
    Settings,
)

# Columns of the training data that no model sees: how many rows a sample stands for.
ROWS_BEHIND = ("labelled_rows",)


def settings_problem(settings: Settings) -> str | None:
    """Return why these settings cannot be followed, or None."""
    for name, value, choices in (
        ("leaderboard", settings.leaderboard, LEADERBOARDS),
        ("threshold_policy", settings.threshold_policy, THRESHOLD_POLICIES),
        ("retrain", settings.retrain, RETRAIN),
    ):
        if value not in choices:
            return f"{name} '{value}' is unknown; choose one of: {', '.join(choices)}."
    if settings.champion and settings.champion not in CANDIDATES:
        return (
            f"champion '{settings.champion}' is unknown; "
            f"choose one of: {', '.join(CANDIDATES)}; or leave it empty."
        )
    if not 0 < settings.recall_target <= 1:
        return (
            f"recall_target is {settings.recall_target}; "
            "it is a share above 0 and at most 1."
        )
    return None


def missing_columns(training: pd.DataFrame) -> list[str]:
    """Return the columns that training needs and the frame lacks."""
    return [name for name in (ID, LABEL, *FEATURES) if name not in training.columns]


def data_problem(training: pd.DataFrame) -> str | None:
    """Return why no model can be trained on these rows, or None."""
    absent = missing_columns(training)
    if absent:
        return f"The training data lack the columns: {', '.join(absent)}."
    known = {ID, LABEL, *ROWS_BEHIND, *FEATURES}
    if unknown := [name for name in training.columns if name not in known]:
        return (
            f"The training data have the column {unknown[0]}, which is no feature of "
            "ml/features.py."
        )
    ids = training[ID]
    if ids.isna().any() or ids.duplicated().any():
        return f"The training data hold a missing or repeated {ID}."
    values = training[LABEL].astype(object)
    if values.isna().any():
        return f"The training data hold customers without {LABEL}."
    unknown = sorted({str(value) for value in values if value not in (DECREASED, SAME)})
    if unknown:
        return (
            f"The training data hold the {LABEL} '{unknown[0]}'; "
            f"expected '{DECREASED}' or '{SAME}'."
        )
    counts = {name: int((values == name).sum()) for name in (DECREASED, SAME)}
    found = f"found {counts[DECREASED]} '{DECREASED}' and {counts[SAME]} '{SAME}'"
    if 0 in counts.values():
        return f"Training needs customers of both activities: {found}."
    if min(counts.values()) < CLASS_ROWS_MIN:
        return f"Training needs {CLASS_ROWS_MIN} customers of each activity: {found}."
    return None


def training_problem(training: pd.DataFrame, settings: Settings) -> str | None:
    """Return in one sentence why no model can be trained, or None.

    The sentence names unknown settings, missing columns, repeated ids, unknown labels,
    a missing class or a class of too few customers. A constant or an empty feature is
    no problem: it adds nothing to any model.
    """
    return settings_problem(settings) or data_problem(training)
