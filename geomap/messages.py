"""The words of the site in its languages: gettext catalogues, CLDR dates, numbers and country names.

A catalogue is `templates/messages/LANGUAGE.po`; its msgids are the English words, so that English needs entries only
for plurals. A translator adds a language by adding a file; `LANGUAGES` is what the site is built in.
"""

from __future__ import annotations

import datetime
import io
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from babel.core import Locale
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

from geomap.resources import templates_dir

LANGUAGES = ("ar", "en")
"""Interface languages, the first being the one of an undecided site."""

# CLDR's names of plural forms, in the order of the catalogues' plural rules.
_PLURALS = {"ar": ("zero", "one", "two", "few", "many", "other"), "en": ("one", "other")}
# Month names as most of the Arab press prints them: the Levant's beside the international ones.
_LEVANT_MONTHS = (
    "كانون الثاني",
    "شباط",
    "آذار",
    "نيسان",
    "أيار",
    "حزيران",
    "تموز",
    "آب",
    "أيلول",
    "تشرين الأول",
    "تشرين الثاني",
    "كانون الأول",
)


@dataclass(frozen=True, slots=True)
class Language:
    """One interface language: its words, direction and CLDR locale."""

    code: str
    name: str
    """In the language itself."""
    direction: str
    """"rtl" or "ltr"."""
    locale: Locale
    catalogue: Catalog
    translations: Translations
    digits: str = "latn"
    """The numbering system of its numbers and dates, as CLDR names it: "latn" (123) or "arab" (١٢٣)."""

    def text(self, message: str) -> str:
        """The message in this language; itself where the catalogue has none."""
        return self.translations.gettext(message) if message else ""

    def count(self, singular: str, plural: str, number: int) -> str:
        """The plural form for `number`, with `%(num)s` put in."""
        return self.translations.ngettext(singular, plural, number) % {"num": self.number(number)}

    def number(self, value: int) -> str:
        """Grouped, in the language's digits."""
        grouped = f"{value:,}"
        return self.numerals(grouped).replace(",", "٬") if self.digits == "arab" else grouped

    def percent(self, share: float) -> str:
        """A share of 1 as a whole per cent, in the language's digits and with its sign."""
        whole = f"{round(share * 100)}%"
        return self.numerals(whole).replace("%", "٪") if self.digits == "arab" else whole

    def coordinates(self, lat: float, lon: float) -> str:
        """Latitude and longitude (degrees) to some 100 m, in the language's digits and signs."""
        written = f"{lat:.3f}, {lon:.3f}"
        return self.numerals(written).replace(",", "،").replace(".", "٫") if self.digits == "arab" else written

    def numerals(self, text: str) -> str:
        """A text of the site's own (never an article's) in the language's digits."""
        return text.translate(_ARABIC_DIGITS) if self.digits == "arab" else text

    def country(self, code: str | None) -> str:
        """A country's name by its ISO 3166-1 alpha-2 code, the code itself where CLDR has none, "" for None."""
        return _country_name(self.code, code) if code else ""

    def date(self, value: str | None, end: str | None = None, *, short: bool = False) -> str:
        """An ISO date cut to what is known (YYYY, YYYY-MM or YYYY-MM-DD), or a span of two, in words."""
        if not value:
            return self.text("Date not told")
        first = _written_date(self.code, self.digits, value, short)
        if not end or end == value:
            return first
        return self.text("%(first)s to %(last)s") % {
            "first": first,
            "last": _written_date(self.code, self.digits, end, short),
        }

    def one_date(self, value: str, short: bool) -> str:
        """One ISO date in words, in the language's digits; as it stands where it is none."""
        written = self._one_date(value, short)
        return value if written is None else self.numerals(written)

    def _one_date(self, value: str, short: bool) -> str | None:
        parts = value.split("-")
        try:
            day = datetime.date(
                int(parts[0]), int(parts[1]) if len(parts) > 1 else 1, int(parts[2]) if len(parts) > 2 else 1
            )
        except ValueError:
            return None
        if len(parts) == 1:
            return parts[0]
        names = _date_names(self.code)
        month = (names.short if short else names.months)[day.month - 1]
        if len(parts) == 2:
            return f"{month} {day.year}"
        if short:
            return f"{day.day} {month} {day.year}"
        # The day before the month, as in short dates.
        return f"{names.weekdays[day.isoweekday() % 7]}{'' if self.code == 'ar' else ','} {day.day} {month} {day.year}"

    def months(self) -> list[str]:
        """The twelve months' names as full dates have them, January first."""
        return list(_date_names(self.code).months)

    def weekdays(self) -> list[str]:
        """The days' names, Sunday first."""
        return list(_date_names(self.code).weekdays)

    def script_messages(self) -> Mapping[str, str | Mapping[str, str]]:
        """The catalogue for the site's scripts: msgid to words, or to words by CLDR plural category."""
        categories = _PLURALS.get(self.code, ("one", "other"))
        words: dict[str, str | Mapping[str, str]] = {}
        for message in self.catalogue:
            if not message.id or not message.string or message.context:
                continue
            if isinstance(message.id, str):
                words[message.id] = str(message.string)
            else:
                words[message.id[0]] = dict(zip(categories, message.string, strict=False))
        return dict(sorted(words.items()))


