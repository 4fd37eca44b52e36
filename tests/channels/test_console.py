from __future__ import annotations

import pytest

from channels.base import Fetching, Media, MediaError, Pressing
from channels.console import ConsoleChannel, derive_key
from channels.dataurl import encode


def test_shows_buttons_and_takes_files_inside_the_message() -> None:
    console = ConsoleChannel(derive_key("secret"))
    assert isinstance(console, Pressing) and isinstance(console, Fetching)
    file = console.fetch(Media(encode(b"\x89PNG", "image/png"), name="a.png"))
    assert (file.content, file.content_type, file.name) == (b"\x89PNG", "image/png", "a.png")


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:5432/", "file:///etc/passwd", "data:image/png;base64,%%", "data:,x", ""]
)
def test_fetches_nothing_from_elsewhere(url: str) -> None:
    with pytest.raises(MediaError):
        ConsoleChannel(derive_key("secret")).fetch(Media(url))


def test_another_secret_gives_another_key() -> None:
    assert derive_key("one") != derive_key("two")
    assert derive_key("") == b""
