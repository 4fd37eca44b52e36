"""Phone numbers: as people write them, in E.164, with the time zones they may be in."""

from __future__ import annotations

import re
from functools import lru_cache

# What may stand in a text that is a phone number and nothing else.
WRITTEN = re.compile(r"\+?[\d\s().\-/]{6,24}")


@lru_cache(maxsize=4096)
def phone_number(said: str, region: str) -> str | None:
    """In E.164 ("+14155550132"), or None where this is no possible number of the region (ISO 3166, "US")."""
    if not WRITTEN.fullmatch(said.strip()):
        return None
    import phonenumbers

    try:
        number = phonenumbers.parse(said, region)
    except phonenumbers.NumberParseException:
        return None
    # Possible, not valid: new ranges are in use before any list knows them, and 555-01xx never is.
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


@lru_cache(maxsize=4096)
def zones_of(number: str) -> tuple[str, ...]:
    """The time zones an E.164 number may be in, by its prefix; () where nobody knows."""
    import phonenumbers
    from phonenumbers import timezone

    try:
        zones = timezone.time_zones_for_number(phonenumbers.parse(number, None))
    except phonenumbers.NumberParseException:
        return ()
    return tuple(zone for zone in zones if zone != timezone.UNKNOWN_TIMEZONE)
