"""Articles that try to become markup, script or template: each payload must come out as the plain text it is."""

from __future__ import annotations

from dataclasses import replace

from geomap.records import Event, Participant, Reading, Relation, Skipped
from tests.synthetic import SEOUL, article, event

PAYLOADS = (
    "{{7*7}}",
    "{% for x in y %}{{ cycler.__init__.__globals__ }}{% endfor %}",
    "{# gone #}",
    "${hit('template literal')}",
    "#{7*7} <%= 7*7 %>",
    "<img src=x onerror=hit('img')>",
    "<script>hit('script')</script>",
    "</script><script>hit('closed script')</script>",
    "</title><svg onload=hit('svg')>",
    "<!--<script>hit('comment')",
    "]]><script>hit('cdata')</script>",
    '"><iframe srcdoc="<script>parent.hit(\'iframe\')</script>">',
    "' onmouseover='hit(\"attribute\")' x='",
    "&lt;b&gt;&amp;#60;img src=x onerror=hit('entity')&gt;",
    "javascript:hit('url')",
    "__proto__",
    "constructor",
    "line\u2028separator\u2029here",
    "bidi \u202eoverride\u202c and \u2066isolate\u2069",
    "control \x01\x0b\x1b characters",
    "lone \ud800 surrogate",
    "</textarea></style></noscript><a href=x onclick=hit('a')>",
)
URLS = (
    "javascript:hit('href')",
    "data:text/html,<script>hit('data')</script>",
    "//example.org",
    "http://[",
    "file:///x",
)


def hostile_collection() -> tuple[list[Reading], list[Event], list[Skipped]]:
    """One article and one event a payload: in title, text, source, participant, place, ids, reasons."""
    readings, events = [], []
    for number, payload in enumerate(PAYLOADS):
        line = f"start {payload} end"
        told = article(f"a{number}", [line], title=payload, language="en", source=payload, url=URLS[number % len(URLS)])
        told = replace(told, path=payload)
        place = replace(SEOUL, id=f"x:{payload}", name=payload, name_ar=payload, lon=126.0 + number)
        found = event(told, line, "other", "start", place, "city", "2023-09-01", titles=(payload, payload))
        found = replace(
            found,
            id=f"{payload} {number}",
            participants=(Participant(payload),),
            place_reasons=(payload,),
            reasons=(payload,),
            conflicts=(payload,),
            relation=Relation("between", other=replace(SEOUL, name=payload, name_ar=payload)) if number % 2 else None,
        )
        readings.append(Reading(told, (), (), (found,)))
        events.append(found)
    return readings, events, [Skipped(payload, payload) for payload in PAYLOADS]
