"""How much of the way from a text to its answer is ours, on real servers and processes, against floors of the same run.

door    signed webhook -> committed row and 2xx, against a bare FastAPI route that does one INSERT (>= 60 %)
answer  signed webhook -> the reply is in the provider's hands, 20 messages a second (p50 < 60 ms, p99 < 400 ms)
turns   turns and their deliveries per second with two worker processes, against a bare Celery task for each turn that
        runs the same SQL, written down from real turns, by psycopg (>= 40 %)

Ratios are medians of rounds that alternate. Exits 1 below a bar. A name as argument runs that part alone.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.rig import answer, door, turns, world
from bot.embedded import start_for_tests

PARTS = {"door": door.measure, "answer": answer.measure, "turns": turns.measure}


def main() -> int:
    missed = []
    with start_for_tests() as servers, tempfile.TemporaryDirectory() as folder:
        seeded = world.database(servers, "seeded")
        with world.using(seeded._replace(redis_url="")):
            key = world.make()
        for name in sys.argv[1:] or PARTS:
            for bar in PARTS[name](servers, key, Path(folder)):
                print(bar, flush=True)
                missed += [] if bar.met else [bar.what]
    print("FAILED: " + ", ".join(missed) if missed else "all bars met")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
