"""What the access log must not hold: links that open without a password are as good as one."""

from __future__ import annotations

import logging
import re

SECRET = re.compile(r"^(/(?:login|media|u|callbacks/draft)/)[^/?]+")


class HideLinks(logging.Filter):
    """Replaces the secret part of an address in uvicorn's access log by three dots."""

    def filter(self, record: logging.LogRecord) -> bool:
        # uvicorn's arguments: caller, method, path with query, version, status.
        if isinstance(record.args, tuple) and len(record.args) > 2:
            caller, method, path, *rest = record.args
            record.args = (caller, method, SECRET.sub(r"\1…", str(path)), *rest)
        return True


def hide_links() -> None:
    """From here on uvicorn's access log keeps no link that somebody could use."""
    log = logging.getLogger("uvicorn.access")
    if not any(isinstance(each, HideLinks) for each in log.filters):
        log.addFilter(HideLinks())
