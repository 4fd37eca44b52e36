"""How much somebody spends at a time: the Gamma-Gamma model, on all purchases.

Fader & Hardie, "The Gamma-Gamma Model of Monetary Value" (2013). They fit it on repeat purchases only; on a gallery's
prices that gives q below 1 and so negative values for one buyer in ten. On all purchases, the first included, it does
not; where q still comes out near 1 the mean is shrunk towards everybody's instead.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from crm_core.services.predict.descent import Numbers, lowest

SAFE = 1.05  # of q: at 1 the mean of all customers is infinite
SHRINK = 2.0  # purchases that everybody's mean counts for, where the model is not safe
TYPICAL = (2.0, 3.0)  # p and q before anything is known
FEW = 10  # customers, below which the model is not tried


@dataclass(frozen=True)
class Spending:
    """p, q, gamma of the model; overall: what a purchase is worth on average, for those nothing is known of."""

    p: float
    q: float
    gamma: float
    overall: float
    likelihood: float = 0.0

    @property
    def safe(self) -> bool:
        return self.q >= SAFE and self.gamma > 0

    def value(self, count: Numbers, mean: Numbers) -> Numbers:
        """What each customer's next purchase is likely to be worth, given how many they made and their mean."""
        if self.overall <= 0:  # fitted when nobody had bought yet: there is nothing to shrink towards
            return np.where(count > 0, mean, 0.0)
        if not self.safe:
            return (SHRINK * self.overall + count * mean) / (SHRINK + count)
        found = self.p * (self.gamma + count * mean) / (self.p * count + self.q - 1.0)
        return np.where(count > 0, found, self.overall)


def fit(count: Numbers, mean: Numbers, *, weak_prior: bool = True) -> Spending:
    """Fitted on customers with purchases of some worth. mean: their average purchase, in one currency."""
    usable = (count > 0) & (mean > 0)
    count, mean = count[usable], mean[usable]
    if not len(count):
        return Spending(0.0, 0.0, 0.0, 0.0)
    overall = float((count * mean).sum() / count.sum())
    if weak_prior and len(count) < FEW:
        return Spending(0.0, 0.0, 0.0, overall)
    return _fitted(count, mean, overall, weak_prior)


def _fitted(count: Numbers, mean: Numbers, overall: float, weak_prior: bool) -> Spending:
    unit = float(mean.mean())  # so that prices in yen and in pounds start from the same place
    scaled = mean / unit
    p, q = TYPICAL
    centre = np.log(np.array([p, q, (q - 1.0) / p]))

    def cost(logs: Numbers) -> tuple[float, Numbers]:
        value, slope = _likelihood(np.exp(logs), count, scaled)
        if weak_prior:
            value -= 0.5 * float(((logs - centre) ** 2).sum())
            slope = slope - (logs - centre)
        return -value, -slope

    logs = lowest(cost, centre)
    p, q, gamma = (float(each) for each in np.exp(logs))
    # The density of the mean itself, not of the mean in our unit.
    likelihood = _likelihood(np.exp(logs), count, scaled)[0] - len(mean) * float(np.log(unit))
    return Spending(p, q, gamma * unit, overall, likelihood)


def _likelihood(numbers: Numbers, count: Numbers, mean: Numbers) -> tuple[float, Numbers]:
    """The logarithm of the likelihood and its slope by the logarithms of p, q, gamma."""
    from scipy.special import gammaln, psi

    p, q, gamma = (float(each) for each in numbers)
    shape, whole = p * count, gamma + count * mean
    value = (
        gammaln(shape + q) - gammaln(shape) - gammaln(q) + q * np.log(gamma)
        + (shape - 1) * np.log(mean) + shape * np.log(count) - (shape + q) * np.log(whole)
    )  # fmt: skip
    slopes = (
        count * (psi(shape + q) - psi(shape) + np.log(mean) + np.log(count) - np.log(whole)),
        psi(shape + q) - psi(q) + np.log(gamma) - np.log(whole),
        q / gamma - (shape + q) / whole,
    )
    return float(value.sum()), np.array([float(each.sum()) for each in slopes]) * numbers
