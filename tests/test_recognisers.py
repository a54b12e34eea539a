"""Other recognisers of names: what becomes of their spans, what is told when one is missing, and the real ones."""

from __future__ import annotations

import importlib.machinery
import importlib.metadata
import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap import pipeline, readers, recognisers
from geomap.articles import article_from_text
from geomap.config import Config
from geomap.errors import ConfigError
from geomap.gazetteer import Gazetteer
from geomap.mentions import find_mentions, read_lines
from geomap.recognised import with_spans
from geomap.recognisers import (
    CamelRecogniser,
    Span,
    check_recogniser,
    open_recogniser,
    recogniser_version,
)
from geomap.records import Article, Reading, Sentence


@dataclass(frozen=True)
class Told:
    """Knows the labels of a few surfaces."""

    labels: Mapping[str, str]
    one_process: bool = False

    def __call__(self, text: str, sentences: Sequence[Sentence], language: str) -> list[Span]:
        return [
            Span(at, at + len(surface), label)
            for surface, label in self.labels.items()
            for one in sentences
            for at in range(one.start, one.end)
            if text.startswith(surface, at)
        ]


# Spans that are places


@pytest.mark.parametrize(
    ("text", "span", "surface"),
    [
        ("He thinks that Lincoln is dull.", "Lincoln", "Lincoln"),
        ("The ship crossed the Strait of Hormuz on Friday.", "the Strait of Hormuz", "Strait of Hormuz"),
        ("Fighting resumed in Kharkiv, officials said.", "Kharkiv,", "Kharkiv"),
        ("The convoy reached Zorvqualia on Monday.", "Zorvqualia", "Zorvqualia"),
        ("They met in the village of Zorvqualia Beta.", "the village of Zorvqualia Beta", "Zorvqualia Beta"),
        ("وبالرباط أعلن الوزير عن اتفاق جديد.", "وبالرباط", "الرباط"),
        ("سافر الوفد للقاهرة مساء أمس.", "للقاهرة", "لقاهرة"),
        ("نزل الوفد بالزغضنوق مساء أمس.", "بالزغضنوق", "الزغضنوق"),
        ("نزل الوفد بزغضنوق مساء أمس.", "بزغضنوق", "زغضنوق"),
        ("نزل الوفد بزغضنوق أمس. وقال إن زغضنوق جميلة.", "بزغضنوق", "زغضنوق"),
        ("نزل الوفد في مدينة زغضنوق مساء أمس.", "مدينة زغضنوق", "زغضنوق"),
    ],
)
def test_a_place_that_a_recogniser_tells_is_one_with_geomaps_own_boundaries(
    gazetteer: Gazetteer, text: str, span: str, surface: str
) -> None:
    found = find_mentions(article_from_text(text, id="t"), gazetteer, recogniser=Told({span: "LOC"}))
    mention = next(one for one in found if one.start == text.index(surface))
    assert mention.surface == surface
    assert mention.confidence >= 0.6
    assert "recognised" in mention.reasons


def test_a_name_that_the_gazetteer_lacks_is_a_mention_without_a_place(gazetteer: Gazetteer) -> None:
    article = article_from_text("A bomb exploded in Zorvqualia on Monday.", id="t")
    (found,) = readers.read_article(article, gazetteer, recogniser=Told({"Zorvqualia": "GPE"})).resolutions
    assert found.place is None
    assert found.mention.role == "literal"


def test_the_role_and_the_kind_are_judged_as_geomap_judges_its_own(gazetteer: Gazetteer) -> None:
    text = "قالت زغضنوق إن الاتهامات باطلة. وقتل خمسة أشخاص في انفجار وسط مدينة زغضنوق."
    found = find_mentions(article_from_text(text, id="t"), gazetteer, recogniser=Told({"زغضنوق": "LOC"}))
    assert [(one.role, one.kind_hint) for one in found] == [("associative", None), ("literal", "city")]


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("In 2015 he left.", "2015"),
        ("The Turkish minister met his counterpart.", "Turkish"),
        ("عاد إلى المدينة مساء أمس.", "المدينة"),
        ("They crossed the — on Monday.", "the"),
        ("They crossed the — on Monday.", "—"),
    ],
)
def test_digits_adjectives_and_generic_words_are_no_names_whatever_is_told(
    gazetteer: Gazetteer, text: str, span: str
) -> None:
    article = article_from_text(text, id="t")
    assert find_mentions(article, gazetteer, recogniser=Told({span: "GPE"})) == find_mentions(article, gazetteer)


