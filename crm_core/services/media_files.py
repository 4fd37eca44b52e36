"""Files on disk, under HERRING_HOME/media/<gallery>, named by their content so that the same is kept once."""

from __future__ import annotations

import hashlib
import secrets
import shutil
from pathlib import Path

from crm_core.config import settings
from crm_core.db import KEY as GALLERY
from crm_core.services.media_links import KEY


def name_of(content: bytes) -> str:
    """32 hex digits: what a file's key begins with."""
    return hashlib.sha256(content).hexdigest()[:32]


def keep(gallery: str, content: bytes, ending: str) -> str:
    """Store a file as it is; returns its key."""
    key = f"{name_of(content)}.{ending}"
    write(gallery, key, content)
    return key


def keep_file(gallery: str, source: Path, ending: str) -> str:
    """Store a file from the disk as it is, however large; returns its key."""
    with source.open("rb") as file:
        key = f"{hashlib.file_digest(file, 'sha256').hexdigest()[:32]}.{ending}"
        place = _place(gallery, key)
        if not place.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            made = place.with_name(f".{key}.{secrets.token_hex(4)}")
            file.seek(0)
            with made.open("wb") as copy:
                shutil.copyfileobj(file, copy)
            made.replace(place)
    return key


def path(gallery: str, key: str) -> Path | None:
    """Where a stored file is, if it is here."""
    if not GALLERY.fullmatch(gallery) or not KEY.fullmatch(key):
        return None
    found = _place(gallery, key)
    return found if found.is_file() else None


def write(gallery: str, key: str, content: bytes) -> None:
    """Whole or not at all: a reader never sees half a file."""
    place = _place(gallery, key)
    if place.exists():
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    made = place.with_name(f".{key}.{secrets.token_hex(4)}")
    made.write_bytes(content)
    made.replace(place)


def _place(gallery: str, key: str) -> Path:
    return settings().herring_home / "media" / gallery / key[:2] / key
