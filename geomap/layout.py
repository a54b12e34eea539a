"""What the compiled gazetteer's writer and reader agree on."""

from __future__ import annotations

from geomap.records import Kind

FORMAT = 7
"""Raised whenever the compiled folder's layout changes."""

KINDS: tuple[Kind, ...] = ("country", "region", "city", "district", "facility", "natural", "water", "area")
"""The kinds of places, by the number that stands in the column "kind"."""

OWN, PRIMARY, ALTERNATE, LOOSE, WEAK = 5, 4, 3, 2, 1
"""How well a name stands for a place: reviewed by hand, its main name, another name of a place that is not small, any
other name, a name that needs support from the text."""

COLUMNS = ("lat", "lon", "population", "prior", "kind", "country", "admin1", "stands_for", "bbox")
"""One array a column, one element a place."""
