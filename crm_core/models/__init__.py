"""The tables of one gallery."""

from crm_core.models.base import Base, Fact, State
from crm_core.models.catalogue import Claim, Item, Photo, Piece, Stock, StockMove, Term
from crm_core.models.journal import Action, Journal, ModelCall
from crm_core.models.messages import Conversation, Inbox, Outbox, Question, Thread, Token, WebSession
from crm_core.models.people import Address, Consent, Contact, Interest, Note, User, Wish
from crm_core.models.planning import Approval, Counter, Draft, ImportJob, Nudge, Setting, Task
from crm_core.models.sales import LedgerEntry, LedgerTransaction, Order, OrderLine, Payment

__all__ = [
    "Action", "Address", "Approval", "Base", "Claim", "Consent", "Contact", "Conversation", "Counter", "Draft", "Fact",
    "ImportJob", "Inbox", "Interest", "Item", "Journal", "LedgerEntry", "LedgerTransaction", "ModelCall", "Note", "Nudge",
    "Order", "OrderLine", "Outbox", "Payment", "Photo", "Piece", "Question", "Setting", "State", "Stock", "StockMove",
    "Task", "Term", "Thread", "Token", "User", "WebSession", "Wish",
]  # fmt: skip
