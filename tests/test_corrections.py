"""The file of corrections: what is read from it, and what every fault in it is told as."""

from __future__ import annotations

from pathlib import Path

import pytest

from geomap.config import Config, load_config
from geomap.corrections import (
    Action,
    Changed,
    Correction,
    Dropped,
    Hint,
    Joined,
    Mentioned,
    Name,
    Placed,
    Split,
    Target,
    corrections_of,
    is_date,
    read_corrections,
)
from geomap.errors import ConfigError
from geomap.records import Place

ORAN = Place("geonames:2485926", "Oran", "وهران", 35.7, -0.64, "city", "DZ")
SPRING = Place("own:عين-الصفا", "عين الصفا", "عين الصفا", 35.5, -0.5, "city", "DZ")
HEAD = "- author: Huda\n  date: 2024-05-09\n  reason: read it again\n"
EVENT, OTHER = "1a2b3c4d5e6f", "6f5e4d3c2b1a"


def places(place_id: str) -> Place | None:
    return ORAN if place_id == ORAN.id else None


def read(text: str) -> tuple[Correction, ...]:
    return read_corrections(text, "corrections.yaml", places)


@pytest.mark.parametrize(
    ("lines", "action"),
    [
        ("mention: {article: a, name: Oran}\n  is: not a place", Mentioned(Name("a", "Oran"), None)),
        ("mention: {article: a, name: Oran}\n  is: a place", Mentioned(Name("a", "Oran"), "literal")),
        (
            "mention: {article: a, name: Oran, occurrence: 2}\n  is: associative",
            Mentioned(Name("a", "Oran", 2), "associative"),
        ),
        ("mention: {article: a, name: Oran, offset: 0}\n  is: title", Mentioned(Name("a", "Oran", None, 0), "title")),
        (f"place: {{name: وهران}}\n  is: {ORAN.id}", Placed(Name(None, "وهران"), ORAN)),
        (f"place: {{article: a, name: وهران}}\n  is: {ORAN.id}", Placed(Name("a", "وهران"), ORAN)),
        (
            "place: {name: عين الصفا}\n  is: {name: عين الصفا, lat: 35.5, lon: -0.5, kind: city, country: dz}",
            Placed(Name(None, "عين الصفا"), SPRING),
        ),
        (
            "place: {name: X}\n  is: {id: own:x, name: X Camp, name_ar: مخيم, lat: 1, lon: 2, kind: facility}",
            Placed(Name(None, "X"), Place("own:x", "X Camp", "مخيم", 1.0, 2.0, "facility", None)),
        ),
        (f"event: {EVENT}\n  set: {{place: {ORAN.id}}}", Changed(Target(EVENT), place=ORAN)),
        (f"event: {EVENT}\n  set: {{place: none, date: none}}", Changed(Target(EVENT), placeless=True, dateless=True)),
        (
            f"event: {EVENT}\n  set: {{date: 2024-05-01, date_end: 2024-05-03, type: visit, status: denied}}",
            Changed(Target(EVENT), date="2024-05-01", date_end="2024-05-03", type="visit", status="denied"),
        ),
        (
            f"drop: {EVENT}\n  hint: {{article: a, type: visit, trigger: visited}}",
            Dropped(Target(EVENT, Hint("a", "visit", "visited"))),
        ),
        (f"split: {EVENT}\n  articles: [b, a, b]", Split(Target(EVENT), ("a", "b"))),
        (f"join: [{OTHER}, {EVENT}]", Joined((Target(EVENT), Target(OTHER)))),
        (
            f"join: [{OTHER}, {EVENT}]\n  hints: [{{article: a, type: visit, trigger: v}}, "
            "{article: b, type: aid, trigger: w}]",
            Joined((Target(EVENT, Hint("b", "aid", "w")), Target(OTHER, Hint("a", "visit", "v")))),
        ),
    ],
)
def test_each_action_is_read_as_what_it_says(lines: str, action: Action) -> None:
    assert read(f"{HEAD}  {lines}\n") == (Correction("Huda", "2024-05-09", "read it again", action, 1),)


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "[]\n", "---\n"])
def test_an_empty_file_corrects_nothing(text: str) -> None:
    assert read(text) == ()


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("author: Huda\n", 1, "must be a list"),
        ("- just words\n", 1, "key: value"),
        ("# a\n- author: [\n", 3, "malformed YAML"),
        ("- author: a: b\n", 1, "put a value that holds a colon in quotes"),
        (f"- author: A\n  date: 2024-05-09\n  drop: {EVENT}\n", 1, "reason is missing"),
        (f"- date: 2024-05-09\n  reason: r\n  drop: {EVENT}\n", 1, "author is missing"),
        (f"- author: A\n  reason: r\n  drop: {EVENT}\n", 1, "date is missing"),
        (f"- author: A\n  reason: ''\n  date: 2024-05-09\n  drop: {EVENT}\n", 2, "reason must be a text"),
        (f"- author: A\n  date: yesterday\n  reason: r\n  drop: {EVENT}\n", 2, "is no day"),
        (f"- author: A\n  date: 2024-05\n  reason: r\n  drop: {EVENT}\n", 2, "is no day"),
        (f"- author: A\n  author: B\n  drop: {EVENT}\n", 2, "stands there twice"),
        (HEAD, 1, "has no action; give it one of mention, place, event, accept, drop, split, join"),
        (f"{HEAD}  drop: {EVENT}\n  join: [a, b]\n", 1, "several actions (drop, join)"),
        (f"{HEAD}  drop: {EVENT}\n  becuase: x\n", 5, "unknown key 'becuase'"),
        (f"{HEAD}  mention: {{name: Oran}}\n  is: a place\n", 4, "tell the article"),
        (f"{HEAD}  mention: Oran\n  is: a place\n", 4, "must be a mapping"),
        (f"{HEAD}  mention: {{article: a, name: '...'}}\n  is: a place\n", 4, "is no name"),
        (f"{HEAD}  mention: {{article: a, name: Oran}}\n  is: asociative\n", 5, "did you mean 'associative'?"),
        (f"{HEAD}  mention: {{article: a, name: Oran, occurrence: 0}}\n  is: a place\n", 4, "whole number from 1"),
        (f"{HEAD}  mention: {{article: a, name: X, occurrence: 1, offset: 3}}\n  is: a place\n", 4, "not both"),
        (f"{HEAD}  place: {{name: Oran, occurrence: 1}}\n  is: {ORAN.id}\n", 4, "need an article"),
        (f"{HEAD}  place: {{name: Oran}}\n  is: geonames:1\n", 5, "there is no place 'geonames:1'"),
        (f"{HEAD}  place: {{name: X}}\n  is: {{name: X, lat: 95, lon: 10, kind: city}}\n", 5, "look swapped"),
        (f"{HEAD}  place: {{name: X}}\n  is: {{name: X, lat: 200, lon: 200, kind: city}}\n", 5, "WGS 84"),
        (f"{HEAD}  place: {{name: X}}\n  is: {{name: X, lat: nan, lon: 2, kind: city}}\n", 5, "must be a number"),
        (f"{HEAD}  place: {{name: X}}\n  is: {{name: X, lat: 1, lon: 2, kind: town}}\n", 5, "unknown kind 'town'"),
        (f"{HEAD}  place: {{name: X}}\n  is: {{name: X, lat: 1, lon: 2, kind: city, country: QQ}}\n", 5, "no country"),
        (f"{HEAD}  place: {{name: X}}\n  is: {{id: x, name: X, lat: 1, lon: 2, kind: city}}\n", 5, "begins with own:"),
        (f"{HEAD}  event: {EVENT}\n", 1, "tell what changes"),
        (f"{HEAD}  event: {EVENT}\n  set: {{type: visti}}\n", 5, "did you mean 'visit'?"),
        (f"{HEAD}  event: {EVENT}\n  set: {{date: 2024-02-30}}\n", 5, "is no date"),
        (f"{HEAD}  event: {EVENT}\n  set: {{date: 2024-05-09, date_end: 2024-05-08}}\n", 5, "needs a date before it"),
        (f"{HEAD}  event: {EVENT}\n  set: {{date: 2024-05-09}}\n  hint: visited\n", 6, "hint must be a mapping"),
        (f"{HEAD}  accept: {EVENT}\n", 1, "tell what it was like"),
        (f"{HEAD}  accept: {EVENT}\n  as: {{place: none, date: x, type: aid, status: denied}}\n", 5, "is no date"),
        (f"{HEAD}  accept: {EVENT}\n  as: {{place: none, date: none, type: aid}}\n", 5, "status is missing"),
        (f"{HEAD}  split: {EVENT}\n", 1, "articles is missing"),
        (f"{HEAD}  join: [{EVENT}, {EVENT}]\n", 4, "two events or more"),
        (f"{HEAD}  join: [{EVENT}, b]\n  hints: [{{article: a, type: b, trigger: c}}]\n", 5, "as many as the events"),
    ],
)
def test_a_fault_is_told_with_its_line_and_what_to_do(text: str, line: int, words: str) -> None:
    with pytest.raises(ConfigError) as error:
        read(text)
    assert str(error.value).startswith(f"corrections.yaml:{line}: ")
    assert words in str(error.value)