def test_labels_of_anything_but_places_persons_and_organisations_change_nothing(gazetteer: Gazetteer) -> None:
    text = "The Dayton Agreement was signed in Paris on Monday."
    article = article_from_text(text, id="t")
    told = Told({"The Dayton Agreement": "LAW", "Monday": "DATE", "Paris": "MISC"})
    assert find_mentions(article, gazetteer, recogniser=told) == find_mentions(article, gazetteer)


# Spans that are persons and organisations


def left(text: str, gazetteer: Gazetteer, spans: Mapping[str, str], sure: Sequence[str] = ()) -> list[str]:
    """What is left of the matches, those of these surfaces being sure and the others neither sure nor doubted."""
    article = article_from_text(text, id="t")
    its = [Span(text.index(surface), text.index(surface) + len(surface), label) for surface, label in spans.items()]
    certain = {text.index(surface) for surface in sure}
    lines, _ = with_spans(text, read_lines(article, gazetteer), its, gazetteer, sure=certain, doubted=())
    return [text[match.start : match.end] for line in lines for match in line.matches]


@pytest.mark.parametrize(
    ("text", "span", "name", "label"),
    [
        ("He works for Boston Dynamics as an engineer.", "Boston Dynamics", "Boston", "ORG"),
        ("They asked Paris Hilton about it.", "Paris Hilton", "Paris", "PERSON"),
        ("فاز نادي برشلونة في المباراة.", "نادي برشلونة", "برشلونة", "ORG"),
        ("فاز نادي برشلونة في المباراة.", "نادي برشلونة", "برشلونة", "PERS"),
    ],
)
def test_a_name_inside_a_persons_or_an_organisations_is_none_unless_geomap_is_sure(
    gazetteer: Gazetteer, text: str, span: str, name: str, label: str
) -> None:
    assert name in left(text, gazetteer, {})
    assert name not in left(text, gazetteer, {span: label})
    assert name in left(text, gazetteer, {span: label}, sure=[name])


def test_a_name_that_reaches_out_of_an_organisations_stays(gazetteer: Gazetteer) -> None:
    text = "A fire broke out near New York on Monday."
    assert "New York" in left(text, gazetteer, {"York on": "ORG"})


def test_a_facility_may_be_an_organisation_too(gazetteer: Gazetteer) -> None:
    text = "نقل الجرحى إلى مستشفى الزغضنوق مساء أمس."
    assert "مستشفى الزغضنوق" in left(text, gazetteer, {"مستشفى الزغضنوق": "ORG"})
    assert "مستشفى الزغضنوق" not in left(text, gazetteer, {"مستشفى الزغضنوق": "PER"})


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("بيونغ يانغ (أ ف ب) – قال الزعيم إن اللقاء عقد في بكين.", "بيونغ يانغ"),
        ("A quake struck 30 miles north of Tehran.", "Tehran"),
    ],
)
def test_datelines_and_places_that_a_distance_is_measured_from_stay(gazetteer: Gazetteer, text: str, name: str) -> None:
    assert name in left(text, gazetteer, {name: "PERSON"})


# Whatever a recogniser says


@given(st.data())
def test_any_spans_leave_mentions_in_order_that_slice_back(gazetteer: Gazetteer, data: st.DataObject) -> None:
    text = "وقالت موسكو إن كيم وصل بالرباط. Mr. Lincoln left the village of Foo near Paris, Texas, in 2015."
    ends = st.integers(0, len(text))
    labels = st.sampled_from(["LOC", "GPE", "FAC", "ORG", "PER", "DATE"])
    spans = data.draw(st.lists(st.tuples(ends, ends, labels), max_size=6))
    its = [Span(start, end, label) for start, end, label in spans if start < end]

    def told(text: str, sentences: Sequence[Sentence], language: str) -> list[Span]:
        return its

    end = 0
    for mention in find_mentions(article_from_text(text, id="t"), gazetteer, recogniser=told):  # type: ignore[arg-type]
        assert end <= mention.start < mention.end
        assert text[mention.start : mention.end] == mention.surface
        end = mention.end


