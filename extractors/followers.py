"""Followers: copies go where the article goes that they copy, also when it becomes another one."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from extractors.decisions import Arrival, Decision
from extractors.records import CopyMembership
from extractors.tracking import StoryTracker


def take_with_followers(
    tracker: StoryTracker, arrival: Arrival, copies: Sequence[CopyMembership]
) -> Iterator[Decision]:
    """Take an article and, once more, those whose original changed with it: all of `copies`, itself among them.

    Originals are taken before what copies them, so what copies the newcomer comes after it. What copied it before and
    does so again leaves with it: a copy is no witness to where the text it copies belongs.

    Raises:
        KeyError: the original of one of them is not in the tracker.
    """
    article_id, originals = arrival.fingerprint.article_id, {copy.article_id: copy.copy_set_id for copy in copies}
    others = sorted(originals.keys() - {article_id}, key=lambda key: (originals[key] != key, key))
    before = [tracker.arrival_of(key) for key in others if originals[key] != article_id]
    after = [tracker.arrival_of(key) for key in others if originals[key] == article_id]
    if article_id in tracker:
        for one in after:
            if one.copy_of == article_id:
                tracker.remove(one.fingerprint.article_id)
        tracker.remove(article_id)
    for one in (*before, arrival, *after):
        key = one.fingerprint.article_id
        if key in tracker:
            tracker.remove(key)
        yield tracker.take(replace(one, copy_of=None if originals[key] == key else originals[key]))
