"""What was corrected, in the words of the site's languages: the rows of the report page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from geomap.correcting import Outcome, State
from geomap.corrections import Accepted, Action, Changed, Dropped, Mentioned, Name, Placed, Split
from geomap.legend import ROLES, STATUSES, TYPES
from geomap.messages import Language
from geomap.records import Place
from geomap.wording import reason_text

_STATES: dict[State, str] = {
    "applied": "applied",
    "partly": "partly applied",
    "replaced": "replaced by a later one",
    "stale": "not applied: what it is about is no longer there",
}
_FIRST, _LAST = "\u2068", "\u2069"


@dataclass(frozen=True, slots=True)
class CorrectionRow:
    """A row of the report: what is said, by whom and why, and what became of it."""

    what: str
    said: str
    state: State
    state_words: str
    why: str


def correction_rows(outcomes: Iterable[Outcome], own: Language) -> list[CorrectionRow]:
    """The corrections for the report, in the order given."""
    return [
        CorrectionRow(
            what=_what(outcome.correction.action, own),
            said=reason_text(outcome.correction.said, own),
            state=outcome.state,
            state_words=own.text(_STATES[outcome.state]),
            # A line's number would change with every entry before it.
            why=reason_text(outcome.why, own) if outcome.state != "replaced" else "",
        )
        for outcome in outcomes
    ]


def _what(action: Action, own: Language) -> str:
    if isinstance(action, Mentioned | Placed):
        return f"{_name_words(action, own)} ({_where(action.name, own)})"
    if isinstance(action, Changed):
        return _filled(own, "Event %(id)s: %(changes)s", id=action.event.id, changes=_changes(action, own))
    if isinstance(action, Accepted):
        return _filled(own, "Event %(id)s is right", id=action.event.id)
    if isinstance(action, Dropped):
        return _filled(own, "Event %(id)s is none", id=action.event.id)
    if isinstance(action, Split):
        told = _comma(own).join(action.articles)
        return _filled(own, "Event %(id)s is another one in: %(articles)s", id=action.event.id, articles=told)
    return _filled(own, "Events %(ids)s are one", ids=_comma(own).join(target.id for target in action.events))


def _name_words(action: Mentioned | Placed, own: Language) -> str:
    name = action.name.name
    if isinstance(action, Placed):
        return _filled(own, "%(name)s is %(place)s", name=name, place=_place(action.place, own))
    if action.role is None:
        return _filled(own, "%(name)s is not a place", name=name)
    return _filled(own, "%(name)s is read as: %(role)s", name=name, role=own.text(ROLES[action.role]))


def _where(name: Name, own: Language) -> str:
    if name.article is None:
        return own.text("everywhere")
    words = _filled(own, "in %(article)s", article=name.article)
    at = f"#{name.occurrence}" if name.occurrence else f"@{name.offset}" if name.offset is not None else ""
    return f"{words} {at}".rstrip()


def _changes(action: Changed, own: Language) -> str:
    none = own.text("Place not known") if action.placeless else ""
    undated = own.text("Date not told") if action.dateless else ""
    told = (
        _place(action.place, own) if action.place else none,
        own.date(action.date, action.date_end, short=True) if action.date else undated,
        own.text(TYPES[action.type]) if action.type else "",
        own.text(STATUSES[action.status]) if action.status else "",
    )
    return _comma(own).join(words for words in told if words)


def _place(place: Place, own: Language) -> str:
    name = (place.name_ar or place.name) if own.code == "ar" else place.name
    return f"{name} [{place.id}]"


def _comma(own: Language) -> str:
    return "، " if own.code == "ar" else ", "


def _filled(own: Language, words: str, **values: str) -> str:
    return own.text(words) % {name: f"{_FIRST}{value}{_LAST}" for name, value in values.items()}
