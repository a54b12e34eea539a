"""The site's files: valid, linked, the same twice, written only when they change, landed whole, safe for any text.

The golden pages under `tests/golden` are renewed, after a look at what changed, by

    GEOMAP_RENEW_GOLDEN=1 python -m pytest tests/test_pages.py
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap import sitewriter
from geomap.articletext import article_parts
from geomap.embeds import embed_html
from geomap.errors import SiteError
from geomap.legend import TYPE_FAMILY, TYPES
from geomap.maps import MAP_KINDS, render_map
from geomap.messages import LANGUAGES, language
from geomap.pages import SiteInfo, SourceNote, site_files, write_site
from geomap.records import EVENT_TYPES, Article, Reading, Relation, Section
from geomap.resources import gazetteer_dir, templates_dir
from geomap.selecting import Selection
from geomap.sitedata import clean, script_json, shape, site_data, slug, web_url
from geomap.sitewriter import write_files
from geomap.wording import reason_text
from tests.browser.hostile import PAYLOADS, URLS, hostile_collection
from tests.synthetic import PLACES, PYONGYANG, collection

ROOT = Path(__file__).resolve().parents[1]
GOLDEN = Path(__file__).parent / "golden"
GOLDEN_PAGES = (
    "index.html",
    "en/index.html",
    "ar/index.html",
    "ar/event/made-attack.html",
    "en/place/geonames-1835848.html",
    "ar/day/2023-09-13.html",
    "en/source/example-times-48dd25a6.html",
    "ar/article/visit-ar.html",
    "en/report.html",
    "en/review.html",
    "ar/method.html",
    "embed/event/made-attack.html",
    "embed/place/geonames-1835848.html",
    "data/events-ar.js",
    "data/texts-ar.js",
    "data/details-ar-0.js",
    "data/review-ar.js",
    "assets/map-main-ar.js",
)
TITLE = "خريطة الأحداث"
INFO = SiteInfo(version="0", gazetteer_places=3, sources=(SourceNote("GeoNames", "CC BY 4.0"),))


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    readings, events, skipped = collection()
    return dict(site_files(site_data(readings, events, skipped, TITLE), PLACES, INFO))


def pages(files: dict[str, bytes]) -> Iterator[tuple[str, str]]:
    for path, content in files.items():
        if path.endswith(".html"):
            yield path, content.decode()


class Links(HTMLParser):
    """Collects what a page links to and loads, its inline scripts and handlers."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.inline: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = dict(attributes)
        if tag == "a" and values.get("href"):
            self.links.append(str(values["href"]))
        if tag in ("script", "link", "img", "iframe") and (values.get("src") or values.get("href")):
            self.loaded.append(str(values.get("src") or values.get("href")))
        data = values.get("type") in ("application/json", "application/ld+json")
        if tag == "script" and not values.get("src") and not data:
            self.inline.append("script")
        self.inline += [name for name in values if name.startswith("on") or name == "style"]


def test_every_page_is_valid_html(files: dict[str, bytes]) -> None:
    for path, text in pages(files):
        parser = html5lib.HTMLParser(namespaceHTMLElements=False)
        parser.parse(text)
        assert [(error, details) for _, error, details in parser.errors] == [], path


def test_every_link_and_every_loaded_file_is_part_of_the_site(files: dict[str, bytes]) -> None:
    for path, text in pages(files):
        links = Links()
        links.feed(text)
        for target in links.links + links.loaded:
            if urlsplit(target).scheme in ("http", "https"):
                assert target in links.links
                continue
            plain = unquote(urlsplit(target).path)
            if plain:
                found = os.path.normpath(os.path.join(os.path.dirname(path), plain))
                assert found in files, f"{path} points to {target}"


def test_no_page_carries_inline_scripts_handlers_or_styles_and_each_forbids_them(files: dict[str, bytes]) -> None:
    for path, text in pages(files):
        links = Links()
        links.feed(text)
        assert links.inline == [], path
        # The page for what is not there carries its style, and no script.
        allowed = "style-src 'sha256-" if path == "404.html" else "script-src 'self'"
        assert allowed in text.replace("&#39;", "'"), path
        assert "default-src 'none'" in text.replace("&#39;", "'"), path


def test_nothing_the_site_loads_lies_on_a_network(files: dict[str, bytes]) -> None:
    for path, content in files.items():
        if path.endswith((".js", ".css")) and "leaflet/" not in path and not path.startswith("data/"):
            text = content.decode().replace("http://www.w3.org/2000/svg", "")
            assert not re.search(r"https?://", text), path


