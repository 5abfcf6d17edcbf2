"""robots.txt (RFC 9309): what a host allows this program to ask for, and how slowly."""

from datetime import datetime, timedelta

from protego import Protego

from storage.robots import RobotsFile

# A longer file is read up to here (RFC 9309, section 2.5, asks for 500 KiB at least).
MOST_BYTES = 512 * 1024
# How long an answer holds (section 2.4: not longer than a day).
FRESH = timedelta(days=1)
# A host that cannot be reached may be reachable soon.
FRESH_FAILURE = timedelta(hours=1)
AGENT = "newsloom"


class Rules:
    """A robots.txt, read."""

    def __init__(self, file: RobotsFile) -> None:
        self.is_reachable = file.is_reachable
        try:
            self._parsed = Protego.parse(file.body)
        except Exception:  # noqa: BLE001  a file that breaks the parser says nothing
            self._parsed = Protego.parse("")

    def allow(self, url: str) -> bool:
        """Tell whether the host allows this program to ask for `url`."""
        return self.is_reachable and self._parsed.can_fetch(url, AGENT)

    @property
    def delay(self) -> float:
        """Seconds between two requests, 0 where nothing is asked: Crawl-delay, or Request-rate."""
        rate = self._parsed.request_rate(AGENT)
        by_rate = rate.seconds / rate.requests if rate and rate.requests else 0.0
        return max(self._parsed.crawl_delay(AGENT) or 0.0, by_rate)


def is_fresh(file: RobotsFile, now: datetime) -> bool:
    """Tell whether an answer still holds."""
    return file.fetched_at <= now < file.fetched_at + (FRESH if file.is_reachable else FRESH_FAILURE)
