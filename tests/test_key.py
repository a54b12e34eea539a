"""The cross-script key: spellings of other languages, names reached one class away, how near names are told."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap.arabic import (
    LONGEST,
    article_as_name,
    consonant_key,
    edited_keys,
    encoded,
    respelled,
    spelling_distance,
    spelling_distances,
)
from geomap.gazetteer import EDITED, Gazetteer
from geomap.text import name_key

from .bench.lookup import measure, pairs_of

NAMES = st.text(alphabet="abcdefghijklmnopqrstuvwxyz ابتجحخدرزسشصطعغفقكلمنهوي", min_size=1, max_size=30)


@pytest.mark.parametrize(
    ("country", "name", "arabic"),
    [
        ("FR", "Cholet", "شوليه"),
        ("FR", "Bordeaux", "بوردو"),
        ("ES", "Sevilla", "سيفيا"),
        ("MX", "Jalapa", "خالابا"),
        ("BR", "Caxias", "كاشياس"),
        ("IT", "Civitavecchia", "تشيفيتافيكيا"),
        ("DE", "Stuttgart", "شتوتغارت"),
        ("DE", "Wolfsburg", "فولفسبورغ"),
        ("PL", "Szczecin", "شتشيتسين"),
        ("RS", "Novi Sad", "نوفي ساد"),
        ("FI", "Jyväskylä", "يوفاسكولا"),
        ("TR", "Cizre", "جزرة"),
        ("CN", "Xiamen", "شيامن"),
    ],
)
def test_a_name_as_its_own_language_reads_it_sounds_like_the_arabic_one(country: str, name: str, arabic: str) -> None:
    read = respelled(name_key(name), country)
    assert spelling_distance(read, name_key(arabic)) <= 0.25
    assert spelling_distance(read, name_key(arabic)) <= spelling_distance(name_key(name), name_key(arabic)) + 1e-6


def test_names_of_other_scripts_and_countries_are_left_as_they_are() -> None:
    assert respelled("جالابا", "MX") == "جالابا"
    assert respelled("jalapa", "US") == "jalapa"


@pytest.mark.parametrize(
    ("arabic", "latin"),
    [("الباب", "Al Bab"), ("الحاجب", "El Hajeb"), ("السليل", "As Sulayyil"), ("الشيخ زايد", "Ash Shaykh Zayid")],
)
def test_the_arabic_article_is_no_part_of_the_key_in_either_script(arabic: str, latin: str) -> None:
    assert consonant_key(name_key(arabic)) == consonant_key(name_key(latin))


def test_an_article_can_be_read_as_part_of_the_name() -> None:
    other = article_as_name(name_key("الماتي"))
    assert other is not None
    assert consonant_key(other) == consonant_key("almaty")
    assert article_as_name(name_key("موسكو")) is None


@given(NAMES, st.lists(NAMES, min_size=1, max_size=5))
def test_distances_to_many_names_are_those_to_each(one: str, others: list[str]) -> None:
    together = spelling_distances(encoded(one), np.stack([encoded(other) for other in others]))
    assert together == pytest.approx([spelling_distance(one, other) for other in others], abs=1e-5)
    assert all(0 <= distance <= 1 for distance in together)


@given(NAMES)
def test_sounds_have_one_length_and_no_key_is_its_own_edit(name: str) -> None:
    assert encoded(name).shape == (LONGEST,)
    key = consonant_key(name)
    edited = edited_keys(key)
    assert key not in edited
    assert len(set(edited)) == len(edited)
    assert all(abs(len(other) - len(key)) <= 2 for other in edited)


@pytest.mark.parametrize(
    ("arabic", "expected"),
    [("بلاتسبورغ", "Plattsburgh"), ("ميدلوذيان", "Midlothian"), ("هايلاند", "Highland"), ("لايوو", "Laiwu")],
)
def test_a_name_one_class_away_is_reached_but_never_as_a_near_one(
    gazetteer: Gazetteer, arabic: str, expected: str
) -> None:
    key = name_key(arabic)
    found = gazetteer.near_without(key, frozenset([key]), 100, 0.45)
    names = {gazetteer.names_of(near.row)[1]: near.distance for near in found}
    assert expected in names
    if consonant_key(key) != consonant_key(name_key(expected)):
        assert names[expected] >= EDITED - 1e-6


def test_candidates_are_nearest_and_best_known_first_and_none_is_too_far(gazetteer: Gazetteer) -> None:
    found = gazetteer.near(name_key("كومسومولسك"))
    assert found
    assert all(near.distance <= 0.3 for near in found)
    assert len({near.row for near in found}) == len(found)
    assert len(gazetteer.near(name_key("كومسومولسك"), limit=1)) <= 1
    assert gazetteer.near("وا") == gazetteer.near("") == ()


def test_held_out_names_of_cities_are_found_by_sound(gazetteer: Gazetteer) -> None:
    figures = measure(gazetteer, pairs_of(gazetteer)[::12], [])
    assert figures.recall >= 0.93
    assert figures.first_in_country >= 0.82
    assert figures.name_in_country >= 0.86
