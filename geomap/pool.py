"""Work on a stream of items in several processes: answers in order, little of the stream held at a time."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing import get_context
from queue import Queue
from threading import Thread, active_count
from typing import Generic, TypeVar

from geomap.collector import collect_seldom, pass_over_loaded

T = TypeVar("T")
R = TypeVar("R")

AHEAD = 16
"""Items a process that are under way or wait for their turn to be told, at most."""


def workers(jobs: int) -> ProcessPoolExecutor:
    """Worker processes, which leave an interruption to the process that started them."""
    # A forked worker shares what is loaded already; elsewhere than on Linux forking is not safe, and nowhere while
    # other threads run: their locks would be forked with it.
    context = get_context("fork" if sys.platform == "linux" and active_count() == 1 else "spawn")
    return ProcessPoolExecutor(jobs, mp_context=context, initializer=_begin)


def in_order(items: Iterable[T], work: Callable[[T], R], tell: Callable[[R], None], jobs: int, alone: int) -> None:
    """Does `work` on each item and tells what it gave, in the items' order, whoever raises stopping it all.

    Each answer is told as soon as it and those before it are there, also while the next item is waited for: who writes
    a line and waits for its answer gets it. The first `alone` items are done in this process, before others are worth
    starting and so that forked ones find tables loaded; it also does what a killed worker leaves. `work` is pickled.
    """
    feed = iter(items)
    for item in islice(feed, alone if jobs > 1 else None):
        tell(work(item))
    first = next(feed, None)
    if first is None:
        return
    with workers(jobs) as pool:
        # Forked before there is a second thread, whose locks would be forked with it.
        begun = pool.submit(work, first)
        teller = _Teller(work, tell, AHEAD * jobs)
        try:
            teller.under_way.put((first, begun))
            for item in feed:
                if teller.failed:
                    break
                teller.under_way.put((item, _submitted(pool, work, item)))
        finally:
            teller.under_way.put(None)
            teller.join()
        if teller.failed:
            pool.shutdown(cancel_futures=True)
            raise teller.failed[0]


class _Teller(Thread, Generic[T, R]):
    """Tells the answers in order; what it failed on is for the thread that started it to raise."""

    def __init__(self, work: Callable[[T], R], tell: Callable[[R], None], most: int) -> None:
        super().__init__(daemon=True)
        self.under_way: Queue[tuple[T, Future[R]] | None] = Queue(most)
        self.failed: list[BaseException] = []
        self._work, self._tell, self._alone = work, tell, False
        self.start()

    def run(self) -> None:
        while (entry := self.under_way.get()) is not None:
            if self.failed:
                continue  # so that who fills the queue is never left waiting
            try:
                self._tell(self._answer(*entry))
            except BaseException as error:
                self.failed.append(error)

    def _answer(self, item: T, future: Future[R]) -> R:
        try:
            return future.result()
        except BrokenProcessPool:
            if not self._alone:
                tell_killed()
            self._alone = True
            return self._work(item)


def tell_killed() -> None:
    """Tells that a worker was killed, for want of memory mostly: this process does what is left."""
    print("geomap: a worker process was killed; going on with one process", file=sys.stderr)


def _submitted(pool: ProcessPoolExecutor, work: Callable[[T], R], item: T) -> Future[R]:
    try:
        return pool.submit(work, item)
    except BrokenProcessPool as error:
        broken: Future[R] = Future()
        broken.set_exception(error)
        return broken


def _begin() -> None:
    """In a worker, before its first item."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    pass_over_loaded()
    collect_seldom()
