"""Made-up events by the thousand, for measuring the site: places all over the land, days over years, skewed as news is.

Nothing in them is drawn at random: the n-th event is always the same, so that measures can be compared.
"""

from __future__ import annotations

from datetime import date, timedelta

from geomap.records import (
    EVENT_TYPES,
    Article,
    Event,
    Evidence,
    Participant,
    Place,
    PlacePrecision,
    Reading,
    Section,
    Status,
)

EVENTS_AN_ARTICLE = 5
FIRST_DAY = date(2015, 1, 1)
DAYS = 3000
SOURCES = 40
_STATUSES: tuple[Status, ...] = ("happened", "happened", "happened", "ongoing", "planned", "hypothetical", "denied")
_COUNTRIES = ("SY", "EG", "IQ", "SD", "YE", "LY", "LB", "TR", "RU", "UA", "FR", "US", "CN", "IN", "BR", "NG")
_KINDS: tuple[PlacePrecision, ...] = ("city",) * 14 + ("site", "site", "region", "country")


def made_places(count: int) -> list[Place]:
    """Places spread by two coprime steps; one in twenty is a region with a box, one a country."""
    places = []
    for n in range(count):
        precision = _KINDS[n % len(_KINDS)]
        lat, lon = -35 + (n * 7919 % 95_000) / 1000, -115 + (n * 104_729 % 250_000) / 1000
        kind = {"site": "facility"}.get(precision, precision)
        box = (lon - 1, lat - 1, lon + 1, lat + 1) if precision == "region" else None
        country = _COUNTRIES[n % len(_COUNTRIES)]
        name, arabic = f"Town {n}", f"بلدة رقم {n}"
        places.append(Place(f"made:{n}", name, arabic, lat, lon, kind, country, None, 1000 + n, box))  # type: ignore[arg-type]
    return places


def made_collection(count: int) -> tuple[list[Reading], list[Event]]:
    """So many events in a fifth as many articles, at a third as many places."""
    places = made_places(max(1, min(20_000, count // 3)))
    readings: list[Reading] = []
    events: list[Event] = []
    for number in range(-(-count // EVENTS_AN_ARTICLE)):
        told = _article(number)
        own = [
            _event(n, told, places)
            for n in range(number * EVENTS_AN_ARTICLE, min(count, (number + 1) * EVENTS_AN_ARTICLE))
        ]
        readings.append(Reading(told, (), (), tuple(own)))
        events += own
    return readings, events


def _article(number: int) -> Article:
    title = f"مقال مصنوع رقم {number}"
    lines = "\n".join(f"وقع الحدث {n} في البلدة صباح اليوم." for n in range(EVENTS_AN_ARTICLE))
    text = f"{title}\n\n{lines}"
    sections = (Section("title", 0, len(title)), Section("body", len(title) + 2, len(text)))
    day = FIRST_DAY + timedelta(days=number * 7 % DAYS)
    source = f"وكالة {number * number % SOURCES}"
    return Article(f"made-{number}", text, "ar", title, day, "given", source, None, f"made-{number}.txt", sections)


def _event(n: int, told: Article, places: list[Place]) -> Event:
    place = places[n * n % len(places)] if n % 3 else places[n % max(1, len(places) // 50)]
    day = (FIRST_DAY + timedelta(days=n * 13 % DAYS)).isoformat()
    when = None if n % 50 == 0 else day[:7] if n % 11 == 0 else day
    start = told.text.index(f"وقع الحدث {n % EVENTS_AN_ARTICLE}")
    end = told.text.index(".", start) + 1
    kind = EVENT_TYPES[n * 31 % len(EVENT_TYPES)]
    return Event(
        id=f"made-{n}",
        type=kind,
        subtype=None,
        code="000",
        title_ar=f"حدث رقم {n} في {place.name_ar}",
        title_en=f"Event {n} in {place.name}",
        status=_STATUSES[n % len(_STATUSES)],
        date=when,
        date_end=None,
        date_precision="none" if when is None else "month" if len(when) == 7 else "day",
        place=None if n % 40 == 0 else place,
        place_precision=None if n % 40 == 0 else _KINDS[int(place.id.partition(":")[2]) % len(_KINDS)],
        relation=None,
        place_reasons=("name match",),
        candidates=(),
        participants=(Participant(f"شخص {n % 400}", "actor"),),
        evidence=(Evidence(told.id, start, end, start, start + 3),),
        confidence=0.3 + n % 70 / 100,
        reasons=("a verb of its type",),
    )
