"""An invoice on its way to somebody: attached to a mail where they have e-mail, else as a link in a text."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from crm_core.crm import Crm
from crm_core.models import Contact, Invoice, Order, Outbox
from crm_core.services import invoice_pdf, invoices, media_files, media_links, messages, pay_links

LINK_LASTS = timedelta(days=90)


def channel_for(crm: Crm, contact: Contact) -> str:
    """The channel an invoice goes by: e-mail where they have one. Refused where they can't be written to."""
    reachable = [row.channel for row in messages.usable_addresses(crm, contact)]
    return "email" if "email" in reachable else messages.best_address(crm, contact).channel


def send(crm: Crm, order: Order, contact: Contact) -> tuple[Invoice, Outbox]:
    """Issue the order's invoice, or take the one that stands, and queue it with its page."""
    invoice = invoices.issue(crm, order)
    channel = channel_for(crm, contact)
    pay_url = pay_links.link(crm, order)
    key = media_files.keep(crm.key, invoice_pdf.draw(invoice, pay_url, logo_of(crm, invoice)), "pdf")
    name = invoice_pdf.file_name(invoice)
    words = [invoices.message(crm, invoice, contact)]
    if pay_url:
        words.append(f"Pay by card: {pay_url}")
    if channel != "email":
        words.append(f"PDF: {media_links.link(crm.key, key, crm.now(), lasts=LINK_LASTS, name=name)}")
    row = messages.send(
        crm,
        contact,
        "\n".join(words),
        purpose="service",
        channel=channel,
        subject=f"{crm.settings.name}: invoice {invoice.number}",
        media=[f"{key}/{name}"] if channel == "email" else [],
    )
    return invoice, row


def logo_of(crm: Crm, invoice: Invoice) -> Path | None:
    """The picture that was the logo when it was issued: files are named by their content, so it is that one still."""
    key = invoice.document.get("logo")
    return media_files.path(crm.key, key) if key else None
