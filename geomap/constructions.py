"""Constructions that leave no doubt what a place name stands for, in Arabic and in Latin script.

Whose title it is part of ("governor of X", محافظ X), where a person is from ("X-born", من مواليد X), and where somebody
goes or comes from (غادر الوفد X). Cue classes are those of `data/cues.csv`.
"""

from __future__ import annotations

import re
from typing import cast

from geomap.arabic import is_definite
from geomap.features import Line
from geomap.matches import Match
from geomap.records import Role

CLAUSE_WORDS = frozenset(
    ["اذا", "ان", "انه", "انها", "انهم", "بان", "لان", "حيث", "التي", "الذي", "الذين", "بعدما", "عندما", "لكن", "فيما"]
) | {"بينما", "حين", "كما", "اذ", "لو", "وان", "مما", "قد", "وقد"}
"""Words that open another clause: what stands beyond them says less of a name."""

_GENERIC = frozenset(["generic:city", "generic:region", "generic:district"])
_SETTLEMENT = frozenset(
    ["قريه", "بلده", "مدينه", "قريتي", "بلدتي", "مدينتي", "حي", "ناحيه", "ضاحيه", "دوار", "village", "town", "city"]
) | {"بقريه", "ببلده", "بمدينه", "بحي", "وقريه", "وبلده", "ومدينه", "لقريه", "لبلده", "لمدينه", "suburb", "hamlet"}
_UNIT = frozenset(["county", "province", "governorate", "oblast", "prefecture"])
"""Generic words that introduce nothing but the name of a place."""
_OFFICE_OF = frozenset(
    ["وزراء", "خارجيه", "دفاع", "داخليه", "ماليه", "عدل", "صحه", "تعليم", "اقتصاد", "طاقه", "نفط", "حكومه", "برلمان"]
) | {"بلديه", "اركان", "دوله"}
"""What may stand between a title and its place: "رئيس وزراء X"."""
_BORN = frozenset(["مواليد", "مولود", "مولوده", "المولود", "المولوده"])
_VISITS = frozenset(
    ["زار", "زارت", "يزور", "تزور", "سيزور", "ستزور", "وزار", "وزارت", "زيارته", "زيارتها", "غادر", "غادرت", "يغادر"]
) | {"تغادر", "سيغادر", "وغادر", "وغادرت", "غادروا", "مغادرته", "مغادرتها", "هز", "هزت", "يهز", "تهز"}
"""Verbs whose object, with no preposition, is a place that somebody goes to or leaves, or that a blast shakes."""
_VISIT, _VISIT_NEAR = re.compile("[وفبلك]?(?:ال|لل)?زيار(?:ه|ات|ته|تها|تهم|اته|تين|تان)"), 12
"""A noun of visiting, and how many words before its destination it may stand."""
_ITS_PEOPLE = re.compile(r"[وفبل]?(?:(?:ال|لل)?مسوول(?:ين|ون)|(?:ال)?نظ(?:ير|را)\w*|(?:اصدقا|حلفا|شركا|اشقا)\w*نا)")
_HITS = re.compile("[وفس]?(?:ي|ت)?(?:ضرب|هز|اجتاح|جتاح)ت?")
_DISASTERS = re.compile(
    r"(?:ال)?(?:زلزال|زلازل|اعصار|اعاصير|عاصفه|عواصف|فيضان(?:ات)?|سيول|هزه|موجه|تسونامي|انفجار(?:ات)?)"
)
_MADE = frozenset(["قام", "قامت", "يقوم", "تقوم", "سيقوم", "ستقوم", "اجراها", "اجرتها", "يجريها", "ستجريها", "سيجريها"])
"""Verbs that say of a visit only who makes it: "الزيارة التي قام بها X إلى Y"."""
_ENDS_OBJECT = frozenset(["prep_place", "from", "relation", "against", "say"])
_TOWARDS = frozenset(["الي", "نحو", "باتجاه", "صوب"])
_BETWEEN = frozenset(["the", "of", "and", "city", "state", "province", "town", "republic", "kingdom", "region"])
_SENT = frozenset(["ambassador", "ambassadors", "envoy", "envoys", "consul"])
_RANKS = frozenset(["prime", "foreign", "interior", "defense", "defence", "finance", "vice", "deputy", "former", "new"])
"""What may stand before an office that a place owns."""
_WORDS = re.compile("[A-Za-z ]*")
_REPORTERS = re.compile("[وفبلك]?(?:ال)?(?:مراسل|موفد)(?:ه|و|ون|ي|ين|ها|هم|نا|تها|تهم|تنا)?|correspondents?|reporters?")
_NEARBY = frozenset(["قرب", "بالقرب", "near"])
_ASIDE = re.compile(r"[ ،,(]{1,2}")
"""What may stand between a place and the words that tell where it lies."""


