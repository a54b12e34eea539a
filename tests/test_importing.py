"""The user's own places: GeoNames' dumps and tables of any kind, from the file to the look-up."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from geomap import imported_bulk
from geomap.cli import app
from geomap.compiled_names import write_names
from geomap.compiler import _alternate_strength, source_version
from geomap.errors import GazetteerError
from geomap.gathering import Rows, country_codes, write_places, write_words
from geomap.gazetteer import Gazetteer
from geomap.imported import ImportedPlace, forget, imports, imports_dir, line_of, read_table, table_path
from geomap.imported_bulk import Bulk
from geomap.imported_places import add_geonames, add_own
from geomap.importing import SHOWN, Imported, import_files
from geomap.layout import FORMAT, KINDS, OWN, PRIMARY

from .bench.importing import HELD_MOST, make_dumps, python, run

VILLAGES = (
    "name,arabic,latitude,lng,kind,country,id,variants\n"
    "Qarya,القرية السعيدة,24.5,46.5,city,SA,q1,Happy Village|السعيدة\n"
)

COMPILED = (
    HELD_MOST
    + """
import tempfile
from pathlib import Path
from geomap import imported_bulk
from geomap.compiled_names import write_names
from geomap.gathering import Rows, write_places
from geomap.imported import ImportedPlace
from geomap.imported_places import add_geonames

imported_bulk.PLACES_A_PART = 20_000
count = int(sys.argv[1])
places = (ImportedPlace(f"geonames:{n}", f"{n * 7919 % 1_000_003:x}abc", "", n % 90, n % 180) for n in range(count))
rows = Rows()
with tempfile.TemporaryDirectory() as folder:
    rows.bulk = imported_bulk.Bulk(Path(folder, "bulk"), 0, count)
    add_geonames(rows, rows.bulk, places, {}, {}, lambda name, people: 0)
    write_names(Path(folder), rows, lambda stage, share: None)
    write_places(Path(folder), rows)