# Settings, missing libraries and models


@pytest.fixture
def no_library(monkeypatch: pytest.MonkeyPatch) -> None:
    found = importlib.util.find_spec
    missing = ("spacy", "torch", "transformers")
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name in missing else found(name))


@pytest.fixture
def pretended(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str, ModuleType], None]]:
    """Makes a module that can be found and imported; what was loaded of others is forgotten before and after."""

    def pretend(name: str, module: ModuleType) -> None:
        module.__spec__ = importlib.machinery.ModuleSpec(name, None)
        monkeypatch.setitem(sys.modules, name, module)

    def forget() -> None:
        recognisers._loaded_spacy.cache_clear()
        recognisers._loaded_camel.cache_clear()

    forget()
    yield pretend
    forget()


def models(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    """Pretends that just these spaCy models are installed."""
    entries = [SimpleNamespace(name=name) for name in names]
    monkeypatch.setattr(importlib.metadata, "entry_points", lambda group: entries)


def camel_data(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder like camel-tools' data, with the model arabert."""
    datasets = {"arabert": {"path": "ner/arabert"}, "other": {"path": "ner/other"}}
    component = {"default": "arabert", "datasets": datasets}
    known = {"version": "1.6.0", "packages": {}, "components": {"NamedEntityRecognition": component}}
    model = folder / "data" / "ner" / "arabert"
    model.mkdir(parents=True)
    (model / "config.json").write_text("{}")
    (folder / "catalogue.json").write_text(json.dumps(known))
    monkeypatch.setenv("CAMELTOOLS_DATA", str(folder))
    return model


@pytest.mark.usefixtures("no_library")
@pytest.mark.parametrize(("recogniser", "told"), [("spacy", "pip install spacy"), ("camel", "pip install torch")])
def test_a_missing_library_is_told_with_what_to_install(recogniser: str, told: str) -> None:
    config = Config(recogniser=recogniser)  # type: ignore[arg-type]
    with pytest.raises(ConfigError, match=told):
        check_recogniser(config)
    assert recogniser_version(config).startswith("spacy" if recogniser == "spacy" else "camel-tools")


def test_without_a_setting_nothing_is_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", None)
    monkeypatch.setattr(importlib.metadata, "entry_points", None)
    assert check_recogniser(Config()) is None
    assert open_recogniser(Config()) is None
    assert recogniser_version(Config()) == ""


def test_a_missing_spacy_model_is_told(
    monkeypatch: pytest.MonkeyPatch, pretended: Callable[[str, ModuleType], None]
) -> None:
    pretended("spacy", ModuleType("spacy"))
    models(monkeypatch)
    with pytest.raises(ConfigError, match="spacy download xx_ent_wiki_sm"):
        check_recogniser(Config(recogniser="spacy"))
    models(monkeypatch, "en_core_web_sm")
    with pytest.raises(ConfigError, match=r"there are: en_core_web_sm.*spacy download en_core_web_lg"):
        check_recogniser(Config(recogniser="spacy", recogniser_model="en_core_web_lg"))


def test_missing_camel_data_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pretended: Callable[[str, ModuleType], None]
) -> None:
    for name in ("torch", "transformers"):
        pretended(name, ModuleType(name))
    monkeypatch.setenv("CAMELTOOLS_DATA", str(tmp_path / "none"))
    with pytest.raises(ConfigError, match="camel_data -i ner-arabert"):
        check_recogniser(Config(recogniser="camel"))
    camel_data(tmp_path, monkeypatch)
    with pytest.raises(ConfigError, match="camel_data -i ner-other"):
        check_recogniser(Config(recogniser="camel", recogniser_model="other"))
    with pytest.raises(ConfigError, match="there are: arabert, other"):
        check_recogniser(Config(recogniser="camel", recogniser_model="nothing"))


def test_the_command_line_tells_it_and_reads_nothing(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "one.txt").write_text("وصل الوفد إلى القاهرة.", encoding="utf-8")
    (tmp_path / "geomap.toml").write_text('recogniser = "camel"', encoding="utf-8")
    env = os.environ | {"CAMELTOOLS_DATA": str(tmp_path / "none")}
    for words in (["build"], ["parse", "articles"], ["resolve", "القاهرة", "--text", "وصل إلى القاهرة."]):
        command = [sys.executable, "-m", "geomap", *words]
        done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, encoding="utf-8")
        assert done.returncode == 2
        assert done.stdout == ""
        assert done.stderr.startswith('geomap: recogniser = "camel" needs')
        assert "Traceback" not in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["articles", "geomap.toml"]