def told_role(line: Line, index: int, text: str, previous: str) -> tuple[Role, float, str] | None:
    """The role that the construction tells, how sure it is and why; None where it does not tell.

    `previous` is the role of the mention before.
    """
    match = line.matches[index]
    arabic = line.words[match.first].script == "arabic"
    if previous in ("title", "origin") and is_joined(line, index):
        return cast("Role", previous), 0.8, "shares the role of the name before"
    if is_title(line, match, text):
        return "title", 0.9, "says whose office it is"
    if is_origin(line, match, text):
        return "origin", 0.85, "where a person is from"
    if arabic and match.kind == "country" and _is_its_people(line, match):
        return "associative", 0.85, "its officials or friends are meant"
    if arabic and (_is_visit_to(line, match) or (not match.clitic and _is_visited(line, match))):
        return "literal", 0.95, "somebody comes to it or leaves it"
    if _is_reporters(line, match):
        return "dateline", 0.9, "where a reporter is"
    if previous in ("literal", "measure") and _tells_where_lies(line, index, text):
        return "measure", 0.85, "tells where the place before it lies"
    return None


def is_title(line: Line, match: Match, text: str) -> bool:
    """Whether a match only says whose office it is."""
    if line.words[match.first].script == "arabic":
        return _arabic_title(line, match)
    return _title_before(line, match, text) or _title_behind(line, match, text)


def is_origin(line: Line, match: Match, text: str) -> bool:
    """Whether a match tells where somebody is from."""
    arabic = line.words[match.first].script == "arabic"
    return _arabic_origin(line, match) if arabic else _origin(line, match, text)


def is_introduced(line: Line, match: Match, text: str) -> bool:
    """Whether a generic word of settlements says that a match which is no ordinary word is a name ("قرية X").

    "The village of X" and "X Province" in Latin script. An Arabic word without the article that ends as adjectives do
    ("قرية زراعية") may be one.
    """
    if match.how not in ("introduced", "unknown") and not match.how.startswith("near"):
        return False
    words = line.words
    at = match.first - 1
    if words[match.first].script != "arabic":
        of = at > 0 and words[at].norm == "of" and words[at - 1].norm in _SETTLEMENT
        return of or words[match.last].norm in _UNIT
    if match.clitic or at < 0 or words[at].norm not in _SETTLEMENT or text[words[at].end : match.start] != " ":
        return False
    return is_definite(words[match.first].norm) or not words[match.last].norm.endswith(("يه", "ي"))


def is_struck(line: Line, index: int) -> bool:
    """Whether a match is what strikes or shelling go against ("الضربات ضد X", "air strikes on X"): they land there."""
    first = line.matches[index].first
    if not first or "against" not in line.cues[first - 1]:
        return False
    return any("strike" in cues for cues in line.cues[max(0, first - 5) : first - 1])


def is_joined(line: Line, index: int) -> bool:
    """Whether "and" joins a match to the one before it, so that the two share a role."""
    if not index:
        return False
    match = line.matches[index]
    apart = match.first - line.matches[index - 1].last
    return apart == 2 or (apart == 1 and match.clitic.startswith("و"))


def _head(line: Line, match: Match, passed: frozenset[str]) -> int:
    """The last word before a match that is neither a generic word of place nor one of those passed; -1 for none."""
    at = match.first - 1
    while at >= 0 and (line.words[at].norm in passed or not _GENERIC.isdisjoint(line.cues[at])):
        at -= 1
    return at


