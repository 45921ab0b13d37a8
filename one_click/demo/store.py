"""The store of the demo, in numbers: what its exports hold, and who buys less.

Two hidden standard normal traits, `fading` (loses interest) and `spending`, drive the
numbers of a customer. Shares are of all customers unless a comment says otherwise.
"""

from dataclasses import dataclass

import numpy as np

FIRST_ID = 500_001
SAME, DECREASED = LABELS = ("Прежний уровень", "Снизилась")
SERVICES = ("стандарт", "премиум", "стандартт")
CONSENTS = ("нет", "да")
NOW, BEFORE, EARLIER = "текущий_месяц", "предыдущий_месяц", "препредыдущий_месяц"
BEFORE_MISSPELT = "предыдцщий_месяц"

PREMIUM_SHARE = 0.29
CONSENT_SHARE = 0.74
MISSPELT_SHARE = 0.011  # of the standard customers
PREMIUM_TENURE = 0.7  # normal scores by which premium customers are older

# Category as the store spells it: share of customers, log-odds of buying less.
CATEGORIES = {
    "Товары для детей": (0.25, 0.8),
    "Домашний текстиль": (0.19, 0.0),
    "Косметика и аксесуары": (0.17, 1.0),
    "Техника для красоты и здоровья": (0.15, -1.4),
    "Мелкая бытовая техника и электроника": (0.13, -3.5),
    "Кухонная посуда": (0.11, 1.0),
}
# The store writes the months of a customer in no fixed order: order, share.
REVENUE_ORDERS = {
    (NOW, EARLIER, BEFORE): 0.24,
    (EARLIER, BEFORE, NOW): 0.23,
    (BEFORE, NOW, EARLIER): 0.22,
    (BEFORE, EARLIER, NOW): 0.11,
    (NOW, BEFORE, EARLIER): 0.10,
    (EARLIER, NOW, BEFORE): 0.10,
}
MINUTES_ORDERS = {(NOW, BEFORE_MISSPELT): 0.52, (BEFORE_MISSPELT, NOW): 0.48}

# Near-copies share these columns with another customer, and its fading.
COPIED = (
    *("service", "consent", "category", "contacts"),
    *("tenure", "categories", "unpaid"),
)
COPIES_SHARE = 0.12
ORIGINALS_PER_COPY = 3  # customers from which one original is drawn

# One customer in so many bought nothing in two months, at this place among them.
INACTIVE_EVERY, INACTIVE_PLACE = 500, 41
# One customer in so many has far too much revenue this month: about 20 medians more.
OUTLIER_EVERY, OUTLIER_PLACE = 1500, 57
OUTLIER_REVENUE = 100_000


@dataclass(frozen=True)
class Feature:
    """A number of the exports, held in a frame as whole steps of 1 / `per_unit`.

    `quantiles` are its values at the normal scores `scores` (by default those of 0, 1,
    5, 25, 50, 75, 95, 99, 100 %); `fading` and `spending` weigh the traits.
    """

    quantiles: tuple[float, ...]
    fading: float = 0.0
    spending: float = 0.0
    per_unit: int = 1
    scores: tuple[float, ...] = (-3.2, -2.33, -1.64, -0.67, 0, 0.67, 1.64, 2.33, 3.2)

    def steps(self, traits: np.ndarray, noise: np.ndarray) -> np.ndarray:
        """Return the steps of n customers, (n,), from traits (2, n) and noise (n,)."""
        weights = np.array([self.fading, self.spending])
        score = weights[0] * traits[0] + weights[1] * traits[1]
        score += np.sqrt(1 - (weights**2).sum()) * noise
        value = np.interp(score, self.scores, self.quantiles)
        return np.rint(value * self.per_unit).astype(np.int32)


