"""Reading the mailbox: every mail becomes a row as if a webhook had brought it, and only then counts as read."""

from __future__ import annotations

import logging

from bot.receipts import apply_receipt
from bot.webhooks import take_in
from channels.email_message import parse, read
from channels.imap import Mailbox, MailboxError
from crm_core import db
from crm_core.config import settings
from crm_core.crm import Clock, utc_now

log = logging.getLogger(__name__)
AT_ONCE = 50


def poll(clock: Clock = utc_now) -> int:
    """Take in what is new in the mailbox of IMAP_URL; returns how many mails there were."""
    if not settings().imap_url:
        return 0
    box = Mailbox.at(settings().imap_url)
    name, seen = f"imap/{box.user}@{box.host}/{box.folder}", 0
    while True:
        try:
            mails, cursor = box.since(db.cursor(name), AT_ONCE)
        except MailboxError as error:
            log.error("%s", error)
            return seen
        for mail in mails:
            _take_in(mail, clock)
        # After the rows are stored: what is read twice is recognised by its Message-ID.
        db.keep_cursor(name, cursor)
        seen += len(mails)
        if len(mails) < AT_ONCE:
            return seen


def _take_in(mail: bytes, clock: Clock) -> None:
    try:
        received = read(parse(mail))
    except Exception:  # whatever a stranger's mail makes the parser raise must not stop the mails behind it
        log.exception("a mail couldn't be read and was passed over")
        return
    for message in received.messages:
        take_in("email", message, clock)
    for receipt in received.receipts:
        apply_receipt("email", receipt, clock)
