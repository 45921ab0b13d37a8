"""The notebook's reasons: the features that raise a customer's risk most, in words."""

from pathlib import Path

import numpy as np
import pandas as pd

from ml.features import CATEGORICAL, FEATURES, ID, NUMERIC

REASONS = 3
UNKNOWN = {"ru": "неизвестно", "en": "unknown"}
OTHERS = {"ru": ", у похожих покупателей ", "en": ", similar customers "}
CONSENT = {"ru": {True: "да", False: "нет"}, "en": {True: "yes", False: "no"}}
NO_REASON = -1


def top_reasons(contributions: pd.DataFrame) -> np.ndarray:
    """The features that add most, as places in `FEATURES`; (customers, 3).

    The alphabet decides between equal ones; -1 where nothing more raises the risk.
    """
    names = sorted(FEATURES)
    values = contributions[names].to_numpy()
    top = np.argsort(-values, axis=1, kind="stable")[:, :REASONS]
    places = np.array([FEATURES.index(name) for name in names])[top]
    return np.where(np.take_along_axis(values, top, axis=1) > 0, places, NO_REASON)


def named(ids: pd.Series, top: np.ndarray) -> pd.DataFrame:
    """One row per customer: the names of the features, null where there is none."""
    names = np.array([*FEATURES, None], dtype=object)[top]
    columns = [f"reason_{number + 1}" for number in range(REASONS)]
    return pd.DataFrame(names, columns=columns, index=ids.index).assign(**{ID: ids})


def in_words(
    features: pd.DataFrame, scores: pd.DataFrame, top: np.ndarray, reference: Path
) -> pd.DataFrame:
    """The reasons in Russian and English, by customer id.

    Each names the feature and its value, and beside a number what is typical of
    customers of the same category who are not at risk.
    """
    labels = pd.read_csv(reference / "feature_names.csv").set_index("feature")
    calm = features[~scores["is_at_risk"].to_numpy()]
    typical = calm.groupby("favourite_category")[list(NUMERIC)].median()
    texts = {
        language: np.full(top.shape, None, dtype=object) for language in ("ru", "en")
    }
    for place, feature in enumerate(FEATURES):
        is_here = top == place
        customers = features.loc[is_here.any(axis=1)]
        for language, text in texts.items():
            if feature in CATEGORICAL:
                value = category_words(customers[feature], reference, language)
            else:
                decimals = int(labels.at[feature, "decimals"])
                similar = customers["favourite_category"].map(
                    shown(typical[feature], decimals)
                )
                value = shown(customers[feature], decimals).fillna(UNKNOWN[language])
                value = value + (OTHERS[language] + similar).fillna("")
            # A feature is one of a customer's reasons once at most.
            text[is_here] = (labels.at[feature, f"name_{language}"] + ": ") + value
    columns = {
        f"reason_{number + 1}_{language}": text[:, number]
        for language, text in texts.items()
        for number in range(REASONS)
    }
    return pd.DataFrame(columns, index=pd.Index(features[ID], name=ID))


def shown(numbers: pd.Series, decimals: int) -> pd.Series:
    """Numbers as people want to see them; halves are rounded away from zero."""
    scale = 10**decimals
    rounded = np.sign(numbers) * np.floor(numbers.abs() * scale + 0.5) / scale + 0.0
    texts = rounded.map(f"{{:.{decimals}f}}".format).astype(object)
    return texts.where(numbers.notna())


def category_words(values: pd.Series, reference: Path, language: str) -> pd.Series:
    """The words of a category in one language."""
    if values.name == "has_consent":
        return values.map(CONSENT[language])
    file = {"service_level": "service_levels", "favourite_category": "categories"}
    known = pd.read_csv(reference / f"{file[values.name]}.csv")
    known = known[known["is_canonical"]].set_index(values.name)
    column = {"ru": "spelling", "en": "name_en"}[language]
    return values.map(known[column]).fillna(UNKNOWN[language])
