"""Prints how long the merge takes for many synthetic events, and how that grows. `python -m tests.bench.merging`.

Articles of five events each, a third of which other articles tell again: of thousands of towns in a year, with people
whom few or many events name, as news has them.
"""

from __future__ import annotations

import argparse
import random
import resource
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from geomap.merge import merge_events
from geomap.records import Article, Event, Evidence, Participant, Place, Reading, Section, Toll
from geomap.tables import event_types

PER_ARTICLE = 5
AGAIN = 0.35
"""The share of events that were told before."""
KINDS = ("attack", "meeting", "visit", "protest", "death", "clash", "arrest", "statement", "agreement", "disaster")
FIRST = date(2023, 1, 1)


def places(rng: random.Random, count: int) -> list[Place]:
    """Towns of a hundred countries."""
    return [
        Place(f"t:{n}", f"Town {n}", None, rng.uniform(-50, 60), rng.uniform(-170, 170), "city", f"C{n % 100}")
        for n in range(count)
    ]


def people(rng: random.Random, count: int) -> list[str]:
    """Names of two words."""
    letters = "bdfghjklmnrstz"
    word = lambda: "".join(rng.choice(letters) + rng.choice("aiou") for _ in range(3)).capitalize()  # noqa: E731
    return [f"{word()} {word()}" for _ in range(count)]


def made(rng: random.Random, n: int, towns: Sequence[Place], names: Sequence[str]) -> Event:
    """One event."""
    kind = rng.choice(KINDS)
    # A few people are named again and again.
    who = {names[min(int(rng.paretovariate(0.6)), len(names)) - 1] for _ in range(rng.randint(0, 3))}
    day = FIRST + timedelta(days=rng.randrange(365))
    return Event(
        id=f"{n:08x}",
        type=kind,
        subtype=None,
        code=event_types()[kind].code,
        title_ar="",
        title_en="",
        status="happened",
        date=None if rng.random() < 0.1 else day.isoformat()[: 7 if rng.random() < 0.1 else 10],
        date_end=None,
        date_precision="day",
        place=None if rng.random() < 0.1 else towns[min(int(rng.paretovariate(0.5)), len(towns)) - 1],
        place_precision="city",
        relation=None,
        place_reasons=(),
        candidates=(),
        participants=tuple(Participant(name) for name in sorted(who)),
        evidence=(),
        confidence=0.5,
    )


def collection(count: int, seed: int = 7) -> list[Reading]:
    """Readings with `count` events together."""
    rng = random.Random(seed)
    towns, names = places(rng, 5000), people(rng, 3000)
    words = [f"word{n}" for n in range(5000)]
    before: list[Event] = []
    readings = []
    for article in range(count // PER_ARTICLE):
        text = " ".join(rng.choices(words, k=200))
        name, day = f"a{article:06}", FIRST + timedelta(days=rng.randrange(365))
        own = Article(
            name, text, "en", published=day, source=f"S{article % 60}", sections=(Section("body", 0, len(text)),)
        )
        told = {}
        for n in range(PER_ARTICLE):
            again = before and rng.random() < AGAIN
            event = rng.choice(before) if again else made(rng, article * PER_ARTICLE + n, towns, names)
            before.append(event)
            toll = Toll("killed", rng.randint(1, 9), 9, False, name, 0, 5, text[:5])
            told[event.id] = replace(event, evidence=(Evidence(name, 0, 20, 0, 5),), tolls=(toll,))
        readings.append(Reading(own, (), (), tuple(told.values())))
    return readings


def main() -> None:
    """Merges a tenth, a half and all of the events."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--events", type=int, default=100_000, help="how many events")
    count = options.parse_args().events
    for part in (count // 10, count // 2, count):
        readings = collection(part)
        began = time.process_time()
        merged = merge_events(readings)
        seconds = time.process_time() - began
        several = sum(len({e.article for e in event.evidence}) > 1 for event in merged)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"{part:,} events: {seconds:.1f} s, {len(merged):,} left, {several:,} of several articles; {memory:.0f} MB"
        )


if __name__ == "__main__":
    main()
