"""The built wheel, installed in a clean environment away from the checkout, builds a site."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from .conftest import ROOT

pytestmark = pytest.mark.slow

ELSEWHERE = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}

STORY = """---
published: 2024-05-08
---
افتتاح مستشفى في وهران

افتتح وزير الصحة مستشفى جديدا في مدينة وهران الثلاثاء.
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("hatchling", reason="needs hatchling to build the wheel: make test installs it")
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The commands of a new environment: pip put the wheel there, the libraries are borrowed from this one."""
    folder = tmp_path_factory.mktemp("clean")
    venv.create(folder, with_pip=False)
    pip = [sys.executable, "-m", "pip"] if importlib.util.find_spec("pip") else [shutil.which("pip")]
    if pip[-1] is None:
        pytest.skip("needs pip")
    words = ["install", "--quiet", "--disable-pip-version-check", "--no-deps", "--no-index", wheel]
    subprocess.run([*pip, "--python", folder / "bin" / "python", *words], check=True, capture_output=True)
    borrowed = tmp_path_factory.mktemp("borrowed")
    for item in Path(sysconfig.get_path("purelib")).iterdir():
        if "geomap" not in item.name:
            (borrowed / item.name).symlink_to(item)
    site_packages = Path(sysconfig.get_path("purelib", vars={"base": str(folder), "platbase": str(folder)}))
    (site_packages / "borrowed.pth").write_text(f"import site; site.addsitedir({str(borrowed)!r})\n")
    return folder / "bin"


def test_the_wheel_holds_the_package_its_tables_and_templates_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"geomap"}
    assert any(name.startswith("geomap/_gazetteer/") and name.endswith(".csv") for name in names)
    assert any(name.startswith("geomap/_templates/") for name in names)
    assert "geomap/py.typed" in names
    assert {Path(name).name for name in names if ".dist-info/licenses/" in name} == {"LICENSE", "NOTICE"}
    assert not [name for name in names if "__pycache__" in name]


def test_the_installed_wheel_builds_a_site_away_from_the_checkout(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "one.txt").write_text(STORY, encoding="utf-8")
    done = subprocess.run([installed / "geomap", "build"], cwd=tmp_path, env=ELSEWHERE, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "site" / "index.html").is_file()


def test_the_installed_wheel_is_what_runs(installed: Path, tmp_path: Path) -> None:
    command = [installed / "python", "-c", "import geomap; print(geomap.__file__)"]
    done = subprocess.run(command, cwd=tmp_path, env=ELSEWHERE, capture_output=True, text=True, check=True)
    assert Path(done.stdout.strip()).is_relative_to(installed.parent)
