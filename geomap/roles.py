"""What a place name stands for: where something happens, a government or people, a byline, a measure.

What no construction tells (`geomap.constructions`) is weighed: for Arabic by features for the learned weights of
`geomap.model`, short strings, one weight each; for other scripts, for which no corpus with roles trains weights, by
ordered rules on the same cue classes.
"""

from __future__ import annotations

from functools import lru_cache
from typing import cast

from geomap.constructions import CLAUSE_WORDS, is_joined, is_struck
from geomap.features import Context, Line, surroundings
from geomap.gazetteer import Gazetteer
from geomap.records import Role

NEAR = 5
"""How many words to either side still count as near."""


def role_features(
    line: Line, index: int, context: Context, text: str, gazetteer: Gazetteer, previous: str
) -> list[str]:
    """The features by which is told what a place name stands for; `previous` is the role of the mention before."""
    match = line.matches[index]
    words, cues = line.words, line.cues
    stands = match.row is not None and match.kind != "country" and gazetteer.stands_for(match.row)
    sort = "capital" if stands else match.kind
    out = ["bias", f"sort={sort}", f"section={line.sentence.section}", f"lead={line.lead}"]
    out.append(f"count={min(context.counts.get(match.key, 0), 4)}")
    if is_joined(line, index):
        out += [f"joined={previous}", f"joined={previous}-{match.clitic}"]
    if not match.first:
        out += ["first", f"first-{sort}"]
    _side(out, line, match.first, -1, sort)
    _side(out, line, match.last, 1, sort)
    out += [f"clitic={match.clitic}", f"clitic={match.clitic}-{sort}"]
    surroundings(out, line, index, text, gazetteer)
    before = cues[match.first - 1] if match.first else ()
    after = cues[match.last + 1] if match.last + 1 < len(words) else ()
    out += [f"pc-nc={one}-{other}" for one in before or ("-",) for other in after or ("-",)]
    if match.last + 2 < len(words):
        out.append(f"n12={words[match.last + 1].norm}_{words[match.last + 2].norm}")
    if match.first > 1:
        out.append(f"p12={words[match.first - 2].norm}_{words[match.first - 1].norm}")
    return out


def learned_as(role: str) -> str:
    """The role as the weights learned it: their corpus takes the place of a title for a government, an origin for a
    place like any other.
    """
    return {"title": "associative", "origin": "literal", "name": "associative"}.get(role, role)


def ruled_role(line: Line, index: int, text: str, gazetteer: Gazetteer, previous: str) -> tuple[Role, float, str]:
    """The role in scripts without learned weights, how sure it is, and the rule that told it; the first that fits."""
    match = line.matches[index]
    cues = line.cues
    before = cues[match.first - 1] if match.first else ()
    after = cues[match.last + 1] if match.last + 1 < len(line.words) else ()
    state = match.kind == "country" or (match.row is not None and bool(gazetteer.stands_for(match.row)))
    behind = text[match.end : match.end + 2]
    gap = text[line.words[match.first - 1].end : match.start].strip() if match.first else ""
    comma = index > 0 and line.matches[index - 1].last == match.first - 1 and gap == ","
    if (comma or is_joined(line, index)) and previous in ("literal", "associative"):
        return cast("Role", previous), 0.8, "shares the role of the name before"
    if is_struck(line, index):
        return "literal", 0.85, "strikes go against it"
    if "prep_place" in before or "from" in before or "direction" in before:
        return "literal", 0.9, "behind a preposition of place"
    if any(cue.startswith("generic:") for cue in before) and match.kind != "country":
        return "literal", 0.8, "behind a generic word of place"
    if behind in ("'s", "’s"):
        owner = "office" in after or "org" in after or state
        return (
            ("associative", 0.8, "owns what follows") if owner else ("literal", 0.7, "a place that owns what follows")
        )
    if state and ("say" in after or "decide" in after):
        return "associative", 0.9, "says or decides"
    if "office" in after or "org" in after or "office" in before:
        return "associative", 0.8, "part of an office or organisation"
    if match.first > 1 and line.words[match.first - 1].norm == "to" and _moves(line, match.first - 1):
        return "literal", 0.8, "where a movement goes"
    if "move" in before or "war" in before:
        return "literal", 0.75, "where a movement or fight goes"
    if state:
        return "associative", 0.6, "a state or its capital without a word of place"
    return "literal", 0.6, "a place that stands for no state"


def _moves(line: Line, at: int) -> bool:
    """Whether a verb of movement stands among the three words before word `at`."""
    return any("move" in cues for cues in line.cues[max(0, at - 3) : at])


def _side(out: list[str], line: Line, edge: int, step: int, sort: str) -> None:
    """Adds the cue classes and the words of the `NEAR` words to one side."""
    side = "p" if step < 0 else "n"
    seen: set[str] = set()
    outside = False
    for distance in range(1, NEAR + 1):
        where = edge + step * distance
        if not 0 <= where < len(line.words):
            break
        outside = outside or line.words[where].norm in CLAUSE_WORDS
        near = "out" if outside else distance if distance <= 2 else "near"
        for cue in line.cues[where]:
            out.append(f"{side}{near}c={cue}")
            if cue not in seen and not outside:
                seen.add(cue)
                out.append(f"{side}first={cue}-{sort}")
            if distance == 1:
                out.append(f"{side}{near}c={cue}-{sort}")
        if distance <= 3:
            out += _words(line.words[where].norm, side, distance, sort)


@lru_cache(maxsize=5_000)
def _words(norm: str, side: str, distance: int, sort: str) -> tuple[str, ...]:
    """A word near a match, and its beginning and end, which tell verb forms that were never seen."""
    out = [f"{side}{distance}={norm}"]
    if distance == 1:
        out.append(f"{side}1={norm}-{sort}")
    if distance <= 2:
        out += [f"{side}{distance}_={norm[:2]}", f"{side}_{distance}={norm[-2:]}"]
        out += [f"{side}{distance}__={norm[:3]}", f"_{side}{distance}={norm[-1:]}-{sort}"]
    return tuple(out)
