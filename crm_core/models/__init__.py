"""The tables of one gallery."""

from crm_core.models.base import Base, Fact, State
from crm_core.models.catalogue import Claim, Cost, Item, Photo, Piece, Stock, StockMove, Term
from crm_core.models.events import Event
from crm_core.models.foresight import FittedModel, Forecast
from crm_core.models.journal import Action, Incident, Journal, ModelCall
from crm_core.models.listings import Batch, BatchItem, Listing
from crm_core.models.messages import Conversation, Inbox, Outbox, Question, Thread, Token, WebSession
from crm_core.models.people import Address, Consent, Contact, Interest, Note, Suggestion, User, Wish
from crm_core.models.planning import Approval, Counter, Draft, Nudge, Setting, Task
from crm_core.models.sales import Invoice, LedgerEntry, LedgerTransaction, Offer, Order, OrderLine, Payment
from crm_core.models.tracking import Shipment, WishMatch
from crm_core.models.transfers import ExportJob, ImportJob, RejectedRow

__all__ = [
    "Action", "Address", "Approval", "Base", "Batch", "BatchItem", "Claim", "Consent", "Contact",
    "Conversation", "Cost", "Counter", "Draft", "Event", "ExportJob", "Fact", "FittedModel", "Forecast",
    "ImportJob", "Inbox", "Incident",
    "Interest", "Invoice", "Item", "Journal", "LedgerEntry", "LedgerTransaction", "Listing",
    "ModelCall", "Note", "Nudge", "Offer", "Order", "OrderLine", "Outbox", "Payment", "Photo", "Piece",
    "Question", "RejectedRow", "Setting", "Shipment", "State", "Stock", "StockMove", "Suggestion", "Task", "Term",
    "Thread", "Token", "User", "WebSession", "Wish", "WishMatch",
]  # fmt: skip
