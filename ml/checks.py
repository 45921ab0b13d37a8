"""What stands in the way of training, in one sentence."""

import pandas as pd

from ml.features import DECREASED, FEATURES, ID, LABEL, SAME
from ml.params import (
    CANDIDATES,
    CLASS_ROWS_MIN,
    LEADERBOARDS,
    THRESHOLD_POLICIES,
    Settings,
)


def settings_problem(settings: Settings) -> str | None:
    """Why these settings cannot be followed, or None."""
    if settings.leaderboard not in LEADERBOARDS:
        return (
            f"leaderboard '{settings.leaderboard}' is unknown; "
            f"choose one of: {', '.join(LEADERBOARDS)}."
        )
    if settings.threshold_policy not in THRESHOLD_POLICIES:
        return (
            f"threshold_policy '{settings.threshold_policy}' is unknown; "
            f"choose one of: {', '.join(THRESHOLD_POLICIES)}."
        )
    if not 0 < settings.recall_target <= 1:
        return (
            f"recall_target is {settings.recall_target}; "
            "it is a share above 0 and at most 1."
        )
    if settings.champion and settings.champion not in CANDIDATES:
        return (
            f"champion '{settings.champion}' is unknown; "
            f"choose one of: {', '.join(CANDIDATES)}; or leave it empty."
        )
    return None


def missing_columns(training: pd.DataFrame) -> list[str]:
    """Columns that training needs and the frame lacks."""
    return [name for name in (ID, LABEL, *FEATURES) if name not in training.columns]


def data_problem(training: pd.DataFrame) -> str | None:
    """Why these rows cannot be trained on, or None."""
    absent = missing_columns(training)
    if absent:
        return f"The training data lack the columns: {', '.join(absent)}."
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
    """Why no model can be trained, in one sentence a user can act on, or None.

    Covers unknown settings, missing columns, repeated ids, unknown labels, one
    class only and too few customers of a class. A constant or an empty feature
    is no problem: it adds nothing to any model.
    """
    return settings_problem(settings) or data_problem(training)