def test_the_best_installed_spacy_model_of_the_articles_language_is_taken(
    monkeypatch: pytest.MonkeyPatch, pretended: Callable[[str, ModuleType], None]
) -> None:
    loaded: list[str] = []
    module = ModuleType("spacy")
    module.load = lambda name: loaded.append(name) or SimpleNamespace(pipe_names=("x",))  # type: ignore[attr-defined]
    pretended("spacy", module)
    models(monkeypatch, "en_core_web_sm", "en_core_web_lg", "en_house_style", "xx_ent_wiki_sm", "fr_core_news_sm")
    config = Config(recogniser="spacy")
    for _ in range(2):
        found = open_recogniser(config, {"en", "ar"})
        assert isinstance(found, recognisers.SpacyRecogniser)
        assert loaded == ["en_core_web_lg", "xx_ent_wiki_sm"]
    assert [found.model_for(code) for code in ("fr", "ar")] == ["fr_core_news_sm", "xx_ent_wiki_sm"]
    models(monkeypatch, "en_core_web_sm")
    found = open_recogniser(config, {"ar"})
    assert found is not None
    assert found("نص", [Sentence(0, 2)], "ar") == ()


def test_a_model_that_cannot_be_loaded_is_told(
    monkeypatch: pytest.MonkeyPatch, pretended: Callable[[str, ModuleType], None]
) -> None:
    def load(name: str) -> None:
        raise ValueError("[E002] made with spacy-transformers\nmore lines")

    module = ModuleType("spacy")
    module.load = load  # type: ignore[attr-defined]
    pretended("spacy", module)
    models(monkeypatch, "en_core_web_trf")
    with pytest.raises(ConfigError, match=r"en_core_web_trf cannot be loaded: \[E002\] made with spacy-transformers$"):
        list(readers.read_all([Article("a", "text", "en")], Config(recogniser="spacy")))


def test_readings_of_another_recogniser_or_model_are_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pretended: Callable[[str, ModuleType], None]
) -> None:
    from geomap.collecting import Working

    for name in ("spacy", "torch", "transformers"):
        pretended(name, ModuleType(name))
    models(monkeypatch, "en_core_web_sm", "en_core_web_lg")
    model = camel_data(tmp_path / "camel", monkeypatch)
    asked: list[str] = []

    def read(config: Config) -> bool:
        def answer(articles: Sequence[Article]) -> Iterator[Reading]:
            asked.extend(article.id for article in articles)
            return (Reading(article, (), (), ()) for article in articles)

        before = len(asked)
        with Working(config, tmp_path / "site") as collection:
            collection.readings([Article("a", "text", "en")], answer)
        return len(asked) > before

    configs = [
        Config(),
        Config(recogniser="spacy"),
        Config(recogniser="spacy", recogniser_model="en_core_web_sm"),
        Config(recogniser="camel"),
    ]
    assert [read(config) for config in configs] == [True] * 4
    assert [read(config) for config in configs] == [False] * 4
    (model / "config.json").write_text('{"another": 1}')
    assert [read(config) for config in configs] == [False, False, False, True]


# camel-tools, with its model pretended


