"""The store is read by one connection a thread, and as it lies there at that moment."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from geomap import store as stores
from geomap.store import Store


def written(path: Path, value: str) -> Store:
    """A store in which "one" is kept."""
    store = Store(path)
    store.open()
    store.put("kept", [("one", value)])
    store.commit()
    store.close()
    return store


def test_many_rows_are_read_by_one_connection(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = written(tmp_path / "x.sqlite", "a")
    made = []
    connected = stores._connected
    monkeypatch.setattr(stores, "_connected", lambda address: made.append(address) or connected(address))
    assert [store.row("kept", "one") for _ in range(5)] == ["a"] * 5
    assert len(made) == 1
    found: list[str] = []
    other = threading.Thread(target=lambda: found.append(store.row("kept", "one")))
    other.start()
    other.join()
    assert (found, len(made)) == (["a"], 2)
    store.close()


def test_what_another_process_kept_or_made_anew_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "x.sqlite"
    store = Store(path)
    assert store.row("kept", "one") is None
    written(path, "a")
    assert store.row("kept", "one") == "a"
    written(path, "b")
    assert store.row("kept", "one") == "b"
    beside = tmp_path / "y.sqlite"
    written(beside, "c")
    beside.replace(path)
    assert store.row("kept", "one") == "c"
    path.unlink()
    assert store.row("kept", "one") is None
    path.write_bytes(b"no store" * 1000)
    assert store.row("kept", "one") is None
    store.close()
