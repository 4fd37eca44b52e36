"""Invoices: numbered when issued, without gaps, never changed; what was wrong is put right by a credit
note.
"""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import select

from crm_core import times
from crm_core.access import Permission
from crm_core.crm import Crm
from crm_core.errors import Refused
from crm_core.models import Contact, Invoice, Order
from crm_core.money import Money
from crm_core.services import counters, invoice_page, payments


def issue(crm: Crm, order: Order) -> Invoice:
    """The order's invoice: the standing one where it still says what is true, else a credit note and a new
    one.
    """
    crm.require(Permission.SALES_WRITE, "send invoices")
    if order.imported:
        raise Refused(why=f"{order.label} came with an import; its invoice was written elsewhere.")
    crm.session.refresh(order, with_for_update=True)
    worth = order.total - order.credited
    kept = standing(crm, order)
    if kept and kept.amount == worth:
        return kept
    if kept:
        credit_note(crm, kept)
    return _write(crm, order, worth, text(crm, order))


def standing(crm: Crm, order: Order) -> Invoice | None:
    """The invoice that holds: neither a credit note nor credited by one."""
    credited = select(Invoice.credits_id).where(Invoice.credits_id.is_not(None))
    return crm.session.scalar(
        select(Invoice).where(
            Invoice.order_id == order.id, Invoice.credits_id.is_(None), Invoice.id.not_in(credited)
        )
    )


def credit_note(crm: Crm, invoice: Invoice) -> Invoice | None:
    """Take an invoice back, once; None where it is a credit note itself, which stays."""
    if invoice.credits_id is not None:
        return None
    done = crm.session.scalar(select(Invoice).where(Invoice.credits_id == invoice.id))
    if done is not None:
        return done
    order = crm.session.get_one(Order, invoice.order_id)
    return _write(crm, order, -invoice.amount, f"Credit note for invoice {invoice.number}", invoice)


def _write(crm: Crm, order: Order, amount: Decimal, words: str, credits: Invoice | None = None) -> Invoice:
    row = Invoice(
        number=counters.take(crm, "invoice"),
        order_id=order.id,
        credits_id=credits.id if credits else None,
        amount=amount,
        currency=order.currency,
        text=words,
        issued_at=crm.now(),
    )
    row.document = invoice_page.contents(crm, row, order, credits)
    crm.session.add(row)
    crm.session.flush()
    return row


def text(crm: Crm, order: Order) -> str:
    """What the invoice says, line by line, as it is texted."""
    lines = [
        f"{line.quantity} x {line.description}: {Money(line.total, order.currency)}"
        if line.quantity > 1
        else f"{line.description}: {Money(line.total, order.currency)}"
        for line in order.lines
    ]
    for name, amount in (
        ("Discount", -order.discount),
        ("Shipping", order.shipping),
        ("Credited", -order.credited),
    ):
        if amount:
            lines.append(f"{name}: {Money(amount, order.currency)}")
    worth = Money(order.total - order.credited, order.currency)
    tax = f" (contains {Money(order.tax, order.currency)} tax)" if order.tax else ""
    so_far = payments.paid(crm, order)
    lines.append(f"Total: {worth}{tax}")
    if so_far:
        lines.append(f"Paid: {so_far}")
    lines.append(f"Due: {worth - so_far}")
    return "\n".join(lines)


def message(crm: Crm, invoice: Invoice, contact: Contact) -> str:
    """The words that are sent: from whom, number, date, lines."""
    issued = times.day(crm, invoice.issued_at)
    head = f"{crm.settings.name}: invoice {invoice.number}, {issued}, for {contact.name}"
    return f"{head}\n{invoice.text}"