def test_two_builds_are_equal_to_the_byte_whatever_the_order_and_the_hash_seed(files: dict[str, bytes]) -> None:
    readings, events, skipped = collection()
    again = dict(site_files(site_data(readings[::-1], events[::-1], skipped[::-1], TITLE), PLACES[::-1], INFO))
    assert list(again) == list(files)
    assert [path for path in files if again[path] != files[path]] == []
    script = (
        "import hashlib, tests.test_pages as t; from geomap.pages import site_files; "
        "from geomap.sitedata import site_data; r, e, s = t.collection(); "
        "f = site_files(site_data(r, e, s, t.TITLE), t.PLACES, t.INFO); "
        "print(hashlib.sha256(b''.join(p.encode() + c for p, c in f)).hexdigest())"
    )
    seeds = ("1", "2")
    hashes = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=ROOT,
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in seeds
    }
    assert len(hashes) == 1


@pytest.mark.parametrize("path", GOLDEN_PAGES)
def test_the_golden_pages_are_as_they_were(files: dict[str, bytes], path: str) -> None:
    golden = GOLDEN / path
    if os.environ.get("GEOMAP_RENEW_GOLDEN"):
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_bytes(files[path])
    assert files[path].decode() == golden.read_text(encoding="utf-8"), (
        "renew with GEOMAP_RENEW_GOLDEN=1 when the change is meant"
    )


def test_a_second_build_writes_nothing_and_a_changed_one_only_what_changed(tmp_path: Path) -> None:
    readings, events, skipped = collection()
    dest = tmp_path / "site"
    first = write_site(readings, events, skipped, dest, title=TITLE, labels=PLACES, info=INFO)
    assert first.written > 100
    assert (first.unchanged, first.removed) == (0, 0)
    before = {path: path.stat().st_mtime_ns for path in dest.rglob("*") if path.is_file()}
    second = write_site(readings, events, skipped, dest, title=TITLE, labels=PLACES, info=INFO)
    assert (second.written, second.removed) == (0, 0)
    assert {path: path.stat().st_mtime_ns for path in dest.rglob("*") if path.is_file()} == before
    renamed = [replace(events[0], title_en="Another title"), *events[1:]]
    third = write_site(readings, renamed, skipped, dest, title=TITLE, labels=PLACES, info=INFO)
    assert 0 < third.written < 21
    assert (dest / "assets" / "site.css").stat().st_mtime_ns == before[dest / "assets" / "site.css"]


def test_pages_of_what_is_gone_go_too_and_files_of_others_stay(tmp_path: Path) -> None:
    readings, events, skipped = collection()
    dest = tmp_path / "site"
    write_site(readings, events, skipped, dest, title=TITLE, info=INFO)
    (dest / "CNAME").write_text("example.org")
    gone = dest / "en" / "event" / "made-sport.html"
    assert gone.exists()
    kept = [event for event in events if event.id != "made-sport"]
    result = write_site(readings, kept, skipped, dest, title=TITLE, info=INFO)
    # Its page and its embed, and the page of its day, on which nothing else was; each in two languages.
    assert result.removed == 6
    assert not gone.exists()
    assert (dest / "CNAME").read_text() == "example.org"