print(held_most())
"""
)
"""Compiles so many imported places, in parts that are as small; prints the peak of memory in bytes."""


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of the test's own."""
    monkeypatch.setenv("GEOMAP_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


def place_line(number: int | str, name: str, lat: object = 24.0, lon: object = 46.0, *, feature: str = "P.PPL",
               country: str = "SA", admin1: str = "10", people: object = 0, others: str = "") -> str:  # fmt: skip
    feature_class, code = feature.split(".")
    cells = [number, name, name, others, lat, lon, feature_class, code, country, "", admin1, "", "", "", people, "", "",
             "", "2024-01-01"]  # fmt: skip
    return "\t".join(map(str, cells)) + "\n"


def name_line(number: int, place: int, language: str, name: str, flags: str = "\t\t\t") -> str:
    return f"{number}\t{place}\t{language}\t{name}\t{flags}\t\t\n"


def write(path: Path, *lines: str) -> Path:
    path.write_text("".join(lines), encoding="utf-8")
    return path


def the_places(done: Sequence[Imported]) -> list[ImportedPlace]:
    return [place for one in done for place in read_table(one.header.stem)]


def small_gazetteer(rows: Rows, folder: Path) -> Gazetteer:
    """A gazetteer of just these places, written as the compiler does."""
    folder.mkdir()
    names = write_names(folder, rows, lambda stage, share: None)
    write_places(folder, rows)
    write_words(folder, {"word": 3.0})
    meta = {"format": FORMAT, "version": "test", "countries": country_codes(rows), "country_rows": [], "names": names}
    (folder / "meta.json").write_text(json.dumps(meta))
    return Gazetteer(folder)


def packaged() -> Rows:
    """Two packaged cities of one name, and a country."""
    rows = Rows()
    for place_id, name, lat, lon, kind, people in (
        ("geonames:1", "Tripoli", 32.887, 13.187, "city", 1_150_000),
        ("geonames:2", "Tripoli", 34.433, 35.844, "city", 229_000),
        ("geonames:3", "Kuwait", 29.3, 47.9, "country", 0),
    ):
        row = rows.add(place_id, name, "", lat, lon, kind=kind, country="LY", prior=6.0, population=people)
        rows.name(row, name, PRIMARY)
    return rows


def test_geonames_dumps_are_known_by_their_columns_whatever_they_are_called(tmp_path: Path) -> None:
    places = write(tmp_path / "a.txt", place_line(11, "Qarya", admin1="10"), place_line(7, "Wadi", feature="H.WAD"))
    names = write(tmp_path / "b.txt", name_line(1, 11, "ar", "القرية"), name_line(2, 11, "en", "The Village"))
    units = write(tmp_path / "c.txt", "SA.10\tRiyadh\tRiyadh\t108411\n")
    found = the_places(import_files([units, names, places]))
    assert [place.id for place in found] == ["geonames:7", "geonames:11"]
    assert found[1].name_ar == "القرية"
    assert found[1].names == ("The Village",)
    assert (found[1].unit_code, found[1].unit) == ("SA.10", "geonames:108411")
    assert imports()[0].stem == "a"


def test_zipped_dumps_are_read_without_being_unpacked(tmp_path: Path) -> None:
    for stem, line in (("allCountries", place_line(11, "Qarya")), ("alternateNamesV2", name_line(1, 11, "ar", "قرية"))):
        with zipfile.ZipFile(tmp_path / f"{stem}.zip", "w") as archive:
            archive.writestr("iso-languagecodes.txt", "a\n")
            archive.writestr(f"{stem}.txt", line)
    (place,) = the_places(import_files([tmp_path / "allCountries.zip", tmp_path / "alternateNamesV2.zip"]))
    assert (place.name, place.name_ar) == ("Qarya", "قرية")


@pytest.mark.parametrize(
    ("feature", "kind"),
    [
        ("A.PCLI", "country"),
        ("A.ADM1", "region"),
        ("A.ADM3", "district"),
        ("P.PPLC", "city"),
        ("P.PPLX", "district"),
        ("H.WAD", "water"),
        ("T.MT", "natural"),
        ("V.FRST", "natural"),
        ("L.MILB", "area"),
        ("S.AIRP", "facility"),
        ("R.RD", "facility"),
    ],
)
def test_features_become_our_kinds(tmp_path: Path, feature: str, kind: str) -> None:
    (place,) = the_places(import_files([write(tmp_path / "a.txt", place_line(1, "X", feature=feature))]))
    assert place.kind == kind


def test_names_in_languages_that_no_news_here_is_in_are_dropped_and_preferred_ones_lead(tmp_path: Path) -> None:
    names = write(
        tmp_path / "n.txt",
        name_line(1, 5, "zh", "村庄"),
        name_line(2, 5, "link", "https://example.org"),
        name_line(3, 5, "ar", "الثانية"),
        name_line(4, 5, "ar", "الأولى", "1\t\t\t"),
        name_line(5, 5, "fr", "Le Village"),
        name_line(6, 5, "fa", "روستا"),
    )
    (place,) = the_places(import_files([write(tmp_path / "p.txt", place_line(5, "Qarya")), names]))
    assert place.name_ar == "الأولى"
    assert set(place.names) == {"الثانية", "Le Village", "روستا"}


def test_bad_rows_are_listed_with_their_lines_and_the_rest_goes_in(tmp_path: Path) -> None:
    path = write(
        tmp_path / "p.txt",
        place_line(1, "Good"),
        place_line("x", "No Number"),
        "only\tthree\tcells\n",
        place_line(2, "Off", lat=91),
        place_line(3, "", lat=1),
        place_line(4, "Nowhere", lat="north"),
        place_line(1, "Again"),
        place_line(5, "Also Good"),
    )
    (done,) = import_files([path])
    assert [place.name for place in read_table("p")] == ["Good", "Also Good"]
    assert [line.split(":")[1] for line in done.bad.shown] == ["2", "3", "4", "5", "6", "7"]
    assert done.header.bad == 6


def test_of_many_bad_rows_only_the_first_are_listed(tmp_path: Path) -> None:
    rows = "".join(f"Bad{number},x,y\n" for number in range(50))
    path = write(tmp_path / "t.csv", "name,lat,lon\nGood,1,2\n", rows)
    answer = CliRunner().invoke(app, ["gazetteer", "import", str(path)])
    assert answer.exit_code == 1
    assert answer.stderr.count("left out") == SHOWN + 1
    assert f"left out {50 - SHOWN} more rows" in answer.stderr
    assert "Imported t: 1 place, 50 rows left out" in answer.stdout


def test_a_table_is_read_by_the_usual_names_of_its_columns(tmp_path: Path) -> None:
    (place,) = the_places(import_files([write(tmp_path / "my villages.csv", VILLAGES)]))
    assert place == ImportedPlace("own:my-villages/q1", "Qarya", "القرية السعيدة", 24.5, 46.5, "city", "SA",
                                  names=("Happy Village", "السعيدة"))  # fmt: skip


def test_columns_of_other_names_are_given_as_options_and_semicolons_part_cells_too(tmp_path: Path) -> None:
    path = write(tmp_path / "t.csv", "\ufeffplace;north;east\nQarya;24,5;46,5\n")
    words = ["--name-column", "place", "--lat-column", "north", "--lon-column", "east"]
    assert CliRunner().invoke(app, ["gazetteer", "import", str(path), *words]).exit_code == 0
    (place,) = read_table("t")
    assert (place.id, place.lat, place.lon) == ("own:t/2", 24.5, 46.5)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("t.csv", "a,b\n1,2\n", "no column for name and lat and lon; say which with --name-column"),
        ("t.csv", "name,lat,lon\n", "no place in it"),
        ("t.csv", "", "no column for"),
        ("t.csv", "name,lat,lon\nX,here,there\n", "no place in it that can be read; .*t.csv:2: no point"),
        ("t.geojson", "{", "cannot be read as GeoJSON"),
        ("t.geojson", '{"type": "Feature"}', "cannot be read as GeoJSON"),
        ("t.gpkg", "x", "cannot be read as a GeoPackage"),
        ("t.docx", "x", "neither one of GeoNames' dumps"),
        ("t.txt", "just a text\n", "neither one of GeoNames' dumps"),
        ("t.txt", "1\t2\tar\tx\t\t\t\t\t\t\n", "no places in it; give allCountries"),
        ("t.zip", "no archive", "no readable zip archive"),
    ],
)
def test_a_file_without_any_place_is_refused_by_name_and_nothing_changes(
    tmp_path: Path, name: str, content: str, told: str
) -> None:
    path = write(tmp_path / name, content)
    with pytest.raises(GazetteerError, match=f"{name}.*{told}"):
        import_files([path])
    assert imports() == ()
    assert not imports_dir().exists() or not list(imports_dir().iterdir())


