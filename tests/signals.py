"""Children that heed Ctrl-C, however this run itself was started."""

from __future__ import annotations

import signal


def heed_interrupts() -> None:
    """For Popen's preexec_fn: a shell that starts a job in the background has it, and all its children, ignore SIGINT."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
