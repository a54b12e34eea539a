"""Templates of one language: what they put on a page is escaped whatever it is, and words are in them beforehand."""

from __future__ import annotations

import gc
from dataclasses import dataclass
from pathlib import Path

import jinja2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from geomap.messages import LANGUAGES, language
from geomap.pagecontext import SiteInfo, language_context, page_context
from geomap.pages import site_files
from geomap.resources import templates_dir
from geomap.sitedata import SiteData, clean, site_data
from geomap.templating import Templates, told

from .browser.hostile import PAYLOADS
from .synthetic import collection


@dataclass(frozen=True)
class Thing:
    """Something with a name."""

    name: str


def rendered(source: str, code: str = "en", **names: object) -> str:
    templates = Templates(language(code))
    templates.loader = jinja2.DictLoader({"page.html": source})
    templates.bytecode_cache = None
    return templates.page("page.html", names)


@given(st.text() | st.integers() | st.floats(allow_nan=False) | st.booleans() | st.none())
def test_a_value_is_escaped_as_jinja_does_it_and_clean(value: object) -> None:
    expected = escape(clean(value) if isinstance(value, str) else value)
    assert told(value) == expected
    assert type(told(value)) is Markup
    assert rendered("{{ value }}", value=value) == str(expected)


@given(st.text())
def test_markup_and_a_text_that_is_alike_never_pass_for_each_other(text: str) -> None:
    assert told(Markup(text)) == text
    assert told(text) == escape(clean(text))
    assert told(Markup(text)) == text


def test_numbers_that_are_equal_are_told_apart() -> None:
    assert [str(told(value)) for value in (1, True, 1.0, 0, False)] == ["1", "True", "1.0", "0", "False"]


@pytest.mark.parametrize(
    "source",
    [
        "{{ thing.name }}",
        "{{ things[0] }}",
        "{{ named('x', end=thing.name) }}",
        "{% for one in things %}{{ one }}{% endfor %}",
        "{{ things|join(', ') }}",
        "{{ _('%(num)s more are not listed.')|format(num=thing.name) }}",
        "{% macro m(value) %}<b>{{ value }}</b>{% endmacro %}{{ m(thing.name) }}",
        "{% set held = thing.name %}{{ held }}",
        "{% autoescape false %}{{ thing.name }}{% endautoescape %}",
        "{{ thing.name if thing else '' }}{{ 'a' ~ thing.name }}",
        "{% block title %}{{ thing.name }}{% endblock %}{{ self.title() }}",
    ],
)
def test_nothing_gets_on_a_page_as_markup(source: str) -> None:
    templates = Templates(language("en"))
    templates.loader = jinja2.DictLoader({"page.html": source})
    templates.bytecode_cache = None
    for payload in PAYLOADS:
        names = {"thing": Thing(payload), "things": [payload], "named": lambda start, end: start + end}
        page = templates.page("page.html", names)
        assert str(escape(clean(payload))) in page
        assert escape(payload) == payload or payload not in page


@pytest.mark.parametrize(("code", "word"), [("ar", "الخريطة"), ("en", "Map")])
def test_words_of_the_language_are_put_in_when_a_template_is_compiled(code: str, word: str) -> None:
    templates = Templates(language(code))
    compiled = templates.compile(
        "<p>{{ _('Map') }}</p>{% for name, words in [('index', _('Map'))] %}{% endfor %}", raw=True
    )
    assert f"<p>{word}</p>" in compiled
    assert "'Map'" not in compiled or code == "en"
    assert rendered("<p>{{ _('Map') }}</p>", code) == f"<p>{word}</p>"


def test_words_that_only_a_page_knows_are_looked_up_then() -> None:
    assert rendered("{{ _(word) }}", _=lambda word: f"<{word}>", word="x") == "&lt;x&gt;"


def test_a_word_is_escaped_like_anything_else() -> None:
    assert rendered("{{ _('\"Yesterday\" & <b>') }}") == "&#34;Yesterday&#34; &amp; &lt;b&gt;"


@pytest.mark.parametrize("source", ["{{ nothing }}", "{{ nothing.at_all }}", "{{ nothing[0] }}", "{{ nothing() }}"])
def test_a_name_that_nobody_gave_is_an_error(source: str) -> None:
    with pytest.raises(jinja2.UndefinedError, match="nothing"):
        rendered(source)


def test_a_template_s_error_names_its_line() -> None:
    with pytest.raises(AttributeError) as raised:
        rendered("one\n{{ thing.size }}", thing=Thing("x"))
    assert any("<template>" in str(entry.path) and entry.lineno == 1 for entry in raised.traceback)


def test_no_template_puts_markup_together_by_hand() -> None:
    # What is joined so is escaped, but not looked through for characters that HTML forbids.
    assert not [file.name for file in templates_dir().rglob("*.html") if " ~ " in file.read_text(encoding="utf-8")]


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_template_of_the_site_compiles_without_jinja_s_calls(code: str) -> None:
    templates = Templates(language(code))
    for file in sorted(Path(templates_dir()).glob("*.html")):
        compiled = templates.compile(file.read_text(encoding="utf-8"), file.name, raw=True)
        assert "context.call(" not in compiled, file.name
        assert " escape(" not in compiled, file.name


def test_a_row_of_a_list_leads_to_its_page_from_any_depth() -> None:
    readings, events, skipped = collection()
    data = site_data(readings, events, skipped, "t")
    shared = language_context(data, SiteInfo(version="0"), language("en"))
    event = data.events[0]
    for here in ("", "../", "", "../../en/"):
        row = shared["event_row"](event.id, here)
        assert f'href="{here}event/{data.event_slugs[event.id]}.html"' in row


def test_a_site_that_was_built_is_not_held_by_a_ring_of_objects() -> None:
    """Who serves a site builds it again and again; the collector looks at old objects seldom."""
    gc.collect()
    gc.disable()
    try:
        readings, events, skipped = collection()
        data = site_data(readings, events, skipped, "to be gone")
        assert sum(len(content) for _, content in site_files(data, (), SiteInfo(version="0")))
        del data
        left = [one for one in gc.get_objects() if type(one) is SiteData and one.title == "to be gone"]
        assert not left
    finally:
        gc.enable()


def test_one_language_is_one_object_however_it_is_asked_for() -> None:
    for code in LANGUAGES:
        own = language(code)
        assert language(code, own.digits) is own
    assert language("ar", "arab").digits == "arab"
    with pytest.raises(FileNotFoundError):
        language("xx")


def test_frames_follow_section_depth_and_scripts() -> None:
    readings, events, skipped = collection()
    shared = language_context(site_data(readings, events, skipped, "t"), SiteInfo(version="0"), language("en"))
    one = page_context(shared, "event/a.html", section="events", scripts=("a.js",))
    same = page_context(shared, "event/b.html", section="events", scripts=("a.js",))
    assert one["frame"] is same["frame"]
    for path, section, scripts in (
        ("a.html", "events", ("a.js",)),
        ("event/a.html", "places", ("a.js",)),
        ("event/a.html", "events", ("b.js",)),
    ):
        other = page_context(shared, path, section=section, scripts=scripts)
        assert (other["frame"].menu, other["frame"].scripts) != (one["frame"].menu, one["frame"].scripts)