def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    with pytest.raises(GazetteerError, match="would both be the import 'a'"):
        import_files([write(tmp_path / "a.csv", VILLAGES), write(tmp_path / "b" / "a.csv", VILLAGES)])


def test_points_lines_and_areas_of_geojson_are_read_with_their_boxes(tmp_path: Path) -> None:
    square = [[[0, 0], [2, 0], [2, 1], [0, 1], [0, 0]]]
    spot = {"type": "Point", "coordinates": [4, 3]}
    features = [
        {"type": "Feature", "id": 7, "properties": {"name:ar": "نقطة"}, "geometry": spot},
        {"type": "Feature", "properties": {"name": "Square"}, "geometry": {"type": "Polygon", "coordinates": square}},
        {"type": "Feature", "properties": {"name": "None"}, "geometry": None},
        {"type": "Feature", "properties": {"name": "Empty"}, "geometry": {"type": "Point", "coordinates": []}},
    ]  # fmt: skip
    path = write(tmp_path / "g.geojson", json.dumps({"type": "FeatureCollection", "features": features}))
    (done,) = import_files([path])
    point, area = the_places([done])
    assert (point.id, point.name, point.lat, point.lon, point.box) == ("own:g/7", "نقطة", 3, 4, None)
    assert (area.kind, area.box) == ("area", (0, 0, 2, 1))
    assert 0 < area.lat < 1
    assert done.bad.count == 2


def test_a_geopackage_in_metres_is_transformed_to_degrees(tmp_path: Path) -> None:
    geopandas = pytest.importorskip("geopandas")
    from shapely.geometry import Point, box

    frame = geopandas.GeoDataFrame({"name": ["Spot", "Field"], "pop": [1000, None]},
                                   geometry=[Point(46.5, 24.5), box(46, 24, 47, 25)], crs=4326)  # fmt: skip
    frame.to_crs(3857).to_file(tmp_path / "l.gpkg", layer="sites")
    spot, area = the_places(import_files([tmp_path / "l.gpkg"]))
    assert (round(spot.lat, 5), round(spot.lon, 5), spot.population) == (24.5, 46.5, 1000)
    assert area.kind == "area"
    assert area.box == pytest.approx((46, 24, 47, 25), abs=1e-5)


