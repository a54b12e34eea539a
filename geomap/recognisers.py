"""Other recognisers of names beside geomap's own finder: spaCy's and camel-tools', as `recogniser` in geomap.toml says.

A recogniser reads the sentences of a text and answers with labelled spans; `geomap.recognised` makes mentions of them.
Neither library is one of geomap's needs: they are imported when a recogniser is opened, and a missing library or model
is a `ConfigError` that says what to install. Models are loaded once a process.

`recogniser_model` names a model in place of the default one: an installed spaCy pipeline or camel-tools' name of a
model, or a folder (from the collection's) with a pipeline of one's own or, for camel, with any BERT model of
transformers that labels tokens.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
import json
import os
import sys
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from geomap.config import Config
from geomap.errors import ConfigError
from geomap.records import Sentence

EVERY_LANGUAGE = "xx"
"""spaCy's code of models that read any language."""
SIZES = ("trf", "lg", "md", "sm")
"""The sizes of spaCy's pipelines, the most accurate first."""
_ONLY_NAMES = frozenset(["tok2vec", "transformer", "curated_transformer", "ner"])
_UNNEEDED = frozenset(
    ["tagger", "parser", "senter", "attribute_ruler", "lemmatizer", "trainable_lemmatizer", "morphologizer"]
)
"""What spaCy's own pipelines do beside finding names: half of their time, and switched off."""


class Span(NamedTuple):
    """A name in a text, in code points, with the recogniser's label (LOC, GPE, FAC, ORG, PER …; no "B-")."""

    start: int
    end: int
    label: str


class Recogniser(Protocol):
    """Finds names in texts. A recogniser can be pickled: worker processes get it and load its model themselves."""

    @property
    def one_process(self) -> bool:
        """Whether it must not be forked: it keeps all cores busy by threads of its own."""

    def __call__(self, text: str, sentences: Sequence[Sentence], language: str) -> Sequence[Span]:
        """The names in these sentences of a text in a language (ISO 639-1), in order, none overlapping."""


def open_recogniser(config: Config, languages: Collection[str] | None = None) -> Recogniser | None:
    """The recogniser of the settings, its models loaded; None for geomap's own finder.

    Args:
        config: the settings.
        languages: ISO 639-1 codes of what is to be read, so that no other model is loaded; default: any.

    Raises:
        ConfigError: its library or model is missing or cannot be loaded.
    """
    if config.recogniser == "geomap":
        return None
    if config.recogniser == "camel":
        camel = CamelRecogniser(_camel_folder(config))
        _loaded_camel(camel.folder)
        return camel
    spacy = SpacyRecogniser(_spacy_models(config))
    pipelines = [_loaded_spacy(model) for model in spacy.needed(languages)]
    heavy = any("transformer" in part for pipeline in pipelines for part in pipeline.pipe_names)
    return replace(spacy, one_process=heavy)


def check_recogniser(config: Config) -> None:
    """Looks whether the library and the model that the settings want are there, without loading them.

    Raises:
        ConfigError: one is missing; says what to install.
    """
    _models(config)


def recogniser_version(config: Config) -> str:
    """What tells the readings of one recogniser and model from another's: "" for geomap's own finder."""
    if config.recogniser == "geomap":
        return ""
    try:
        models = _models(config)
    except ConfigError:
        models = ()
    libraries = {"camel": ("camel-tools", "torch", "transformers"), "spacy": ("spacy",)}[config.recogniser]
    return ", ".join([f"{name} {_version(name)}" for name in libraries] + [_model_version(one) for one in models])


