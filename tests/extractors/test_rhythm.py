"""When to ask again: bounded, by a source's own rhythm and its publisher's wish, before anything is lost."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.rhythm import LONGEST, SHORTEST, USUAL, next_interval, retry_interval

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
# From a month before to one after.
MOMENTS = st.integers(-30 * 86_400, 30 * 86_400).map(lambda seconds: NOW + timedelta(seconds=seconds))
TIMES = st.lists(st.none() | MOMENTS, max_size=60)


def every(hours: float, count: int = 30) -> list[datetime | None]:
    return [NOW - number * timedelta(hours=hours) for number in range(count)]


@given(TIMES, st.none() | st.floats(0, 1e9))
def test_it_is_never_too_soon_nor_too_late(times: list[datetime | None], hint: float | None) -> None:
    assert SHORTEST <= next_interval(times, hint, NOW) <= LONGEST


@given(TIMES, st.floats(0, 1e6))
def test_it_comes_before_half_of_what_is_listed_can_have_gone(times: list[datetime | None], hint: float) -> None:
    known = [at for at in times if at and at <= NOW]
    if len(known) > 10:
        span = (max(known) - min(known)).total_seconds()
        assert next_interval(times, hint, NOW) <= max(span / 2, SHORTEST)


@pytest.mark.parametrize(("hours", "minutes"), [(0.05, 5), (1, 30), (4, 120), (100, 24 * 60)])
def test_a_busy_source_is_asked_more_often_than_a_quiet_one(hours: float, minutes: float) -> None:
    assert next_interval(every(hours), None, NOW) == minutes * 60


def test_a_source_that_falls_silent_is_asked_less_often_and_one_without_times_as_usual() -> None:
    assert next_interval(every(1), None, NOW + timedelta(days=3)) > 5 * next_interval(every(1), None, NOW)
    assert next_interval([None] * 20, None, NOW) == USUAL


def test_what_the_publisher_asks_makes_it_later_and_never_sooner() -> None:
    assert next_interval(every(1), 7200, NOW) == 7200
    assert next_interval(every(1), 60, NOW) == next_interval(every(1), None, NOW)


@given(st.text(), st.integers(1, 10**6), st.floats(1, 1e6), st.floats(0, 1e7))
def test_who_failed_is_asked_within_a_day_or_so_or_when_it_says(
    source: str, failures: int, interval: float, asked: float
) -> None:
    wait = retry_interval(source, failures, interval, asked)
    assert max(SHORTEST, asked) <= wait <= max(1.1 * LONGEST, asked)
    assert wait == retry_interval(source, failures, interval, asked)


def test_those_that_fail_together_do_not_come_back_together() -> None:
    waits = {round(retry_interval(f"source {number}", 3, 600)) for number in range(50)}
    assert len(waits) > 30
    assert min(waits) > 2 * max(retry_interval(f"source {number}", 1, 600) for number in range(50))
