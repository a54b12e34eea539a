"""How often the garbage collector runs in processes of geomap's own; users of the library keep their settings."""

from __future__ import annotations

import gc

THRESHOLDS = (50_000, 20, 20)
"""New objects after which the youngest are looked at, and how often that is until the older ones are."""


def collect_seldom() -> None:
    """Has the garbage collector look at new objects some articles at a time.

    Reading makes thousands of objects an article and no cycles: looking for these as often as Python does would take a
    tenth of the time.
    """
    gc.set_threshold(*THRESHOLDS)


def pass_over_loaded() -> None:
    """Has it never look at what is there now; in a forked process its pages then stay shared with the others."""
    gc.freeze()
