"""CDNOW, 1997-98: 23,570 customers of a record shop, and the 1/10 sample of the papers (Fader & Hardie)."""

from __future__ import annotations

from datetime import date

import numpy as np

from benchmarks import sources
from crm_core.services.predict.descent import Numbers
from crm_core.services.predict.purchasing import Histories

SAMPLE, FULL = "cdnow_summary.csv.xz", "CDNOW_master.txt.xz"
CALIBRATED = date(1997, 9, 30).toordinal()


def sample() -> tuple[Histories, Numbers]:
    """Weeks and repeat purchases of the 2,357, and the mean value of their repeat purchases."""
    rows = list(sources.rows(SAMPLE))
    x, last, age, mean = (np.array([float(row[name]) for row in rows]) for name in ("x", "t_x", "T", "zbar"))
    return Histories(x, last, age), mean


def full() -> Histories:
    """The whole cohort's 39 weeks, a customer's purchases of one day counted as one."""
    days: dict[str, set[int]] = {}
    with sources.opened(FULL) as file:
        for line in file:
            customer, day = line.split()[:2]
            if day.isdigit():
                when = date(int(day[:4]), int(day[4:6]), int(day[6:])).toordinal()
                if when <= CALIBRATED:
                    days.setdefault(customer, set()).add(when)
    table = [(len(each) - 1, max(each) - min(each), CALIBRATED - min(each)) for each in days.values()]
    x, last, age = np.array(table, dtype=np.float64).T
    return Histories(x, last / 7, age / 7)
