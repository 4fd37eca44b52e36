"""The media store: files that came with messages, under HERRING_HOME/media/<gallery>, named by their content.

Pictures are kept as JPEG without their metadata (a phone writes down where its owner lives), turned upright, at most
2,048 pixels wide or high, each with a thumbnail. Everything else is kept as it came.
"""

from __future__ import annotations

import io
import mimetypes
import re
import warnings
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from channels.base import File, MediaError
from crm_core.services import media_files
from crm_core.services.media_links import thumbnail

if TYPE_CHECKING:
    from PIL.Image import Image

LARGE, SMALL = 2048, 320  # pixels of the longer side
MAX_PIXELS = 64_000_000  # more is no photo of a phone's but an attack on our memory
QUALITY = 85
PICTURES = frozenset({"jpg", "jpeg", "png", "webp", "gif"})  # endings, for files sent without a type


@dataclass(frozen=True)
class Kept:
    """A stored file. likeness: of a photo, 64 bits that nearly equal those of the same picture sent again."""

    key: str
    content_type: str
    size: int
    likeness: int | None = None


def keep(gallery: str, file: File) -> Kept:
    """Store a file; the same content is stored once. Raises MediaError for a picture that can't be read."""
    if not file.content:
        raise MediaError("The file was empty.")
    ending = _ending(file)
    if is_picture(file.content_type) or ending in PICTURES:
        return _keep_photo(gallery, media_files.name_of(file.content), file)
    key = media_files.keep(gallery, file.content, ending)
    return Kept(key, file.content_type, len(file.content))


def is_picture(content_type: str) -> bool:
    """Whether a file of this type is kept as a photo. SVG is a document that can hold programs."""
    return content_type.startswith("image/") and content_type != "image/svg+xml"


def _ending(file: File) -> str:
    """The letters after the dot: the file's own where they are harmless, else by its type."""
    own = PurePosixPath(file.name).suffix.lower().lstrip(".")
    if re.fullmatch(r"[a-z0-9]{1,5}", own):
        return own
    return (mimetypes.guess_extension(file.content_type) or ".bin").lstrip(".")


# -- pictures


def _keep_photo(gallery: str, name: str, file: File) -> Kept:
    picture = _read(file.content)
    key = f"{name}.jpg"
    content = _jpeg(picture, LARGE)
    media_files.write(gallery, thumbnail(key), _jpeg(picture, SMALL))
    media_files.write(gallery, key, content)  # last: where the photo is, its thumbnail is too
    return Kept(key, "image/jpeg", len(content), _likeness(picture))


def _read(content: bytes) -> Image:
    """The picture upright, on white where it was transparent. The new image carries no metadata."""
    from PIL import Image, ImageOps

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # we have a limit of our own
            opened = Image.open(io.BytesIO(content))
            if opened.width * opened.height > MAX_PIXELS:
                raise Image.DecompressionBombError
            opened.draft("RGB", (LARGE, LARGE))  # a JPEG is decoded no larger than needed
            upright = ImageOps.exif_transpose(opened).convert("RGBA")
    except Image.DecompressionBombError as error:
        raise MediaError("The picture is larger than 64 megapixels. Send a smaller one.") from error
    except Exception as error:  # Pillow raises whatever a broken file makes its decoders raise
        raise MediaError("The picture couldn't be read. Send it as JPEG or PNG.") from error
    white = Image.new("RGB", upright.size, "white")
    white.paste(upright, mask=upright.getchannel("A"))
    return white


def _jpeg(picture: Image, side: int) -> bytes:
    made = picture.copy()
    made.thumbnail((side, side))
    out = io.BytesIO()
    made.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()


def smaller(gallery: str, key: str, side: int) -> bytes:
    """A stored photo as a JPEG of at most so many pixels a side; nothing where it can't be read any more."""
    found = media_files.path(gallery, key)
    try:
        return _jpeg(_read(found.read_bytes()), side) if found is not None else b""
    except (OSError, MediaError):
        return b""


def _likeness(picture: Image) -> int:
    """Difference hash: of each pixel of a 9 × 8 picture in grey, whether the one right of it is lighter.

    As a signed 64-bit number, which is what the database has.
    """
    grey = picture.convert("L").resize((9, 8)).tobytes()
    bits = 0
    for row in range(8):
        for column in range(8):
            at = row * 9 + column
            bits = bits << 1 | (grey[at] < grey[at + 1])
    return bits - (1 << 64) if bits >= 1 << 63 else bits
