"""`geomap resolve`: what a name may mean, alone, in a country, in a text."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner, Result

from geomap.cli import app
from geomap.commands_resolve import resolve_name
from geomap.errors import ConfigError
from geomap.gazetteer import Gazetteer


def resolve(*words: str) -> Result:
    return CliRunner().invoke(app, ["resolve", *words])


def test_a_name_alone_is_the_best_known_place_with_the_others_behind_it(gazetteer: Gazetteer) -> None:
    found = resolve_name("طرابلس", gazetteer)
    assert found.place is not None
    assert found.place.country == "LY"
    assert {one.place.country for one in found.candidates} >= {"LY", "LB"}
    scores = [one.score for one in found.candidates]
    assert scores == sorted(scores, reverse=True)
    assert all(one.reasons for one in found.candidates[:2])


@pytest.mark.parametrize(
    ("name", "country"), [("طرابلس", "LB"), ("Tripoli", "lb"), ("صور", "OM"), ("Alexandria", "US"), ("Paris", "US")]
)
def test_a_name_in_a_country_is_first_of_all_a_place_of_that_country(
    gazetteer: Gazetteer, name: str, country: str
) -> None:
    found = resolve_name(name, gazetteer, country=country)
    assert found.candidates[0].place.country == country.upper()
    assert "country right behind it" in " ".join(found.candidates[0].reasons)


def test_a_name_in_a_text_is_what_the_text_makes_of_it(gazetteer: Gazetteer) -> None:
    text = "وصل رئيس الوزراء اللبناني إلى مدينة طرابلس شمالي لبنان، ثم عاد إلى بيروت."
    found = resolve_name("طرابلس", gazetteer, text=text)
    assert found.place is not None
    assert found.place.country == "LB"
    assert found.mention.surface == "طرابلس"


def test_a_name_is_found_in_a_text_with_a_clitic_and_where_it_would_be_an_ordinary_word(gazetteer: Gazetteer) -> None:
    found = resolve_name("صور", gazetteer, text="نشرت الصحيفة صور الحادث، ولم يعلق أحد على الأمر.")
    assert found.mention.surface == "صور"
    assert found.candidates
    found = resolve_name("القاهرة", gazetteer, text="وقع الحادث بالقاهرة أمس.")
    assert found.mention.surface == "القاهرة"


def test_the_table_shows_scores_places_and_reasons() -> None:
    answer = resolve("Tripoli")
    assert answer.exit_code == 0
    assert "score" in answer.stdout
    assert "geonames:2210247" in answer.stdout
    assert "fame" in answer.stdout


def test_the_json_holds_the_place_and_all_candidates() -> None:
    told = json.loads(resolve("Tripoli", "--json").stdout)
    assert told["name"] == "Tripoli"
    assert told["place"] == told["candidates"][0]["place"]
    assert 0 < told["confidence"] <= 1
    assert told["candidates"][0]["reasons"]


def test_a_name_that_no_place_has_is_told_with_its_status() -> None:
    answer = resolve("Xqzwvkj")
    assert answer.exit_code == 1
    assert answer.stdout == ""
    assert "No place is called 'Xqzwvkj'" in answer.stderr
    told = resolve("Xqzwvkj", "--json")
    assert told.exit_code == 1
    assert json.loads(told.stdout)["candidates"] == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["Paris", "--country", "Texas"], "a code of two letters"),
        (["Paris", "--text", "Nothing of the kind happened in London."], "does not hold 'Paris'"),
        (["Paris", "--text", "In Paris.", "--country", "FR"], "not both"),
        (["..."], "is no name"),
    ],
)
def test_a_users_mistake_is_told(words: list[str], told: str) -> None:
    answer = resolve(*words)
    assert isinstance(answer.exception, ConfigError)
    assert told in str(answer.exception)
