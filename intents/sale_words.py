"""What a sale's preview and receipt say. Templates over the plan and the committed rows; nothing is
computed here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crm_core.crm import Crm
    from crm_core.models import Claim, Item, Order
    from crm_core.services.sale_plan import Plan


def counted(item: Item, quantity: int) -> str:
    """ "Blue Nude (SV-0012)", "2 × Blue Mug (SV-0020)"."""
    from crm_core.services.cards import named

    return named(item) if quantity == 1 else f"{quantity} × {named(item)}"


def listed(names: list[str]) -> str:
    """ "A", "A and B", "A, B and C"."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def things(made: Plan) -> str:
    """What is sold; an edition's pieces are counted together, and one alone is named by its number."""
    from crm_core.services import editions

    by_item: dict[int, tuple[Item, int]] = {}
    pieces = {part.item.id: part.piece for part in made.parts}
    for part in made.parts:
        item, quantity = by_item.get(part.item.id, (part.item, 0))
        by_item[part.item.id] = (item, quantity + part.quantity)
    return listed(
        [
            editions.named(item, pieces[item.id]) if quantity == 1 else counted(item, quantity)
            for item, quantity in by_item.values()
        ]
    )


def preview(crm: Crm, made: Plan) -> str:
    """The question a sale asks: everything OK will do."""
    to = f" to {made.terms.contact.name}" if made.terms.contact else ""
    return "\n".join([f"Sell {things(made)}{to} for {made.total}?", *consequences(crm, made)])


def order_preview(crm: Crm, made: Plan) -> str:
    """The question an order asks."""
    whose = f" for {made.terms.contact.name}" if made.terms.contact else ""
    return "\n".join([f"Order {things(made)}{whose}, {made.total}?", *consequences(crm, made)])


def consequences(crm: Crm, made: Plan) -> list[str]:
    """What else happens, a line each."""
    lines = _away(crm, made) + [_ends(crm, claim) for claim in made.ends]
    lines += [f"Withdraws the offer to {name}." for name in _other_offers(crm, made)]
    lines += _listings(made)
    lines += _money(crm, made)
    lines += _floors(crm, made)
    lines += _shares(crm, made)
    # What OK doesn't do by itself, and when Herring comes back to it (crm_core/services/nudge_rules/orders.py).
    if made.terms.contact:
        lines.append(
            f"Next: “send {made.terms.contact.name} the invoice”, and a nudge a week after delivery."
        )
    return lines


def _away(crm: Crm, made: Plan) -> list[str]:
    """What is not here to be handed over; what the buyer has on approval is with them."""
    from crm_core.services import claims, editions
    from crm_core.services.cards import AWAY

    lines = []
    for part in made.parts:
        if part.piece and part.piece.stage in AWAY:
            live = claims.held_or_sold(crm, part.piece)
            if live is None or live.kind != "loan":
                lines.append(f"{editions.name(part.item, part.piece)} is {AWAY[part.piece.stage]}.")
    return lines


def _ends(crm: Crm, claim: Claim) -> str:
    from crm_core.services import holds
    from crm_core.services.labels import possessive

    who = possessive(holds.holder(crm, claim))
    if claim.approval_id and claim.state == "held":
        to = f" to {holds.holder(crm, claim)}" if claim.contact_id else ""
        return f"Ends the sale{to} that waits for an OK."
    return f"Releases {who} hold." if claim.state == "held" else f"Ends {who} place in line."


def _other_offers(crm: Crm, made: Plan) -> list[str]:
    from crm_core.models import Contact

    buyer = made.terms.contact.id if made.terms.contact else None
    ids = [offer.contact_id for offer in made.offers if offer.contact_id != buyer]
    return [crm.session.get_one(Contact, contact_id).name for contact_id in ids]


def _listings(made: Plan) -> list[str]:
    from crm_core.services.listings import NAMES

    lines = []
    for platform in _platforms(made):
        many = sum(listing.platform == platform for listing in made.listings)
        it = "it stays" if many == 1 else "they stay"
        stale = (
            "" if platform == made.terms.platform else f"; {it} up there until you take {_them(many)} down"
        )
        lines.append(f"Ends {many} {NAMES[platform]} listing{'' if many == 1 else 's'}{stale}.")
    return lines


