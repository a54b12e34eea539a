"""Streams that are worked on by several processes: order, errors, killed workers, and little held at a time."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Iterator

import pytest

from geomap.pool import AHEAD, in_order


def squared(number: int) -> int:
    time.sleep(0.002 * (number % 3))
    return number * number


def refused(number: int) -> int:
    if number == 7:
        raise ValueError("no sevens")
    return number


def deadly(number: int) -> int:
    if number == 7 and multiprocessing.parent_process():
        os.kill(os.getpid(), signal.SIGKILL)
    return number


@pytest.mark.parametrize(
    ("items", "jobs", "alone"), [(0, 2, 3), (3, 2, 3), (4, 2, 3), (40, 2, 3), (40, 1, 3), (9, 3, 0)]
)
def test_answers_come_in_the_order_of_the_items(items: int, jobs: int, alone: int) -> None:
    told: list[int] = []
    in_order(range(items), squared, told.append, jobs, alone)
    assert told == [number * number for number in range(items)]


def test_an_answer_is_told_while_the_next_item_is_waited_for() -> None:
    told: list[int] = []

    def items() -> Iterator[int]:
        for number in range(9):
            yield number
            until = time.monotonic() + 20
            while number not in told and time.monotonic() < until:
                time.sleep(0.005)
            assert number in told

    in_order(items(), abs, told.append, 2, 3)
    assert told == list(range(9))


def test_a_stream_is_read_only_a_little_ahead_of_its_answers() -> None:
    read, furthest, told = 0, 0, 0

    def items() -> Iterator[int]:
        nonlocal read
        for number in range(400):
            read += 1
            yield number

    def slow(answer: int) -> None:
        nonlocal told, furthest
        time.sleep(0.001)
        furthest = max(furthest, read - told)
        told += 1

    in_order(items(), abs, slow, 2, 3)
    assert told == 400
    assert furthest <= 2 * AHEAD + 4


def test_what_the_work_or_the_telling_raises_ends_it() -> None:
    with pytest.raises(ValueError, match="no sevens"):
        in_order(range(1000), refused, lambda answer: None, 2, 3)

    def gone(answer: int) -> None:
        if answer == 20:
            raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        in_order(range(1000), abs, gone, 2, 3)


def test_what_reading_the_stream_raises_ends_it_after_what_was_read() -> None:
    told: list[int] = []

    def items() -> Iterator[int]:
        yield from range(12)
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="the disk is gone"):
        in_order(items(), abs, told.append, 2, 3)
    assert told == list(range(12))


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs a system that can kill a process")
def test_when_a_worker_is_killed_this_process_does_the_rest(capsys: pytest.CaptureFixture[str]) -> None:
    told: list[int] = []
    in_order(range(30), deadly, told.append, 2, 3)
    assert told == list(range(30))
    assert capsys.readouterr().err.count("a worker process was killed") == 1