def test_a_folder_that_is_no_site_of_ours_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.doc").write_text("precious")
    with pytest.raises(SiteError, match="not empty"):
        write_files([("index.html", b"")], tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.doc"]
    file = tmp_path / "thesis.doc"
    with pytest.raises(SiteError, match="is a file"):
        write_files([("index.html", b"")], file)


def test_a_build_that_dies_midway_leaves_the_old_site_and_the_next_one_clears_up(tmp_path: Path) -> None:
    dest = tmp_path / "site"
    write_files([("a.html", b"old"), ("b.html", b"old")], dest)

    def dying() -> Iterator[tuple[str, bytes]]:
        yield "a.html", b"new"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_files(dying(), dest)
    assert (dest / "a.html").read_bytes() == b"old"
    result = write_files([("a.html", b"new"), ("b.html", b"old")], dest)
    assert (result.written, result.unchanged) == (1, 1)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["site"]


def test_a_build_killed_between_the_two_renames_is_mended_by_the_next(tmp_path: Path) -> None:
    dest = tmp_path / "site"
    write_files([("a.html", b"old")], dest)
    dest.rename(tmp_path / ".site.geomap-old")
    assert write_files([("a.html", b"old")], dest).unchanged == 1
    assert (dest / "a.html").read_bytes() == b"old"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux is asked to do it")
def test_old_and_new_site_change_names_in_one_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dest = tmp_path / "site"
    write_files([("a.html", b"old")], dest)
    monkeypatch.delattr(Path, "rename")
    write_files([("a.html", b"new")], dest)
    assert (dest / "a.html").read_bytes() == b"new"
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_failing_rename_puts_the_old_site_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dest = tmp_path / "site"
    write_files([("a.html", b"old")], dest)
    rename = Path.rename

    def failing(self: Path, target: Path) -> Path:
        if self.name.endswith("geomap-new"):
            raise OSError("disk gone")
        return rename(self, target)

    monkeypatch.setattr(sitewriter, "_exchange", lambda a, b: False)
    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(SiteError, match="cannot be written"):
        write_files([("a.html", b"new")], dest)
    assert (dest / "a.html").read_bytes() == b"old"


def test_a_folder_that_cannot_change_its_name_is_written_file_by_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dest = tmp_path / "site"
    write_files([("a.html", b"old"), ("b/c.js", b"old"), ("d.js", b"same")], dest)
    rename = Path.rename

    def mounted(self: Path, target: Path) -> Path:
        if self == dest:
            raise OSError("device or resource busy")
        return rename(self, target)

    monkeypatch.setattr(sitewriter, "_exchange", lambda a, b: False)
    monkeypatch.setattr(Path, "rename", mounted)
    result = write_files([("a.html", b"new"), ("d.js", b"same"), ("e/f.html", b"new")], dest)
    assert (result.written, result.unchanged, result.removed) == (2, 1, 1)
    assert (dest / "a.html").read_bytes() == (dest / "e" / "f.html").read_bytes() == b"new"
    assert not (dest / "b" / "c.js").exists()
    assert write_files([("a.html", b"new"), ("d.js", b"same"), ("e/f.html", b"new")], dest).unchanged == 3
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_no_word_of_an_article_reaches_a_folium_map(files: dict[str, bytes]) -> None:
    for kind in MAP_KINDS:
        for code in LANGUAGES:
            script = render_map(kind, code).script
            assert "{{" not in script
            assert script == files[f"assets/map-{kind}-{code}.js"].decode()
    readings, events, skipped = hostile_collection()
    hostile = dict(site_files(site_data(readings, events, skipped, "{{7*7}}"), (), INFO))
    assert {p: c for p, c in hostile.items() if "assets/map-" in p} == {
        p: c for p, c in files.items() if "assets/map-" in p
    }


def test_hostile_text_comes_out_as_text_in_every_page_and_data_file() -> None:
    readings, events, skipped = hostile_collection()
    hostile = dict(site_files(site_data(readings, events, skipped, PAYLOADS[6]), (), INFO))
    for path, text in pages(hostile):
        links = Links()
        links.feed(text)
        assert links.inline == [], path
        assert not any(target in URLS for target in links.links), path
        assert "<img" not in text
        assert "hit('script')</script>" not in text
    for path, content in hostile.items():
        if path.startswith("data/") and path.endswith(".js"):
            text = content.decode()
            assert not set("<>&\u2028\u2029") & set(text), path
            assert re.fullmatch(r"geomap\.put\(.*\);\n", text, re.DOTALL)
    single = embed_html(readings, events, title=PAYLOADS[7], info=INFO, language_code="en")
    assert "hit('closed script')</script>" not in single


@given(st.text())
def test_json_for_scripts_reads_back_and_can_end_no_script(text: str) -> None:
    written = script_json([text])
    assert not set("<>&\u2028\u2029") & set(written)
    expected = re.sub("[\ud800-\udfff]", "\ufffd", text)
    assert json.loads(written) == [expected]


@given(st.lists(st.text(min_size=1), unique=True, max_size=6))
def test_file_names_are_plain_and_differ_when_the_ids_do(ids: list[str]) -> None:
    names = [slug(id) for id in ids]
    assert len(set(names)) == len(ids)
    assert all(re.fullmatch(r"[a-z0-9_][a-z0-9._-]*", name) for name in names)


def test_an_id_that_is_a_path_stays_inside_the_site() -> None:
    assert "/" not in slug("../../etc/passwd")
    assert slug("CON") != slug("con")
    with pytest.raises(SiteError):
        write_files([("../out.html", b"")], Path("never-made"))


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//host/path", "ftp://host/x", "http://[", "", None]
)
def test_only_web_addresses_are_linked(url: str | None) -> None:
    assert web_url(url) is None
    assert web_url(" https://example.org/a?b=c ") == "https://example.org/a?b=c"


