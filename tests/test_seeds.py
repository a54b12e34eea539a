"""The sample articles: sound front matter, and nobody else's words."""

from pathlib import Path

import pytest

from geomap.articles import read_articles
from geomap.dates import find_dates
from geomap.records import Article, Skipped
from geomap.text import words

SEEDS = Path(__file__).parents[1] / "seeds"
ORIGINALS = Path(__file__).parents[2] / "shared" / "articles"


def seeds() -> list[Article]:
    read = list(read_articles([SEEDS]))
    assert not [one for one in read if isinstance(one, Skipped)]
    return [one for one in read if isinstance(one, Article)]


def runs(text: str, length: int) -> set[str]:
    forms = [word.norm for word in words(text)]
    return {" ".join(forms[at : at + length]) for at in range(len(forms) - length + 1)}


def test_seeds_are_five_to_eight_articles_that_all_read():
    assert 5 <= len(seeds()) <= 8


def test_every_seed_has_a_title_and_says_that_it_is_a_sample():
    for article in seeds():
        assert article.title, article.path
        assert article.source == "Geomap sample", article.path


def test_seeds_are_mostly_arabic_with_one_in_english():
    languages = [article.language for article in seeds()]
    assert languages.count("en") == 1
    assert languages.count("ar") == len(languages) - 1


def test_one_seed_states_no_day_of_publication_and_the_others_have_theirs_given():
    undated = [article for article in seeds() if article.published is None]
    assert len(undated) == 1
    assert all(article.published_from == "given" for article in seeds() if article.published)


def test_the_undated_seed_dates_only_what_its_words_fix():
    [article] = [article for article in seeds() if article.published is None]
    assert {span.date for span in find_dates(article)} == {"2000-07", None}


def test_every_seed_is_as_long_as_a_short_news_item():
    for article in seeds():
        assert 120 <= len(article.text.split()) <= 250, article.path


def test_seeds_hold_nothing_that_is_cut():
    for article in seeds():
        assert {section.kind for section in article.sections} <= {"dateline", "body"}, article.path


@pytest.mark.skipif(
    not ORIGINALS.is_dir(), reason="the articles whose facts the seeds tell are not here: ../shared/articles"
)
def test_no_seed_shares_six_words_in_a_row_with_an_article_whose_facts_it_tells():
    theirs = {run for path in ORIGINALS.glob("*.txt") for run in runs(path.read_text(encoding="utf-8"), 6)}
    assert theirs
    for article in seeds():
        assert not runs(f"{article.title}\n{article.text}", 6) & theirs, article.path
