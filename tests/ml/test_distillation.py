"""The student learns from labels, and from what the teacher expects of customers it never saw."""

import numpy as np
import pandas as pd
import pytest
from sklearn.base import BaseEstimator, ClassifierMixin

from ml.candidates import build_unscaled
from ml.distillation import Distilled
from ml.features import labels, select_features
from ml.folds import CopyGroupFolds
from ml.params import ADDITIVE, HYPERPARAMETERS


class Memory(ClassifierMixin, BaseEstimator):
    """A teacher that is sure of customers like one it has seen, and expects .5 of others."""

    def fit(self, X, y):
        self.seen_ = dict(zip(pd.util.hash_pandas_object(X, index=False), y))
        self.classes_ = np.array([0, 1])
        return self

    def predict_proba(self, X):
        customers = pd.util.hash_pandas_object(X, index=False)
        risk = np.array([self.seen_.get(customer, 0.5) for customer in customers])
        return np.c_[1 - risk, risk]

    def predict(self, X):
        return self.predict_proba(X)[:, 1] > 0.5


def student():
    return build_unscaled(ADDITIVE, HYPERPARAMETERS[ADDITIVE].quick, 1)


def distilled(training, teacher, label_share):
    X, y = select_features(training), labels(training)
    model = Distilled(student(), teacher, CopyGroupFolds(3, 1), label_share)
    return model.fit(X, y).predict_proba(X)[:, 1]


def test_labels_alone_give_the_additive_model(training):
    X, y = select_features(training), labels(training)
    plain = student().fit(X, y).predict_proba(X)[:, 1]
    # Quantiles of each customer taken twice move the knots a little.
    assert distilled(training, Memory(), 1.0) == pytest.approx(plain, abs=0.02)


def test_the_teacher_tells_of_no_label_it_has_seen(training):
    """A teacher that remembers would pass every label on; out of fold it knows none.

    Each customer has a copy, which must not be in another fold.
    """
    training = pd.concat([training, training], ignore_index=True)
    risk = distilled(training, Memory(), 0.0)
    share = labels(training).mean()
    assert risk == pytest.approx(np.full(len(risk), share), abs=1e-3)


def test_classes_are_those_of_the_labels(training):
    X, y = select_features(training), labels(training)
    model = Distilled(student(), Memory(), CopyGroupFolds(3, 1)).fit(X, y)
    assert model.classes_.tolist() == [0, 1]
    assert set(model.predict(X)) == {0, 1}


def test_half_of_both_lies_between(training):
    y = labels(training)

    def spread(share):
        risk = distilled(training, Memory(), share)
        return risk[y == 1].mean() - risk[y == 0].mean()

    assert spread(0.0) < 0.001 < 0.4 * spread(1.0) < spread(0.5) < spread(1.0)