def test_importing_again_replaces_and_forgetting_removes(tmp_path: Path) -> None:
    path = write(tmp_path / "t.csv", VILLAGES)
    none = source_version()
    import_files([path])
    first = source_version()
    import_files([path])
    assert source_version() == first != none
    import_files([write(path, VILLAGES, "Other,أخرى,1,2,city,SA,q2,\n")])
    assert imports()[0].places == 2
    assert source_version() not in (first, none)
    forget("t")
    assert source_version() == none
    with pytest.raises(GazetteerError, match="no import is called 't'; imported: nothing"):
        forget("t")


def test_an_import_that_fails_leaves_the_older_one_as_it_was(tmp_path: Path) -> None:
    path = write(tmp_path / "t.csv", VILLAGES)
    import_files([path])
    before = table_path("t").read_bytes()
    path.write_bytes(b"name,lat,lon\nX,1,2\n\xff\xfe\n")
    with pytest.raises(GazetteerError, match="not in UTF-8"):
        import_files([path])
    assert table_path("t").read_bytes() == before
    assert [one.name for one in imports_dir().iterdir()] == ["t.tsv.gz"]


def test_an_import_that_is_killed_leaves_the_older_one_as_it_was(tmp_path: Path, data: Path) -> None:
    path = write(tmp_path / "t.csv", VILLAGES)
    import_files([path])
    before = table_path("t").read_bytes()
    rows = "".join(f"Village {number},{number % 90},{number % 180}\n" for number in range(300_000))
    write(path, "name,lat,lon\n", rows)
    env = os.environ | {"GEOMAP_DATA": str(data)}
    killed = subprocess.Popen([sys.executable, "-m", "geomap", "gazetteer", "import", str(path)], env=env)
    until = time.monotonic() + 30
    while not list(imports_dir().glob(".writing-*/rows")) and killed.poll() is None and time.monotonic() < until:
        time.sleep(0.005)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    assert table_path("t").read_bytes() == before
    assert [one.stem for one in imports()] == ["t"]


def test_what_a_killed_import_left_is_swept_away_after_a_day(tmp_path: Path) -> None:
    for name, age in ((".staging-old", 90_000), (".writing-old", 90_000), (".staging-new", 0)):
        (imports_dir() / name).mkdir(parents=True)
        os.utime(imports_dir() / name, (time.time() - age,) * 2)
    import_files([write(tmp_path / "t.csv", VILLAGES)])
    assert sorted(one.name for one in imports_dir().iterdir()) == [".staging-new", "t.tsv.gz"]


def test_a_damaged_table_is_told_and_can_be_forgotten(tmp_path: Path) -> None:
    import_files([write(tmp_path / "t.csv", VILLAGES)])
    table_path("t").write_bytes(b"broken")
    with pytest.raises(GazetteerError, match=r"t\.tsv\.gz: no readable table"):
        imports()
    forget("t")
    assert imports() == ()


def test_a_place_comes_back_from_its_line_as_it_went_in(tmp_path: Path) -> None:
    place = ImportedPlace(
        "own:a/1", "A|B\tC", "أ", -1.5, 2.25, "water", "", 5, "X.1", "geonames:9", (1, 2, 3, 4), ("d", "e")
    )
    line = line_of(place).decode()
    from geomap.imported import _place

    assert _place(line) == place._replace(name="A B C")


def test_an_own_place_stands_in_for_the_packaged_one_of_its_name_near_its_spot_only(tmp_path: Path) -> None:
    rows = packaged()
    add_own(
        rows,
        [ImportedPlace("own:t/1", "Tripoli", "طرابلس", 32.9, 13.2), ImportedPlace("own:t/2", "Kuwait", "", 29.3, 47.9)],
    )
    made = small_gazetteer(rows, tmp_path / "g")
    assert [place.id for place in made.find("Tripoli")] == ["own:t/1", "geonames:2"]
    assert made.find("طرابلس")[0].id == "own:t/1"
    assert made.find("Tripoli")[0].population == 1_150_000
    assert {place.id for place in made.find("Kuwait")} == {"geonames:3", "own:t/2"}, "a city is no country"
    assert [entry.strength for entry in made.entries("tripoli")] == [OWN, PRIMARY]


