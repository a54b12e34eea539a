"""What became of the events between two builds: added, moved, redated, otherwise changed, merged, gone, and why.

Events are records as the exports hold them (see `geomap.export.COLUMNS`), told by their ids. An event whose id is no
longer there was merged where another event now has a sentence that told it; otherwise it is gone.
"""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from geomap.errors import SiteError
from geomap.export import FORMULA, LISTS
from geomap.geodesy import kilometres

KINDS = ("added", "moved", "redated", "changed", "merged", "gone")
DATA = "data/events.geojson"
"""Where a site has its events."""
_CHANGES = ("type", "subtype", "status", "relation", "participants")
Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one event; an event that was moved and redated has two."""

    kind: str
    """One of `KINDS`."""
    id: str
    title_en: str
    title_ar: str
    before: str | None = None
    """Place, date or value before; None where there was none."""
    after: str | None = None
    """The same now; of a merged event the id of the event that it became part of."""
    reasons: tuple[str, ...] = ()


def compare(old: Sequence[Record], new: Sequence[Record]) -> tuple[Change, ...]:
    """All changes, by kind in the order of `KINDS` and then id. The same for every order of the records."""
    before, after = ({str(record["id"]): record for record in records} for records in (old, new))
    articles_before, articles_after = (
        {article for record in records for article in record["articles"]} for records in (old, new)
    )
    telling: dict[tuple[str, str], list[Record]] = defaultdict(list)
    for record in sorted(new, key=lambda one: str(one["id"])):
        for key in _sentences(record):
            telling[key].append(record)
    found: list[Change] = []
    for id, record in after.items():
        if id in before:
            found += _changes(before[id], record, articles_before, articles_after)
        else:
            found.append(_change("added", record, reasons=_why_added(record, articles_before)))
    for id, record in before.items():
        if id not in after:
            found.append(_left(record, telling, articles_after))
    return tuple(sorted(found, key=lambda one: (KINDS.index(one.kind), one.id, one.before or "", one.after or "")))


def _change(
    kind: str, record: Record, before: str | None = None, after: str | None = None, reasons: Sequence[str] = ()
) -> Change:
    return Change(kind, record["id"], record["title_en"] or "", record["title_ar"] or "", before, after, tuple(reasons))


def _changes(old: Record, new: Record, before: set[str], after: set[str]) -> list[Change]:
    """How an event that stayed changed."""
    why = _why_changed(old, new, before, after)
    found = []
    spots = [(record["place_id"], record["lat"], record["lon"]) for record in (old, new)]
    if spots[0] != spots[1]:
        far = []
        if None not in (*spots[0], *spots[1]):
            (_, *start), (_, *end) = spots
            far = [f"{kilometres(start[0], start[1], end[0], end[1]):,.0f} km away"]
        found.append(_change("moved", new, _place(old), _place(new), [*far, *why]))
    if (old["date"], old["date_end"]) != (new["date"], new["date_end"]):
        found.append(_change("redated", new, _days(old), _days(new), why))
    for name in _CHANGES:
        if old.get(name) != new.get(name):
            found.append(_change("changed", new, _told(old.get(name)), _told(new.get(name)), [name, *why]))
    return found


def _left(old: Record, telling: Mapping[tuple[str, str], list[Record]], articles: set[str]) -> Change:
    """What became of an event whose id is no longer there."""
    heirs = [record for key in _sentences(old) for record in telling.get(key, ())]
    alike = [record for record in heirs if record["type"] == old["type"]] or heirs
    if alike:
        heir = max(alike, key=lambda record: (len(_sentences(record) & _sentences(old)), record["id"]))
        return _change("merged", old, None, heir["id"], [f"{heir['id']} has the sentence that told it"])
    gone = [article for article in old["articles"] if article not in articles]
    reasons = [f"{article} is gone or tells no event" for article in gone] or ["it is no longer read in its articles"]
    return _change("gone", old, _place(old), None, reasons)


def _why_added(record: Record, before: set[str]) -> list[str]:
    new = [article for article in record["articles"] if article not in before]
    return [f"new in {article}" for article in new] or [f"read anew in {article}" for article in record["articles"]]


def _why_changed(old: Record, new: Record, before: set[str], after: set[str]) -> list[str]:
    more = [one for one in new["articles"] if one not in old["articles"]]
    less = [one for one in old["articles"] if one not in new["articles"]]
    told = [f"{one} tells it too" + ("" if one in before else ", a new article") for one in more]
    told += [f"{one} tells it no more" + ("" if one in after else ", it is gone") for one in less]
    return told or ["its articles are read otherwise"]


def _sentences(record: Record) -> set[tuple[str, str]]:
    """The sentences that tell an event, each with one of its articles."""
    return {(article, sentence) for article in record["articles"] for sentence in record["evidence"]}


def _place(record: Record) -> str | None:
    if not record["place_id"]:
        return None
    return " ".join(part for part in (record["relation"], record["place_name"], f"({record['place_id']})") if part)


def _days(record: Record) -> str | None:
    return " – ".join(day for day in (record["date"], record["date_end"]) if day) or None


def _told(value: Any) -> str | None:
    return ", ".join(value) or None if isinstance(value, list) else value


def read_events(path: Path) -> list[dict[str, Any]]:
    """The events of a built site's folder, or of a GeoJSON or CSV export.

    Raises:
        SiteError: there are none, or they are not geomap's.
    """
    file = path / DATA if path.is_dir() else path
    try:
        if file.suffix.lower() == ".csv":
            with file.open(encoding="utf-8-sig", newline="") as stream:
                found = [_from_csv(row) for row in csv.DictReader(stream)]
        else:
            found = [_from_feature(one) for one in json.loads(file.read_text(encoding="utf-8"))["features"]]
        if any({"id", "articles", "evidence", "place_id", "date"} - one.keys() for one in found):
            raise KeyError("columns")
    except OSError as error:
        raise SiteError(f"{path}: no events can be read there ({error.strerror or error})") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise SiteError(f"{path}: is no site or export of geomap's; give a site's folder, .geojson or .csv") from error
    return found


def _from_feature(feature: Any) -> dict[str, Any]:
    point = feature["geometry"]["coordinates"] if feature["geometry"] else (None, None)
    return {**feature["properties"], "lon": point[0], "lat": point[1]}


def _from_csv(row: Mapping[str, str]) -> dict[str, Any]:
    """A row with lists and numbers as they were; cells that a spreadsheet would have run lose their guard."""
    bare = {name: text[1:] if text[:1] == "'" and text[1:2] in FORMULA else text for name, text in row.items()}
    lists = {name: bare[name].split(" | ") if bare.get(name) else [] for name in LISTS}
    numbers = {name: float(bare[name]) if bare[name] else None for name in ("lat", "lon")}
    return {name: text or None for name, text in bare.items()} | lists | numbers


def to_json(changes: Sequence[Change]) -> list[dict[str, Any]]:
    """The changes as `geomap diff --json` prints them."""
    return [{**asdict(one), "reasons": list(one.reasons)} for one in changes]
