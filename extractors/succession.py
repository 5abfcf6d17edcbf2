"""Succession: which new cluster goes on as which story, so that a story id never changes its meaning."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from extractors.identity import stable_id


@dataclass(frozen=True, slots=True)
class Succession:
    """What became of some stories: the id of each cluster, in order, and where the ids went that ended.

    `merged` says of each story that ended which one it is now; `split` of each new id that former members of a story
    go by, which story that was.
    """

    story_ids: tuple[str, ...]
    merged: dict[str, str] = field(default_factory=dict)
    split: dict[str, str] = field(default_factory=dict)


def settle(
    former: Mapping[str, Sequence[str]], clusters: Sequence[Sequence[str]], is_taken: Callable[[str], bool]
) -> Succession:
    """Decide the ids of `clusters` (article ids, the first of each names it) given the `former` members of stories.

    A story goes on as the cluster that holds most of its former members, of equals the one with the smallest article
    id among them; where several stories go on as one, the oldest id stays (`former` runs from old to young) and the
    others are merged into it. A cluster that is no story's heir gets a new id, made from its first article: an id is
    given once (`is_taken`) and stands for the story that went by it, while it lasts and after it was merged. Linear
    in articles: a whole history that was clustered anew can be settled with what it was before.
    """
    cluster_of = {article_id: i for i, members in enumerate(clusters) for article_id in members}
    named: dict[int, str] = {}
    merged = {}
    for story_id, members in former.items():
        if (heir := _find_heir(members, cluster_of)) is None:
            continue
        if heir in named:
            merged[story_id] = named[heir]
        named.setdefault(heir, story_id)
    story_of = {article_id: story_id for story_id, members in former.items() for article_id in members}
    given, split = set(former), {}
    for i, members in enumerate(clusters):
        if i in named:
            continue
        named[i] = _name_story(members[0], lambda story_id: story_id in given or is_taken(story_id))
        given.add(named[i])
        origin = next((story_of[article_id] for article_id in members if article_id in story_of), None)
        if origin is not None:
            split[named[i]] = origin
    return Succession(tuple(named[i] for i in range(len(clusters))), merged, split)


def _find_heir(members: Iterable[str], cluster_of: Mapping[str, int]) -> int | None:
    """Return the cluster that holds most of `members`, None where all of them are gone."""
    held: defaultdict[int, list[str]] = defaultdict(list)
    for article_id in members:
        if article_id in cluster_of:
            held[cluster_of[article_id]].append(article_id)
    return min(held, key=lambda i: (-len(held[i]), min(held[i])), default=None)


def _name_story(article_id: str, is_taken: Callable[[str], bool]) -> str:
    story_id, attempt = stable_id("story", article_id), 1
    while is_taken(story_id):  # the story that first bore this name goes on, or went on in another
        attempt += 1
        story_id = stable_id("story", article_id, str(attempt))
    return story_id
