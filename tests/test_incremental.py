"""A site after any sequence of changes is, to the byte, the site that is built of the same articles at once."""

from __future__ import annotations

import os
import random
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from geomap import cards, collecting, inputs, list_pages, pages, pieces, pipeline, sitewriter
from geomap import collection as kept
from geomap.additions import look_through
from geomap.config import Config
from geomap.gazetteer import Gazetteer
from geomap.standing import MANIFEST

from .bench.incremental import place_names, story
from .test_pipeline import but_news, contents

# A failure is told with its steps at once: each try to make them fewer would be some builds.
NOT_SHRUNK = (Phase.explicit, Phase.reuse, Phase.generate)

NAMES = ("a", "b", "c", "d", "deep/e", "deep/A")
TEXTS = (
    "---\npublished: 2024-05-09\nsource: أ\n---\nاحتجاج في صفاقس\n\nتظاهر مئات العمال أمس الأربعاء في مدينة صفاقس.\n",
    "---\npublished: 2024-05-09\nsource: ب\n---\nمسيرة في صفاقس\n\nتظاهر عمال أمس الأربعاء في صفاقس.\n",
    "---\npublished: 2024-05-08\n---\nافتتاح مستشفى في وهران\n\nافتتح وزير الصحة الثلاثاء مستشفى في وهران.\n",
    "---\nlanguage: en\n---\nMinister visits Oran\n\nThe Algerian health minister visited a new hospital in Oran.\n",
    "---\nlanguage: 12\n---\nno article\n",
    # Meetings of one id, which are told apart by the order of their articles.
    *(
        f"---\npublished: 2024-05-0{n}\n---\nاجتماع {n}\n\nاجتمع وفد من المزارعين مع المحافظ لبحث {n} مشروعات.\n"
        for n in (9, 8)
    ),
)
NAMED = (
    "mention: {article: a, name: صفاقس}\n  is: not a place",
    "mention: {article: c, name: وهران, occurrence: 2}\n  is: origin",
    "place: {name: صفاقس}\n  is: geonames:2507480",
    "place: {article: c, name: وهران}\n  is: {name: وهران, lat: 35.5, lon: -0.5, kind: city, country: DZ}",
)
"""What may be said of names, whatever the articles are."""
OF_ONE = (
    "event: {0}\n  set: {{place: geonames:2507480}}",
    "event: {0}\n  set: {{place: none, date: 2024-05-02, date_end: 2024-05-04}}",
    "event: {0}\n  set: {{type: attack, status: denied, date: none}}",
    "drop: {0}",
    "split: {0}\n  articles: [b]",
)
"""What may be said of an event, by its id."""
OF_TWO = "join: [{0}, {1}]"


def fresh(folder: Path) -> Config:
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "articles").mkdir(parents=True)
    return Config(root=folder, jobs=1)


@pytest.fixture(autouse=True)
def _as_in_a_large_collection(monkeypatch: pytest.MonkeyPatch) -> None:
    """Code holds still, files are trusted at once, lists have several pages, and small changes are moved in."""
    monkeypatch.setattr(kept, "code_version", lambda: "fixed")
    monkeypatch.setattr(inputs, "YOUNG", -1000.0)
    monkeypatch.setattr(list_pages, "LIST_LENGTH", 2)
    monkeypatch.setattr(pieces, "RUN", 2)
    monkeypatch.setattr(sitewriter, "_MANY", 5)
    monkeypatch.setattr(sitewriter, "_FEW", 1)


