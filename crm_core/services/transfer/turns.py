"""Threads of an import take turns sooner than Python has it, and leave it less to clean up behind them."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager

TURN = 0.0005  # seconds
MADE = 100_000  # objects, until Python looks for circles among them


@contextmanager
def taking_turns() -> Iterator[None]:
    """Who reads lets whoever has Postgres' answer go on at once: at Python's five milliseconds each, the many short
    waits of a chunk would take longer than its rows. And what is made of rows goes by itself: looked through for
    circles as often as usual, making it would take a third longer.
    """
    turn, seldom = sys.getswitchinterval(), gc.get_threshold()
    sys.setswitchinterval(TURN)
    gc.set_threshold(MADE, *seldom[1:])
    try:
        yield
    finally:
        sys.setswitchinterval(turn)
        gc.set_threshold(*seldom)