@dataclass(frozen=True, slots=True)
class SpacyRecogniser:
    """spaCy's pipelines, one a language."""

    models: tuple[tuple[str, str], ...]
    """Language and model: the name of an installed one or a folder. A language without one finds no names here."""

    one_process: bool = False
    """True where a model is a transformer."""

    def needed(self, languages: Collection[str] | None) -> list[str]:
        """The models that read these languages, None being all."""
        models = (model for _, model in self.models) if languages is None else map(self.model_for, languages)
        return sorted({model for model in models if model})

    def model_for(self, language: str) -> str | None:
        """The model that reads a language: its own, else one of every language."""
        models = dict(self.models)
        return models.get(language) or models.get(EVERY_LANGUAGE)

    def __call__(self, text: str, sentences: Sequence[Sentence], language: str) -> Sequence[Span]:
        model = self.model_for(language)
        if model is None:
            return ()
        docs = _loaded_spacy(model).pipe(text[one.start : one.end] for one in sentences)
        return tuple(
            Span(one.start + name.start_char, one.start + name.end_char, name.label_)
            for one, doc in zip(sentences, docs, strict=True)
            for name in doc.ents
        )


@dataclass(frozen=True, slots=True)
class CamelRecogniser:
    """camel-tools' `NERecognizer`; it reads sentences in Arabic script."""

    folder: str
    """The model's: what `NERecognizer.pretrained` would find for a name, or one of the user's own."""
    one_process: bool = True

    def __call__(self, text: str, sentences: Sequence[Sentence], language: str) -> Sequence[Span]:
        from geomap.text import language_of

        arabic = [one for one in sentences if language_of(text[one.start : one.end]) == "ar"]
        if not arabic:
            return ()
        tokens = [list(_camel_tokens(text, one)) for one in arabic]
        labels = _loaded_camel(self.folder).predict([[bare for _, _, bare in its] for its in tokens])
        return tuple(span for its, told in zip(tokens, labels, strict=True) for span in _joined(its, told))


def _joined(tokens: Sequence[tuple[int, int, str]], labels: Sequence[str]) -> Iterator[Span]:
    """The spans of tokens with labels "B-LOC", "I-LOC" … "O"; an "I-" that continues nothing begins a span."""
    if len(tokens) != len(labels):
        return  # The model's tokeniser made nothing of a word, and which labels are whose cannot be told.
    span: Span | None = None
    for (start, end, _), label in zip(tokens, labels, strict=True):
        part, _, kind = label.partition("-")
        if span and part == "I" and kind == span.label:
            span = Span(span.start, end, kind)
            continue
        if span:
            yield span
        span = Span(start, end, kind) if kind else None
    if span:
        yield span


def _camel_tokens(text: str, sentence: Sentence) -> Iterator[tuple[int, int, str]]:
    """The tokens of a sentence as camel-tools splits them: start, end, and the word without marks and tatweel."""
    from camel_tools.tokenizers.word import simple_word_tokenize

    at = sentence.start
    for token in simple_word_tokenize(text[at : sentence.end]):
        start = text.index(token, at)
        at = start + len(token)
        plain = unicodedata.normalize("NFKC", token)
        bare = "".join(c for c in plain if unicodedata.category(c) not in ("Mn", "Cf") and c != "\u0640")
        if bare:
            yield start, at, bare


def _models(config: Config) -> tuple[str, ...]:
    """The models of the settings' recogniser, none for geomap's own finder."""
    if config.recogniser == "geomap":
        return ()
    if config.recogniser == "camel":
        return (_camel_folder(config),)
    return tuple(model for _, model in _spacy_models(config))


def _spacy_models(config: Config) -> tuple[tuple[str, str], ...]:
    """Language and model of what is to be used: the named one, else the best installed one of each language."""
    if importlib.util.find_spec("spacy") is None:
        raise ConfigError(
            'recogniser = "spacy" needs spaCy, which is not installed: pip install spacy, then a model of your '
            "articles' language, as python -m spacy download xx_ent_wiki_sm"
        )
    installed = {one.name for one in importlib.metadata.entry_points(group="spacy_models")}
    if config.recogniser_model is None:
        best: dict[str, str] = {}
        for name in sorted(installed, key=_rank):
            best.setdefault(name.partition("_")[0], name)
        if not best:
            raise ConfigError(
                'recogniser = "spacy" needs a spaCy model, and none is installed: python -m spacy download '
                'xx_ent_wiki_sm, or name the folder of your own in recogniser_model = "…"'
            )
        return tuple(sorted(best.items()))
    name = config.recogniser_model
    if name in installed:
        return ((name.partition("_")[0], name),)
    folder = (config.root / Path(name).expanduser()).absolute()
    try:
        language = json.loads((folder / "meta.json").read_text(encoding="utf-8"))["lang"]
    except (OSError, ValueError, KeyError, TypeError):
        known = ", ".join(sorted(installed)) or "none"
        raise ConfigError(
            f"recogniser_model: {name!r} is neither an installed spaCy model (there are: {known}) nor the folder of "
            f"one; where it is one of spaCy's own: python -m spacy download {name}"
        ) from None
    return ((str(language), str(folder)),)


