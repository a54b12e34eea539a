"""Short lines that name an event on a card, in Arabic and English, from type, participants and place.

They are built, never copied from the article: "لقاء: كيم جونغ أون وسيرغي لافروف، بيونغ يانغ"; the evidence keeps the
article's own words. Arabic names that have no known Latin spelling are transliterated plainly, letter by letter.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from geomap.demonyms import country_names, is_country
from geomap.people import latin_names, organisation_names
from geomap.records import Participant, Place
from geomap.tables import event_types
from geomap.text import fold

_ARABIC = re.compile("[\u0621-\u064a]")
SHOWN = 2
"""How many participants a title names."""

_SUBTYPES = {
    "arrive": ("وصول", "Arrival"), "leave": ("مغادرة", "Departure"), "cross": ("عبور الحدود", "Border crossing"),
    "summit": ("قمة", "Summit"), "conference": ("مؤتمر", "Conference"),
    "press conference": ("مؤتمر صحفي", "Press conference"),
    "exercise": ("مناورات", "Military exercise"), "deploy": ("نشر قوات", "Deployment"), "siege": ("حصار", "Siege"),
    "birth": ("ولادة", "Birth"),
    "war": ("حرب", "War"), "invasion": ("غزو", "Invasion"), "withdraw": ("انسحاب", "Withdrawal"),
    "dock": ("رسو سفينة", "Docking"), "test or launch": ("إطلاق أو تجربة", "Launch or test"),
    "air strike": ("غارة", "Air strike"), "bombard": ("قصف", "Bombardment"), "storm": ("اقتحام", "Storming"),
    "shooting": ("إطلاق نار", "Shooting"), "assassinate": ("اغتيال", "Assassination"), "kill": ("مقتل", "Killing"),
    "funeral": ("تشييع", "Funeral"), "retake": ("قتال", "Fighting"), "repel": ("صد هجوم", "Attack repelled"),
    "strike": ("إضراب أو ضربة", "Strike"), "fire": ("حريق", "Fire"), "explosion": ("انفجار", "Explosion"),
    "earthquake": ("زلزال", "Earthquake"), "flood": ("فيضان", "Flood"), "release": ("إفراج", "Release"),
    "open": ("افتتاح", "Opening"), "coup": ("انقلاب", "Coup"), "demolish": ("هدم", "Demolition"),
    "evacuate": ("إجلاء", "Evacuation"), "referendum": ("استفتاء", "Referendum"), "ceasefire": ("هدنة", "Ceasefire"),
    "expel": ("طرد", "Expulsion"), "road accident": ("حادث سير", "Road accident"), "crash": ("تحطم", "Crash"),
}  # fmt: skip
_STRIKE = {"protest": ("إضراب", "Strike"), "attack": ("ضربة", "Strike")}

_LETTERS = str.maketrans(
    {
        "ا": "a", "ب": "b", "ت": "t", "ث": "th", "ج": "j", "ح": "h", "خ": "kh", "د": "d", "ذ": "dh", "ر": "r",
        "ز": "z", "س": "s", "ش": "sh", "ص": "s", "ض": "d", "ط": "t", "ظ": "z", "ع": "a", "غ": "gh", "ف": "f",
        "ق": "q", "ك": "k", "ل": "l", "م": "m", "ن": "n", "ه": "h", "و": "o", "ي": "i", "ء": "",
    }
)  # fmt: skip


def transliterated(name: str) -> str:
    """A name in Latin letters: known names as they are usually spelt, the rest letter by letter."""
    return " ".join(_latin(word) for word in name.split())


def _latin(word: str) -> str:
    norm = fold(word)
    if not norm or norm.isascii():
        return word
    if known := latin_names().get(norm):
        return known
    article = norm[:2] == "ال" and len(norm) > 4
    bare = norm[2:] if article else norm
    if bare[-1:] == "ه":
        bare = bare[:-1] + "ا"
    if bare[:1] in "يو" and len(bare) > 1:
        bare = {"ي": "y", "و": "w"}[bare[0]] + bare[1:]
    latin = bare.translate(_LETTERS)
    return ("al-" if article else "") + latin[:1].upper() + latin[1:]


def english_name(participant: Participant) -> str:
    """A participant's name for an English line."""
    if participant.country and participant.country in country_names():
        arabic, english = country_names()[participant.country]
        if participant.name == arabic:
            return english
    return organisation_names().get(participant.name) or transliterated(participant.name)


@lru_cache(maxsize=50_000)
def name_in(code: str, participant: Participant) -> str:
    """A participant's name for a page in the language `code`: an Arabic one on English pages as titles spell it."""
    return english_name(participant) if code == "en" and _ARABIC.search(participant.name) else participant.name


def titles(kind: str, subtype: str | None, participants: Sequence[Participant], place: Place | None) -> tuple[str, str]:
    """The Arabic and the English title of an event."""
    known = event_types()[kind]
    arabic, english = _SUBTYPES.get(subtype or "", (known.label_ar, known.label_en))
    if subtype == "strike":
        arabic, english = _STRIKE.get(kind, (arabic, english))
    # "Visit: Russia, Russia" says nothing more than "Visit: Russia".
    home = place.country if place and place.kind == "country" else None
    shown = [p for p in participants if not (home and p.country == home and is_country(p.name))][:SHOWN]
    who_ar = " و".join(p.name for p in shown)
    who_en = " and ".join(english_name(p) for p in shown)
    return (
        _line(arabic, who_ar, (place.name_ar or place.name) if place else "", "، "),
        _line(english, who_en, place.name if place else "", ", "),
    )


def _line(label: str, who: str, where: str, comma: str) -> str:
    rest = comma.join(part for part in (who, where) if part)
    return f"{label}: {rest}" if rest else label
