"""Which place a name means, and when to say that none is sure."""

from __future__ import annotations

import pytest

from geomap.articles import article_from_text
from geomap.gazetteer import Gazetteer
from geomap.geodesy import kilometres
from geomap.mentions import find_mentions
from geomap.places import resolve
from geomap.records import Resolution


def _resolved(text: str, surface: str, gazetteer: Gazetteer) -> Resolution:
    article = article_from_text(text, id="t")
    found = resolve(article, find_mentions(article, gazetteer), gazetteer)
    return next(resolution for resolution in found if resolution.mention.surface == surface)


@pytest.mark.parametrize(
    ("text", "surface", "lat", "lon"),
    [
        ("تظاهر الآلاف في طرابلس شمال لبنان احتجاجا على انقطاع الكهرباء.", "طرابلس", 34.43, 35.84),
        ("تظاهر الآلاف في طرابلس بعد استقالة الحكومة الليبية.", "طرابلس", 32.89, 13.19),
        ("ضربت غارات بلدة رفح جنوبي قطاع غزة.", "رفح", 31.29, 34.25),
        ("وصل الرئيس إلى واشنطن والتقى نظيره الأميركي.", "واشنطن", 38.9, -77.04),
        ("وصل الوفد إلى الخرطوم لبدء الحوار السوداني.", "الخرطوم", 15.55, 32.53),
        ("عقدت القمة في بيونجيانج بين الزعيمين.", "بيونجيانج", 39.03, 125.75),
        ("A tornado hit Paris, Texas, killing two people.", "Paris", 33.66, -95.56),
        ("The summit was held in Paris, France.", "Paris", 48.85, 2.35),
        ("Police in Moscow, Idaho said four students were killed.", "Moscow", 46.73, -117.0),
        ("The meeting took place in Athens, Georgia on Sunday.", "Athens", 33.96, -83.38),
        ("Protesters marched in Athens as Greek unions went on strike.", "Athens", 37.98, 23.73),
    ],
)
def test_context_tells_homonyms_apart(gazetteer: Gazetteer, text: str, surface: str, lat: float, lon: float) -> None:
    place = _resolved(text, surface, gazetteer).place
    assert place is not None
    assert kilometres(place.lat, place.lon, lat, lon) < 50


def test_a_name_that_the_gazetteer_lacks_stays_without_a_place(gazetteer: Gazetteer) -> None:
    resolution = _resolved("اندلعت مواجهات في قرية زغطوشبرق شرق الخليل.", "زغطوشبرق", gazetteer)
    assert resolution.place is None
    assert resolution.reasons


def test_candidates_are_ranked_with_probabilities_and_reasons(gazetteer: Gazetteer) -> None:
    resolution = _resolved("تظاهر الآلاف في طرابلس أمس.", "طرابلس", gazetteer)
    scores = [candidate.score for candidate in resolution.candidates]
    assert len(scores) >= 2
    assert scores == sorted(scores, reverse=True)
    assert sum(scores) <= 1.001
    assert all(candidate.reasons for candidate in resolution.candidates[:2])
    assert resolution.place == resolution.candidates[0].place


def test_the_same_name_means_one_place_throughout_an_article(gazetteer: Gazetteer) -> None:
    text = "وقعت اشتباكات في طرابلس شمالي لبنان. وعاد الهدوء مساء إلى طرابلس. وقال سكان طرابلس إنهم خائفون."
    article = article_from_text(text, id="t")
    found = resolve(article, find_mentions(article, gazetteer), gazetteer)
    places = {r.place.id for r in found if r.mention.surface == "طرابلس" and r.place}
    assert places == {"geonames:266826"}
