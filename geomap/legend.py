"""What the site calls things: event types and their families, statuses, roles, precisions, in catalogue words.

The English words are the catalogues' msgids. A family is what the map draws in one colour and shape: eight, since more
hues can't be told apart; the colours are `--f-FAMILY` in `templates/assets/site.css`, one set for each theme.
"""

from __future__ import annotations

from collections.abc import Mapping

FAMILIES: Mapping[str, str] = {
    "talks": "Talks and statements",
    "force": "Force and threats",
    "law": "Law and sanctions",
    "people": "People and votes",
    "harm": "Accidents and deaths",
    "goods": "Aid and economy",
    "culture": "Culture and sport",
    "other": "Other",
}
"""Family id to words, in the order of the legend."""

SHAPES: Mapping[str, str] = {
    "talks": "M0-7A7 7 0 1 1 0 7A7 7 0 1 1 0-7Z",
    "force": "M0-8L8 6.5L-8 6.5Z",
    "law": "M0-8.5L7.5 0L0 8.5L-7.5 0Z",
    "people": "M-6.3-6.3H6.3V6.3H-6.3Z",
    "harm": "M0 8L8-6.5L-8-6.5Z",
    "goods": "M-2.7-7.5H2.7V-2.7H7.5V2.7H2.7V7.5H-2.7V2.7H-7.5V-2.7H-2.7Z",
    "culture": "M0-8.8L2.4-3L8.6-2.6L3.8 1.5L5.3 7.6L0 4.3L-5.3 7.6L-3.8 1.5L-8.6-2.6L-2.4-3Z",
    "other": "M0-4.6A4.6 4.6 0 1 1 0 4.6A4.6 4.6 0 1 1 0-4.6Z",
}
"""A family's shape as an SVG path around (0, 0), about 17 units wide; map, lists and legend draw the same."""

TYPE_FAMILY: Mapping[str, str] = {
    "meeting": "talks",
    "visit": "talks",
    "statement": "talks",
    "agreement": "talks",
    "aid": "goods",
    "protest": "people",
    "sanction": "law",
    "threat": "force",
    "military": "force",
    "attack": "force",
    "clash": "force",
    "arrest": "law",
    "trial": "law",
    "accident": "harm",
    "disaster": "harm",
    "death": "harm",
    "migration": "people",
    "election": "people",
    "economy": "goods",
    "culture": "culture",
    "sport": "culture",
    "other": "other",
}

TYPES: Mapping[str, str] = {
    "meeting": "Meeting",
    "visit": "Visit",
    "statement": "Statement",
    "agreement": "Agreement",
    "aid": "Aid",
    "protest": "Protest",
    "sanction": "Sanctions",
    "threat": "Threat",
    "military": "Military moves",
    "attack": "Attack",
    "clash": "Clash",
    "arrest": "Arrest",
    "trial": "Trial",
    "accident": "Accident",
    "disaster": "Disaster",
    "death": "Death",
    "migration": "Migration",
    "election": "Election",
    "economy": "Economy",
    "culture": "Culture",
    "sport": "Sport",
    "other": "Other",
}

STATUSES: Mapping[str, str] = {
    "happened": "Happened",
    "ongoing": "Under way",
    "planned": "Planned",
    "hypothetical": "Possible",
    "denied": "Denied",
}

PRECISIONS: Mapping[str, str] = {
    "site": "exact site",
    "city": "city or town",
    "district": "district",
    "region": "region, somewhere in it",
    "country": "country, somewhere in it",
    "area": "rough area",
}

DATE_PRECISIONS: Mapping[str, str] = {
    "day": "to the day",
    "month": "to the month",
    "year": "to the year",
    "none": "not told",
}

ROLES: Mapping[str, str] = {
    "literal": "place where something is or happens",
    "associative": "stands for a government or people",
    "dateline": "where the report was filed",
    "byline": "part of the credit line",
    "measure": "part of a distance",
    "title": "part of somebody's title",
    "origin": "where somebody comes from",
    "name": "part of another name",
}

KINDS: Mapping[str, str] = {
    "country": "Country",
    "region": "Region",
    "city": "City",
    "district": "District",
    "facility": "Site",
    "natural": "Natural feature",
    "water": "Water",
    "area": "Area",
}

PARTICIPANT_ROLES: Mapping[str, str] = {"actor": "acts", "target": "is acted upon", "other": "takes part"}