def test_a_place_of_ones_own_is_known_by_its_id_in_the_whole_file() -> None:
    own = "{name: عين الصفا, lat: 35.5, lon: -0.5, kind: city, country: DZ}"
    first = f"{HEAD}  event: {EVENT}\n  set: {{place: {SPRING.id}}}\n"
    later = f"{HEAD}  place: {{name: عين الصفا}}\n  is: {own}\n"
    assert read(first + later)[0].action == Changed(Target(EVENT), place=SPRING)


def test_two_places_under_one_id_are_refused() -> None:
    entries = [f"{HEAD}  place: {{name: X}}\n  is: {{name: X, lat: {lat}, lon: 2, kind: city}}\n" for lat in (1, 3)]
    with pytest.raises(ConfigError, match=r"corrections\.yaml:10: line 5 has another place as own:x"):
        read("".join(entries))


def test_a_person_may_write_in_any_script_and_with_any_marks() -> None:
    text = f"- author: 'هدى: <b>'\n  date: 2024-05-09\n  reason: |\n    one\n    two\n  drop: {EVENT}\n"
    assert read(text)[0].said == "corrected by هدى: <b>, 2024-05-09: one two"


@pytest.mark.parametrize(
    ("words", "is_one"),
    [
        ("2024", True), ("2024-02", True), ("2024-02-29", True), ("2023-02-29", False), ("2024-13", False),
        ("24-01-01", False), ("2024-1", False), ("٢٠٢٤", False), ("", False), ("20240501", False),
    ],
)  # fmt: skip
def test_dates_are_cut_to_what_is_known(words: str, is_one: bool) -> None:
    assert is_date(words) is is_one


def test_no_file_corrects_nothing_but_one_that_the_settings_name_must_be_there(tmp_path: Path) -> None:
    assert corrections_of(Config(root=tmp_path), places) == ()
    (tmp_path / "geomap.toml").write_text('corrections = "fixes.yaml"\n')
    with pytest.raises(ConfigError, match=r"fixes\.yaml: no such file"):
        corrections_of(load_config(tmp_path), places)
    (tmp_path / "fixes.yaml").write_text(f"{HEAD}  drop: {EVENT}\n")
    assert len(corrections_of(load_config(tmp_path), places)) == 1
    (tmp_path / "fixes.yaml").write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError, match="cannot be read"):
        corrections_of(load_config(tmp_path), places)
