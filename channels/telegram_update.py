"""Reading one Telegram update: a message, a pressed button, a bot blocked. Plain JSON in, Inbound out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from channels.base import Inbound, Media

Json = Mapping[str, Any]

# What a message can carry besides words, and the type when Telegram doesn't say it. A photo is a list of
# sizes, told apart below.
FILES = {
    "document": "application/octet-stream",
    "voice": "audio/ogg",
    "audio": "audio/mpeg",
    "video": "video/mp4",
    "video_note": "video/mp4",
    "animation": "video/mp4",
}
# Carries no words of the person's own, and is told by raw["kind"] so that the answer can say what to do.
OTHERS = ("contact", "location", "sticker", "poll")


def read(update: Json, bot_id: str, username: str) -> Inbound | None:
    """The message in an update, or None where there is nothing for us.

    raw holds the update and what we made of it: "kind" ("text", "photo", "document", "voice", "contact",
    "button", "edited", "blocked", …), "album" (the same on each photo of an album), "start" (a deep link's
    token), "group" (a group's chat id; the answer goes to the asker alone), "contact" ({"phone", "name",
    "own"}), and "OptOutType" when the bot was blocked or unblocked, Twilio's key for the same fact.
    """
    if "callback_query" in update:
        return _pressed(update, update["callback_query"], bot_id)
    if "message" in update:
        return _message(update, update["message"], bot_id, username)
    if "edited_message" in update:
        return _edited(update, update["edited_message"], bot_id)
    if "my_chat_member" in update:
        return _membership(update, update["my_chat_member"], bot_id)
    return None


def _message(update: Json, message: Json, bot_id: str, username: str) -> Inbound | None:
    words = str(message.get("text") or message.get("caption") or "")
    sender = message.get("from")
    if not sender or sender.get("is_bot"):
        return None  # a channel's post, or another bot: answering those is how loops begin
    group = message["chat"].get("type") != "private"
    if group and not _addressed(message, words, bot_id, username):
        return None
    text, start = _command(words)
    raw = {"kind": _kind(message), "album": message.get("media_group_id", ""), "start": start}
    if "contact" in message:
        raw["contact"] = _contact(message["contact"], sender)
    return _inbound(update, message, sender, bot_id, text=text, media=_media(message), raw=raw)


def _pressed(update: Json, query: Json, bot_id: str) -> Inbound | None:
    raw = {"kind": "button", "callback_query_id": str(query["id"])}
    # The message may be too old to be accessible: then it has a chat and an id, and a date of 0.
    message = query.get("message") or {"chat": {"id": query["from"]["id"], "type": "private"}}
    made = _inbound(update, message, query["from"], bot_id, button=str(query.get("data") or ""), raw=raw)
    quoted = _message_id(message) if "message_id" in message else ""
    return replace(made, quoted_id=quoted, sent_at=None)


def _edited(update: Json, message: Json, bot_id: str) -> Inbound | None:
    """An edit never runs a command a second time: its words are only in raw."""
    if "from" not in message or message["chat"].get("type") != "private":
        return None
    raw = {"kind": "edited", "text": str(message.get("text") or message.get("caption") or "")}
    return _inbound(update, message, message["from"], bot_id, raw=raw)


def _membership(update: Json, change: Json, bot_id: str) -> Inbound | None:
    if change["chat"].get("type") != "private":
        return None
    gone = change["new_chat_member"].get("status") in ("kicked", "left")
    raw = {"kind": "blocked" if gone else "unblocked", "OptOutType": "STOP" if gone else "START"}
    return _inbound(update, change, change["from"], bot_id, raw=raw)


def _inbound(
    update: Json,
    message: Json,
    sender: Json,
    bot_id: str,
    *,
    raw: Json,
    text: str = "",
    media: tuple[Media, ...] = (),
    button: str = "",
) -> Inbound:
    chat = message["chat"]
    group = {} if chat.get("type") == "private" else {"group": str(chat["id"])}
    quoted = message.get("reply_to_message")
    return Inbound(
        external_id=str(update["update_id"]),
        from_address=str(sender["id"]),
        our_address=bot_id,
        text=text,
        media=media,
        sender_name=" ".join(filter(None, (sender.get("first_name"), sender.get("last_name")))),
        button=button,
        quoted_id=_message_id(quoted) if quoted else "",
        sent_at=datetime.fromtimestamp(message["date"], UTC) if message.get("date") else None,
        raw={**raw, **group, "update": dict(update)},
    )


def _message_id(message: Json) -> str:
    """Telegram numbers messages per chat; with the chat the id is unique, as provider ids must be."""
    return f"{message['chat']['id']}:{message['message_id']}"


def _addressed(message: Json, words: str, bot_id: str, username: str) -> bool:
    """Whether words in a group are meant for us: a command or mention with our name, or a reply to us.

    Without a configured name any named command counts: with its privacy mode on, as it is by default,
    Telegram passes on only commands that are ours.
    """
    replied = (message.get("reply_to_message") or {}).get("from") or {}
    if str(replied.get("id")) == bot_id:
        return True
    first = words.split(maxsplit=1)[0] if words else ""
    if first.startswith("/") and "@" in first:
        return not username or first.partition("@")[2].lower() == username.lower()
    return bool(username) and f"@{username}".lower() in words.lower().split()


def _command(words: str) -> tuple[str, str]:
    """A bot command as the word it stands for ("/undo@our_bot" → "undo"), and a deep link's token.

    /start stays as it is: a bare "start" is a carrier's word for opting in.
    """
    if not words.startswith("/"):
        return words, ""
    command, _, rest = words[1:].partition(" ")
    command = command.partition("@")[0]
    if command == "start":
        return words, rest.strip()
    return f"{command} {rest}".strip(), ""


def _kind(message: Json) -> str:
    return next((kind for kind in ("photo", *FILES, *OTHERS) if kind in message), "text")


def _media(message: Json) -> tuple[Media, ...]:
    if message.get("photo"):
        # Sizes ascend: the last is the best.
        return (Media(f"telegram:{message['photo'][-1]['file_id']}", "image/jpeg"),)
    for kind, usual in FILES.items():
        if kind in message:
            file = message[kind]
            return (
                Media(
                    f"telegram:{file['file_id']}", file.get("mime_type") or usual, file.get("file_name", "")
                ),
            )
    return ()


def _contact(contact: Json, sender: Json) -> dict[str, Any]:
    """A shared card. Only one's own proves a number: anybody can pass on somebody else's."""
    phone = str(contact.get("phone_number", ""))
    return {
        "phone": phone if phone.startswith("+") else f"+{phone}",
        "name": " ".join(filter(None, (contact.get("first_name"), contact.get("last_name")))),
        "own": contact.get("user_id") == sender["id"],
    }
