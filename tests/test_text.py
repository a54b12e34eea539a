"""Words, folding and sentences."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap.records import Article, Section
from geomap.text import article_sentences, fold, language_of, name_key, sentences, words


@given(st.text(max_size=200))
def test_words_slice_back_to_the_original_and_never_overlap(text: str) -> None:
    end = 0
    for word in words(text):
        assert end <= word.start < word.end <= len(text)
        assert "".join(words(text[word.start : word.end])[0].norm) == word.norm
        end = word.end


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(word: str) -> None:
    assert fold(fold(word)) == fold(word)


@given(st.text(max_size=300))
def test_sentences_are_in_order_and_hold_every_letter(text: str) -> None:
    spans = list(sentences(text))
    assert spans == sorted(spans)
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    inside = sum(c.isalnum() for start, end in spans for c in text[start:end])
    assert inside == sum(c.isalnum() for c in text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("أُسوان", "اسوان"),
        ("كُورسْك", "كورسك"),
        ("بيـــروت", "بيروت"),
        ("ﺍﻟﺮﺑﺎﻁ", "الرباط"),
        ("غزة", "غزه"),
        ("مصطفى", "مصطفي"),
        ("کردستان", "كردستان"),
        ("Zürich", "zurich"),
        ("Wŏnsan", "wonsan"),
        ("Sana’a", "sanaa"),
        ("Łódź", "lodz"),
    ],
)
def test_spellings_that_print_alike_fold_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_glued_words_are_taken_apart() -> None:
    assert [word.norm for word in words("النوويةقال 15سبتمبر2023 Wonsan-kalma")] == [
        "النوويه", "قال", "15", "سبتمبر", "2023", "wonsan", "kalma",
    ]  # fmt: skip


def test_a_bidirectional_mark_inside_a_name_does_not_break_its_key() -> None:
    assert name_key("الدار \u200fالبيضاء") == name_key("الدار البيضاء")


def test_a_hashtag_of_two_words_has_two_words() -> None:
    assert name_key("#مرفأ_بيروت") == "مرفا بيروت"


def test_the_place_behind_a_clitic_is_found_in_the_original_with_its_diacritics() -> None:
    text = "سافر وَبِالرِّباط"
    word = words(text)[1]
    assert text[word.at(text, 2) :].startswith("ال")


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Mr. Smith met the U.S. envoy. They talked.", 2),
        ("A fire in Columbia, Ky. on Monday killed two.", 1),
        ("LONDON, Ky. (AP) — Two died.", 1),
        ("He lives in Columbia, Ky. Police came.", 2),
        ("بلغت 3.5 مليون. ثم عاد.", 2),
        ("قال إنه وصل.ثم غادر", 2),
        ("عنوان\nمتن أول", 2),
        ("هل وصل؟ نعم!", 2),
        ("", 0),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, count: int) -> None:
    assert len(list(sentences(text))) == count


@pytest.mark.parametrize(
    ("text", "code"),
    [("في الرباط OK", "ar"), ("In Rabat", "en"), ("в Москве", "ru"), ("평양에서", "ko"), ("12", "und")],
)
def test_the_language_is_told_by_the_script_of_most_letters(text: str, code: str) -> None:
    assert language_of(text) == code


def test_sentences_of_an_article_leave_out_what_is_cut() -> None:
    text = "Title\nBody here.\nRead also"
    sections = (Section("title", 0, 5), Section("body", 6, 16), Section("cut", 17, 26))
    found = article_sentences(Article("a", text, "en", sections=sections))
    assert [(text[s.start : s.end], s.section) for s in found] == [("Title", "title"), ("Body here.", "body")]
