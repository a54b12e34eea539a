"""wordfreq's lists, read as wordfreq reads them."""

from __future__ import annotations

import pytest
import wordfreq

from geomap.frequencies import frequencies


@pytest.mark.parametrize("language", ["ar", "en"])
def test_words_are_as_common_as_wordfreq_says_the_commonest_first(language: str) -> None:
    known = wordfreq.get_frequency_dict(language, wordlist="small")
    found = list(frequencies(language))
    assert {word: frequency for word, frequency, _ in found} == known
    assert all(zipf == wordfreq.freq_to_zipf(frequency) for _, frequency, zipf in found)
    assert [frequency for _, frequency, _ in found] == sorted(known.values(), reverse=True)


def test_a_language_without_a_list_is_told() -> None:
    with pytest.raises(LookupError, match="xx"):
        next(frequencies("xx"))