def _rank(model: str) -> tuple[int, str]:
    """What orders spaCy's models: the most accurate first, those of unknown size last."""
    size = next((at for at, size in enumerate(SIZES) if size in model.split("_")), len(SIZES))
    return size, model


def _camel_folder(config: Config) -> str:
    """The folder of the model to be used, of camel-tools' data or one's own; checked to be there.

    camel-tools' own modules are not asked: without its data, importing them goes to the network.
    """
    missing = [name for name in ("camel_tools", "torch", "transformers") if importlib.util.find_spec(name) is None]
    if missing:
        needed = " ".join(name.replace("_", "-") for name in missing)
        raise ConfigError(f'recogniser = "camel" needs what is not installed: pip install {needed}')
    data = _camel_data()
    try:
        catalogue = json.loads((data / "catalogue.json").read_text(encoding="utf-8"))
        known = catalogue["components"]["NamedEntityRecognition"]
        folders = {name: data / "data" / one["path"] for name, one in known["datasets"].items()}
        default = str(known["default"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise ConfigError(
            f'recogniser = "camel" needs camel-tools\' data, which {data} does not hold: camel_data -i ner-arabert '
            "(CAMELTOOLS_DATA names another folder)"
        ) from None
    name = config.recogniser_model or default
    if name in folders:
        if not folders[name].is_dir():
            raise ConfigError(f"camel-tools' model {name!r} is not installed: camel_data -i ner-{name}")
        return str(folders[name])
    folder = (config.root / Path(name).expanduser()).absolute()
    if not (folder / "config.json").is_file():
        raise ConfigError(
            f"recogniser_model: {name!r} is neither a model of camel-tools (there are: {', '.join(sorted(folders))}) "
            "nor the folder of one"
        )
    return str(folder)


def _camel_data() -> Path:
    """Where camel-tools keeps its data."""
    if given := os.environ.get("CAMELTOOLS_DATA"):
        return Path(given).expanduser().absolute()
    return Path.home() / ("AppData/Roaming/camel_tools" if sys.platform == "win32" else ".camel_tools")


@cache
def _loaded_spacy(model: str) -> Any:
    try:
        import spacy

        pipeline = spacy.load(model)
    except (ImportError, OSError, ValueError, KeyError, RuntimeError) as error:
        raise ConfigError(f"the spaCy model {model} cannot be loaded: {_first_line(error)}") from error
    if set(pipeline.pipe_names) <= _ONLY_NAMES | _UNNEEDED:
        pipeline.select_pipes(disable=sorted(_UNNEEDED.intersection(pipeline.pipe_names)))
    return pipeline


@cache
def _loaded_camel(folder: str) -> Any:
    try:
        from camel_tools.ner import NERecognizer

        return NERecognizer(folder)
    except (ImportError, OSError, ValueError, KeyError, RuntimeError) as error:
        raise ConfigError(f"camel-tools' model in {folder} cannot be loaded: {_first_line(error)}") from error


def _first_line(error: Exception) -> str:
    return next(iter(str(error).strip().splitlines()), type(error).__name__)


def _version(library: str) -> str:
    try:
        return importlib.metadata.version(library)
    except importlib.metadata.PackageNotFoundError:
        return "none"


def _model_version(model: str) -> str:
    """An installed model with its version; for a folder a hash of its files' names, sizes and times."""
    folder = Path(model)
    if not folder.is_absolute():
        return f"{model} {_version(model)}"
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        status = path.stat()
        digest.update(f"{path.relative_to(folder).as_posix()} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()
