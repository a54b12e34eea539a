"""What became of the events between two builds: added, moved, merged, gone and so on (`KINDS`), and why.

Events are records as the exports hold them (see `geomap.export.COLUMNS`), told by their ids. An event whose id is no
longer there goes on in one that has come to be told by a sentence of its. Where that one is new, it is the same event
under another id ("renamed"), and what else changed is told of it; where it was there before, the two were merged.
Without such an heir the event is gone.
"""

from __future__ import annotations

import csv
import json
import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from geomap.errors import SiteError
from geomap.export import FORMULA, LISTS
from geomap.geodesy import kilometres

KINDS = ("added", "split", "moved", "redated", "changed", "renamed", "merged", "gone")
_FEATURE = re.compile(r'\{"type":"Feature","id":"([^"\\]*)"')
DATA = "data/events.geojson"
"""Where a site has its events."""
SPAN = " – "
"""Stands between the first and the last day of a date."""
_CHANGES = ("type", "subtype", "status", "relation", "participants")

NEW = "new in %(a)s"
ANEW = "read anew in %(a)s"
TOO = "%(a)s tells it too"
TOO_NEW = "%(a)s tells it too, a new article"
NO_MORE = "%(a)s tells it no more"
NO_MORE_GONE = "%(a)s tells it no more, it is gone"
REMOVED = "%(a)s was removed"
SILENT = "%(a)s is gone or tells no event"
AWAY = "%(a)s km away"
HEIR = "%(a)s has the sentence that told it"
PARENT = "%(a)s had the sentence that tells it"
REWRITTEN = "the text of its articles changed"
UNREAD = "it is no longer read in its articles"
OTHERWISE = "its articles are read otherwise"
RENEWED = "another version of geomap or of its gazetteer reads it otherwise"
WITHDRAWN = "a correction was withdrawn"
WORDS = (
    *(NEW, ANEW, TOO, TOO_NEW, NO_MORE, NO_MORE_GONE, REMOVED, SILENT, AWAY, HEIR, PARENT),
    *(REWRITTEN, UNREAD, OTHERWISE, RENEWED, WITHDRAWN),
)
"""All words of reasons; a person's correction speaks in its own."""

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something changed: one of `WORDS`, or a correction's own, and what fills their hole."""

    words: str
    about: str = ""
    """An article's or event's id, or a number; "" where the words have no hole."""

    def __str__(self) -> str:
        return self.words % {"a": self.about} if self.about else self.words


@dataclass(frozen=True, slots=True)
class Named:
    """A place, as far as a list of changes tells it."""

    id: str
    name: str
    name_ar: str | None
    country: str | None


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one event; an event that was moved and redated has two."""

    kind: str
    """One of `KINDS`."""
    id: str
    title_en: str
    title_ar: str
    before: str | None = None
    """Place, date or value before; None where there was none. Of an event that was split off, the id of the other."""
    after: str | None = None
    """The same now; of a merged or renamed event the id under which it goes on."""
    reasons: tuple[Reason, ...] = ()
    what: str = ""
    """Which value of a changed event it is, by its column's name."""
    places: tuple[Named | None, Named | None] | None = None
    """Of a moved event its places before and after."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a build beside its events, to tell why they changed."""

    texts: Mapping[str, str] | None = None
    """The articles of the collection as it is now, by id; None where they are not known."""
    said: Mapping[str, str] = field(default_factory=dict)
    """What people say of events that are none, by the events' ids."""
    names: Sequence[tuple[str, str, str]] = ()
    """Article, name and word of each correction of a name; article "" for all of them."""
    renewed: bool = False
    """Whether another version of geomap or of its gazetteer made the build before."""
    before: Collection[str] = ()
    """Articles that told events in the build before, beside those of the events that are compared."""


def compare(old: Sequence[Record], new: Sequence[Record], known: Known | None = None) -> tuple[Change, ...]:
    """All changes, by kind in the order of `KINDS` and then id. The same for every order of the records."""
    return _Comparison(old, new, known).changes()


