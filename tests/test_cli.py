"""The command line as a user meets it: what it prints, where, and its exit status."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

STORY = (
    "افتتاح مستشفى جديد في وهران\n\n"
    "افتتح وزير الصحة الجزائري، أمس الثلاثاء، مستشفى جديدا في مدينة وهران غربي البلاد بحضور عدد من الأطباء.\n"
)


def geomap(*words: str | Path, stdin: str | bytes = b"", cwd: Path | None = None, **env: str) -> tuple[int, str, str]:
    """Exit status, standard output and standard error of a command."""
    given = stdin.encode() if isinstance(stdin, str) else stdin
    command = [sys.executable, "-m", "geomap", *map(str, words)]
    done = subprocess.run(command, input=given, capture_output=True, cwd=cwd, env=os.environ | env)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def lines(output: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in output.splitlines()]


def test_help_answers_at_once() -> None:
    """Under .3 s of the processor's time, which other work on the machine does not add to; the best of a few tries."""
    took = []
    for _ in range(5):
        before = os.times()
        status, out, _err = geomap("--help")
        after = os.times()
        took.append(after.children_user - before.children_user + after.children_system - before.children_system)
        assert status == 0
        assert "build" in out
    assert min(took) < 0.3


def test_importing_geomap_loads_none_of_the_heavy_libraries() -> None:
    heavy = "('numpy', 'camel_tools', 'rich', 'folium', 'sqlite3')"
    code = f"import sys, geomap, geomap.cli; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_version_is_printed() -> None:
    from geomap import __version__

    assert geomap("--version") == (0, f"geomap {__version__}\n", "")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["build", "nowhere"], "nowhere: no such file or folder"),
        (["build"], "there is no articles; put articles there"),
        (["build", ".", "-o", "site"], "would lie among the articles"),
        (["build", ".", "-o", "../site", "--language", "fr"], "language must be one of ar, en"),
        (["parse", "nowhere.txt"], "nowhere.txt: no such file or folder"),
        (["parse"], "or - for standard input"),
        (["embed", "-o", "map.html"], "no site"),
        (["embed", "-o", "map.html", "--type", "war"], "no event type 'war'"),
        (["embed", "-o", "map.html", "--from", "May"], "'May' is no date"),
        (["picture", "-o", "map.png", "--size", "big"], "'big' is no size"),
        (["export", "-o", "events.gpkg"], "no site"),
        (["export", "-o", "events.xls"], "choose one with --format"),
        (["export", "-o", "events.kml", "--format", "shp"], "one of geojson, csv, gpkg, parquet, kml"),
        (["biuld"], "No such command"),
    ],
)
def test_a_users_mistake_is_told_in_a_line_and_not_as_a_traceback(
    empty_folder: Path, words: list[str], told: str
) -> None:
    status, out, err = geomap(*words, cwd=empty_folder)
    assert status == 2
    assert out == ""
    assert told in err
    assert "Traceback" not in err


def test_a_mistake_in_the_settings_is_told_with_the_nearest_name(empty_folder: Path) -> None:
    (empty_folder / "geomap.toml").write_text('titel = "x"')
    status, _, err = geomap("build", cwd=empty_folder)
    assert (status, err) == (2, "geomap: geomap.toml: unknown setting 'titel'; did you mean 'title'?\n")


def test_parse_answers_each_json_line_in_order(gazetteer: object) -> None:
    records = [{"id": name, "text": STORY, "published": "2024-05-08"} for name in ("b", "a", 7)]
    status, out, _ = geomap("parse", "-", stdin="\n".join(json.dumps(record) for record in records) + "\n\n")
    assert status == 0
    answers = lines(out)
    assert [answer["id"] for answer in answers] == ["b", "a", "7"]
    assert answers[0]["published"] == "2024-05-08"
    assert answers[0]["published_from"] == "given"
    keys = {"id", "language", "title", "published", "published_from", "mentions", "events", "journeys"}
    assert set(answers[0]) == keys


def test_what_parse_cannot_read_is_told_and_the_rest_answered(gazetteer: object) -> None:
    bad = ['{"id": 1', '{"id": 2}', '{"id": 3, "text": "نص", "published": "yesterday"}', '{"id": 4, "text": 5}']
    good = json.dumps({"id": "good", "text": STORY})
    status, out, err = geomap("parse", "-", stdin="\n".join([*bad, good]))
    assert status == 1
    assert [answer["id"] for answer in lines(out)] == ["good"]
    assert [line.split(":")[:2] for line in err.splitlines()] == [
        ["skipped standard input", str(n)] for n in range(1, 5)
    ]


def test_parse_reads_files(tmp_path: Path, gazetteer: object) -> None:
    (tmp_path / "one.txt").write_text(STORY, encoding="utf-8")
    (tmp_path / "two.txt").write_text("", encoding="utf-8")
    status, out, err = geomap("parse", tmp_path)
    assert status == 1
    assert len(lines(out)) == 1
    assert "two.txt" in err


def test_parse_prints_utf_8_whatever_the_terminal_is_set_to(gazetteer: object) -> None:
    record = json.dumps({"id": "x", "text": STORY}, ensure_ascii=False)
    status, out, _ = geomap("parse", "-", stdin=record, PYTHONIOENCODING="ascii", LC_ALL="C")
    assert status == 0
    assert "وهران" in out


def test_parse_stops_quietly_when_its_reader_goes_away(gazetteer: object) -> None:
    record = json.dumps({"id": "x", "text": STORY})
    command = [sys.executable, "-m", "geomap", "parse", "-"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdin.write(f"{record}\n".encode())
        process.stdin.flush()
        process.stdout.readline()
        process.stdout.close()
        try:
            process.stdin.write(f"{record}\n".encode() * 20)
            process.stdin.close()
        except BrokenPipeError:
            pass
        assert b"Traceback" not in process.stderr.read()


def test_the_gazetteer_is_searched_in_any_script(gazetteer: object) -> None:
    status, out, _ = geomap("gazetteer", "search", "--json", "وهران")
    assert status == 0
    assert lines(out)[0]["name"] == "Oran"
    assert geomap("gazetteer", "search", "Oran")[1].splitlines()[0].startswith(str(lines(out)[0]["id"]))


def test_a_name_that_no_place_has_is_told(gazetteer: object) -> None:
    status, out, err = geomap("gazetteer", "search", "qqqqxxxx")
    assert (status, out) == (1, "")
    assert "qqqqxxxx" in err


def test_the_gazetteer_tells_its_sources(gazetteer: object) -> None:
    status, out, _ = geomap("gazetteer", "info")
    assert status == 0
    assert "GeoNames" in out
    assert json.loads(out)["version"]


def test_the_gazetteer_is_there_already_the_second_time(gazetteer: object) -> None:
    began = time.perf_counter()
    status, out, err = geomap("gazetteer", "build")
    assert (status, err) == (0, "")
    assert "places in" in out
    assert time.perf_counter() - began < 10
