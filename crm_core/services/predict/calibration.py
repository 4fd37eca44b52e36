"""What the last closed window teaches: how often predicted chances came true, as a factor on the next ones."""

from __future__ import annotations

import numpy as np

from crm_core.services.predict.descent import Numbers

# Buyers who did as predicted, assumed on top of those seen: a quiet quarter of a small shop must not silence it.
BELIEF = 5.0
LEAST, MOST = 0.5, 2.0


def factor(predicted: Numbers, happened: Numbers) -> float:
    """happened / predicted, held towards 1 where few purchases were to be expected.

    predicted: each customer's chance of buying in the window, as the fit of its beginning said; happened: 1 or 0.
    """
    found = (float(happened.sum()) + BELIEF) / (float(predicted.sum()) + BELIEF)
    return min(max(found, LEAST), MOST)


def corrected(chance: Numbers, by: float) -> Numbers:
    """Chances times the factor; as odds where that would pass certainty's half, so that none reaches 1."""
    odds = chance / np.maximum(1.0 - chance, 1e-12)
    return np.where(chance * by < 0.5, chance * by, by * odds / (1.0 + by * odds))