@given(st.data())
def test_the_pieces_of_an_article_are_its_text_again(data: st.DataObject) -> None:
    text = data.draw(st.text(alphabet="ab \nجد", max_size=60))
    at = sorted(data.draw(st.lists(st.integers(0, len(text)), min_size=2, max_size=2)))
    reading = Reading(Article("x", text, "und", sections=(Section("body", *at),)), (), (), ())
    shown = "".join(piece.text for part in article_parts(reading, ()) for p in part.paragraphs for piece in p)
    assert "".join(shown.split()) == "".join(text.split())


def test_a_relation_moves_the_soft_shape_and_never_a_point() -> None:
    _, events, _ = collection()
    moved = next(event for event in events if event.relation == Relation("distance", 180.0, 100.0))
    where = shape(moved)
    assert where is not None
    assert where.box is not None
    assert PYONGYANG.lat - where.lat == pytest.approx(0.9, abs=0.02)
    plain = shape(replace(moved, relation=None, spot=None, place_precision="city"))
    assert plain is not None
    assert (plain.lat, plain.lon, plain.box) == (PYONGYANG.lat, PYONGYANG.lon, None)


def test_every_event_type_has_words_and_a_family() -> None:
    assert list(TYPES) == list(EVENT_TYPES)
    assert set(TYPE_FAMILY) == set(EVENT_TYPES)
    assert len(set(TYPE_FAMILY.values())) == 8


def _messages_used() -> set[str]:
    """The msgids in templates and scripts."""
    used: set[str] = set()
    for file in templates_dir().rglob("*"):
        text = file.read_text(encoding="utf-8") if file.suffix in (".html", ".js") else ""
        used |= {m.replace("\\'", "'") for m in re.findall(r"(?:_|count)\('((?:[^'\\]|\\.)*)'", text)}
        used |= {m.replace('\\"', '"') for m in re.findall(r'g\.tn?\("((?:[^"\\]|\\.)*)"', text)}
    return used


def test_every_message_has_arabic_words_with_the_same_placeholders() -> None:
    from geomap import legend

    known = language("ar").script_messages()
    tables = (legend.FAMILIES, legend.TYPES, legend.STATUSES, legend.PRECISIONS, legend.ROLES, legend.KINDS)
    used = _messages_used() | {words for table in tables for words in table.values()}
    assert len(used) > 150
    assert sorted(used - set(known)) == []
    for message, words in known.items():
        if isinstance(words, str):
            assert set(re.findall(r"%\(\w+\)s", message)) == set(re.findall(r"%\(\w+\)s", words)), message


@pytest.mark.parametrize(
    ("number", "words"),
    [(0, "لا أحداث"), (1, "حدث واحد"), (2, "حدثان"), (5, "5 أحداث"), (11, "11 حدثًا"), (100, "100 حدث")],
)
def test_arabic_counts_take_their_six_forms(number: int, words: str) -> None:
    assert language("ar").count("%(num)s event", "%(num)s events", number) == words


@pytest.mark.parametrize(
    ("code", "value", "words"),
    [
        ("ar", "2023-09-13", "الأربعاء 13 أيلول/سبتمبر 2023"),
        ("ar", "2023-09", "أيلول/سبتمبر 2023"),
        ("en", "2023-09-13", "Wednesday, 13 September 2023"),
        ("en", "2023", "2023"),
        ("en", "not a date", "not a date"),
        ("en", None, "Date not told"),
    ],
)
def test_dates_are_written_out_as_far_as_they_are_known(code: str, value: str | None, words: str) -> None:
    assert language(code).date(value) == words


