"""`geomap merge-report`: every merge and near miss with its score and reasons, for people and for machines."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from geomap.cli import app
from geomap.correcting_events import merge_corrected
from geomap.corrections import Correction, Dropped, Joined, Split, Target
from geomap.errors import ConfigError, SiteError
from geomap.merge import merge_events
from geomap.merge_report import merge_report, report_json, report_text
from geomap.records import Reading

from .conftest import ROOT
from .test_merge import CAIRO, FAR_EAST, WONSAN, reading, told

STORY = " ".join(f"كلمة{n}" for n in range(60))


def readings() -> list[Reading]:
    found = [
        reading("a", told("1"), told("9", "protest", CAIRO, people=()), published="2023-09-18"),
        reading("b", told("2", place=FAR_EAST, day="2023-09"), published="2023-10-20"),
        reading("c", told("3", day="2023-09-14"), told("8", place=WONSAN, day="2023-09-13")),
        reading("d", told("4", day="2023-09-20")),
        reading("e", told("5", day=None, people=("كيم جونغ أون",))),
    ]
    return [replace(r, article=replace(r.article, text=STORY)) if r.article.id in "ab" else r for r in found]


def test_a_merge_is_told_with_its_reports_reasons_copies_and_disputes() -> None:
    report = merge_report(readings())
    (merge,) = report.merges
    assert [r.article.id for r in merge.reports] == ["a", "b", "c"]
    assert merge.event in merge_events(readings())
    assert any("lies in" in reason for reason in merge.reasons)
    assert merge.copies == (("a", "b"),)
    assert (merge.event.independent, merge.event.conflicts) == (2, ("date: 2023-09-13 (A); 2023-09-14 (C)",))
    assert (report.reports, report.events) == (7, len(merge_events(readings())))


def test_near_misses_say_what_agrees_and_what_kept_them_apart_the_best_first() -> None:
    near = merge_report(readings()).near
    assert [miss.score for miss in near] == sorted((miss.score for miss in near), reverse=True)
    why = {frozenset((m.first.event.id, m.second.event.id)): m.why for m in near}
    assert "different dates" in why.values()
    assert "a date is unknown and too few people agree" in why.values()
    merged = {"1", "2", "3"}
    assert not [pair for pair in why if pair <= merged]


def test_the_report_is_the_same_for_every_order_of_the_readings() -> None:
    shuffled = readings()
    random.Random(3).shuffle(shuffled)
    assert merge_report(shuffled) == merge_report(readings())


def test_people_and_machines_are_told_the_same() -> None:
    report = merge_report(readings())
    text, data = report_text(report), json.loads(json.dumps(report_json(report)))
    assert len(data["merges"]) == 1
    assert len(data["near"]) == text.count("\nnear miss ")
    for one in (*data["merges"], *data["near"]):
        assert all(reason in text for reason in one["reasons"])
        assert len(one["reports"]) >= 2
    assert data["near"][0]["why"] in text


def said(action: Split | Joined | Dropped) -> Correction:
    return Correction("Huda", "2024-05-09", "as told", action, 1)


def test_what_people_split_join_and_drop_is_told_as_the_site_has_it() -> None:
    (before,) = merge_report(readings()).merges
    split = merge_report(readings(), [said(Split(Target(before.event.id), ("c",)))])
    (merge,) = split.merges
    assert [report.article.id for report in merge.reports] == ["a", "b"]
    assert merge.reasons[-1] == "corrected by Huda, 2024-05-09: as told"
    assert not [miss for miss in split.near if {miss.first.event.id, miss.second.event.id} == {"1", "3"}]
    joined = merge_report(readings(), [said(Joined((Target(before.event.id), Target("4"))))])
    assert {report.article.id for report in joined.merges[0].reports} == {"a", "b", "c", "d"}
    assert "corrected by Huda" in report_text(joined)
    dropped = merge_report(readings(), [said(Dropped(Target(before.event.id)))])
    assert dropped.merges == ()
    assert not [m for m in dropped.near if {"1", "2", "3"} & {m.first.event.id, m.second.event.id}]
    events, _ = merge_corrected(readings(), [said(Split(Target(before.event.id), ("c",)))])
    assert merge.event in events
    assert split.events == len(events)


def test_nothing_to_merge_is_said_in_a_line() -> None:
    assert report_text(merge_report([])).startswith("0 reports, 0 events: 0 merged, 0 near misses")


def test_the_command_reads_articles_or_the_last_build(empty_folder: Path) -> None:
    seeds = sorted((ROOT / "seeds").glob("*.md"))[:3]
    (empty_folder / "articles").mkdir()
    for seed in seeds:
        (empty_folder / "articles" / seed.name).write_bytes(seed.read_bytes())
        (empty_folder / "articles" / f"copy-{seed.name}").write_bytes(seed.read_bytes())
    run = CliRunner()
    given = run.invoke(app, ["merge-report", "articles", "--json"])
    assert given.exit_code == 0
    assert json.loads(given.stdout)["merges"]
    built = run.invoke(app, ["build", "articles", "-q"])
    assert built.exit_code == 0
    last = run.invoke(app, ["merge-report", "--json"])
    assert json.loads(last.stdout) == json.loads(given.stdout)
    (empty_folder / "articles" / "broken.txt").write_bytes(b"\x00\xff\xfe\x81" * 40)
    some = run.invoke(app, ["merge-report", "articles"])
    assert some.exit_code == 1
    assert "skipped" in some.stderr


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (["--site", "nowhere"], SiteError),
        (["missing.txt"], ConfigError),
        (["a.txt", "--site", "site"], ConfigError),
    ],
)
def test_the_command_says_what_is_missing(empty_folder: Path, words: list[str], error: type[Exception]) -> None:
    assert isinstance(CliRunner().invoke(app, ["merge-report", *words]).exception, error)