class _Comparison:
    def __init__(self, old: Sequence[Record], new: Sequence[Record], known: Known | None) -> None:
        self._before, self._after = ({str(record["id"]): record for record in records} for records in (old, new))
        self._known = known or Known()
        self._articles_before = {article for record in old for article in record["articles"]} | {*self._known.before}
        told = {article for record in new for article in record["articles"]}
        self._texts = self._known.texts or {}
        self._articles_now: Collection[str] = told if self._known.texts is None else self._texts.keys()
        self._telling, self._told = _by_sentence(self._after), _by_sentence(self._before)

    def changes(self) -> tuple[Change, ...]:
        """All of them, in order."""
        found: list[Change] = []
        renamed: dict[str, Record] = {}
        left = [self._left(record) for id, record in sorted(self._before.items()) if id not in self._after]
        # Of several that became one new event, the one with most of its sentences goes on in it.
        for change, heir, shared in sorted(left, key=lambda one: (-one[2], one[0].id)):
            if heir and heir["id"] not in self._before and heir["id"] not in renamed and shared:
                old = renamed[str(heir["id"])] = self._before[change.id]
                found.append(replace(change, kind="renamed", reasons=tuple(self._why_changed(old, heir))))
            else:
                found.append(change)
        for id, record in self._after.items():
            if before := self._before.get(id) or renamed.get(id):
                found += self._changed(before, record)
            else:
                found.append(self._added(record))
        return tuple(sorted(found, key=lambda one: (KINDS.index(one.kind), one.id, one.before or "", one.after or "")))

    def _changed(self, old: Record, new: Record) -> list[Change]:
        """How an event that stayed changed."""
        why = self._why_changed(old, new)
        found = []
        spots = [(record["place_id"], record["lat"], record["lon"]) for record in (old, new)]
        if spots[0] != spots[1]:
            far = []
            if None not in (*spots[0], *spots[1]):
                (_, *start), (_, *end) = spots
                far = [Reason(AWAY, f"{kilometres(start[0], start[1], end[0], end[1]):,.0f}")]
            moved = _change("moved", new, _place(old), _place(new), [*far, *why])
            found.append(replace(moved, places=(_named(old), _named(new))))
        if (old["date"], old["date_end"]) != (new["date"], new["date_end"]):
            found.append(_change("redated", new, _days(old), _days(new), why))
        for name in _CHANGES:
            if old.get(name) != new.get(name):
                one = _change("changed", new, _told(old.get(name)), _told(new.get(name)), why)
                found.append(replace(one, what=name))
        return found

    def _left(self, old: Record) -> tuple[Change, Record | None, int]:
        """What became of an event whose id is no longer there: the event in which it goes on, and how much of it."""
        heir, shared = _kin(old, self._telling, self._before)
        if heir is not None:
            words = [Reason(word) for word in heir.get("corrected", ()) if word not in old.get("corrected", ())]
            reasons = [*words, Reason(HEIR, str(heir["id"]))]
            return _change("merged", old, None, str(heir["id"]), reasons), heir, shared
        return _change("gone", old, _place(old), None, self._why_gone(old)), None, 0

    def _why_gone(self, old: Record) -> list[Reason]:
        if said := self._known.said.get(str(old["id"])):
            return [Reason(said)]
        sentences = "\n".join(old["evidence"])
        own = [(name, word) for article, name, word in self._known.names if article in ("", *old["articles"])]
        if words := dict.fromkeys(word for name, word in own if name in sentences):
            return [Reason(word) for word in words]
        silent = SILENT if self._known.texts is None else REMOVED
        gone = [Reason(silent, article) for article in old["articles"] if article not in self._articles_now]
        return gone or [self._otherwise(old, UNREAD)]

    def _added(self, record: Record) -> Change:
        parent = self._parent(record)
        said = [Reason(word) for word in record.get("corrected", ())]
        if parent is not None:
            return _change("split", record, str(parent["id"]), None, [*said, Reason(PARENT, str(parent["id"]))])
        new = [Reason(NEW, article) for article in record["articles"] if article not in self._articles_before]
        return _change("added", record, reasons=new or [*said, *(Reason(ANEW, one) for one in record["articles"])])

    def _parent(self, record: Record) -> Record | None:
        """The event, still there, that was told by the sentence of a new one and no longer is."""
        kin, _ = _kin(record, self._told, {})
        now = self._after.get(str(kin["id"])) if kin is not None else None
        if kin is None or now is None or kin["type"] != record["type"] or _sentences(record) & _sentences(now):
            return None
        return now

    def _why_changed(self, old: Record, new: Record) -> list[Reason]:
        said = [Reason(word) for word in new.get("corrected", ()) if word not in old.get("corrected", ())]
        if set(old.get("corrected", ())) - set(new.get("corrected", ())) and not said:
            said = [Reason(WITHDRAWN)]
        more = [one for one in new["articles"] if one not in old["articles"]]
        less = [one for one in old["articles"] if one not in new["articles"]]
        said += [Reason(TOO if one in self._articles_before else TOO_NEW, one) for one in more]
        said += [Reason(NO_MORE if one in self._articles_now else NO_MORE_GONE, one) for one in less]
        return said or [self._otherwise(old, OTHERWISE)]

    def _otherwise(self, old: Record, words: str) -> Reason:
        """Why the same articles tell something else; `words` where nothing more is known."""
        texts = [text for article in old["articles"] if (text := self._texts.get(article)) is not None]
        if texts and any(all(sentence not in text for text in texts) for sentence in old["evidence"]):
            return Reason(REWRITTEN)
        return Reason(RENEWED if self._known.renewed else words)