def test_camel_labels_become_spans_of_the_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pretended: Callable[[str, ModuleType], None]
) -> None:
    asked: list[list[list[str]]] = []
    made: list[str] = []
    labels = {"بالقاهرة": "B-LOC", "الجديدة": "I-LOC", "احمد": "B-PERS", "سالم": "I-PERS", "الامم": "I-ORG"}

    class NERecognizer:
        def __init__(self, path: str) -> None:
            made.append(path)

        def predict(self, sentences: list[list[str]]) -> list[list[str]]:
            asked.append(sentences)
            return [[labels.get(word, "O") for word in words] for words in sentences]

    for name in ("torch", "transformers", "camel_tools.ner"):
        pretended(name, ModuleType(name))
    sys.modules["camel_tools.ner"].NERecognizer = NERecognizer  # type: ignore[attr-defined]
    model = camel_data(tmp_path, monkeypatch)
    found = open_recogniser(Config(recogniser="camel"))
    assert found == open_recogniser(Config(recogniser="camel")) == CamelRecogniser(str(model))
    assert made == [str(model)]
    text = "التقى احمد سالم، بالقـاهِرة الجديدة الامم. He left Cairo."
    first, second = Sentence(0, text.index(" He")), Sentence(text.index("He"), len(text))
    spans = found(text, [first, second], "ar")
    assert asked == [[["التقى", "احمد", "سالم", "،", "بالقاهرة", "الجديدة", "الامم", "."]]]
    assert [(text[one.start : one.end], one.label) for one in spans] == [
        ("احمد سالم", "PERS"),
        ("بالقـاهِرة الجديدة", "LOC"),
        ("الامم", "ORG"),
    ]
    monkeypatch.setattr(NERecognizer, "predict", lambda self, sentences: [["B-LOC"] for _ in sentences])
    assert found(text, [first], "ar") == ()


def test_a_folder_with_a_transformers_model_does_for_camel(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pretended: Callable[[str, ModuleType], None]
) -> None:
    for name in ("torch", "transformers", "camel_tools.ner"):
        pretended(name, ModuleType(name))
    sys.modules["camel_tools.ner"].NERecognizer = str  # type: ignore[attr-defined]
    camel_data(tmp_path / "data", monkeypatch)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "config.json").write_text("{}")
    found = open_recogniser(Config(root=tmp_path, recogniser="camel", recogniser_model="mine"))
    assert found == CamelRecogniser(str(tmp_path / "mine"))


# In a whole build


