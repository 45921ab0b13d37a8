"""A model that learns half from the labels and half from what another model expects."""

from typing import Self

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, ClassifierMixin, clone
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import BaseCrossValidator, cross_val_predict
from sklearn.pipeline import Pipeline


class Distilled(ClassifierMixin, BaseEstimator):
    """Fit `student` to the mean of the label and the risk that `teacher` expects.

    The teacher's risks are out-of-fold on `cv`, so that it tells of no label it has seen
    (Hinton, Vinyals & Dean 2015; there with the training risks), and Platt-scaled (1999),
    for trees stay too near the middle. The student is a pipeline whose last step, `model`,
    takes sample weights: each customer counts twice, as one who decreases with the weight
    of that mean, and as one who does not with the rest.
    """

    def __init__(
        self,
        student: Pipeline,
        teacher: Pipeline,
        cv: BaseCrossValidator,
        label_share: float = 0.5,
    ) -> None:
        self.student = student
        self.teacher = teacher
        self.cv = cv
        self.label_share = label_share

    def fit(self, X: pd.DataFrame, y: np.ndarray) -> Self:
        """Fit teacher and student; `y` is 0 or 1, shape (rows,)."""
        scores = cross_val_predict(
            clone(self.teacher), X, y, cv=self.cv, method="predict_proba"
        )[:, [1]]
        expected = (
            LogisticRegression(C=np.inf).fit(scores, y).predict_proba(scores)[:, 1]
        )
        target = self.label_share * y + (1 - self.label_share) * expected
        self.student_ = clone(self.student).fit(
            pd.concat([X, X], ignore_index=True),
            np.repeat([1, 0], len(X)),
            model__sample_weight=np.r_[target, 1 - target],
        )
        self.classes_ = self.student_.classes_
        return self

    def predict_proba(self, X: pd.DataFrame) -> np.ndarray:
        """Return the student's probabilities, shape (rows, 2)."""
        return self.student_.predict_proba(X)

    def predict(self, X: pd.DataFrame) -> np.ndarray:
        """Return the student's classes, shape (rows,)."""
        return self.student_.predict(X)