def _by_sentence(records: Mapping[str, Record]) -> dict[tuple[str, str], list[Record]]:
    found: dict[tuple[str, str], list[Record]] = defaultdict(list)
    for _, record in sorted(records.items()):
        for key in _sentences(record):
            found[key].append(record)
    return found


def _kin(
    record: Record, telling: Mapping[tuple[str, str], list[Record]], had: Mapping[str, Record]
) -> tuple[Record | None, int]:
    """The other build's event that shares most sentences with one, of its type where there is such; and how many.

    A sentence may tell several events: those that `had` it in their own build do not count.
    """
    own = _sentences(record)
    kin = [
        other
        for key in own
        for other in telling.get(key, ())
        if other["id"] not in had or key not in _sentences(had[str(other["id"])])
    ]
    alike = [other for other in kin if other["type"] == record["type"]] or kin
    if not alike:
        return None, 0
    best = max(alike, key=lambda other: (len(_sentences(other) & own), other["id"]))
    return best, len(_sentences(best) & own)


def _change(
    kind: str, record: Record, before: str | None = None, after: str | None = None, reasons: Sequence[Reason] = ()
) -> Change:
    return Change(
        kind, str(record["id"]), record["title_en"] or "", record["title_ar"] or "", before, after, tuple(reasons)
    )


def _sentences(record: Record) -> set[tuple[str, str]]:
    """The sentences that tell an event, each with one of its articles."""
    return {(article, sentence) for article in record["articles"] for sentence in record["evidence"]}


def _place(record: Record) -> str | None:
    if not record["place_id"]:
        return None
    return " ".join(part for part in (record["relation"], record["place_name"], f"({record['place_id']})") if part)


def _named(record: Record) -> Named | None:
    if not record["place_id"]:
        return None
    names = record.get("place_name_ar"), record.get("country")
    return Named(str(record["place_id"]), str(record["place_name"]), *names)


def _days(record: Record) -> str | None:
    return SPAN.join(day for day in (record["date"], record["date_end"]) if day) or None


def _told(value: Any) -> str | None:
    return ", ".join(value) or None if isinstance(value, list) else value


def read_events(path: Path, passing_over: Collection[str] = ()) -> list[dict[str, Any]]:
    """The events of a built site's folder, or of a GeoJSON or CSV export.

    `passing_over`: ids of events that are not asked for, and may be left out of a site's.

    Raises:
        SiteError: there are none, or they are not geomap's.
    """
    file = path / DATA if path.is_dir() else path
    try:
        if file.suffix.lower() == ".csv":
            with file.open(encoding="utf-8-sig", newline="") as stream:
                found = [_from_csv(row) for row in csv.DictReader(stream)]
        else:
            text = file.read_text(encoding="utf-8")
            found = [_from_feature(one) for one in json.loads(_thinned(text, passing_over))["features"]]
        if any({"id", "articles", "evidence", "place_id", "date"} - one.keys() for one in found):
            raise KeyError("columns")
    except OSError as error:
        raise SiteError(f"{path}: no events can be read there ({error.strerror or error})") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise SiteError(f"{path}: is no site or export of geomap's; give a site's folder, .geojson or .csv") from error
    return found


def _thinned(text: str, ids: Collection[str]) -> str:
    """GeoJSON as geomap writes it, a feature a line, without the features of some ids."""
    if not ids:
        return text
    first, *lines = text.split("\n")
    kept = [line.rstrip(",") for line in lines[:-2] if not ((at := _FEATURE.match(line)) and at[1] in ids)]
    return "\n".join((first, ",\n".join(kept), *lines[-2:]))


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
    return [{**asdict(one), "reasons": [str(reason) for reason in one.reasons]} for one in changes]