def _arabic_title(line: Line, match: Match) -> bool:
    """Whether a title stands in construct with a match: "محافظ X", "حاكم ولاية X", "وزير خارجية X"."""
    if match.clitic:
        return False
    first = max(_head(line, match, _OFFICE_OF), 0)
    if not _unbroken(line, first, match.first):
        return False
    return any(
        "title" in line.cues[at] and not is_definite(line.words[at].norm)
        for at in range(first, min(first + 2, match.first))
    )


def _arabic_origin(line: Line, match: Match) -> bool:
    """Whether a match tells where somebody is from: "من مواليد X", "أصله من مدينة X", "المولود في X"."""
    at = _head(line, match, frozenset())
    if at < 0 or not _unbroken(line, at, match.first):
        return False
    norm = line.words[at].norm
    if norm in _BORN:
        return True
    if norm == "في":
        return at > 0 and line.words[at - 1].norm in _BORN
    return norm == "من" and any("origin" in cues for cues in line.cues[max(0, at - 3) : at])


def _before_preposition(line: Line, match: Match, at: int, clitic: str, words: tuple[str, ...]) -> int:
    """The word before a preposition that is written on a match as a clitic or stands as word `at`; -1 for none."""
    if match.clitic.endswith(clitic):
        return at
    return -1 if match.clitic or at < 0 or line.words[at].norm not in words else at - 1


def _is_its_people(line: Line, match: Match) -> bool:
    """Whether those who act for a country are said to be in it: "مع المسؤولين في X", "أصدقائنا في X"."""
    at = _before_preposition(line, match, match.first - 1, "ب", ("في",))
    return at >= 0 and _unbroken(line, at, match.first) and _ITS_PEOPLE.fullmatch(line.words[at].norm) is not None


def _is_visited(line: Line, match: Match) -> bool:
    """Whether a match is the object of a verb of visiting ("غادر الوفد X") or of a disaster ("ضرب زلزال X").

    Or the first of "from X to Y".
    """
    words = line.words
    at = match.first - 1
    if at < 0:
        return False
    if words[at].norm in ("من", "ومن"):
        return match.last + 1 < len(words) and words[match.last + 1].norm in _TOWARDS
    for before in range(at, max(-1, at - 4), -1):
        if not _unbroken(line, before, before + 1):
            return False
        if words[before].norm in _VISITS:
            return True
        if _HITS.fullmatch(words[before].norm):
            return any(_DISASTERS.fullmatch(word.norm) for word in words[before + 1 : match.first])
        if not _ENDS_OBJECT.isdisjoint(line.cues[before]) or words[before].norm in CLAUSE_WORDS:
            return False
    return False


def _is_reporters(line: Line, match: Match) -> bool:
    """Whether a match only says where a reporter is: "مراسل الجزيرة في X", "our correspondent in X"."""
    at = _head(line, match, frozenset())
    if not match.clitic.endswith("ب"):
        if at < 0 or line.words[at].norm not in ("في", "in"):
            return False
        at -= 1
    first = max(at - 2, 0)
    return any(_REPORTERS.fullmatch(line.words[one].norm) for one in range(first, at + 1)) and _unbroken(
        line, first, match.first
    )


def _tells_where_lies(line: Line, index: int, text: str) -> bool:
    """Whether a match is a town that only tells where the place right before it lies ("X, north of Y", «X جنوبي Y»).

    A region or country there holds the place ("X شمالي العراق").
    """
    before, match = line.matches[index - 1 : index + 1] if index else (None, line.matches[index])
    if before is None or "country" in (before.kind, match.kind) or match.kind not in ("city", "district"):
        return False
    between = range(before.last + 1, match.first)
    if not 0 < len(between) <= 4 or not _ASIDE.fullmatch(text[before.end : line.words[between[0]].start]):
        return False
    told = False
    for at in between:
        if "direction" in line.cues[at] or line.words[at].norm in _NEARBY:
            told = True
        elif line.words[at].norm not in ("من", "of", "the") and _GENERIC.isdisjoint(line.cues[at]):
            return False
    return told and _unbroken(line, between[0], between[-1])


