"""Pictures made on the spot, for tests."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw

WHERE = 0x8825  # the tag under which a phone writes down where it was


def photo(
    seed: int = 0, size: tuple[int, int] = (640, 480), *, kind: str = "JPEG", turned: bool = False
) -> bytes:
    """A picture that differs with its seed; turned: as phones store them, with the rotation only in the metadata."""
    image = Image.new("RGB", size, (200, 200, 200))
    draw = ImageDraw.Draw(image)
    for step in range(6):
        left = (seed * 97 + step * 131) % size[0]
        top = (seed * 53 + step * 71) % size[1]
        shade = (seed * 41 + step * 37) % 255
        draw.rectangle(
            (left, top, left + size[0] // 3, top + size[1] // 3), fill=(shade, 255 - shade, shade // 2)
        )
    exif = Image.Exif()
    exif[0x0112] = 6 if turned else 1
    exif.get_ifd(WHERE)[1] = "N"
    exif.get_ifd(WHERE)[2] = (40.0, 43.0, 12.0)
    out = io.BytesIO()
    image.save(out, kind, exif=exif)
    return out.getvalue()


def smaller(content: bytes, side: int = 320) -> bytes:
    """The same picture scaled down and compressed again, as messengers do."""
    image = Image.open(io.BytesIO(content)).convert("RGB")
    image.thumbnail((side, side))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=60)
    return out.getvalue()
