"""One build at a time: a lock file that the system lets go when its holder ends, however it ends.

The file stays when the lock is free, and says who had it last; so no lock is ever stale. Where the file system knows no
locks, work goes on without.
"""

from __future__ import annotations

import errno
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from geomap.errors import SiteError

PATIENCE = 600.0
"""Seconds to wait for another one's work."""
_LOOK = 0.1
_TAKEN = frozenset((errno.EACCES, errno.EAGAIN, errno.EDEADLK))
# On Windows a locked byte cannot be read: it lies behind what the file says.
_BYTE = 1 << 20

if sys.platform == "win32":
    import msvcrt

    def _take(file: int) -> None:
        os.lseek(file, _BYTE, os.SEEK_SET)
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _take(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def locked(path: Path, tell: Callable[[str], None], patience: float = PATIENCE) -> Iterator[bool]:
    """Holds the lock at `path`; while another process has it, waits, having told once who that is.

    Gives whether it waited.

    Raises:
        SiteError: it is not free after `patience` seconds, or the file cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as error:
        raise SiteError(f"{path}: cannot be written ({error.strerror or error})") from error
    try:
        yield _wait(file, path, tell, patience)
    finally:
        os.close(file)


def _wait(file: int, path: Path, tell: Callable[[str], None], patience: float) -> bool:
    until = time.monotonic() + patience
    told = False
    while True:
        try:
            _take(file)
            break
        except OSError as error:
            if error.errno not in _TAKEN:
                return False
        if not told:
            tell(f"waiting for {_holder(path)}")
            told = True
        if time.monotonic() >= until:
            raise SiteError(f"{path}: {_holder(path)} works on it; try again when that has ended")
        time.sleep(_LOOK)
    # Who has the lock is told where the disk has room for it; what needs room itself says so better than a lock can.
    with suppress(OSError):
        os.lseek(file, 0, os.SEEK_SET)
        os.truncate(file, 0)
        os.write(file, f"process {os.getpid()}, since {datetime.now():%H:%M:%S}".encode())
    return told


def _holder(path: Path) -> str:
    """Who has the lock, as its file says."""
    try:
        return path.read_text("utf-8").strip() or "another process"
    except OSError:
        return "another process"
