"""`geomap correct`: what it writes, what it leaves alone, and what it refuses."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from geomap import collection as kept
from geomap import pipeline
from geomap.cli import app
from geomap.config import Config
from geomap.corrections import Accepted, Changed, Dropped, Joined, Mentioned, Placed, Split, load_corrections
from geomap.errors import ConfigError, GeomapError, SiteError
from geomap.pipeline import BuildResult
from geomap.readers import shared_gazetteer
from tests.test_correcting import ARZEW, STORIES, telling

BY = ["--author", "Huda", "--date", "2024-05-10", "--reason", "read: it again"]


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A collection with a built site, made the working folder."""
    monkeypatch.setattr(kept, "code_version", lambda: "fixed")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "articles").mkdir()
    for name, (day, text) in STORIES.items():
        (tmp_path / "articles" / f"{name}.txt").write_text(f"---\npublished: {day}\n---\n{text}\n", encoding="utf-8")
    build(tmp_path)
    return tmp_path


def build(folder: Path) -> BuildResult:
    return pipeline.build(config=Config(root=folder, jobs=1))


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["correct", *words])


def correct(*words: str) -> Result:
    result = run(*words, *BY)
    assert result.exit_code == 0, result.exception
    return result


def refused(*words: str) -> str:
    result = run(*words)
    assert isinstance(result.exception, GeomapError), result.output
    return str(result.exception)


def test_each_command_writes_the_entry_that_it_says_and_the_next_build_follows_all(built: Path) -> None:
    quake, visit, opening = telling("quake", "disaster"), telling("visit", "visit"), telling("hospital", "culture")
    protest = telling("protest", "protest")
    own = ["--new", "Tel Safa", "--name-ar", "تل الصفا", "--lat", "35.5", "--lon", "-0.5", "--kind", "city"]
    correct("mention", "camp", "Algeria", "--is", "not a place", "--occurrence", "1")
    correct("place", "Tel Safa", *own, "--country", "DZ")
    correct("event", visit.id, "--place", ARZEW, "--when", "2024-05-01", "--type", "aid", "--status", "planned")
    correct("event", opening.id, *own, "--country", "DZ", "--until", "2024-05-03", "--when", "2024-05-02")
    correct("drop", protest.id)
    correct("accept", quake.id)
    correct("split", quake.id, "quake")
    correct("join", visit.id, opening.id)
    found = load_corrections(built / "corrections.yaml", shared_gazetteer().place)
    kinds = [Mentioned, Placed, Changed, Changed, Dropped, Accepted, Split, Joined]
    assert [type(one.action) for one in found] == kinds
    assert {one.said for one in found if not isinstance(one.action, Accepted)} == {
        "corrected by Huda, 2024-05-10: read: it again"
    }
    result = build(built)
    assert [one.state for one in result.corrections][3:] == ["applied"] * 5
    assert {one.state for one in result.corrections} <= {"applied", "replaced"}
    assert protest.id not in {event.id for event in result.events}


def test_comments_order_marks_and_line_ends_of_the_file_stay_as_they_are(built: Path) -> None:
    id = telling("visit", "visit").id
    before = (
        "\ufeff# ours\r\n\r\n  # of Huda\r\n"
        f"  - {{author: Huda, date: 2024-05-10, reason: 'why',   drop: {id}}} # sure\r\n  # the end"
    ).encode()
    file = built / "corrections.yaml"
    file.write_bytes(before)
    result = correct("mention", "visit", "Oran", "--is", "associative")
    after = file.read_bytes()
    assert after.startswith(
        before + b"\r\n  - author: Huda\r\n    date: 2024-05-10\r\n    reason: 'read: it again'\r\n"
    )
    assert result.output.startswith("corrections.yaml:6: added; visit has “Oran” 2 times.")
    assert len(load_corrections(file, shared_gazetteer().place)) == 2


