"""How often somebody buys and whether they still do: BG/NBD and its modification MBG/NBD.

Each customer buys at a rate of their own (Gamma r, alpha) and after each purchase may be gone for good with a chance of
their own (Beta a, b). BG/NBD: Fader, Hardie & Lee, "Counting Your Customers the Easy Way", Marketing Science 24 (2005).
MBG/NBD: Batislam, Denizel & Filiztekin, IJRM 24 (2007): one may be gone right after the first purchase too, which is
what most buyers of a gallery are. Both are one formula that differs in how many chances to leave there were.

Times are in any one unit, the same throughout; `x` counts repeat purchases, `last` is the time from the first to the
last one, `age` from the first one to now.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from crm_core.services.predict.descent import Numbers, lowest

# What shops are like before anything is known of this one: r, alpha as a share of the mean age, a, b.
TYPICAL = (0.35, 0.12, 0.8, 2.5)
NODES = 48  # of the integral over the chance to leave: exact to four figures and more


@dataclass(frozen=True)
class Histories:
    """One entry per customer in each array (see above)."""

    x: Numbers
    last: Numbers
    age: Numbers

    def __len__(self) -> int:
        return len(self.x)


@dataclass(frozen=True)
class Purchasing:
    """The four numbers of a shop. modified: MBG/NBD, else BG/NBD. likelihood: logarithm, without the prior."""

    r: float
    alpha: float
    a: float
    b: float
    modified: bool = True
    likelihood: float = 0.0

    def alive(self, known: Histories) -> Numbers:
        """The chance that each customer still buys here at all."""
        return 1.0 - _gone(self, known)

    def chance(self, known: Histories, days: float) -> Numbers:
        """The chance of at least one purchase within `days`."""
        now = self.alpha + known.age
        return self.alive(known) * (1.0 - (now / (now + days)) ** (self.r + known.x))

    def expected(self, known: Histories, days: float) -> Numbers:
        """How many purchases are to be expected within `days`.

        The papers write it with 2F1, which scipy cannot evaluate for customers who buy very often. It is the mean, over
        what chance p to leave somebody may have, of (1 - (1 + p days / (alpha + age))^-rate) / p, taken here at the
        quantiles of p that Gauss and Legendre chose: once for each count, of which there are few.
        """
        from scipy.special import betaincinv

        counts, which = np.unique(_chances(known, self.modified), return_inverse=True)
        at, weights = np.polynomial.legendre.leggauss(NODES)
        leaves = np.maximum(betaincinv(self.a, self.b + counts[:, None], (at + 1.0) / 2.0), 1e-12)
        rate, span = self.r + known.x, days / (self.alpha + known.age)
        found: Numbers = np.zeros(len(known))
        for node in range(NODES):
            p = leaves[which, node]
            found -= weights[node] / 2.0 * np.expm1(-rate * np.log1p(p * span)) / p
        return found * self.alive(known)

    def wait(self, known: Histories, share: float = 0.5) -> Numbers:
        """Until when, with this chance, a customer who still buys will have bought again."""
        return (self.alpha + known.age) * ((1.0 - share) ** (-1.0 / (self.r + known.x)) - 1.0)


def fit(known: Histories, *, modified: bool = True, weak_prior: bool = True) -> Purchasing:
    """The four numbers that explain these histories best.

    weak_prior: begin from what shops are like (normal on the logarithms, standard deviation 1), so that a shop of
    any size gets sane numbers, one without customers the typical ones. Without it: plain maximum likelihood.
    """
    centre = _centre(known)
    if not len(known):
        return _named(centre, modified, 0.0)
    grouped, weights = _grouped(known)

    def cost(logs: Numbers) -> tuple[float, Numbers]:
        value, slope = _likelihood(np.exp(logs), grouped, weights, modified)
        if weak_prior:
            value -= 0.5 * float(((logs - centre) ** 2).sum())
            slope = slope - (logs - centre)
        return -value, -slope

    logs = lowest(cost, centre)
    likelihood = _likelihood(np.exp(logs), grouped, weights, modified)[0]
    return _named(logs, modified, likelihood)


def _named(logs: Numbers, modified: bool, likelihood: float) -> Purchasing:
    r, alpha, a, b = (float(each) for each in np.exp(logs))
    return Purchasing(r, alpha, a, b, modified, likelihood)


def _centre(known: Histories) -> Numbers:
    r, share, a, b = TYPICAL
    age = float(known.age.mean()) if len(known) else 730.0
    typical: Numbers = np.array([r, share * max(age, 1e-3), a, b])
    return np.log(typical)


def _grouped(known: Histories) -> tuple[Histories, Numbers]:
    """Equal histories once, with how many have them: most customers of a large shop bought once."""
    table = np.column_stack((known.x, known.last, known.age))
    rows, counts = np.unique(table, axis=0, return_counts=True)
    return Histories(rows[:, 0], rows[:, 1], rows[:, 2]), counts.astype(np.float64)


def _chances(known: Histories, modified: bool) -> Numbers:
    """How often a customer could have left: after each repeat purchase, in MBG/NBD after the first one too."""
    return known.x + 1.0 if modified else known.x


def _gone(shop: Purchasing, known: Histories) -> Numbers:
    chances = _chances(known, shop.modified)
    staying, leaving = _ends(known, chances, shop.r, shop.alpha, shop.a, shop.b)
    return np.exp(leaving - np.logaddexp(staying, leaving))


def _ends(
    known: Histories, chances: Numbers, r: float, alpha: float, a: float, b: float
) -> tuple[Numbers, Numbers]:
    """Logarithms of the two ways a history can have come about: still a customer, or gone after the last purchase."""
    rate = r + known.x
    with np.errstate(divide="ignore", invalid="ignore"):
        weight = np.where(chances > 0, np.log(a / np.maximum(b + chances - 1.0, 1e-300)), -np.inf)
    return -rate * np.log(alpha + known.age), weight - rate * np.log(alpha + known.last)


def _likelihood(
    numbers: Numbers, known: Histories, weights: Numbers, modified: bool
) -> tuple[float, Numbers]:
    """The logarithm of the likelihood and its slope by the logarithms of r, alpha, a, b."""
    r, alpha, a, b = (float(each) for each in numbers)
    n, rate = _chances(known, modified), r + known.x
    at_now, at_last = np.log(alpha + known.age), np.log(alpha + known.last)
    staying, leaving = _ends(known, n, r, alpha, a, b)
    both = np.logaddexp(staying, leaving)
    gone = weights * np.exp(leaving - both)
    here = weights - gone
    value, slope = _counts(r, alpha, a, b, known.x, weights, modified)
    slope += (
        -(here @ at_now + gone @ at_last),
        -((here * rate) @ np.exp(-at_now) + (gone * rate) @ np.exp(-at_last)),
        gone.sum() / a,
        -(gone[n > 0] / (b + n[n > 0] - 1.0)).sum(),
    )
    return value + float(weights @ both), slope * numbers


def _counts(
    r: float, alpha: float, a: float, b: float, x: Numbers, weights: Numbers, modified: bool
) -> tuple[float, Numbers]:
    """The part of the likelihood that depends on counts alone: taken once for each count, of which there are few."""
    from scipy.special import gammaln, psi

    most = int(x.max())
    many = np.bincount(x.astype(np.int64), weights, minlength=most + 1)
    counts = np.arange(most + 1.0)[many > 0]
    many, n = many[many > 0], counts + 1.0 if modified else counts
    value = gammaln(r + counts) + gammaln(b + n) - gammaln(a + b + n)
    value += gammaln(a + b) - gammaln(r) - gammaln(b) + r * np.log(alpha)
    shared = psi(a + b) - psi(a + b + n)
    slopes = (
        psi(r + counts) - psi(r) + np.log(alpha),
        np.full_like(counts, r / alpha),
        shared,
        shared + psi(b + n) - psi(b),
    )
    return float(many @ value), np.array([float(many @ each) for each in slopes])
