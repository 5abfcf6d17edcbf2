"""A span of days to ingest: what a listing or an archive dates outside of it stays out, and is counted."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time


@dataclass(slots=True)
class Span:
    """The days from `since` to `until`, both included, in UTC; None: no bound.

    `outside` and `undated` count what was left out so far: what has no date is in no span. `unread` counts the listings
    that were not read, whatever the span, as one source led to too many.
    """

    since: date | None = None
    until: date | None = None
    outside: int = 0
    undated: int = 0
    unread: int = 0

    @property
    def is_bounded(self) -> bool:
        """Whether there is anything that it leaves out."""
        return self.since is not None or self.until is not None

    def takes(self, on: date | None) -> bool:
        """Return whether something of this day is to be taken, and count it where not."""
        if not self.is_bounded:
            return True
        if on is None:
            self.undated += 1
            return False
        is_inside = (self.since is None or self.since <= on) and (self.until is None or on <= self.until)
        self.outside += not is_inside
        return is_inside

    def takes_moment(self, at: datetime | None) -> bool:
        """Return whether something of this time is to be taken, and count it where not."""
        return self.takes(at.astimezone(UTC).date() if at else None)

    def may_be_in(self, changed_at: datetime | None) -> bool:
        """Return whether a listing that last changed then may name anything of the span."""
        return self.since is None or changed_at is None or changed_at >= datetime.combine(self.since, time(), UTC)

    def notes(self) -> list[str]:
        """Return what a person should know of what was left out."""
        notes = []
        if self.unread:
            notes.append(f"{self.unread:,} sitemaps or feeds not read: an input led to too many. Name them.")
        if not self.is_bounded:
            return notes
        days = f"{self.since or 'the beginning'} to {self.until or 'today'}"
        notes.append(f"Only {days}: {self.outside:,} outside of it left out.")
        if self.undated:
            notes.append(f"{self.undated:,} without a date left out: without --since and --until they are taken.")
        return notes
