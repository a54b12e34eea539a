"""The settings of a collection: a frozen Config, read from geomap.toml and passed on, never global.

    title = "خريطة الأخبار"      # the site's title
    articles = ["articles"]      # files and folders, from the folder of geomap.toml
    site = "site"                # where the site is written
    language = "ar"              # the language the site opens in, ar or en; default: that of most articles
    digits = "arab"              # of Arabic pages: arab (١٢٣) or latn (123); default: what CLDR has for Arabic
    base_url = "https://…"       # where the site will be published, for links in embeds and feeds
    cards = 50                   # pages that get a picture of their own, where base_url is set and matplotlib installed
    tiles = "OpenStreetMap.Mapnik"  # online map tiles that served pages offer, a name of xyzservices; default: none
    max_bytes = 5000000          # larger files are skipped, and reported
    gazetteer = "~/cache"        # where compiled gazetteers are kept, in place of the user's cache folder
    corrections = "corrections.yaml"  # what people corrected: see geomap.corrections and "geomap correct"
    jobs = 2                     # processes that read articles; 0 for one a core
    recogniser = "spacy"         # what finds names beside geomap's own finder: spacy or camel; default: geomap alone
    recogniser_model = "…"       # its model: a name, or a folder; default: the best one installed for the language

    [online]                     # what --online asks for names that the gazetteer lacks; without it nothing is asked
    geocoder = "nominatim"       # or "photon", or any other geocoder that geopy knows by name
    user_agent = "my-paper/1.0 (me@example.org)"  # who asks, as public services want to know
    domain = "nominatim.example.org"  # a server of one's own; with http:// where it has no certificate
    api_key = "…"                # for services that want one
    budget = 50                  # questions a run, at most
    rate = 1.0                   # questions a second, at most
    timeout = 10.0               # seconds to wait for an answer

Every key may be left out. An unknown one is an error that names the nearest known one.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, Literal, Self

from geomap.errors import ConfigError

FILE = "geomap.toml"
CORRECTIONS = "corrections.yaml"
# Pages' addresses are made by adding to it, and stand in XML and in markup.
_ADDRESS = re.compile(r"https?://[^\s?#<>\"'\\{}|^`/]+(/[^\s?#<>\"'\\{}|^`]*)?")
_CHOICES = {"language": ("ar", "en"), "digits": ("latn", "arab"), "recogniser": ("geomap", "camel", "spacy")}


@dataclass(frozen=True, slots=True)
class Online:
    """Settings of the questions to a geocoder; see the module's docstring for what they mean."""

    wanted: bool = False
    """Whether anything is asked: --online says so, never geomap.toml."""
    geocoder: str = "nominatim"
    user_agent: str | None = None
    domain: str | None = None
    api_key: str | None = None
    budget: int = 50
    rate: float = 1.0
    timeout: float = 10.0
    state: str = ""
    """What earlier runs left, so that readings made with more answers are told from those made with fewer."""

    def __post_init__(self) -> None:
        if self.budget < 0:
            raise ConfigError(f"[online] budget must be 0 or more, not {self.budget}")
        for key in ("rate", "timeout"):
            if not 0 < getattr(self, key) < 1e6:
                raise ConfigError(f"[online] {key} must be more than 0, not {getattr(self, key)}")


