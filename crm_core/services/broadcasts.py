"""One text to many: only to those who agreed to get news, each on their own, and said before it goes to how many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from crm_core.access import Permission
from crm_core.crm import Crm
from crm_core.errors import Refused
from crm_core.models import Address, Contact
from crm_core.services import audiences, consent, discretion, messages, texting
from crm_core.services.quiet import next_allowed

MOST = 2000
OK_IS_ENOUGH = 20  # to more people than this, their number is typed instead of OK
NAMED = 3


@dataclass
class Plan:
    """Who gets it, from when on, and why the others don't."""

    due_at: datetime
    to: list[tuple[Contact, Address]] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)


def plan(
    crm: Crm, query: str, channel: str | None, when: datetime | date | None, without: Sequence[Contact]
) -> Plan:
    """Everybody the words stand for, as far as they may be written to."""
    crm.require(Permission.BROADCAST, "write to many at once")
    found, excluded = Plan(texting.moment(crm, when)), {contact.id for contact in without}
    for contact in audiences.everybody(crm, audiences.read(query)):
        if contact.id in excluded:
            found.left_out["as you said"] += 1
            continue
        _add(crm, found, contact, channel)
        if len(found.to) > MOST:
            raise Refused(why=f"That is more than {MOST} people. Choose a smaller group.")
    return found


def _add(crm: Crm, found: Plan, contact: Contact, channel: str | None) -> None:
    only = (contact.contact_hours or {}).get("only")
    try:
        address = messages.best_address(crm, contact, channel or only)
    except Refused:
        found.left_out["no number or e-mail"] += 1
        return
    if only and only != address.channel:
        found.left_out[f"{only} only"] += 1
    elif consent.may_send(crm, address.channel, address.value, "marketing").allowed:
        found.to.append((contact, address))
    else:
        found.left_out["without consent to news"] += 1


def preview(crm: Crm, planned: Plan, message: str) -> str:
    """To how many and to whom, the words, and who is left out and why. Refused where nobody is left."""
    discretion.check(crm, None, message)
    why = ", ".join(f"{count} {reason}" for reason, count in planned.left_out.items())
    if not planned.to:
        reason = f": {why}" if why else ""
        raise Refused(why=f"Nobody fits, or nobody may be written to{reason}. Nothing was sent.")
    count = len(planned.to)
    names = ", ".join(contact.name for contact, _ in planned.to[:NAMED])
    more = f" and {count - NAMED} more" if count > NAMED else ""
    lines = [f"Text {count} {'person' if count == 1 else 'people'} ({names}{more}): “{message}”?"]
    if planned.due_at > crm.now():
        from crm_core.services.tasks import spoken

        lines.append(f"Goes out {spoken(crm, planned.due_at)}.")
    asleep = sum(
        next_allowed(crm, to.value, contact, planned.due_at) > planned.due_at for contact, to in planned.to
    )
    if asleep:
        lines.append(f"Quiet hours for {asleep} of them: they get it when those end.")
    if why:
        lines.append(f"Left out: {why}.")
    return "\n".join(lines)


def send(crm: Crm, planned: Plan, message: str) -> int:
    """Queue it for each; the last gate asks consent, hours and the day's cap once more. Returns how many."""
    crm.require(Permission.BROADCAST, "write to many at once")
    for contact, address in planned.to:
        phone = address.channel in messages.PHONE_CHANNELS
        text = f"{message}\n{consent.OPT_OUT_LINE}" if phone else message
        messages.send(crm, contact, text, purpose="marketing", channel=address.channel, due_at=planned.due_at)
    return len(planned.to)