def _platforms(made: Plan) -> list[str]:
    return sorted({listing.platform for listing in made.listings})


def _them(many: int) -> str:
    return "it" if many == 1 else "them"


def _to_take_down(made: Plan) -> str:
    """ " Take it down on eBay now." after a sale elsewhere."""
    from crm_core.services.listings import NAMES

    left = [platform for platform in _platforms(made) if platform != made.terms.platform]
    many = sum(listing.platform in left for listing in made.listings)
    return f" Take {_them(many)} down on {listed([NAMES[each] for each in left])} now." if left else ""


def _money(crm: Crm, made: Plan) -> list[str]:
    from crm_core import times
    from crm_core.money import Money
    from crm_core.services.listings import NAMES

    lines = []
    if made.discount:
        lines.append(f"{Money(made.discount, made.currency)} off {Money(made.subtotal, made.currency)}.")
    if made.tax:
        lines.append(f"Contains {Money(made.tax, made.currency)} tax.")
    if made.deposit == made.total:
        lines.append("Paid in full" + (f" ({made.terms.method})." if made.terms.method else "."))
    elif made.deposit:
        lines.append(f"{made.deposit} paid now, {made.total - made.deposit} then due.")
    if made.terms.platform:
        lines.append(f"Sold on {NAMES[made.terms.platform]}{_at_its_price(made)}.")
    if made.terms.when and times.past(crm, made.terms.when).date() != crm.now().date():
        lines.append(f"Sold {times.day(crm, made.terms.when)}.")
    return lines


def _at_its_price(made: Plan) -> str:
    """Where the price is the listing's, and not the one asked here."""
    from crm_core.services import offers

    said = made.terms.price is not None or made.terms.unit_price is not None
    other = any(part.asking != offers.asking(part.item, part.piece) for part in made.parts)
    return ", at its price there" if other and not said else ""


def _floors(crm: Crm, made: Plan) -> list[str]:
    """For those who may go below it."""
    from crm_core.access import Permission
    from crm_core.money import Money
    from crm_core.services.sale_plan import below_floor

    if not crm.may(Permission.MONEY_WRITE):
        return []
    return [
        f"Below the floor price of {part.item.title}, {Money(part.item.floor_price, made.currency)}."
        for part in below_floor(made)
        if part.item.floor_price is not None
    ]


def _shares(crm: Crm, made: Plan) -> list[str]:
    from crm_core.money import Money
    from crm_core.services.sale_plan import hidden_from

    if hidden_from(crm):
        return []
    lines = []
    for share in [share for part in made.parts for share in part.shares]:
        name = share.person.name
        if share.percent is None:
            lines.append(f"{name} has no share set, so nothing is noted for them: “{name} gets 50%” sets it.")
        else:
            lines.append(
                f"{name} gets {Money(share.amount, made.currency)} ({share.percent.normalize():f}%)."
            )
    return lines


def receipt(crm: Crm, order: Order, made: Plan) -> str:
    """What a sale says when it is done."""
    from crm_core.services import payments
    from crm_core.services.listings import NAMES

    due = payments.due(crm, order)
    state = f"{due} due" if due else "paid"
    if made.over_the_counter:
        left = "".join(_left(crm, part.item) for part in made.parts)
        on = f" on {NAMES[made.terms.platform]}" if made.terms.platform else ""
        return f"Sold {things(made)}{on} for {made.total}. {order.label}, {state}.{left} UNDO takes it back."
    return f"Sold. {order.label}, {state}.{_to_take_down(made)} UNDO takes it back."


def done(order: Order, made: Plan) -> str:
    """What a sale was, for whoever looks back or takes it back."""
    from crm_core.services.listings import NAMES

    to = f" to {made.terms.contact.name}" if made.terms.contact else ""
    on = f" on {NAMES[made.terms.platform]}" if made.terms.platform else ""
    return f"Sold {things(made)}{to}{on} for {made.total}, order {order.number}"


def ordered(order: Order, made: Plan) -> str:
    """The same of an order."""
    whose = f" for {made.terms.contact.name}" if made.terms.contact else ""
    return f"{order.label}: {things(made)}{whose}, {made.total}"


def _left(crm: Crm, item: Item) -> str:
    from crm_core.services import stock

    return f" {stock.of(crm, item).quantity} left."
