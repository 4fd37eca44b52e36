"""What was read from a cell once needs no reading in the next row: columns repeat themselves."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

Cell = TypeVar("Cell")
Value = TypeVar("Value")
MOST = 20_000


class Once(dict[Cell, Value]):
    """A function with a memory, emptied when it is full. What it raises is raised every time."""

    def __init__(self, read: Callable[[Cell], Value]) -> None:
        self._read = read

    def __missing__(self, cell: Cell) -> Value:
        if len(self) >= MOST:
            self.clear()
        value = self[cell] = self._read(cell)
        return value
