"""How often something outside may be asked in a day, by all galleries and processes of this installation together.

Kept in the house (docs/decisions/0007), so that a restart doesn't give it anew; taken with one statement, so that two
workers never take the last one both.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from crm_core import db

SECONDS = 86_400
AT_ONCE = 10  # calls that may be made early in a day, ahead of the even pace
TAKE = text("""
INSERT INTO house.cursor AS kept (name, value) VALUES (:name, :day || ' 1 ' || :now)
ON CONFLICT (name) DO UPDATE SET value =
  :day || ' ' || CASE WHEN split_part(kept.value, ' ', 1) = :day THEN split_part(kept.value, ' ', 2)::int + 1 ELSE 1 END
  || ' ' || :now
WHERE split_part(kept.value, ' ', 3)::float + :apart <= :at
  AND (split_part(kept.value, ' ', 1) <> :day OR split_part(kept.value, ' ', 2)::int < :allowed)
RETURNING value
""")
REST = text("""
INSERT INTO house.cursor AS kept (name, value) VALUES (:name, :day || ' 1 ' || :until)
ON CONFLICT (name) DO UPDATE SET value =
  split_part(kept.value, ' ', 1) || ' ' || split_part(kept.value, ' ', 2) || ' ' || :until
""")


def take(name: str, now: datetime, daily: int, apart: float) -> bool:
    """Take one of today's calls (days of UTC), if one may be made now: they are spread over the day."""
    at = now.astimezone(UTC)
    values = {
        "name": f"calls/{name}",
        "day": f"{at:%Y-%m-%d}",
        "now": str(at.timestamp()),
        "at": at.timestamp(),
    }
    with db.engine().connect() as connection:
        taken = connection.execute(TAKE, {**values, "apart": apart, "allowed": allowed(at, daily)})
        return taken.first() is not None


def allowed(now: datetime, daily: int) -> int:
    """How many of a day's calls may have been made by now."""
    at = now.astimezone(UTC)
    gone = (at - at.replace(hour=0, minute=0, second=0, microsecond=0)).total_seconds() / SECONDS
    return min(daily, AT_ONCE + int((daily - AT_ONCE) * gone))


def rest(name: str, now: datetime, seconds: float) -> None:
    """No call for so long: whoever is asked wants none."""
    until = (now.astimezone(UTC) + timedelta(seconds=seconds)).timestamp()
    with db.engine().connect() as connection:
        connection.execute(REST, {"name": f"calls/{name}", "day": f"{now:%Y-%m-%d}", "until": str(until)})