def test_the_hint_names_the_type_that_was_read_not_what_an_earlier_correction_made_of_it(built: Path) -> None:
    id = telling("visit", "visit").id
    correct("event", id, "--type", "aid")
    build(built)
    correct("event", id, "--status", "denied")
    # Only the hint finds it now: what the article's name means makes the event's id.
    correct("place", "Oran", "--article", "visit", "--id", ARZEW)
    assert [one.state for one in build(built).corrections] == ["applied"] * 3
    event = telling("visit", "aid", build(built).events)
    assert (event.status, event.id == id) == ("denied", False)


def test_git_says_who_corrects_unless_an_author_is_given(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(built / "gitconfig"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    words = ("mention", "visit", "Oran", "--is", "a place", "--reason", "r")
    assert "--author" in refused(*words)
    subprocess.run(["git", "config", "--global", "user.name", "هدى"], check=True)
    assert run(*words).exit_code == 0
    assert load_corrections(built / "corrections.yaml", shared_gazetteer().place)[0].author == "هدى"


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("mention", "gone", "Oran", "--is", "a place"), "there is no article gone"),
        (("mention", "visit", "Cairo", "--is", "a place"), "does not have the name Cairo"),
        (("mention", "visit", "Oran", "--is", "a plaice"), "did you mean 'a place'"),
        (("mention", "visit", "Oran", "--is", "a place", "--occurrence", "3"), "only 2 times"),
        (("place", "Oran"), "give --id"),
        (("place", "Oran", "--id", "geonames:1"), "there is no place 'geonames:1'"),
        (("place", "Oran", "--new", "X", "--lat", "135", "--lon", "35", "--kind", "city"), "look swapped"),
        (("place", "Atlantis", "--id", ARZEW), "no article has the name Atlantis"),
        (("event", "123456789abc", "--status", "denied"), "no event '123456789abc'"),
        (("event", "VISIT"), "say what changes"),
        (("event", "VISIT", "--when", "soon"), "'soon' is no date"),
        (("event", "VISIT", "--place", ARZEW, "--new", "X"), "not both"),
        (("split", "VISIT", "visit"), "no other article tells the event"),
        (("split", "VISIT", "camp"), "not told by camp, but by visit"),
        (("join", "VISIT"), "two events or more"),
        (("drop", "VISIT", "--date", "today"), "'today' is no day"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(built: Path, words: tuple[str, ...], why: str) -> None:
    id = telling("visit", "visit").id
    given = [id if word == "VISIT" else word for word in words]
    assert why in refused(*given, "--author", "Huda", "--reason", "r")
    assert not (built / "corrections.yaml").exists()


@pytest.mark.parametrize("before", ["[]\n", "[{author: A, date: 2024-05-10, reason: r, drop: x}]\n"])
def test_a_list_in_brackets_is_not_added_to(built: Path, before: str) -> None:
    (built / "corrections.yaml").write_text(before)
    assert "write the list as lines" in refused("mention", "visit", "Oran", "--is", "a place", *BY)
    assert (built / "corrections.yaml").read_text() == before


def test_a_file_with_a_fault_is_told_and_left_alone(built: Path) -> None:
    (built / "corrections.yaml").write_text("- author: A\n")
    assert "corrections.yaml:1" in refused("mention", "visit", "Oran", "--is", "a place", *BY)
    with pytest.raises(ConfigError, match=r"corrections\.yaml:1: an entry has no action"):
        build(built)


def test_without_a_build_there_is_nothing_to_correct(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("drop", "x", *BY)
    assert isinstance(result.exception, SiteError)
    assert "geomap build" in str(result.exception)


def test_a_build_tells_what_is_no_longer_there_and_is_done_all_the_same(built: Path) -> None:
    correct("mention", "camp", "Algeria", "--is", "not a place")
    (built / "articles" / "camp.txt").unlink()
    result = CliRunner().invoke(app, ["build", "-j", "1"])
    assert result.exit_code == 0
    assert "corrections.yaml:2: not applied: there is no article camp" in result.stderr
