"""A deadline that holds, whatever the other side does."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import Any


def within(seconds: float, work: Callable[[], Any]) -> Any:
    """What `work` returns or raises; TimeoutError after `seconds`. `work` is then left to its own time-outs.

    HTTP clients count silence only: their timeout starts anew with every byte that drips in.
    """
    box: queue.SimpleQueue[tuple[Any, Exception | None]] = queue.SimpleQueue()

    def run() -> None:
        try:
            box.put((work(), None))
        except Exception as error:
            box.put((None, error))

    threading.Thread(target=run, daemon=True).start()
    try:
        value, error = box.get(timeout=max(seconds, 0.001))
    except queue.Empty:
        raise TimeoutError from None
    if error:
        raise error
    return value