DIGITS = ("latn", "arab")
"""Numbering systems that the site can be written in: what CLDR gives Arabic and its countries."""
_ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


def most_written(codes: Iterable[str]) -> str:
    """The interface language that most of some articles are written in, the first one where none has more."""
    counts = Counter(codes)
    return max(LANGUAGES, key=lambda code: counts[code])


@cache
def language(code: str, digits: str | None = None) -> Language:
    """The interface language `code` ("ar", "en").

    `digits`, one of DIGITS, is for languages that CLDR knows to be written in either; None takes CLDR's default.

    Raises FileNotFoundError when there is no catalogue for it.
    """
    source = messages_dir() / f"{code}.po"
    if not source.exists():
        raise FileNotFoundError(source)
    locale = Locale.parse(code)
    wanted = digits if digits and code == "ar" else str(locale.default_numbering_system)
    if wanted != digits:
        return language(code, wanted)  # one object for both ways to ask
    with source.open("rb") as file:
        catalogue = read_po(file, locale=code, charset="utf-8")
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Language(
        code=code,
        name=str(locale.get_display_name(code)),
        direction=str(locale.text_direction),
        locale=locale,
        catalogue=catalogue,
        translations=Translations(compiled),
        digits=wanted,
    )


class _DateNames(NamedTuple):
    weekdays: tuple[str, ...]
    """Sunday first."""
    months: tuple[str, ...]
    short: tuple[str, ...]
    """Of months too."""


@cache
def _date_names(code: str) -> _DateNames:
    """CLDR's names: looked up, as to have each date written by Babel's patterns takes twenty times as long."""
    locale = language(code).locale
    days = locale.days["format"]["wide"]
    months = [str(locale.months["stand-alone"]["wide"][n]) for n in range(1, 13)]
    if code == "ar":
        months = [f"{levant}/{name}" for levant, name in zip(_LEVANT_MONTHS, months, strict=True)]
    short = locale.months["format"]["abbreviated"]
    return _DateNames(
        tuple(str(days[(n - 1) % 7]) for n in range(7)),
        tuple(months),
        tuple(str(short[n]) for n in range(1, 13)),
    )


@cache
def _country_name(code: str, country: str) -> str:
    return str(language(code).locale.territories.get(country, country))


@lru_cache(maxsize=50_000)
def _written_date(code: str, digits: str, value: str, short: bool) -> str:
    return language(code, digits).one_date(value, short)


def messages_dir() -> Path:
    """The folder of the catalogues."""
    return templates_dir() / "messages"
