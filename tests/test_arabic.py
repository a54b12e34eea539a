"""Clitics, the article and the cross-script key."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap.arabic import consonant_key, spelling_distance, stems, with_and_without_article
from geomap.text import fold, name_key

ARABIC = st.text(alphabet="ابتثجحخدذرزسشصضطظعغفقكلمنهوي", min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("word", "form"),
    [
        ("وبالرباط", "الرباط"),
        ("فللقاهرة", "القاهره"),
        ("للمغرب", "المغرب"),
        ("كموسكو", "موسكو"),
        ("وفلاديفوستوك", "فلاديفوستوك"),
        ("بوجدور", "بوجدور"),
    ],
)
def test_stacked_clitics_leave_the_name(word: str, form: str) -> None:
    assert form in [reading[0] for reading in stems(fold(word))]


@given(ARABIC)
def test_the_bare_word_is_always_the_first_reading(word: str) -> None:
    assert stems(word)[0] == (word, 0, "")


@given(ARABIC)
def test_a_reading_skips_no_more_than_its_clitic(word: str) -> None:
    for form, skipped, clitic in stems(word):
        assert skipped == len(clitic)
        assert word[skipped:].endswith(form[2:] if clitic.endswith("ل") and form.startswith("ال") else form)


def test_the_article_is_taken_off_and_put_on() -> None:
    assert with_and_without_article("الخرطوم") == "خرطوم"
    assert with_and_without_article("خرطوم") == "الخرطوم"


@pytest.mark.parametrize(
    ("arabic", "other"),
    [
        ("وونسان", "Wonsan"),
        ("بيونغ يانغ", "Pyongyang"),
        ("بيونج يانج", "Pyongyang"),
        ("بيونجيانج", "Pyongyang"),
        ("كومسومولسك أون أمور", "Komsomolsk-on-Amur"),
        ("فوستوتشني", "Vostochny"),
        ("فوستوشني", "Vostochny"),
        ("خاركيف", "Харків"),
        ("ماريوبول", "Mariupol"),
        ("أولان باتور", "Ulan Bator"),
        ("سانت بطرسبورغ", "Sankt Petersburg"),
    ],
)
def test_a_name_and_its_transliteration_share_a_key(arabic: str, other: str) -> None:
    one, two = name_key(arabic), name_key(other)
    if arabic != "سانت بطرسبورغ":
        assert consonant_key(one) == consonant_key(two)
    assert spelling_distance(one, two) < 0.2


@given(ARABIC, ARABIC)
def test_spelling_distance_is_a_share_and_symmetric(one: str, other: str) -> None:
    there = spelling_distance(one, other)
    assert 0 <= there <= 1
    assert there == pytest.approx(spelling_distance(other, one))
    assert spelling_distance(one, one) == 0


def test_other_names_are_further_than_the_same_name() -> None:
    assert spelling_distance(name_key("كورسك"), "kursk") < spelling_distance(name_key("كورسك"), "karachi")