@dataclass(frozen=True, slots=True)
class Config:
    """Settings of a build; see the module's docstring for what they mean."""

    root: Path = Path()
    """The collection's folder: relative paths in the settings start here."""
    title: str | None = None
    articles: tuple[str, ...] = ("articles",)
    site: str = "site"
    language: Literal["ar", "en"] | None = None
    """None for the language of most articles."""
    digits: Literal["latn", "arab"] | None = None
    """None for what CLDR has for the language."""
    base_url: str | None = None
    cards: int = 50
    """See `geomap.cards`."""
    tiles: str | None = None
    """See `geomap.tiles`."""
    max_bytes: int = 5_000_000
    gazetteer: Path | None = None
    corrections: str = CORRECTIONS
    jobs: int = 0
    recogniser: Literal["geomap", "camel", "spacy"] = "geomap"
    """See `geomap.recognisers`."""
    recogniser_model: str | None = None
    online: Online = Online()

    def __post_init__(self) -> None:
        for key, choices in _CHOICES.items():
            if getattr(self, key) not in (*choices, None):
                raise ConfigError(f"{key} must be one of {', '.join(choices)}, not {getattr(self, key)!r}")
        if self.max_bytes < 1:
            raise ConfigError(f"max_bytes must be 1 or more, not {self.max_bytes}")
        if self.cards < 0:
            raise ConfigError(f"cards must be 0 or more, not {self.cards}")
        if self.jobs < 0:
            raise ConfigError(f"jobs must be 0 (one a core) or more, not {self.jobs}")
        if self.recogniser_model is not None and self.recogniser == "geomap":
            raise ConfigError('recogniser_model is for recogniser = "spacy" or "camel"; geomap\'s own finder has none')
        if self.base_url is not None and not self.base_url.startswith(("http://", "https://")):
            raise ConfigError(f"base_url must begin with https:// or http://, not {self.base_url!r}")
        if self.base_url is not None and not _ADDRESS.fullmatch(self.base_url):
            raise ConfigError(f"base_url must be a folder's address without ?, # or blanks, not {self.base_url!r}")
        if self.tiles is not None:
            from geomap.tiles import tile_source

            tile_source(self.tiles)

    def with_options(self, **options: Any) -> Self:
        """The same settings with the given ones changed; those that are None are left as they are."""
        return replace(self, **{key: value for key, value in options.items() if value is not None})

    def asking(self, wanted: bool) -> Self:
        """The same settings, with a geocoder to be asked or not."""
        return replace(self, online=replace(self.online, wanted=wanted))

    def article_paths(self) -> tuple[Path, ...]:
        """Where the articles lie, from the collection's folder."""
        return tuple(self.root / path for path in self.articles)

    def site_path(self) -> Path:
        """Where the site is written, from the collection's folder."""
        return self.root / self.site

    def corrections_path(self) -> Path:
        """Where the corrections stand, from the collection's folder; the file need not be there."""
        return self.root / self.corrections


def load_config(folder: Path | None = None) -> Config:
    """The settings in `folder`/geomap.toml (default: the working folder); defaults where there is no such file.

    Raises:
        ConfigError: the file can't be read, is no TOML, or has an unknown key or a value of the wrong kind.
    """
    root = folder or Path()
    path = root / FILE
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return Config(root=root)
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: not valid TOML: {error}") from error
    try:
        settings = {key: _checked(key, value) for key, value in raw.items()}
        if "gazetteer" in settings:
            settings["gazetteer"] = root / Path(settings["gazetteer"]).expanduser()
        return Config(root=root, **settings)
    except ConfigError as error:
        raise ConfigError(f"{path}: {error}") from error


def _checked(key: str, value: Any) -> Any:
    """The value as Config holds it."""
    _known(key, [field.name for field in fields(Config) if field.name != "root"])
    if key == "online":
        if not isinstance(value, dict):
            raise ConfigError("online must be a table: a line [online], its settings below")
        return Online(**{name: _checked_online(name, one) for name, one in value.items()})
    if key == "articles":
        paths = [value] if isinstance(value, str) else value
        if not (isinstance(paths, list) and paths and all(isinstance(path, str) for path in paths)):
            raise ConfigError(f"articles must be a path or a list of paths, not {value!r}")
        return tuple(paths)
    if key in ("max_bytes", "jobs", "cards"):
        return _whole(key, value)
    return _words(key, value)


def _checked_online(key: str, value: Any) -> Any:
    """The value as Online holds it."""
    _known(key, [field.name for field in fields(Online) if field.name not in ("wanted", "state")], " in [online]")
    if key == "budget":
        return _whole(key, value)
    if key in ("rate", "timeout"):
        if not isinstance(value, int | float) or isinstance(value, bool):
            raise ConfigError(f"{key} must be a number, not {value!r}")
        return float(value)
    return _words(key, value)


def _known(key: str, known: list[str], where: str = "") -> None:
    if key not in known:
        near = difflib.get_close_matches(key, known, n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(known)}"
        raise ConfigError(f"unknown setting {key!r}{where}; {hint}")


def _whole(key: str, value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise ConfigError(f"{key} must be a whole number, not {value!r}")
    return value


def _words(key: str, value: Any) -> str:
    if not isinstance(value, str):
        raise ConfigError(f"{key} must be text in quotes, not {value!r}")
    return value
