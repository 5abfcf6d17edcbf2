"""When to ask a source again: by its own rhythm, by what its publisher asks, and by how often it failed."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import pairwise

from extractors.identity import stable_id

# Seconds: no source is asked more often, nor less.
SHORTEST = 300.0
LONGEST = 86_400.0
# Without a time on any article.
USUAL = 3_600.0
# The last articles, whose distances are the rhythm.
RECENT = 20


def next_interval(times: Iterable[datetime | None], hint: float | None, now: datetime) -> float:
    """Return in how many seconds to ask a source again whose listing names articles of `times` (as read at `now`).

    Half the median distance of its last articles; longer once it has been silent for longer than that, and where its
    publisher asks for it (`hint`, seconds). Yet always before half of what it lists can have gone from it.
    """
    known = sorted((at for at in times if at is not None and at <= now), reverse=True)
    rhythm = _rhythm(known[:RECENT], now)
    wanted = max(rhythm, min(hint or 0.0, LONGEST))
    span = (known[0] - known[-1]).total_seconds() / 2 if len(known) > RECENT // 2 else LONGEST
    return min(max(min(wanted, span), SHORTEST), LONGEST)


def retry_interval(source_id: str, failures: int, interval: float, asked: float = 0.0) -> float:
    """Return in how many seconds to ask again a source that failed `failures` times in a row (one at least).

    It doubles from `interval` on, up to a day, and is never below what the host asked for. A tenth of it either way
    hangs on the source, so that those that failed together do not come back together.
    """
    jitter = 0.9 + 0.2 * (int(stable_id("jitter", source_id, failures), 16) % 1000) / 1000
    backoff = min(interval * 2.0 ** min(failures - 1, 20), LONGEST) * jitter
    return max(backoff, asked, SHORTEST)


def _rhythm(newest_first: Sequence[datetime], now: datetime) -> float:
    if len(newest_first) < 2:
        return USUAL
    distances = sorted((later - earlier).total_seconds() for later, earlier in pairwise(newest_first))
    silence = (now - newest_first[0]).total_seconds()
    return max(distances[len(distances) // 2], silence / 4) / 2
