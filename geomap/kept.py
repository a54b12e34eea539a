"""What a build keeps in the user's cache folder for the next one: rendered maps and compiled templates.

Nothing in it depends on an article, and all of it can go at any time: what is missing, damaged or another version's is
made anew, and a folder that cannot be written, or that others may write, is not used.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import os
from contextlib import suppress
from functools import cache
from pathlib import Path
from tempfile import NamedTemporaryFile

from jinja2.bccache import Bucket, BytecodeCache

from geomap.gazetteer import cache_dir


def version_of(source: str, *libraries: str) -> str:
    """A hash of a module's file (its `__file__`) and the versions of the libraries that its work depends on."""
    digest = hashlib.sha256(Path(source).read_bytes())
    for library in libraries:
        digest.update(f"{library} {importlib.metadata.version(library)}\n".encode())
    return digest.hexdigest()


def read_kept(name: str, version: str) -> dict[str, str] | None:
    """The texts that were kept under a name by the same version; None where there are none."""
    folder = _folder()
    if folder is None:
        return None
    try:
        kept = json.loads((folder / name).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if not isinstance(kept, dict) or kept.pop("version", None) != version:
        return None
    return kept


def keep(name: str, version: str, texts: dict[str, str]) -> None:
    """Keeps texts under a name, in place of those of another version."""
    _write(name, json.dumps({"version": version, **texts}).encode())


class KeptTemplates(BytecodeCache):
    """Compiled jinja templates.

    Args:
        version: of all that decides what a template is compiled to, besides its source.
        kind: tells apart what a template is compiled to for several uses, such as languages.
    """

    def __init__(self, version: str, kind: str = "") -> None:
        self._version = version
        self._kind = kind

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fills the bucket, where its template was kept."""
        folder = _folder()
        if folder is None:
            return
        with suppress(OSError), (folder / f"template-{bucket.key}").open("rb") as stream:
            bucket.load_bytecode(stream)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keeps a compiled template."""
        _write(f"template-{bucket.key}", bucket.bytecode_to_string())

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """What a template is kept under."""
        return self._kind + super().get_cache_key(name, filename)

    def get_source_checksum(self, source: str) -> str:
        """What tells a template's versions apart."""
        return super().get_source_checksum(self._version + source)


@cache
def _folder() -> Path | None:
    """The folder, made where it is missing; None where it cannot be made or is not safe to read code from."""
    folder = cache_dir() / "site"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        status = folder.stat()
    except OSError:
        return None
    # Elsewhere than on POSIX systems a user's cache folder is the user's own by its place.
    ours = not hasattr(os, "getuid") or (status.st_uid == os.getuid() and not status.st_mode & 0o022)
    return folder if ours else None


def _write(name: str, content: bytes) -> None:
    """Writes a file whole or not at all: another build may read it now."""
    folder = _folder()
    if folder is None:
        return
    with suppress(OSError):
        with NamedTemporaryFile(dir=folder, delete=False) as stream:
            stream.write(content)
        try:
            os.replace(stream.name, folder / name)
        except OSError:
            os.unlink(stream.name)
