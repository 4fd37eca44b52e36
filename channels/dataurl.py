"""Files that travel inside the message itself, as `data:` URLs (RFC 2397, base64 only)."""

from __future__ import annotations

import base64

from channels.base import File, Media, MediaError


def encode(content: bytes, content_type: str) -> str:
    return f"data:{content_type};base64,{base64.b64encode(content).decode()}"


def decode(media: Media) -> File:
    """The file of a Media whose url is a `data:` URL. Raises MediaError."""
    head, comma, body = media.url.partition(",")
    if not (head.startswith("data:") and head.endswith(";base64") and comma):
        raise MediaError("The file inside the message couldn't be read.")
    try:
        content = base64.b64decode(body, validate=True)
    except ValueError as error:
        raise MediaError("The file inside the message couldn't be read.") from error
    return File(content, media.content_type or head[5:-7], media.name)
