"""What the repository promises about itself: public names, documented commands, nothing of one machine in it."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

import geomap
from scripts import commands

from .conftest import ROOT

PUBLIC = {
    *("EVENT_TYPES", "Article", "ArticleError", "BuildResult", "Candidate", "Config", "ConfigError", "DateSpan"),
    *("Event", "Evidence", "Gazetteer", "GazetteerError", "GeomapError", "Mention", "Participant", "Place"),
    *("Reading", "Relation", "Resolution", "Section", "Sentence", "SiteError", "Skipped", "Spot", "Stop", "Toll"),
    *("__version__", "build", "load_config", "open_gazetteer", "parse", "read_article", "reading_to_json"),
}
"""What others' programs may use. A name that goes or changes its meaning is a breaking change: say so in CHANGELOG."""

TEXT = {".cfg", ".css", ".csv", ".html", ".js", ".json", ".md", ".po", ".py", ".toml", ".txt", ".yaml", ".yml", ""}

# Written in pieces, so that this file does not hold what it looks for.
FORBIDDEN = {
    "a path of one machine": r"(?<![\w.$}])/(?:wo" + r"rk|ho" + r"me|ro" + r"ot|Us" + r"ers)/\w",
    "a package registry's host": r"py" + r"pi\.org|pythonh" + r"osted|npmj" + r"s\.(?:com|org)|files\.pyth" + r"on",
    "a setting of one machine's pip": r"--find" + r"-links|--(?:extra-)?index" + r"-url",
}


def committed() -> list[Path]:
    try:
        done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("needs the repository and git")
    paths = [ROOT / name for name in done.stdout.decode().split("\0") if name]
    return [path for path in paths if path.suffix in TEXT and path.is_file()]


def test_the_public_names_are_just_these_and_all_can_be_had() -> None:
    assert set(geomap.__all__) == PUBLIC
    for name in PUBLIC:
        assert getattr(geomap, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        geomap.nothing  # noqa: B018


def test_every_command_is_documented_with_its_help() -> None:
    document = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    assert document == commands.document(), "run `make docs`"
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert not [words for words in commands.all_commands() if f"geomap {words}" not in readme]


def test_every_setting_is_documented() -> None:
    from dataclasses import fields

    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert not [field.name for field in fields(geomap.Config) if field.name != "root" and field.name not in readme]


def test_the_version_is_the_same_everywhere() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == geomap.__version__
    assert f"[{geomap.__version__}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("what", FORBIDDEN)
def test_nothing_of_one_machine_is_committed(what: str) -> None:
    pattern = re.compile(FORBIDDEN[what])
    found = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in committed()
        if path != Path(__file__) and path.name != "lock.py"
        for match in pattern.finditer(path.read_text(encoding="utf-8", errors="replace"))
    ]
    assert not found, f"{what}: {found[:5]}"


def test_the_locks_hold_a_hash_for_every_package_and_no_torch() -> None:
    for lock in ("run.txt", "dev.txt"):
        text = (ROOT / "requirements" / lock).read_text(encoding="utf-8")
        entries = re.findall(r"^([\w.-]+)==\S+.*\n((?:    --hash=sha256:.*\n)+)", text, re.MULTILINE)
        named = re.findall(r"^([\w.-]+)==", text, re.MULTILINE)
        assert [name for name, _ in entries] == named
        assert "camel-tools" in named
        assert not {"torch", "transformers", "tokenizers", "camel-kenlm"} & set(named)


def test_every_direct_dependency_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = set(re.findall(r"^([\w.-]+)==", (ROOT / "requirements" / "run.txt").read_text("utf-8"), re.MULTILINE))
    wanted = {re.split(r"[<>=!~\[ ;]", need)[0].lower() for need in project["dependencies"]}
    assert wanted <= named


def test_no_source_of_another_project_is_committed() -> None:
    """Leaflet, its plugins and the typefaces are copied from packages when a site is built."""
    own = [path.name.lower() for path in committed()]
    assert not [name for name in own if re.search(r"leaflet[.-].*(js|css)$|\.min\.(js|css)$|\.(woff2?|ttf|otf)$", name)]
