"""What the tests share: the open gazetteer, the corpora where they lie beside the project, hypothesis' settings."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from geomap.gazetteer import Gazetteer

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"

# Tests start some hundred processes. Where Python is told to keep no bytecode, each would compile all that it imports:
# it is kept nevertheless, but apart from the sources.
if sys.dont_write_bytecode:
    sys.dont_write_bytecode = False
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ.setdefault("PYTHONPYCACHEPREFIX", str(ROOT / ".pytest_cache" / "bytecode"))
    sys.pycache_prefix = os.environ["PYTHONPYCACHEPREFIX"]

# The tests themselves are what runs at the same time: numpy's own threads would wait for each other on few cores, which
# makes training take four times as long. Read when numpy is first imported.
for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(name, "1")

# What a shell starts in the background ignores interruptions, and so would the commands that tests interrupt.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# A slow machine is no failure, and what CI says must be repeatable.
settings.register_profile("local", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "local")


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    """geomap's own gazetteer, compiled when it is not yet."""
    from geomap.gazetteer import open_gazetteer

    return open_gazetteer()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of annotated corpora beside the project."""
    if not SHARED.is_dir():
        pytest.skip("needs the annotated corpora in ../shared, which are not here")
    return SHARED


@pytest.fixture
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A new folder, made the working one."""
    monkeypatch.chdir(tmp_path)
    return tmp_path
