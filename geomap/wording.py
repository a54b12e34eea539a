"""The reasons that the stages give ("named in the clause of the trigger", "fame +3.1"), in the reader's words.

They stand in the catalogues under the context "reason", `%(a)s` for what changes. A reason that no catalogue knows is
shown as it came; names of a model's features ("p_zipf=7") are for developers and are not shown to readers at all.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from geomap.messages import Language, language

CONTEXT = "reason"

_WEIGHTED = re.compile(r"(?P<words>.+?) \(?(?P<weight>[+-]\d+(?:\.\d+)?)\)?")
_ROLE = re.compile(r"[a-z]+: (?P<words>.+) \(\d(?:\.\d+)?\)")
_LABELLED = re.compile(r"(?P<label>date|status|killed|wounded|missing|arrested|displaced): (?P<values>.+)")
_AMOUNT = re.compile(r"(?<![^ ])[~≤≥]?[≤≥]?\d[\d–]*(?= \()")
_CORRECTED = re.compile(
    r"(?P<done>corrected|confirmed) by (?P<who>.+), (?P<day>\d{4}-\d\d-\d\d): (?P<why>.+)", re.DOTALL
)
_FEATURE = re.compile(r"\S*[=_]\S* \([+-][\d.]+\)|[a-z0-9_]+ \([+-][\d.]+\)")
# Isolates keep a sign beside its number, and words of another script out of the line's own order.
_LEFT_TO_RIGHT, _OWN_DIRECTION, _END = "\u2066", "\u2068", "\u2069"
_HOLE = re.compile(r"%\((\w)\)s")


def reason_text(reason: str, own: Language) -> str:
    """A stage's reason in an interface language; "" for one that is not meant for readers."""
    return _reason_text(reason, own.code, own.digits)


# Most reasons stand on page after page.
@lru_cache(maxsize=20_000)
def _reason_text(reason: str, code: str, digits: str) -> str:
    if match := _CORRECTED.fullmatch(reason):
        # A person's own words, which no other pattern may take for one of ours.
        own = language(code, digits)
        words = own.text(f"{match['done']} by %(who)s on %(day)s: %(why)s")
        told = {"who": match["who"], "day": own.date(match["day"], short=True), "why": match["why"]}
        return words % {name: f"{_OWN_DIRECTION}{value}{_END}" for name, value in told.items()}
    if _FEATURE.fullmatch(reason):
        return ""
    return _reason(reason, code)


def reason_texts(reasons: tuple[str, ...], own: Language) -> list[str]:
    """The reasons in an interface language, those not meant for readers left out."""
    return [text for text in (reason_text(reason, own) for reason in reasons) if text]


def _reason(reason: str, code: str) -> str:
    own = language(code)
    known = own.translations.pgettext(CONTEXT, reason)
    if known != reason:
        return str(known)
    if match := _ROLE.fullmatch(reason):
        return _reason(match["words"], code)
    if match := _WEIGHTED.fullmatch(reason):
        return f"{_reason(match['words'], code)} {_LEFT_TO_RIGHT}{match['weight']}{_END}"
    for pattern, words in _patterns(code):
        if match := pattern.fullmatch(reason):
            return _filled(words, match.groupdict(), own)
    if match := _LABELLED.fullmatch(reason):
        values = match["values"]
        for status in ("happened", "ongoing", "planned", "hypothetical", "denied"):
            values = re.sub(rf"\b{status}\b(?= \()", str(own.translations.pgettext(CONTEXT, status)), values)
        if match["label"] not in ("date", "status"):
            # Signs of comparison stay before their number in lines of either direction.
            values = _AMOUNT.sub(lambda number: _LEFT_TO_RIGHT + number[0] + _END, values)
        return f"{own.translations.pgettext(CONTEXT, match['label'])}: {values}"
    return reason


def _filled(words: str, values: dict[str, str], own: Language) -> str:
    def value(hole: re.Match[str]) -> str:
        return _OWN_DIRECTION + str(own.translations.pgettext(CONTEXT, values[hole[1]])) + _END

    return _HOLE.sub(value, words)


@cache
def _patterns(code: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """The catalogue's reasons with holes, as patterns, with the words that they become; longest first."""
    found = []
    for message in language(code).catalogue:
        if message.context == CONTEXT and isinstance(message.id, str) and _HOLE.search(message.id) and message.string:
            parts = _HOLE.split(message.id)
            pattern = "".join(f"(?P<{part}>.+?)" if at % 2 else re.escape(part) for at, part in enumerate(parts))
            found.append((re.compile(pattern, re.DOTALL), str(message.string)))
    found.sort(key=lambda pair: (-len(pair[0].pattern), pair[0].pattern))
    return tuple(found)
