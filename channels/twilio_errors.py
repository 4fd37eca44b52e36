"""Twilio's error codes, each sorted once: what became of the message, and what to do about it.

Codes and titles: twilio.com/docs/api/errors. The words are ours.
"""

from __future__ import annotations

from channels.base import SendError

MINUTE, HOUR = 60.0, 3600.0

# The person opted out at the carrier.
STOPPED = {
    21610: "They opted out with STOP. They must text START before we can text them again.",
}

# This message will not reach this address.
PERMANENT = {
    11751: "A photo is too large for the network. Send one under 5 MB.",
    21211: "That is not a valid phone number. Correct the contact's number.",
    21612: "That number can't be reached by text from our number. Try another channel.",
    21614: "That is not a mobile number. Ask for one that takes texts.",
    21635: "That is a landline. Ask for a mobile number.",
    30003: "The phone couldn't be reached: off, out of range, or not able to get texts.",
    30004: "The carrier or the person blocks our messages. Try another channel.",
    30005: "The carrier doesn't know that number. Ask for the current one.",
    30006: "A landline, or a carrier that can't be reached. Try another channel.",
    30007: "The carrier filtered the text as unwanted. Reword it, without shortened links.",
    30008: "It wasn't delivered and the carrier gave no reason. Try again, or another channel.",
    30019: "The carrier found the message too large. Send fewer or smaller photos.",
    30410: "The carrier timed out; it may not have arrived. Ask before sending it again.",
    30450: "Twilio's fraud protection blocked it. See the protection settings.",
    30640: "Twilio's compliance check blocks that number. Don't text them.",
    63003: "That number isn't on WhatsApp. Try a text message.",
    63013: "It breaks WhatsApp's policy. Reword it.",
    63016: "They haven't written on WhatsApp for 24 hours, so it needs a template. Text or email them.",
    63024: "WhatsApp doesn't accept that recipient. Check the number.",
    63032: "WhatsApp doesn't let us write to this person. Try a text message.",
    63049: "WhatsApp chose not to deliver this marketing message. Try a text message.",
}

# Those of them that say so for good, whatever is sent.
GONE = frozenset({21211, 21614, 21635, 30005, 30006, 63003})

# An administrator has to change something.
OURS = {
    11200: "Twilio couldn't fetch our webhook. Check PUBLIC_URL and that the server is up.",
    11205: "Twilio couldn't connect to our webhook. Check PUBLIC_URL, DNS and the firewall.",
    11217: "Our webhook's answer has a status Twilio doesn't accept. Check the proxy in front.",
    12300: "Twilio couldn't read a content type. Check the photo link and our webhook.",
    20003: "Twilio refused our login. Check TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN.",
    20404: "Twilio doesn't know what we asked for. Check TWILIO_ACCOUNT_SID.",
    21212: "The number we send from is not valid. Check the gallery's number.",
    21408: "Texts to that country are switched off. Allow it in Twilio's geo permissions.",
    21602: "The message was empty.",
    21603: "No number to send from. Set the gallery's number.",
    21604: "No number to send to.",
    21606: "Our number can't text that number. Check that it is ours and can send messages.",
    21608: "A trial account texts verified numbers only. Verify the number, or upgrade.",
    21617: "The text was longer than 1,600 characters.",
    21620: "Twilio didn't accept the photo link. Check PUBLIC_URL.",
    21621: "Our number can't send photos. Send the text alone, or get a number with MMS.",
    21623: "Too many photos in one message: ten are allowed, one on WhatsApp.",
    21656: "The template's variables don't fit. Check the template.",
    21703: "The Messaging Service has no number to send from. Add one in Twilio.",
    21705: "Twilio doesn't know that Messaging Service. Check the gallery's number.",
    30002: "The Twilio account is suspended. See its console.",
    30032: "Our toll-free number isn't verified. Finish its verification in Twilio.",
    30034: "Our number isn't registered for US texting (10DLC). Register it in Twilio.",
    30035: "Our number's registration is still being set up. Wait for Twilio to finish.",
    63007: "Twilio has no WhatsApp sender of that number. Check the gallery's WhatsApp number.",
    63015: "The WhatsApp sandbox reaches only people who joined it. Use a real sender.",
    63051: "Our WhatsApp Business account is locked. See Meta's Business Manager.",
}

# Too much, too fast: again after so many seconds (None: the usual back-off).
THROTTLED: dict[int, tuple[float | None, str]] = {
    14107: (10 * MINUTE, "Twilio stopped a loop: too many replies to one number in a short time."),
    20429: (None, "Twilio asked us to slow down."),
    21611: (MINUTE, "Our number's queue at Twilio is full."),
    30001: (MINUTE, "Too many messages waited at Twilio and this one was dropped."),
    30017: (5 * MINUTE, "The carrier's network is congested."),
    30022: (MINUTE, "We sent faster than our US registration allows."),
    30023: (6 * HOUR, "Today's limit of our US registration is used up."),
    30027: (6 * HOUR, "Today's limit for T-Mobile numbers is used up."),
    30610: (HOUR, "It is quiet time where they are; Twilio held it back."),
    63018: (MINUTE, "WhatsApp asked us to slow down."),
    63038: (6 * HOUR, "The Twilio account's limit for today is used up."),
}

REASONS = {**STOPPED, **PERMANENT, **OURS, **{code: words for code, (_, words) in THROTTLED.items()}}


def sentence(code: str) -> str:
    """What happened and what to do, for a receipt's error code."""
    if not code:
        return ""
    known = REASONS.get(int(code)) if code.isdecimal() else None
    return known or f"Twilio reported error {code}."


def stopped(code: str) -> bool:
    return code.isdecimal() and int(code) in STOPPED


def gone(code: str) -> bool:
    return code.isdecimal() and int(code) in GONE


def refusal(status: int, code: int, words: str, retry_after: float | None = None) -> SendError:
    """What an error answer of Twilio's API means for the message.

    status: of HTTP. code: Twilio's, or the status again when the body had none. words: Twilio's own.
    """
    if status == 429 and code not in THROTTLED:
        code = 20429
    if code in THROTTLED:
        wait, reason = THROTTLED[code]
        return SendError(reason, code=str(code), retryable=True, retry_after=retry_after or wait)
    if code in REASONS:
        return SendError(
            REASONS[code], code=str(code), stopped=code in STOPPED, ours=code in OURS, gone=code in GONE
        )
    if status in (502, 504):
        # A gateway gave up waiting for Twilio; the message behind it may have been taken.
        return SendError(f"Twilio's gateway gave up (HTTP {status}).", code=str(code), unknown=True)
    if status >= 500:
        reason = f"Twilio had a fault of its own (HTTP {status})."
        return SendError(reason, code=str(code), retryable=True, retry_after=retry_after)
    return SendError(f"Twilio refused it: {words} (error {code}).", code=str(code), ours=True)