# One customer in eight buys nearly everything on promotion, the others up to 0.44.
PROMO = (0.11, 0.13, 0.17, 0.24, 0.3, 0.44, 0.89, 0.95, 0.99)
PROMO_SCORES = (-2.3, -1.6, -0.67, 0, 0.67, 1.13, 1.15, 1.7, 2.3)
MONEY_NOW = (2750, 3300, 3900, 4700, 5200, 5750, 6700, 7300, 7800)
MONEY_BEFORE = (2900, 3150, 3650, 4500, 5000, 5400, 6050, 6400, 6850)
MONEY_EARLIER = (4100, 4170, 4340, 4580, 4800, 5050, 5450, 5600, 5670)
FEATURES = {
    "contacts_6m": Feature((0.9, 1.5, 2.4, 3.7, 4.2, 4.9, 5.8, 6.3, 6.6), -0.45, 0, 10),
    "contacts": Feature((2.6, 2.8, 3.0, 3.52, 4, 4.48, 5.0, 5.2, 5.4)),
    "tenure": Feature((120, 135, 185, 410, 605, 805, 995, 1050, 1080), 0.05),
    "promo": Feature(PROMO, 0.48, 0, 100, PROMO_SCORES),
    "categories": Feature((0.6, 0.8, 1.3, 2.3, 3.2, 4.25, 5.7, 6.3, 6.4), -0.4),
    "unpaid": Feature((-0.4, -0.3, 0.1, 1.3, 2.5, 4.1, 6.5, 8.6, 10.4), 0.42),
    "errors": Feature((-0.4, -0.2, 1, 2.8, 4.2, 5.6, 7.6, 8.9, 9.4), -0.15),
    "pages": Feature((0.6, 0.9, 1.9, 5.1, 8, 11, 15.2, 17.8, 20.4), -0.7),
    "minutes_now": Feature((4, 5, 7, 10, 13, 16, 20, 22, 23), -0.55),
    "minutes_before": Feature((5, 6, 7, 10.7, 13.2, 16.9, 20, 22, 23), -0.7),
    "revenue_now": Feature(MONEY_NOW, 0.1, 0.9, 10),
    "revenue_before": Feature(MONEY_BEFORE, 0, 0.93, 2),
    "revenue_earlier": Feature(MONEY_EARLIER, -0.55, 0.3),
    "profit": Feature((0.9, 1.6, 2.3, 3.3, 4.05, 4.7, 5.6, 6.4, 7.4), 0, 0, 100),
}

# Before ramps and category; makes 38 % of the customers buy less.
LOG_ODDS = -17.9
# A ramp adds log-odds of buying less: feature, value where it starts, where it ends,
# log-odds from its end on.
RAMPS = (
    ("pages", 9, 4, 6.0),
    ("minutes_before", 15, 8, 4.5),
    ("minutes_now", 15, 11, 3.0),
    ("promo", 0.17, 0.22, 1.5),
    ("promo", 0.28, 0.34, 5.0),
    ("contacts_6m", 4.5, 2.5, 4.0),
    ("categories", 5, 1, 4.5),
    ("unpaid", 4, 6, 6.0),
    ("revenue_earlier", 5200, 4400, 3.5),
    ("revenue_before", 4500, 3900, 2.0),
    ("revenue_before", 5400, 5900, 2.0),
    ("tenure", 350, 700, 1.5),
)
# Share that buys less for no visible reason, of the customers who else would not.
UNFORESEEN_SHARE = 0.08

# A month multiplies what customers do: those who stay, those who buy less.
MONTH_CHANGES = {
    "revenue_now": (1.0, 0.8),
    "minutes_now": (1.0, 0.75),
    "pages": (1.0, 0.8),
    "profit_now": (1.0, 0.7),
}
# The exports tell the mean of these.
PROFIT_MONTHS = ("profit_now", "profit_before", "profit_earlier")
MONTH_NOISE = 0.1  # standard deviation of such a factor
MONTH_LIMITS = (0.3, 1.5)  # of such a factor
MONTH_DAYS = 30