def step(config: Config, data: st.DataObject, ids: list[str], said: list[str]) -> None:
    """One thing that people do to a collection: an article comes, changes or goes, something is corrected or not."""
    what = data.draw(st.sampled_from(("put", "put", "remove", "name", "event", "event", "withdraw")))
    if what in ("put", "remove"):
        path = config.root / "articles" / f"{data.draw(st.sampled_from(NAMES))}.txt"
        if what == "put":
            path.parent.mkdir(exist_ok=True)
            if not data.draw(st.integers(0, 3)):
                path.with_name(f"{path.name}.yaml").write_text("source: beside\n", encoding="utf-8")
            path.write_text(data.draw(st.sampled_from(TEXTS)), encoding="utf-8")
        else:
            path.unlink(missing_ok=True)
        return
    if what == "withdraw":
        said[:] = said[1:]
    elif what == "name":
        said.append(data.draw(st.sampled_from(NAMED)))
    elif len(ids) > 1 and data.draw(st.booleans()):
        said.append(OF_TWO.format(*data.draw(st.permutations(ids))))
    elif ids:
        said.append(data.draw(st.sampled_from(OF_ONE)).format(data.draw(st.sampled_from(ids))))
    correct(config, said)


def correct(config: Config, said: list[str]) -> None:
    """Has these be the corrections."""
    text = "".join(
        f"- author: Huda\n  date: 2024-05-1{n % 10}\n  reason: r{n}\n  {one}\n" for n, one in enumerate(said)
    )
    config.corrections_path().write_text(text, encoding="utf-8")


def at_once(folder: Path, config: Config, *, history: bool) -> Path:
    """The site of the same articles and corrections, built in a new folder in one go."""
    new = replace(config, root=fresh(folder).root)
    shutil.copytree(config.root / "articles", new.root / "articles", dirs_exist_ok=True)
    kept_files = [".geomap/site.gone.json", ".geomap/site.news.json"] if history else []
    for name in (config.corrections, *kept_files):
        if (config.root / name).exists():
            (new.root / name).parent.mkdir(exist_ok=True)
            shutil.copy(config.root / name, new.root / name)
    pipeline.build(config=new)
    return new.site_path()