@pytest.mark.parametrize(
    ("code", "digits", "number", "share", "date", "count"),
    [
        ("ar", None, "1,234,567", "57%", "الأربعاء 13 أيلول/سبتمبر 2023", "11 حدثًا"),
        ("ar", "latn", "1,234,567", "57%", "الأربعاء 13 أيلول/سبتمبر 2023", "11 حدثًا"),
        ("ar", "arab", "١٬٢٣٤٬٥٦٧", "٥٧٪", "الأربعاء ١٣ أيلول/سبتمبر ٢٠٢٣", "١١ حدثًا"),
        ("en", "arab", "1,234,567", "57%", "Wednesday, 13 September 2023", "11 events"),
    ],
)
def test_numbers_and_dates_are_in_the_digits_asked_for_or_those_of_cldr(
    code: str, digits: str | None, number: str, share: str, date: str, count: str
) -> None:
    own = language(code, digits)
    assert own.number(1_234_567) == number
    assert own.percent(0.571) == share
    assert own.date("2023-09-13") == date
    assert own.count("%(num)s event", "%(num)s events", 11) == count
    assert own.coordinates(-30.0444, 31.2357) == ("-٣٠٫٠٤٤، ٣١٫٢٣٦" if own.digits == "arab" else "-30.044, 31.236")
    assert language(code).digits == language(code).locale.default_numbering_system


def test_a_site_in_arabic_digits_keeps_data_ids_and_articles_as_they_are(files: dict[str, bytes]) -> None:
    readings, events, skipped = collection()
    data = site_data(readings, events, skipped, TITLE)
    other = dict(site_files(data, PLACES, replace(INFO, digits="arab")))
    assert list(other) == list(files)
    same = {path for path in files if other[path] == files[path]}
    assert {path for path in files if path.startswith(("en/", "embed/en/", "data/events.", "assets/map"))} <= same
    text = other["ar/event/made-attack.html"].decode()
    assert "٢٠٢٣" in text
    assert "على بعد ١٠٠" in text
    article = re.search(r'<div class="text".*?</section>', other["ar/article/visit-ar.html"].decode(), re.DOTALL)
    assert article is not None
    assert not re.search("[٠-٩]", article[0])


def test_characters_that_html_forbids_are_shown_as_replaced() -> None:
    assert clean("a\x00b\x1b\ud800c\n") == "a\ufffdb\ufffd\ufffdc\n"


def test_an_empty_collection_makes_a_site_that_says_so(tmp_path: Path) -> None:
    result = write_site([], [], [], tmp_path / "site", title="Empty", info=INFO)
    assert result.written > 20
    assert "Nothing here yet." in (tmp_path / "site" / "en" / "events.html").read_text(encoding="utf-8")


def test_one_event_in_one_file_names_an_unknown_id() -> None:
    readings, events, _ = collection()
    with pytest.raises(SiteError, match="no event 'nothing'"):
        embed_html(readings, events, title=TITLE, info=INFO, wanted=Selection("nothing"))


def test_the_base_map_is_small_and_knows_its_countries_by_their_codes() -> None:
    file = gazetteer_dir() / "basemap" / "basemap.json"
    assert file.stat().st_size < 700_000
    codes = [country["code"] for country in json.loads(file.read_text())["countries"]]
    assert {"KP", "RU", "PS", "EG", "XK", "SO"} <= set(codes)


@pytest.mark.parametrize(
    ("code", "reason", "words"),
    [
        ("ar", "fame +3.1", "الشهرة +3.1"),
        ("ar", "stands behind a preposition (in)", "بعد حرف جر (في)"),
        ("ar", "literal: by the words around it (0.93)", "من الكلمات حوله"),
        ("ar", "status: happened (A); planned (B)", "الحالة: وقع (A); مقرر (B)"),
        ("en", "told by “met” (meet)", "told by “met”, a form of “meet”"),
        ("en", "p_zipf=7 (+0.6)", ""),
        ("ar", "nobody translated this", "nobody translated this"),
        ("ar", "told by “%(b)s{{7*7}}” (x)", "دلّت عليه «%(b)s{{7*7}}» (x)"),
    ],
)
def test_reasons_are_told_in_the_readers_words_and_features_are_left_out(code: str, reason: str, words: str) -> None:
    assert re.sub("[\u2066-\u2069]", "", reason_text(reason, language(code))) == words


def test_the_site_opens_in_the_language_that_was_asked_for(tmp_path: Path) -> None:
    readings, events, skipped = collection()
    for code in ("ar", "en"):
        info = replace(INFO, language=code)
        write_site(readings, events, skipped, tmp_path / code, title=TITLE, labels=PLACES, info=info)
        page = (tmp_path / code / "index.html").read_text(encoding="utf-8")
        assert f'<html lang="{code}"' in page
        assert f'href="{code}/index.html" data-first' in page
