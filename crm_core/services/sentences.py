"""What to say when the database says no: constraint name → a sentence fit to be texted.

The services refuse with better sentences where they can; these are for what two people do at the same
moment, and for what our code got wrong.
"""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError

from crm_core.errors import Conflict

SENTENCES: dict[str, str] = {
    "claim_one_live_key": "Somebody else has that piece: it was held or sold a moment ago.",
    "claim_one_place_in_line_key": "They have it on hold or are next in line for it already.",
    "stock_quantity_not_negative": "There aren't that many left. Ask “what's running low” to see.",
    "item_price_not_negative": "A price can't be negative. What is the price?",
    "item_sku_key": "There is another item with that SKU. Each SKU belongs to one item only.",
    "item_external_ref_key": "That row was imported already.",
    "contact_external_ref_key": "That row was imported already.",
    "order_external_ref_key": "That row was imported already.",
    "order_number_key": "That order number is taken. Please try again.",
    "payment_external_ref_key": "That payment is recorded already.",
    "payment_reverses_id_key": "That payment was taken back already.",
    "stock_move_reverses_id_key": "That was taken back already.",
    "ledger_transaction_reverses_id_key": "That booking was taken back already.",
    "cost_reverses_id_key": "That cost was taken back already.",
    "invoice_credits_id_key": "That invoice was credited already.",
    "ledger_balanced": "The amounts don't add up, so nothing was recorded. Say it with one price in all.",
    "offer_one_open_key": "There is an open offer to them for it. Take that one back first.",
    "offer_price_positive": "An offer must be more than nothing. What price?",
    "listing_one_open_key": "It is on that marketplace already.",
    "batch_name_key": "There is a batch of that name already. Choose another name.",
    "batch_item_one_batch_key": "It travels in another batch already. Take it out of that one first.",
    "address_user_key": "A colleague has that number or address already.",
    "address_contact_key": "Another contact has that number or address. Are they the same person?",
}


def sentence_for(error: IntegrityError) -> Conflict:
    """The failure to raise instead of a broken rule of the database."""
    name = getattr(getattr(error.orig, "diag", None), "constraint_name", None)
    return Conflict(
        why=SENTENCES.get(str(name), f"That can't be recorded as it is ({name}). Nothing was changed.")
    )