def test_an_own_place_of_a_packaged_ones_id_takes_its_row_and_keeps_its_names(tmp_path: Path) -> None:
    rows = packaged()
    add_own(rows, [ImportedPlace("geonames:2", "Trablous", "طرابلس الشام", 34.5, 35.9)])
    made = small_gazetteer(rows, tmp_path / "g")
    place = made.place("geonames:2")
    assert place is not None
    assert (place.name, place.name_ar, place.lat, place.population) == ("Trablous", "طرابلس الشام", 34.5, 229_000)
    assert place in made.find("Tripoli")
    assert place in made.find("طرابلس الشام")
    assert len(made) == 3


def test_places_of_dumps_stand_beside_the_packaged_ones_and_known_ids_get_their_names(tmp_path: Path) -> None:
    rows = packaged()
    unit = ImportedPlace("geonames:50", "Governorate", "محافظة", 24.0, 45.0, "region", "SA", 0, "SA.77", "geonames:50")
    village = ImportedPlace(
        "geonames:40",
        "Qarya",
        "قرية",
        24.2,
        45.2,
        "city",
        "SA",
        300,
        "SA.77",
        "geonames:50",
        None,
        ("Little Qarya", "kryh"),
    )
    known = ImportedPlace(
        "geonames:1", "Tripoli", "طرابلس", 32.9, 13.1, "city", "LY", 1_200_000, names=("طرابلس الغرب",)
    )
    rows.bulk = Bulk(tmp_path / "bulk", len(rows.strings))
    add_geonames(rows, rows.bulk, [village, unit, known, village], {}, {}, _alternate_strength)
    made = small_gazetteer(rows, tmp_path / "g")
    assert len(made) == 5
    (found,) = made.find("قرية")
    assert (found.id, found.name, found.admin1, found.country, found.kind) == (
        "geonames:40",
        "Qarya",
        "Governorate",
        "SA",
        "city",
    )
    assert made.find("Little Qarya") == (found,)
    assert made.find("kryh") == (), "machine romanisations are no names"
    assert [place.id for place in made.find("طرابلس الغرب")] == ["geonames:1"]
    refreshed = made.place("geonames:1")
    assert refreshed is not None
    assert (refreshed.population, refreshed.lat) == (1_200_000, 32.9)
    assert made.kind_of(4) == KINDS[1]


@pytest.mark.parametrize("places", [0, 11 * imported_bulk.PLACES_A_PART])
def test_rows_in_memory_and_rows_on_the_disk_give_one_gazetteer(tmp_path: Path, places: int) -> None:
    """The same places by either way, the names in one part or in twelve: names, ranking, points, ids."""
    given = [
        ImportedPlace(f"geonames:{1000 - n}", f"Name {n % 7}", f"{'ابتثجح'[n % 6]}سم {n % 5}", n, -n, "city", "EG",
                      n * 1000, names=(f"{chr(97 + n % 26)}ondo",))
        for n in range(40)
    ]  # fmt: skip
    on_disk, in_memory = Rows(), Rows()
    on_disk.bulk = Bulk(tmp_path / "bulk", 0, places)
    add_geonames(on_disk, on_disk.bulk, given, {}, {}, lambda name, people: PRIMARY)
    for place in given:
        row = in_memory.add(place.id, place.name, place.name_ar, place.lat, place.lon, kind="city", country="EG",
                            prior=float(np.log10(place.population + 100)), population=place.population)  # fmt: skip
        for name in (place.name, place.name_ar):
            in_memory.name(row, name, PRIMARY if place.population >= 10_000 else 3)
        in_memory.name(row, place.names[0], PRIMARY)
    one, other = small_gazetteer(on_disk, tmp_path / "one"), small_gazetteer(in_memory, tmp_path / "other")
    assert len(list(one.folder.glob("names*.marisa"))) == (12 if places else 1)
    assert sorted(one.all_names()) == sorted(other.all_names())
    for name in other.all_names():
        assert one.find(name) == other.find(name) != ()
        assert one.near(name[:2] + name[3:]) == other.near(name[:2] + name[3:])
        assert one.prefixes(name + "x") == other.prefixes(name + "x") != []
    for start in ("", "n", "name", "nam", "ondo", "xondo", "بسم"):
        assert one.seconds(start) == other.seconds(start)
    for place_id in [place.id for place in given] + ["geonames:960", "geonames:0999", "geonames:x", "own:999", ""]:
        assert one.place(place_id) == other.place(place_id)


