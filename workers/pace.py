"""How fast we send: per address of ours, for all workers together, answers ahead of broadcasts.

Kept in Redis, where a script decides for everybody, by the server's own clock: those of workers on several machines
differ. An answer waits only where the provider would not take it; then
the provider, or the network behind it, queues it as it likes. A broadcast waits until what was handed over before has
passed the network, so that an answer never stands behind a thousand of its texts. When Redis doesn't answer, each
process keeps the same rules for itself: a little faster all together, and nothing is lost, since rows wait and not
messages.
"""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from channels.base import Channel, Paced
from crm_core import jobs
from crm_core.config import settings
from crm_core.crm import Clock, utc_now

if TYPE_CHECKING:
    from redis.commands.core import Script

log = logging.getLogger(__name__)
BURST = 3.0  # seconds of `takes` that may come at once
LATE = 30.0  # a broadcast's text whose turn it was goes even so much before the line is free: the sweep comes as seldom
FORGET = 60.0  # `taken` is never so far ahead: a clock that stands so far behind is another server's
LONGEST_PAUSE = 60.0
BULK = 8  # the priority from which on a row is a broadcast's (crm_core/services/messages.py)
SKIP_SECONDS = 1.0

# Lua: the time of the server, unless a test tells its own.
NOW = """
local told = function(now)
  if now ~= '' then return tonumber(now) end
  local time = redis.call('TIME')
  return tonumber(time[1]) + tonumber(time[2]) / 1000000
end
"""
# busy: when the line has passed on what it was handed. taken: when the provider could take as many again.
# turn: when the last broadcast text in line has its turn. Times are seconds; returns how long to wait, 0 for go.
DECIDE = (
    NOW
    + """
local f = function(number) return string.format('%.6f', number) end
local kept = redis.call('HMGET', KEYS[1], 'busy', 'taken', 'turn')
local now, cost, each, bulk, back = told(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4], ARGV[5]
local burst, late, forget = tonumber(ARGV[6]), tonumber(ARGV[7]), tonumber(ARGV[8])
local busy, taken, turn = tonumber(kept[1] or 0), tonumber(kept[2] or 0), tonumber(kept[3] or 0)
if taken > now + forget then busy, taken, turn = 0, 0, 0 end
busy, taken, turn = math.max(busy, now), math.max(taken, now), math.max(turn, now)
local wait = math.max(0, taken - burst - now)
if bulk == '1' and wait == 0 then
  local early = back == '1' and late or 0
  if busy > now + early or (back == '0' and turn > now) then
    turn = math.max(turn, busy)
    wait = turn - now
    turn = turn + cost
  end
end
if wait == 0 then
  busy, taken = busy + cost, taken + each
end
redis.call('HSET', KEYS[1], 'busy', f(busy), 'taken', f(taken), 'turn', f(turn))
redis.call('PEXPIRE', KEYS[1], math.ceil((math.max(busy, taken, turn) - now + 60) * 1000))
return f(wait)
"""
)
PAUSE = (
    NOW
    + """
local busy = math.max(tonumber(redis.call('HGET', KEYS[1], 'busy') or 0), told(ARGV[1]) + tonumber(ARGV[2]))
redis.call('HSET', KEYS[1], 'busy', string.format('%.6f', busy))
redis.call('PEXPIRE', KEYS[1], 3600000)
return '0'
"""
)


@dataclass
class Line:
    """What is kept of one of our addresses where Redis doesn't answer; the names are the script's."""

    busy: float = 0.0
    taken: float = 0.0
    turn: float = 0.0

    def decide(self, now: float, cost: float, each: float, *, bulk: bool, back: bool) -> float:
        """The same as the script above."""
        if self.taken > now + FORGET:
            self.busy = self.taken = self.turn = 0.0
        self.busy, self.taken, self.turn = max(self.busy, now), max(self.taken, now), max(self.turn, now)
        wait = max(0.0, self.taken - BURST - now)
        if bulk and wait == 0 and (self.busy > now + (LATE if back else 0) or (not back and self.turn > now)):
            self.turn = max(self.turn, self.busy)
            wait = self.turn - now
            self.turn += cost
        if wait == 0:
            self.busy, self.taken = self.busy + cost, self.taken + each
        return wait


_own: dict[str, Line] = {}
_lock = threading.Lock()
_skip_until = 0.0


def wait_for(
    channel: Channel, our_address: str, text: str, priority: int, clock: Clock, *, back: bool
) -> float:
    """How many seconds a message must wait; 0.0 where it may go now, and is counted.

    back: it was told to wait before, and comes back at its turn.
    clock: any but the real one is told to the server, which otherwise goes by its own.
    """
    paced: object = channel
    if not isinstance(paced, Paced):
        return 0.0
    name = f"pace:{channel.name}:{our_address}"
    cost, each, bulk = paced.weight(text) / paced.carries, 1 / paced.takes, priority >= BULK
    flags = ["1" if flag else "0" for flag in (bulk, back)]
    wait = _ask(DECIDE, name, [_told(clock), repr(cost), repr(each), *flags, BURST, LATE, FORGET])
    if wait is not None:
        return wait
    with _lock:
        return _own.setdefault(name, Line()).decide(clock().timestamp(), cost, each, bulk=bulk, back=back)


def _told(clock: Clock) -> str:
    return "" if clock is utc_now else repr(clock().timestamp())


def pause(channel: Channel, our_address: str, seconds: float, clock: Clock) -> None:
    """The provider asked for a pause: what is no answer waits as long. (The message itself waits as it was told.)"""
    seconds = min(seconds, LONGEST_PAUSE)
    name = f"pace:{channel.name}:{our_address}"
    if _ask(PAUSE, name, [_told(clock), repr(seconds)]) is None:
        with _lock:
            line = _own.setdefault(name, Line())
            line.busy = max(line.busy, clock().timestamp() + seconds)


def _ask(source: str, name: str, values: list[str | float]) -> float | None:
    """What the script says; None where Redis doesn't answer, and then it isn't asked for a second."""
    global _skip_until
    url = settings().redis_url
    if not url or time.monotonic() < _skip_until:
        return None
    try:
        return float(_script(url, source)(keys=[name], args=values))
    except Exception as error:  # whatever the client raises, a message must not wait for Redis
        _skip_until = time.monotonic() + SKIP_SECONDS
        log.warning("the pace of %s is kept by each process for itself: %s", name, error)
        return None


@lru_cache(maxsize=8)
def _script(url: str, source: str) -> Script:
    return jobs.quick_redis(url).register_script(source)
