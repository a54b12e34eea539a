"""Which articles speak for themselves: copies of a story and articles of one source are one voice."""

from __future__ import annotations

import random

from geomap.independence import Copies, are_copies, independent
from geomap.records import Article, Section

WORDS = [f"كلمة{n}" for n in range(400)]


def story(seed: int, length: int = 120) -> str:
    return " ".join(random.Random(seed).choices(WORDS, k=length))


def article(id: str, text: str, source: str | None = None, url: str | None = None) -> Article:
    return Article(id, text, "ar", source=source, url=url, sections=(Section("body", 0, len(text)),))


def voices(*articles: Article) -> list[list[str]]:
    return [[a.id for a in group] for group in independent(articles)]


def test_a_story_cut_short_or_with_a_paragraph_added_is_the_same_story() -> None:
    whole = story(1)
    cut, longer = " ".join(whole.split()[:60]), f"{story(2, 40)}\n{whole}"
    assert voices(article("a", whole, "A"), article("b", cut, "B"), article("c", longer, "C")) == [["a", "b", "c"]]


def test_two_stories_that_quote_the_same_speech_are_two() -> None:
    speech = story(3, 30)
    first, second = f"{story(4, 60)} {speech} {story(5)}", f"{speech} {story(6)}"
    assert not are_copies(article("a", first), article("b", second))


def test_articles_of_one_source_are_one_voice_by_its_name_or_else_its_host() -> None:
    named = [article("a", story(1), "وكالة الأنباء"), article("b", story(2), "وكالة  الانباء")]
    assert voices(*named) == [["a", "b"]]
    hosts = [
        article("a", story(1), url="https://www.example.org/1"),
        article("b", story(2), url="http://example.org/2"),
    ]
    assert voices(*hosts) == [["a", "b"]]
    assert voices(article("a", story(1)), article("b", story(2))) == [["a"], ["b"]]


def test_an_article_that_joins_two_voices_makes_them_one() -> None:
    first, second = story(1, 60), story(2, 60)
    both = article("c", f"{first}\n{second}", "C")
    assert voices(article("a", first, "A"), article("b", second, "B"), both) == [["a", "b", "c"]]


def test_short_texts_are_copies_only_where_they_are_the_same() -> None:
    assert are_copies(article("a", "انفجار في حلب"), article("b", "انفجار  في حلب"))
    assert not are_copies(article("a", "انفجار في حلب"), article("b", "انفجار في بيروت"))


def test_copies_are_found_among_many_as_two_by_two() -> None:
    rng = random.Random(11)
    wires = [story(seed, rng.choice((6, 14, 60))) for seed in range(6)]
    texts = [
        " ".join(rng.choice(wires).split()[: rng.choice((8, 40, 99))] + story(99 + n, rng.choice((0, 5, 50))).split())
        for n in range(60)
    ]
    articles = [article(f"{n}", text) for n, text in enumerate(texts)]
    among = Copies()
    for one in articles:
        among.add(one)
    found = {one.id: among.of(one) for one in articles}
    assert found == {a.id: [b.id for b in articles if b.id != a.id and are_copies(a, b)] for a in articles}
    assert any(found.values())