def _is_visit_to(line: Line, match: Match) -> bool:
    """Whether a match is where a visit goes: "الزيارة الملكية ل‍X", "زيارة الرئيس إلى X"."""
    at = _before_preposition(line, match, match.first - 1, "ل", ("الي",))
    for before in range(at, max(-1, at - _VISIT_NEAR), -1):
        if not _unbroken(line, before, before + 1):
            return False
        if line.words[before].norm in CLAUSE_WORDS and line.words[before + 1].norm not in _MADE:
            return False
        if _VISIT.fullmatch(line.words[before].norm):
            return True
    return False


def _title_before(line: Line, match: Match, text: str) -> bool:
    """Whether an office is somebody's at a match: "governor of the state of X", "ambassador to X"."""
    words = line.words
    at = match.first - 1
    if at < 1 or words[at].norm not in ("of", "to", "the"):
        return False
    if words[at].norm == "the" and _capital_behind(line, match, text):
        return False  # "president of the Alberta Store Association"
    while at >= 0 and words[at].norm in _BETWEEN:
        at -= 1
    if at < 0 or not _spaced(line, at, match.first, text):
        return False
    if words[at].norm == "to":
        return at > 0 and words[at - 1].norm in _SENT
    return "title" in line.cues[at] and at + 1 < match.first and words[at + 1].norm == "of"


def _title_behind(line: Line, match: Match, text: str) -> bool:
    """Whether an office stands behind a match: "Texas Governor Abbott", "Iran's foreign minister"."""
    words = line.words
    if match.first and not {"prep_place", "from"}.isdisjoint(line.cues[match.first - 1]):
        return False
    at = match.last + 1
    if text[match.end : match.end + 2] in ("'s", "’s"):
        at += at < len(words) and words[at].norm == "s"
        start = match.end + 2
        while at < len(words) and words[at].norm in _RANKS:
            at += 1
    else:
        start = match.end
    if at >= len(words) or "title" not in line.cues[at]:
        return False
    return _WORDS.fullmatch(text, start, words[at].start) is not None


def _origin(line: Line, match: Match, text: str) -> bool:
    """Whether a match tells where somebody is from: "X-born", "born in X", "a native of X", "Ahmed Salem, from X"."""
    if text[match.end : match.end + 5].lower() == "-born":
        return True
    at = _head(line, match, frozenset(["the", "of"]))
    if at < 1:
        return False
    words, cues = line.words, line.cues
    if words[at].norm in ("in", "near", "at"):
        return any(word.norm == "born" for word in words[max(0, at - 4) : at])
    if "origin" in cues[at]:
        return words[at + 1].norm == "of"
    if words[at].norm != "from" or _capital_behind(line, match, text):
        return False
    before = words[at - 1]
    if not {"human", "origin"}.isdisjoint(cues[at - 1]):
        return True
    if before.script == "digits" and at > 1:  # a person's age: "Ahmed Salem, 34, from X"
        comma = text[before.end : words[at].start].strip() == ","
        return comma and text[words[at - 2].end : before.start] == ", " and text[words[at - 2].start].isupper()
    return text[before.start].isupper() and at > 1 and "first_name" in cues[at - 2]


def _capital_behind(line: Line, match: Match, text: str) -> bool:
    """Whether a word with a capital stands right behind a match: the match begins a longer name."""
    if match.last + 1 >= len(line.words):
        return False
    start = line.words[match.last + 1].start
    return text[match.end : start] == " " and text[start].isupper()


def _unbroken(line: Line, first: int, last: int) -> bool:
    """Whether no more than a space stands between words `first` to `last`."""
    return all(line.words[at + 1].start - line.words[at].end <= 1 for at in range(first, last))


def _spaced(line: Line, first: int, last: int, text: str) -> bool:
    """Whether only spaces stand between words `first` to `last`."""
    return all(text[line.words[at].end : line.words[at + 1].start] == " " for at in range(first, last))