def test_a_recogniser_reads_in_worker_processes_too(gazetteer: Gazetteer, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "A bomb exploded in Zorvqualia on Monday."
    articles = [article_from_text(text, id=str(number)) for number in range(readers.POOL_FROM)]
    for alone in (False, True):
        told = Told({"Zorvqualia": "GPE"}, one_process=alone)
        monkeypatch.setattr(recognisers, "open_recogniser", lambda config, languages=None, told=told: told)
        answers = list(readers.read_all(articles, Config(jobs=2)))
        found = [[one.mention.surface for one in answer.resolutions] for answer in answers]  # type: ignore[union-attr]
        assert found == [["Zorvqualia"]] * len(articles)
        lines: list[object] = []
        readers.tell_lines([*articles, *articles[:3]], lines.append, gazetteer, Config(jobs=2))
        assert len([line for line in lines if '"Zorvqualia"' in str(line)]) == len(articles) + 3


# The real thing


@pytest.fixture
def own_model(tmp_path: Path) -> Path:
    """A real spaCy pipeline on disk: rules in place of weights."""
    spacy = pytest.importorskip("spacy", reason="needs spaCy (pip install spacy), which is not installed")
    pipeline = spacy.blank("en")
    ruler = pipeline.add_pipe("entity_ruler")
    ruler.add_patterns(
        [
            {"label": "GPE", "pattern": "Zorvqualia"},
            {"label": "ORG", "pattern": [{"LOWER": "zorvqualia"}, {"ORTH": "FC"}]},
        ]
    )
    pipeline.to_disk(tmp_path / "mine")
    return tmp_path


def test_a_spacy_pipeline_of_ones_own_builds_a_site(own_model: Path, gazetteer: Gazetteer) -> None:
    (own_model / "articles").mkdir()
    for name, text in (
        ("one.txt", "Blast in the east\n\nA bomb exploded in Zorvqualia on Monday. Zorvqualia FC won.\n"),
        ("two.txt", "انفجار في وهران\n\nوقع انفجار في مدينة وهران أمس.\n"),
    ):
        (own_model / "articles" / name).write_text(text, encoding="utf-8")
    config = Config(root=own_model, recogniser="spacy", recogniser_model="mine", jobs=1)
    english, arabic = pipeline.build(config=config, dest=own_model / "site")._load()
    assert [one.mention.surface for one in english.resolutions] == ["Zorvqualia"]
    assert "وهران" in [one.mention.surface for one in arabic.resolutions]
    assert pipeline.build(config=config, dest=own_model / "site").unchanged


def test_an_installed_spacy_model_finds_names(gazetteer: Gazetteer) -> None:
    pytest.importorskip("spacy", reason="needs spaCy (pip install spacy), which is not installed")
    try:
        found = open_recogniser(Config(recogniser="spacy"))
    except ConfigError as error:
        pytest.skip(str(error))
    assert isinstance(found, recognisers.SpacyRecogniser)
    if not found.model_for("en"):
        pytest.skip("needs a spaCy model that reads English: python -m spacy download en_core_web_sm")
    text = "The prime minister flew from London to Berlin on Monday, the BBC reported."
    spans = {text[one.start : one.end] for one in found(text, [Sentence(0, len(text))], "en")}
    assert {"London", "Berlin"} <= spans
    article = article_from_text(text, id="t")
    assert {one.surface for one in find_mentions(article, gazetteer, recogniser=found)} >= {"London", "Berlin"}


def test_camel_tools_own_reader_runs_on_a_model_of_ones_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, gazetteer: Gazetteer
) -> None:
    """With a BERT of a few weights that takes every word for the beginning of a place."""
    torch = pytest.importorskip("torch", reason="needs torch, which is not installed")
    transformers = pytest.importorskip("transformers", reason="needs transformers, which is not installed")
    folder = camel_data(tmp_path, monkeypatch)
    labels = dict(enumerate(["B-LOC", "B-ORG", "B-PERS", "B-MISC", "I-LOC", "I-ORG", "I-PERS", "I-MISC", "O"]))
    (folder / "vocab.txt").write_text("[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nفي\n", encoding="utf-8")
    transformers.BertTokenizer(str(folder / "vocab.txt")).save_pretrained(folder)
    sizes = {"vocab_size": 6, "hidden_size": 8, "num_hidden_layers": 1, "num_attention_heads": 1}
    config = transformers.BertConfig(**sizes, intermediate_size=8, id2label=labels)
    model = transformers.BertForTokenClassification(config)
    with torch.no_grad():
        model.classifier.weight.zero_()
        model.classifier.bias.copy_(torch.tensor([1.0] + [0.0] * 8))
    model.save_pretrained(folder)
    found = open_recogniser(Config(recogniser="camel"))
    assert found is not None
    text = "وصل إلى القـاهِرة"
    spans = found(text, [Sentence(0, len(text))], "ar")
    assert [(text[one.start : one.end], one.label) for one in spans] == [(word, "LOC") for word in text.split()]
    assert [one.surface for one in find_mentions(article_from_text(text, id="t"), gazetteer, recogniser=found)][-1] == (
        "القـاهِرة"
    )


def test_installed_camel_data_finds_names(gazetteer: Gazetteer) -> None:
    try:
        found = open_recogniser(Config(recogniser="camel"))
    except ConfigError as error:
        pytest.skip(str(error))
    assert found is not None
    text = "وصل الوزير أحمد سالم إلى القاهرة قادما من دمشق."
    spans = {text[one.start : one.end] for one in found(text, [Sentence(0, len(text))], "ar")}
    assert {"القاهرة", "دمشق"} <= spans
