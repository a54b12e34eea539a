"""What speaks for a place name being where something happens, or standing for a government, a byline, a measure.

Features are short strings, one model weight each. Those of scripts other than Arabic name no word: the cue classes
alone are kept (`geomap.training`), so that what was learned on Arabic news serves there too.
"""

from __future__ import annotations

from geomap.features import Context, Line, surroundings
from geomap.gazetteer import Gazetteer

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
    if _joined(line, index):
        out += [f"joined={previous}", f"joined={previous}-{match.clitic}"]
    if not match.first:
        out += ["first", f"first-{sort}"]
    arabic = words[match.first].script == "arabic"
    _side(out, line, match.first, -1, sort, arabic)
    _side(out, line, match.last, 1, sort, arabic)
    if arabic:
        out += [f"clitic={match.clitic}", f"clitic={match.clitic}-{sort}"]
        surroundings(out, line, match, text, gazetteer)
        before = cues[match.first - 1] if match.first else ()
        after = cues[match.last + 1] if match.last + 1 < len(words) else ()
        out += [f"pc-nc={one}-{other}" for one in before or ("-",) for other in after or ("-",)]
        if match.last + 2 < len(words):
            out.append(f"n12={words[match.last + 1].norm}_{words[match.last + 2].norm}")
        if match.first > 1:
            out.append(f"p12={words[match.first - 2].norm}_{words[match.first - 1].norm}")
    return out


def _joined(line: Line, index: int) -> bool:
    """Whether "and" joins a match to the one before it, so that the two share a role."""
    if not index:
        return False
    match = line.matches[index]
    apart = match.first - line.matches[index - 1].last
    return apart == 2 or (apart == 1 and match.clitic.startswith("و"))


def _side(out: list[str], line: Line, edge: int, step: int, sort: str, arabic: bool) -> None:
    """Adds the cue classes, and for Arabic the words, of the `NEAR` words to one side."""
    side = "p" if step < 0 else "n"
    seen: set[str] = set()
    for distance in range(1, NEAR + 1):
        where = edge + step * distance
        if not 0 <= where < len(line.words):
            break
        near = distance if distance <= 2 else "near"
        for cue in line.cues[where]:
            out.append(f"{side}{near}c={cue}")
            if cue not in seen:
                seen.add(cue)
                out.append(f"{side}first={cue}-{sort}")
            if distance == 1:
                out.append(f"{side}{near}c={cue}-{sort}")
        if arabic and distance <= 3:
            _words(out, line.words[where].norm, side, distance, sort)


def _words(out: list[str], norm: str, side: str, distance: int, sort: str) -> None:
    """Adds a word near a match, and its beginning and end, which tell verb forms that were never seen."""
    out.append(f"{side}{distance}={norm}")
    if distance == 1:
        out.append(f"{side}1={norm}-{sort}")
    if distance <= 2:
        out += [f"{side}{distance}_={norm[:2]}", f"{side}_{distance}={norm[-2:]}"]
        out += [f"{side}{distance}__={norm[:3]}", f"_{side}{distance}={norm[-1:]}-{sort}"]
