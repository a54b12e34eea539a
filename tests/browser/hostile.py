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
    # Other template languages, and what a catalogue or a format string would fill in.
    "{{ ''.__class__.__mro__ }}{{ config }}",
    "%(num)s %s {0} {version} %%",
    "{{{raw}}} {{#each x}}{{/each}} [[7*7]] @{7*7}",
    "{% raw %}{{7*7}}",
    "$(hit('jquery')) `hit('tick')` \\${7*7}",
    # Markup that starts where a parser does not look for it.
    "<svg><script>hit('svg script')</script></svg>",
    "<math><mi xlink:href=\"javascript:hit('math')\">x</mi></math>",
    "<details open ontoggle=hit('toggle')>",
    "<input autofocus onfocus=hit('focus')>",
    "<video><source onerror=hit('video')></video>",
    "<meta http-equiv=refresh content='0;url=javascript:hit(1)'>",
    "<base href=javascript:hit('base')//>",
    "<object data=javascript:hit('object')><embed src=javascript:hit('embed')>",
    "<form action=javascript:hit('form')><button>go</button></form>",
    "<style>@import 'javascript:hit(1)'; * { display: none }</style>",
    "<iframe src=javascript:parent.hit('frame')>",
    "<template><img src=x onerror=hit('template')></template>",
    "<IMG SRC=x oNeRrOr=hit('case')>",
    "<img/src=x/onerror=hit('slash')>",
    "<a href=\"java\tscript:hit('tab')\">tab</a>",
    "\"autofocus onfocus=hit('quoted') x=\"",
    "\\\";hit('backslash');//",
    "\\u003cimg src=x onerror=hit('escaped')\\u003e",
    "&#x3C;img src=x onerror=hit('numeric')&#x3E;",
    "%3Cimg%20src=x%20onerror=hit('percent')%3E",
    "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>&e;",
    "<?php echo 7*7 ?><?xml-stylesheet href='javascript:hit(1)'?>",
    # Names that objects have by themselves, and paths.
    "toString",
    "hasOwnProperty",
    "valueOf",
    "../../../../etc/passwd",
    "..\\..\\windows\\system32",
    "CON",
    "nul.html",
    "/absolute/path.html?x=1#frag",
    # Front matter, formulas, and characters that hide or turn text.
    "--- title: x ---",
    "=cmd|'/c calc'!A1",
    "@SUM(1+1)*cmd|'/c calc'!A0",
    "zero\u200bwidth\u200djoin\ufeff and \u00ad hyphen",
    "\u2067isolate left open \u202a\u202b\u202d",
    "nul \x00 delete \x7f next line \x85",
    "noncharacter \ufffe \uffff and \U0001f4a3 \U000e0041",
    "z\u0300\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308\u0309\u030a",
    "طويل " + "ـ" * 300,
    "very" * 200,
)
URLS = (
    "javascript:hit('href')",
    "data:text/html,<script>hit('data')</script>",
    "//example.org",
    "http://[",
    "file:///x",
    " javascript:hit('space')",
    "JaVaScRiPt:hit('case')",
    "java\nscript:hit('line')",
    "vbscript:hit('vb')",
    "https:javascript:hit('scheme')",
    "\x01javascript:hit('control')",
    "blob:https://example.org/x",
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