def test_parts_without_any_name_do_no_harm(tmp_path: Path) -> None:
    rows = Rows()
    rows.bulk = Bulk(tmp_path / "bulk", 0, 30 * imported_bulk.PLACES_A_PART)
    add_geonames(rows, rows.bulk, [ImportedPlace("geonames:7", "Qarya", "", 1, 2)], {}, {}, _alternate_strength)
    made = small_gazetteer(rows, tmp_path / "g")
    assert [place.id for place in made.find("Qarya")] == ["geonames:7"]
    assert (made.find("Karya"), list(made.all_names())) == ((), ["qarya"])


@pytest.mark.skipif(sys.platform == "win32", reason="the peak of memory is not told there")
def test_compiling_takes_few_bytes_a_place_of_an_import() -> None:
    """What grows with the places must stay so small that all of GeoNames fits: 60 bytes are 0.8 GB for 13 million."""
    peaks = [int(python(COMPILED, str(count), env={}).stdout) for count in (20_000, 100_000)]
    assert (peaks[1] - peaks[0]) / 80_000 < 60, peaks


@pytest.mark.slow
def test_a_dump_of_many_places_is_imported_in_little_memory(tmp_path: Path, data: Path) -> None:
    """300,000 places: what is staged and sorted lies on the disk, and memory does not grow with it."""
    peaks = []
    for count in (20_000, 300_000):
        folder = tmp_path / str(count)
        folder.mkdir()
        dumps = make_dumps(folder, count)
        seconds, peak = run("gazetteer", "import", *dumps, env={"GEOMAP_DATA": str(data)})
        print(f"{count:,} places: {seconds:.1f} s, {peak:.0f} MB")
        peaks.append(peak)
    assert imports()[0].places == 300_000
    # SQLite's cache is 64 MB; beyond that and Python itself nothing may add up.
    assert peaks[1] < peaks[0] + 120
    assert peaks[1] < 400


@pytest.mark.slow
def test_a_users_places_are_found_by_every_command_once_they_are_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GEOMAP_CACHE", str(tmp_path / "cache"))
    table = "name,name_ar,lat,lon,country\nZanbaqiyya,الزنبقية السعيدة,26.1,43.9,SA\nQahira,القاهرة,30.05,31.25,EG\n"
    own = write(tmp_path / "mine.csv", table)
    dump = write(tmp_path / "SA.txt", place_line(99_000_001, "Hisar", 26.2, 43.9, admin1="08", others="حصار الصغيرة"))
    units = write(tmp_path / "admin1CodesASCII.txt", "SA.08\tAl-Qassim\tAl-Qassim\t108933\n")
    runner = CliRunner()
    assert runner.invoke(app, ["gazetteer", "import", str(own), str(dump), str(units)]).exit_code == 0
    found = runner.invoke(app, ["gazetteer", "search", "الزنبقية السعيدة", "--json"])
    place = json.loads(found.stdout.splitlines()[0])
    assert (place["id"], place["admin1"] is not None) == ("own:mine/2", True)
    cairo = json.loads(runner.invoke(app, ["gazetteer", "search", "القاهرة", "--json"]).stdout.splitlines()[0])
    assert cairo["id"] == "own:mine/3"
    dumped = json.loads(runner.invoke(app, ["gazetteer", "search", "حصار الصغيرة", "--json"]).stdout.splitlines()[0])
    assert dumped["id"] == "geonames:99000001"
    assert "Qas" in dumped["admin1"], "the unit that GeoNames' code stands for"
    info = json.loads(runner.invoke(app, ["gazetteer", "info"]).stdout)
    assert [one["name"] for one in info["imports"]] == ["SA", "mine"]
    assert {"name": "import mine", "licence": "your own"}.items() <= info["sources"][-1].items()
    read = runner.invoke(app, ["resolve", "الزنبقية السعيدة", "--text", "وقع انفجار في مدينة الزنبقية السعيدة أمس."])
    assert "own:mine/2" in read.stdout