@settings(
    max_examples=int(os.environ.get("GEOMAP_SEQUENCES", "12")),
    phases=NOT_SHRUNK,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_any_sequence_of_builds_gives_the_bytes_of_one_build(
    tmp_path: Path, gazetteer: Gazetteer, data: st.DataObject
) -> None:
    """GEOMAP_SEQUENCES tells how many are tried. Ids of events that are gone stay in use, as they do in real files."""
    config = fresh(tmp_path / "steps")
    ids: list[str] = []
    said: list[str] = []
    # A process that builds again and again, and now and then another one.
    memory = pipeline.Memory()
    for _ in range(data.draw(st.integers(1, 6))):
        step(config, data, ids, said)
        if data.draw(st.integers(0, 3)):
            own = memory if data.draw(st.integers(0, 3)) else None
            found = {event.id for event in pipeline.build(config=config, memory=own).events}
            ids += sorted(found.difference(ids))
    pipeline.build(config=config, memory=memory)
    # What was there once is history: it is no part of the articles, and lies in files of its own.
    assert contents(config.site_path()) == contents(at_once(tmp_path / "once", config, history=True))
    # Without that history, all but what tells it is the same too.
    bare = at_once(tmp_path / "bare", config, history=False)
    plain, whole = but_news(bare), but_news(config.site_path())
    del plain[MANIFEST], whole[MANIFEST]
    assert {name: whole[name] for name in plain} == plain
    assert all("/event/" in name for name in whole.keys() - plain.keys())


def test_a_larger_collection_after_many_steps_is_that_of_one_build(
    tmp_path: Path, gazetteer: Gazetteer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Made-up stories of a few places: many events are alike, and some go by one id. GEOMAP_SEED gives other steps."""
    for module in (cards.pictures, pages):
        monkeypatch.setattr(module, "picture", lambda *told, **options: b"PNG")
    rng = random.Random(os.environ.get("GEOMAP_SEED", "1"))

    def write(name: str, number: int) -> None:
        text = re.sub(r"published: \S+", f"published: 2023-01-0{1 + number % 3}", story(number, names))
        # Of one id, and told apart by their order.
        text = text if number % 4 else TEXTS[-1].replace("مشروعات", f"مشروعات {number}")
        (articles / f"{name}{number:03}.txt").write_text(text, encoding="utf-8")

    config = replace(fresh(tmp_path / "large"), base_url="https://news.example/")
    articles, names = config.root / "articles", place_names(6)
    for number in range(60):
        write("s", number)
    memory = pipeline.Memory()
    said: list[str] = []
    events = pipeline.build(config=config, memory=memory).events
    # Events that people split stay split while others come.
    said += [f"split: {one.id}\n  articles: [{one.articles[0]}]" for one in events if len(one.articles) == 2]
    for number in range(60, 72):
        what, some = rng.random(), rng.choice(events)
        if what < 0.3:
            write(rng.choice("as"), number)
        elif what < 0.4:
            rng.choice(sorted(articles.iterdir())).unlink()
        elif what < 0.85 or not said:
            said.append(rng.choice(OF_ONE[:4]).format(some.id))
        else:
            said.pop(rng.randrange(len(said)))
        correct(config, said)
        events = pipeline.build(config=config, memory=rng.choice((memory, None))).events
        if number % 4 == 3:
            whole = at_once(tmp_path / "whole", config, history=True)
            assert contents(config.site_path()) == contents(whole), f"after {number - 59} steps"


def test_a_page_that_somebody_edited_in_its_place_is_as_it_was_after_the_next_build_without_news(
    tmp_path: Path, gazetteer: Gazetteer
) -> None:
    config = fresh(tmp_path / "touched")
    article = config.root / "articles" / "a.txt"
    article.write_text(TEXTS[0], encoding="utf-8")
    memory = pipeline.Memory()
    pipeline.build(config=config, memory=memory)
    before = contents(config.site_path())
    for own in (None, memory):
        page = next(config.site_path().glob("ar/event/*.html"))
        page.write_text("edited", encoding="utf-8")
        assert not pipeline.build(config=config, memory=own).unchanged
        assert contents(config.site_path()) == before
        assert pipeline.build(config=config, memory=own).unchanged


def test_a_title_of_two_lines_does_not_break_what_is_kept(tmp_path: Path, gazetteer: Gazetteer) -> None:
    config = replace(fresh(tmp_path / "titled"), title="two\nlines", base_url="https://news.example/")
    for name, text in zip(NAMES, TEXTS[:2], strict=False):
        (config.root / "articles" / f"{name}.txt").write_text(text, encoding="utf-8")
        pipeline.build(config=config)
    assert pipeline.build(config=config).unchanged


@pytest.mark.parametrize("young", [-1000.0, 1000.0])
def test_a_new_process_finds_what_came_without_a_look_at_all_files(
    tmp_path: Path, gazetteer: Gazetteer, monkeypatch: pytest.MonkeyPatch, young: float
) -> None:
    monkeypatch.setattr(inputs, "YOUNG", young)
    config = fresh(tmp_path / "grown")
    articles = config.root / "articles"
    for name, text in zip("bd", (TEXTS[0], TEXTS[4]), strict=True):
        (articles / f"{name}.txt").write_text(text, encoding="utf-8")
    pipeline.build(config=config)
    looks = []
    monkeypatch.setattr(collecting, "look_through", lambda *given: looks.append(given) or look_through(*given))
    for name, text in zip("ac", TEXTS[1:3], strict=True):
        (articles / f"{name}.txt").write_text(text, encoding="utf-8")
        assert pipeline.build(config=config).read == 1
    assert not looks
    grown = contents(at_once(tmp_path / "whole", config, history=True))
    assert contents(config.site_path()) == grown


def test_events_of_one_id_keep_theirs_when_a_new_process_builds_without_news(
    tmp_path: Path, gazetteer: Gazetteer
) -> None:
    config = fresh(tmp_path / "alike")
    for n in range(6):
        text = TEXTS[-1].replace("مشروعات", f"مشروعات {n}")
        (config.root / "articles" / f"m{n}.txt").write_text(text, encoding="utf-8")
    before = {event.id: event.articles for event in pipeline.build(config=config).events}
    assert len(before) == 6
    correct(config, ["event: none\n  set: {type: attack}"])
    built = pipeline.build(config=config)
    assert [one.state for one in built.corrections] == ["stale"]
    assert {event.id: event.articles for event in built.events} == before
