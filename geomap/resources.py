"""Where the files that geomap ships beside its code lie.

In a checkout they stand at the top (`templates/`, `gazetteer/`); the wheel carries them inside the package
(`geomap/_templates`, `geomap/_gazetteer`). The packaged place wins, so that an installed geomap never reads a folder
that merely lies beside it.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from geomap.errors import GeomapError

_PACKAGE = Path(__file__).resolve().parent


@cache
def templates_dir() -> Path:
    """The folder of the site's templates, styles, scripts and message catalogues.

    Raises GeomapError when geomap was copied without it.
    """
    return _shipped("templates")


@cache
def gazetteer_dir() -> Path:
    """The folder of the reviewed gazetteer tables and the derived base map.

    Raises GeomapError when geomap was copied without it.
    """
    return _shipped("gazetteer")


def _shipped(name: str) -> Path:
    packaged = _PACKAGE / f"_{name}"
    if packaged.is_dir():
        return packaged
    checkout = _PACKAGE.parent / name
    if checkout.is_dir():
        return checkout
    raise GeomapError(f"geomap's own folder {packaged} is missing; install geomap again")
