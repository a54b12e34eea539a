"""A small collection in our own words that covers every type, status, precision and language the site must show.

Places and people are partly made up; nothing here is news.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from geomap.areas import spot_of
from geomap.records import (
    EVENT_TYPES,
    Article,
    Candidate,
    DatePrecision,
    DateSpan,
    Event,
    Evidence,
    Mention,
    Participant,
    Place,
    PlacePrecision,
    Reading,
    Relation,
    Resolution,
    Section,
    Skipped,
    Status,
)

SEOUL = Place("geonames:1835848", "Seoul", "سيول", 37.57, 126.98, "city", "KR", "11", 10_349_312)
PYONGYANG = Place("geonames:1871859", "Pyongyang", "بيونغ يانغ", 39.03, 125.75, "city", "KP", "12", 3_222_000)
WONSAN = Place("geonames:1871374", "Wonsan", "وونسان", 39.15, 127.44, "city", "KP", None, 329_207)
VLADIVOSTOK = Place("geonames:2013348", "Vladivostok", "فلاديفوستوك", 43.11, 131.87, "city", "RU", "59", 587_022)
COSMODROME = Place(
    "geomap:vostochny-cosmodrome", "Vostochny Cosmodrome", "قاعدة فوستوتشني الفضائية", 51.88, 128.33, "facility", "RU"
)
KURSK = Place(
    "ne:RUS-2362", "Kursk Oblast", "مقاطعة كورسك", 51.7, 36.2, "region", "RU", None, 0, (34.1, 50.9, 38.5, 52.4)
)
PRIMORSKY = Place(
    "ne:RUS-2611", "Primorsky Krai", "إقليم بريموريه", 45.0, 134.6, "region", "RU", None, 0, (130.4, 42.3, 139.0, 48.5)
)
RUSSIA = Place("geonames:2017370", "Russia", "روسيا", 60.0, 100.0, "country", "RU", None, 144_000_000)
JAPAN = Place("geonames:1861060", "Japan", "اليابان", 36.0, 138.0, "country", "JP", None, 126_000_000)
DOKKI = Place("geonames:1", "Dokki", "الدقي", 30.038, 31.21, "district", "EG", None, 0, (31.19, 30.02, 31.23, 30.06))
CAIRO = Place("geonames:360630", "Cairo", "القاهرة", 30.06, 31.25, "city", "EG", "11", 9_606_916)
EAST_SEA = Place(
    "geomap:sea-of-japan", "Sea of Japan", "بحر اليابان", 40.0, 135.0, "water", None, None, 0, (129, 35, 141, 46)
)
ATHENS = Place("geonames:264371", "Athens", "أثينا", 37.98, 23.73, "city", "GR", None, 664_046)
PLACES = (
    SEOUL,
    PYONGYANG,
    WONSAN,
    VLADIVOSTOK,
    COSMODROME,
    KURSK,
    PRIMORSKY,
    RUSSIA,
    JAPAN,
    DOKKI,
    CAIRO,
    EAST_SEA,
    ATHENS,
)

_ARABIC_LINES = (
    "وصل الوفد إلى فلاديفوستوك صباح الأربعاء للقاء حاكم المنطقة.",
    "زار الضيوف قاعدة فوستوتشني الفضائية واطلعوا على منصة الإطلاق.",
    "قالت موسكو إنها لن تعلق على الزيارة قبل انتهائها.",
    "تجمع محتجون في سيول مساء الخميس ورفعوا لافتات.",
    "ومن المقرر أن تجري مناورات في بحر اليابان الشهر المقبل.",
)
_ENGLISH_LINES = (
    "The delegation reached Vladivostok on Wednesday morning to meet the governor.",
    "Residents of Kursk Oblast were told to stay indoors after shells fell near a village.",
    "A court in Athens heard the first witnesses on Friday.",
    "Japan denied that its ships had left port.",
)


def article(
    id: str,
    lines: Sequence[str],
    *,
    title: str | None = None,
    language: str = "ar",
    published: date | None = None,
    source: str | None = None,
    url: str | None = None,
    cut: str = "",
) -> Article:
    """An article of a title, a line a paragraph, and a part that was cut off."""
    sections = []
    text = ""
    if title:
        text = title + "\n\n"
        sections.append(Section("title", 0, len(title)))
    start = len(text)
    text += "\n".join(lines)
    sections.append(Section("body", start, len(text)))
    if cut:
        start = len(text) + 1
        text += "\n" + cut
        sections.append(Section("cut", start, len(text), "keyword list"))
    return Article(
        id, text, language, title, published, "given" if published else None, source, url, f"{id}.txt", tuple(sections)
    )


def event(
    told: Article,
    line: str,
    type: str,
    trigger: str,
    place: Place | None,
    precision: PlacePrecision | None,
    when: str | None = None,
    *,
    id: str | None = None,
    titles: tuple[str, str] | None = None,
    status: Status = "happened",
    until: str | None = None,
    relation: Relation | None = None,
    confidence: float = 0.8,
    who: tuple[str, ...] = (),
) -> Event:
    """An event that `line` of the article tells by the word `trigger`."""
    start = told.text.index(line)
    at = told.text.index(trigger, start)
    dates: dict[int, DatePrecision] = {10: "day", 7: "month", 4: "year"}
    name = (place.name_ar or place.name) if place else ""
    return Event(
        id=id or f"{told.id}-{type}-{start}",
        type=type,
        subtype=None,
        code="000",
        title_ar=titles[0] if titles else f"حدث من نوع {type} {name}".strip(),
        title_en=titles[1] if titles else f"An event of type {type} {place.name if place else ''}".strip(),
        status=status,
        date=when,
        date_end=until,
        date_precision=dates[len(when)] if when else "none",
        place=place,
        place_precision=precision,
        relation=relation,
        place_reasons=("name match",) if place else ("the text names no place for it",),
        candidates=(Candidate(place, 0.9, ("exact name",)), Candidate(CAIRO, 0.1, ("same name",))) if place else (),
        participants=tuple(Participant(person, "actor") for person in who),
        evidence=(Evidence(told.id, start, start + len(line), at, at + len(trigger)),),
        confidence=confidence,
        reasons=("a verb of its type",),
        spot=spot_of(place, relation) if place and relation else None,
    )


def collection() -> tuple[list[Reading], list[Event], list[Skipped]]:
    """Readings, merged events and skipped files; every type, status, precision and date precision occurs."""
    arabic = article(
        "visit-ar",
        _ARABIC_LINES,
        title="وفد يزور الشرق الأقصى",
        published=date(2023, 9, 15),
        source="وكالة المثال",
        url="https://example.org/a",
        cut="كلمات دلالية: زيارة، وفد",
    )
    english = article(
        "visit-en", _ENGLISH_LINES, title="Delegation tours the Far East", language="en", source="Example Times"
    )
    events = [
        event(
            arabic,
            _ARABIC_LINES[0],
            "visit",
            "وصل",
            VLADIVOSTOK,
            "city",
            "2023-09-13",
            titles=("وصول الوفد إلى فلاديفوستوك", "Delegation arrives in Vladivostok"),
            who=("الوفد الكوري", "حاكم بريموريه"),
        ),
        event(
            arabic,
            _ARABIC_LINES[1],
            "visit",
            "زار",
            COSMODROME,
            "site",
            "2023-09-13",
            titles=("زيارة قاعدة فوستوتشني الفضائية", "Visit to the Vostochny Cosmodrome"),
        ),
        event(
            arabic,
            _ARABIC_LINES[3],
            "protest",
            "تجمع",
            SEOUL,
            "city",
            "2023-09-14",
            titles=("احتجاج في سيول", "Protest in Seoul"),
            status="ongoing",
        ),
        event(
            arabic,
            _ARABIC_LINES[4],
            "military",
            "مناورات",
            EAST_SEA,
            "area",
            "2023-10",
            titles=("مناورات مقررة في بحر اليابان", "Exercises planned in the Sea of Japan"),
            status="planned",
        ),
        event(
            english,
            _ENGLISH_LINES[1],
            "attack",
            "fell",
            KURSK,
            "region",
            "2023-09-10",
            titles=("قصف في مقاطعة كورسك", "Shells fall in Kursk Oblast"),
            confidence=0.4,
        ),
        event(
            english,
            _ENGLISH_LINES[2],
            "trial",
            "heard",
            ATHENS,
            "city",
            "2023-09-08",
            titles=("محاكمة في أثينا", "Trial opens in Athens"),
        ),
        event(
            english,
            _ENGLISH_LINES[3],
            "military",
            "denied",
            JAPAN,
            "country",
            None,
            titles=("اليابان تنفي خروج سفنها", "Japan denies that ships left port"),
            status="denied",
        ),
    ]
    # The first event is told by both articles.
    start = english.text.index(_ENGLISH_LINES[0])
    second = Evidence(english.id, start, start + len(_ENGLISH_LINES[0]), start + 15, start + 22)
    events[0] = replace(
        events[0], evidence=(*events[0].evidence, second), conflicts=("one report gives another day",), main=True
    )
    events += _every_type(arabic)
    readings = [_reading(arabic, events, "فلاديفوستوك", "قاعدة فوستوتشني", "سيول", "موسكو", "بحر اليابان")]
    readings.append(_reading(english, events, "Vladivostok", "Kursk Oblast", "Athens", "Japan"))
    skipped = [Skipped("broken.txt", "it is not text"), Skipped("empty.txt", "it is empty")]
    return readings, events, skipped


def _every_type(told: Article) -> list[Event]:
    spots: list[tuple[Place | None, PlacePrecision | None, Relation | None]] = [
        (SEOUL, "city", None),
        (PYONGYANG, "city", Relation("distance", 180.0, 100.0)),
        (WONSAN, "city", None),
        (PRIMORSKY, "region", None),
        (RUSSIA, "country", None),
        (DOKKI, "district", None),
        (CAIRO, "city", None),
        (None, None, None),
    ]
    statuses: list[Status] = ["happened", "happened", "planned", "hypothetical", "denied", "ongoing"]
    found = []
    for number, type in enumerate(EVENT_TYPES):
        place, precision, relation = spots[number % len(spots)]
        when = (f"2023-{number % 9 + 1:02d}-{number + 1:02d}", f"2023-{number % 9 + 1:02d}", "2022", None)[
            0 if number % 4 < 2 else number % 4 - 1
        ]
        found.append(
            event(
                told,
                _ARABIC_LINES[2],
                type,
                "قالت",
                place,
                "area" if relation else precision,
                when,
                id=f"made-{type}",
                status=statuses[number % len(statuses)],
                relation=relation,
                confidence=0.3 + 0.03 * number,
                who=("متحدث",) if number % 3 else (),
            )
        )
    return found


def _reading(told: Article, events: Sequence[Event], *names: str) -> Reading:
    by_name = {name: place for place in PLACES for name in (place.name, place.name_ar or "")}
    resolutions = []
    for name in names:
        start = told.text.index(name, told.sections[0].end)
        place = next((place for key, place in by_name.items() if key.startswith(name)), None)
        mention = Mention(start, start + len(name), name, "literal" if place else "associative", 0.9, ("capital",))
        resolutions.append(Resolution(mention, place or RUSSIA, 0.8, ("exact name",), (), None))
    word = "الأربعاء" if told.language == "ar" else "Wednesday"
    at = told.text.index(word)
    dates = (DateSpan(at, at + len(word), word, "2023-09-13", None, "day"),)
    own = tuple(event for event in events if any(evidence.article == told.id for evidence in event.evidence))
    return Reading(told, tuple(resolutions), dates, own)
