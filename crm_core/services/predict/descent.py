"""The lowest point of a smooth function of a few numbers: BFGS with a backtracking line search.

Why not scipy's: for four numbers its L-BFGS-B spends most of its time waking the threads of a linear algebra library,
ten times that on a machine that is busy, and its import alone takes longer than a fit.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

Cost = Callable[[Numbers], tuple[float, Numbers]]
STEPS = 200
LONGEST = 2.0  # of one step, in each number
FAR = 14.0  # logarithms beyond are numbers no shop has
FLAT, SAME = 1e-5, 1e-12
ENOUGH = 1e-4  # of the promised descent that a step must bring


def lowest(cost: Cost, start: Numbers) -> Numbers:
    """Where `cost` (its value and slope at a point) is lowest, from `start` downhill. Points are logarithms."""
    here, (value, slope) = start, cost(start)
    curve = np.eye(len(start)) / max(1.0, float(np.abs(slope).max()))
    for _ in range(STEPS):
        if np.abs(slope).max() < FLAT:
            break
        found = _step(cost, here, value, slope, -(curve @ slope))
        if found is None:
            break
        there, lower, steeper = found
        curve = _updated(curve, there - here, steeper - slope)
        gained, here, value, slope = value - lower, there, lower, steeper
        if gained < SAME * max(1.0, abs(value)):
            break
    return here


def _step(
    cost: Cost, here: Numbers, value: float, slope: Numbers, way: Numbers
) -> tuple[Numbers, float, Numbers] | None:
    """Along `way`, or straight downhill where that leads up, half as far until it is low enough."""
    if float(way @ slope) >= 0.0:
        way = -slope
    way = way * min(1.0, LONGEST / float(np.abs(way).max()))
    length = 1.0
    while length > 1e-10:
        there = np.clip(here + length * way, -FAR, FAR)
        lower, steeper = cost(there)
        if np.isfinite(lower) and lower <= value + ENOUGH * length * float(way @ slope):
            return there, lower, steeper
        length /= 2.0
    return None


def _updated(curve: Numbers, moved: Numbers, bent: Numbers) -> Numbers:
    """The inverse curvature with what this step showed of it."""
    along = float(moved @ bent)
    if along <= 1e-12:
        return curve
    keep = np.eye(len(moved)) - np.outer(moved, bent) / along
    return keep @ curve @ keep.T + np.outer(moved, moved) / along
