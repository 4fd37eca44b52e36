"""What a benchmark must reach, and ratios of rounds that alternate."""

from __future__ import annotations

import statistics
from dataclasses import dataclass


@dataclass(frozen=True)
class Bar:
    """least: the figure must be at least the limit; else it must be below."""

    what: str
    figure: float
    limit: float
    least: bool

    @property
    def met(self) -> bool:
        return self.figure >= self.limit if self.least else self.figure < self.limit

    def __str__(self) -> str:
        sign = ">=" if self.least else "<"
        return (
            f"{self.what:58s} {self.figure:8.2f}   bar {sign} {self.limit:g}{'' if self.met else '   MISSED'}"
        )


def ratio(ours: list[float], floor: list[float]) -> float:
    """The median over rounds, each of which measured both."""
    return statistics.median(mine / its for mine, its in zip(ours, floor, strict=True))
