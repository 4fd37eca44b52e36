"""Postmark's inbound webhook as a mail: the example of how a provider that doesn't pass on raw mail is added.

Format: postmarkapp.com/developer/webhooks/inbound-webhook. Postmark doesn't sign; the URL carries a password.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import default
from typing import Any

# Set by us below, from fields that Postmark has parsed; every other header is passed on.
OWN = {"from", "to", "cc", "subject", "date", "content-type", "mime-version", "content-transfer-encoding"}


def mail(data: Mapping[str, Any]) -> EmailMessage:
    """The mail a webhook tells of. Raises ValueError, KeyError or TypeError where it isn't one."""
    message = EmailMessage(policy=default)
    message["From"] = _address(data["FromFull"])
    for header, people in (("To", data.get("ToFull")), ("Cc", data.get("CcFull"))):
        if people:
            message[header] = [_address(person) for person in people]
    message["Subject"] = " ".join(str(data.get("Subject") or "").split())
    _date(message, str(data.get("Date") or ""))
    if data.get("OriginalRecipient"):
        message["X-Original-To"] = str(data["OriginalRecipient"])
    _headers(message, data)
    _content(message, data)
    return message


def _address(person: Mapping[str, Any]) -> Address:
    return Address(str(person.get("Name") or ""), addr_spec=str(person["Email"]))


def _date(message: EmailMessage, said: str) -> None:
    try:
        message["Date"] = said
    except (ValueError, TypeError):  # the time of arrival is known anyway
        pass


def _headers(message: EmailMessage, data: Mapping[str, Any]) -> None:
    for header in data.get("Headers") or ():
        name, value = str(header["Name"]), " ".join(str(header["Value"]).split())
        if name.lower() not in OWN:
            message[name] = value
    if "Message-ID" not in message:
        message["Message-ID"] = f"<{data['MessageID']}@inbound.postmarkapp.com>"


def _content(message: EmailMessage, data: Mapping[str, Any]) -> None:
    if data.get("TextBody") or not data.get("HtmlBody"):
        message.set_content(str(data.get("TextBody") or ""))
    else:
        message.set_content(str(data["HtmlBody"]), subtype="html")
    for file in data.get("Attachments") or ():
        maintype, _, subtype = str(file.get("ContentType") or "application/octet-stream").partition("/")
        content = base64.b64decode(file["Content"])
        message.add_attachment(
            content, maintype=maintype, subtype=subtype, filename=str(file.get("Name") or "")
        )
