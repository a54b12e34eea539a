"""The records as compact bytes and back: what the store of readings holds.

A record is the list of its fields' values, without their names, as JSON, compressed. Places, of which a reading names
the same few many times, are written once and referred to by number. Bytes are only good for the version of geomap that
packed them: the store's keys see to that.
"""

from __future__ import annotations

import json
import types
import zlib
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from geomap.records import Place

T = TypeVar("T")
_Unpacker = Callable[[Any, list[Place]], Any]


def pack(value: object) -> bytes:
    """The bytes of a record, or of a tuple of records; equal values give equal bytes."""
    return zlib.compress(plain(value), 3)


def plain(value: object) -> bytes:
    """What `pack` compresses: equal values give equal bytes, others others."""
    places: dict[Place, int] = {}
    body = _packed(value, places)
    rows = [row_of(place) for place in places]
    return json.dumps([rows, body], ensure_ascii=False, separators=(",", ":")).encode(_UTF8, _PASS)


def unpack(kind: type[T], data: bytes) -> T:
    """The value that `pack` was given; `kind` is its type, as `Reading` or `tuple[Event, ...]`."""
    rows, body = json.loads(zlib.decompress(data).decode(_UTF8, _PASS))
    return cast("T", _unpacker(cast("Any", kind))(body, [place_of(row) for row in rows]))


def row_of(place: Place) -> list[Any]:
    """A place as JSON has it."""
    return [_packed(getattr(place, name), {}) for name in _names(Place)]


def place_of(row: list[Any]) -> Place:
    """The place of `row_of`."""
    return cast("Place", _record_unpacker(Place)(row, []))


# A text may hold lone surrogates: they must come back, not break a build.
_UTF8, _PASS = "utf-8", "surrogatepass"

# Nearly all values are of these.
_AS_THEY_ARE = frozenset((str, int, float, bool, type(None)))


def _packed(value: object, places: dict[Place, int]) -> object:
    if type(value) in _AS_THEY_ARE:
        return value
    if isinstance(value, Place):
        return places.setdefault(value, len(places))
    if isinstance(value, tuple):
        return [_packed(item, places) for item in value]
    if is_dataclass(value):
        kind: Any = type(value)
        return [_packed(getattr(value, name), places) for name in _names(kind)]
    return value.isoformat() if isinstance(value, date) else value


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


@cache
def _unpacker(kind: Any) -> _Unpacker:
    """What turns the packed form of a type's value into the value."""
    origin, args = get_origin(kind), get_args(kind)
    if kind is Place:
        return lambda value, places: places[value]
    if origin in (Union, types.UnionType):
        (inner,) = (arg for arg in args if arg is not type(None))
        make = _unpacker(inner)
        return lambda value, places: None if value is None else make(value, places)
    if origin is tuple:
        make = _unpacker(args[0])
        return lambda value, places: tuple([make(item, places) for item in value])
    if is_dataclass(kind):
        return _record_unpacker(cast("Any", kind))
    if kind is date:
        return lambda value, places: date.fromisoformat(value)
    if origin is Literal or kind in (str, int, float, bool):
        return lambda value, places: value
    raise TypeError(f"no way to unpack {kind!r}")


@cache
def _record_unpacker(kind: Any) -> _Unpacker:
    hints = get_type_hints(kind)
    makers = [_unpacker(hints[name]) for name in _names(kind)]
    return lambda value, places: kind(*[make(item, places) for make, item in zip(makers, value, strict=True)])
