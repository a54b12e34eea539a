"""Ctrl-C and a request to end wait while a site changes: for the moments in which half of a change would be left."""

from __future__ import annotations

import signal
import threading
from typing import Any

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class HeldBack:
    """Holds interrupts back between `begin` and `end`; those that came are acted on then.

    Only the main thread gets interrupts: in others nothing is held back. A kill cannot be.
    """

    def __init__(self) -> None:
        self._before: dict[signal.Signals, Any] = {}
        self._came: list[int] = []

    def begin(self) -> None:
        """From now on interrupts wait."""
        if threading.current_thread() is not threading.main_thread() or self._before:
            return
        for one in _SIGNALS:
            # What was not set from Python could not be set back.
            if signal.getsignal(one) is not None:
                self._before[one] = signal.signal(one, lambda number, _: self._came.append(number))

    def end(self) -> None:
        """Acts on the first one that came, as it would have been then.

        Raises:
            KeyboardInterrupt: it was Ctrl-C, and nobody else looks after that.
        """
        before, came = self._before, self._came
        self._before, self._came = {}, []
        for one, handler in before.items():
            signal.signal(one, handler)
        if came:
            signal.raise_signal(came[0])
