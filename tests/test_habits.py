"""What a source mostly writes about, and the names that lean to it; articles of our own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from geomap.articles import article_from_text
from geomap.config import Config
from geomap.errors import ArticleError
from geomap.front_matter import split_front_matter
from geomap.gazetteer import Gazetteer
from geomap.habits import FEWEST, habits_of, leaning
from geomap.pipeline import build
from geomap.readers import read_article
from geomap.records import Reading

JORDANIAN = (
    "افتتح وزير الصحة مستشفى في مدينة إربد شمالي الأردن.",
    "اندلع حريق في مصنع بمدينة الزرقاء في الأردن.",
    "نظم طلاب وقفة في مدينة الكرك جنوبي الأردن.",
    "أغلقت السيول طرقا في مدينة معان جنوبي الأردن.",
    "عقد تجار اجتماعا في مدينة المفرق في الأردن.",
)
IN_DOUBT = "وقع حادث في عمان أمس."


def reading(text: str, gazetteer: Gazetteer, number: int, source: str | None = "الجريدة", **facts: str) -> Reading:
    return read_article(article_from_text(text, id=f"{number:02}", source=source, **facts), gazetteer)


@pytest.fixture(scope="module")
def jordanian(gazetteer: Gazetteer) -> list[Reading]:
    return [reading(text, gazetteer, number) for number, text in enumerate(JORDANIAN)]


def test_a_source_that_mostly_writes_of_one_country_has_a_habit(jordanian: list[Reading]) -> None:
    assert len(jordanian) >= FEWEST
    assert habits_of(jordanian) == {"الجريدة": "JO"}
    assert habits_of(jordanian[: FEWEST - 1]) == {}, "a few articles make no habit"


def test_articles_without_a_source_have_no_habits(jordanian: list[Reading]) -> None:
    assert habits_of(replace(one, article=replace(one.article, source=None)) for one in jordanian) == {}
    hosted = [replace(one.article, source=None, url="https://paper.example/a") for one in jordanian]
    assert habits_of(replace(one, article=article) for one, article in zip(jordanian, hosted, strict=True)) == {
        "paper.example": "JO"
    }


def test_a_source_of_many_countries_has_none(gazetteer: Gazetteer, jordanian: list[Reading]) -> None:
    others = ["اندلع حريق في مدينة وهران في الجزائر.", "غرقت شوارع في مدينة أسيوط في مصر.",
              "اندلع حريق في مدينة صفاقس في تونس.", "أغلقت طرق في مدينة فاس في المغرب."]  # fmt: skip
    mixed = [*jordanian, *(reading(text, gazetteer, 20 + i) for i, text in enumerate(others))]
    assert habits_of(mixed) == {}


def test_only_articles_in_doubt_are_read_again(gazetteer: Gazetteer, jordanian: list[Reading]) -> None:
    doubtful = reading("وقع حادث في حي الزهور بمدينة عمان بعد زيارة الوفد.", gazetteer, 30)
    given = reading(IN_DOUBT, gazetteer, 31, country="OM")
    again = leaning([*jordanian, doubtful, given])
    assert all(country == "JO" for _, country in again)
    assert "31" not in {one.article.id for one, _ in again}, "what its front matter says stands"


def test_a_country_in_the_front_matter_decides(gazetteer: Gazetteer) -> None:
    def countries(country: str | None) -> list[str | None]:
        article = article_from_text(IN_DOUBT, id="a", country=country)
        return [one.place.country for one in read_article(article, gazetteer).resolutions if one.place]

    assert countries("JO") == ["JO"]
    assert countries("OM") == ["OM"]


def test_front_matter_takes_a_code_and_nothing_else() -> None:
    assert split_front_matter("---\ncountry: jo\n---\nنص")[0].country == "JO"
    with pytest.raises(ArticleError, match="no country's code"):
        split_front_matter("---\ncountry: Jordan\n---\nنص")


def test_a_build_reads_again_what_its_source_settles(
    tmp_path: Path, gazetteer: Gazetteer, jordanian: list[Reading]
) -> None:
    doubt = "عقد مسؤولون لقاء في مدينة الكرامة، وقال شهود إن حريقا اندلع قربها."
    for number, text in enumerate([*JORDANIAN, doubt]):
        (tmp_path / f"{number}.txt").write_text(f"---\nsource: الجريدة\n---\n{text}\n", encoding="utf-8")
    config = Config(root=tmp_path)
    result = build([tmp_path / f"{n}.txt" for n in range(6)], tmp_path / "site", config)
    last = next(one for one in result._load() if one.article.id.startswith("5"))
    alone = reading(doubt, gazetteer, 5)
    assert leaning([*jordanian, alone]), "alone it is in doubt"
    assert last.article.country == "JO"
    again = build([tmp_path / f"{n}.txt" for n in range(6)], tmp_path / "site", config)
    assert again.unchanged
    assert {one.article.id: one.article.country for one in again._load()}[last.article.id] == "JO"
