"""Recurrence: which blocks of a page are its site's boilerplate, by what earlier pages of the site showed.

A block that stands on three pages of a site that are about different things is the site's, not the story's. A page
bears witness to a block if

- it is about something else than the other two: of the words that each repeats most, its topic, they share one at
  most. So reports of one story, versions of a live page and copies count as one page;
- the block says nothing of what the page is about, and not who said something. A background paragraph names the
  people and places of the story it stands in, whatever that day's headline; an invitation to subscribe does not.

Only whole blocks go; never one that credits another outlet or names an agency, for origins rest on that; and a short
one ("Background", "Conclusion") only together with what stands below it, for it may be its heading. Blocks are
compared without regard to case and spaces, but figures count: reports filled into one template differ in nothing else.
"""

from collections import Counter, deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import combinations, zip_longest

import numpy as np
from numpy.typing import NDArray

from extractors.article import WORD
from extractors.credits import NAME_AHEAD, CreditReader
from extractors.furniture import REPORTING
from extractors.outlets import known_outlet, normalise_outlet
from extractors.records import Article
from extractors.site_pages import Block, Page
from extractors.site_records import SiteBlock, SiteLesson, SitePage

# A page's topic are so many words. On labelled stories, the topics of two reports of one share three or more of them,
# those of two reports of different ones none or one.
TOPIC_WORDS = 24
SHARED_WORDS = 1
TITLE_EMPHASIS = 3
# With fewer, a page says too little to be told from another.
FEWEST_TOPIC_WORDS = 8
# One in so many words of a block may be among a topic by accident.
ACCIDENT = 16
# A turn of phrase ("The investigation continues.") recurs as well, but not on every second page.
PAGES_A_WITNESS = 2
# How many pages of a site are remembered, and after how many that lack it a learned block is forgotten.
REMEMBERED_PAGES = 32
FORGOTTEN_AFTER = 512
# So many pages are asked whether two of them agree with the one at hand: it bounds the cost.
MOST_WITNESSES = 16
# How hashes are stored.
WORD_TYPE, KEY_TYPE = "<u4", "<u8"


@dataclass(frozen=True)
class _Witness:
    """A page that its site remembers; most of it is only looked at where a block recurs."""

    page: SitePage

    @cached_property
    def topic(self) -> frozenset[int]:
        """The words that the page repeats most."""
        return frozenset(np.frombuffer(self.page.topic, WORD_TYPE).tolist())

    @cached_property
    def own(self) -> frozenset[int]:
        """The keys of the blocks that recur and yet belong to the page's story."""
        return frozenset(np.frombuffer(self.page.own_blocks, KEY_TYPE).tolist())

    def is_about_something_else(self, other: "_Witness") -> bool:
        """Tell whether two pages are known to be about different things."""
        enough = min(len(self.topic), len(other.topic)) >= FEWEST_TOPIC_WORDS
        return enough and len(self.topic & other.topic) <= SHARED_WORDS


class SiteMemory:
    """What the pages of one site have taught; the same pages in the same order teach the same."""

    def __init__(
        self, site: str, extractor: str, pages: Iterable[SitePage] = (), blocks: Iterable[SiteBlock] = ()
    ) -> None:
        """Remember what was stored: the site's last pages in order, and the blocks learned."""
        self._site, self._extractor = site, extractor
        self._pages = deque(map(_Witness, pages), REMEMBERED_PAGES)
        self._learned = {block.block_key: block for block in blocks}
        self._new: deque[SitePage] = deque(maxlen=REMEMBERED_PAGES)

    def clean(self, page: Page) -> Article:
        """Return the article of `page` without learned blocks; one that holds nothing else stays as it is."""
        kept = [line for line, block in self._rise(page) if block is None or block.key not in self._learned]
        text = "\n".join(reversed(kept))
        if len(text) == len(page.article.text) or not any(map(str.isalnum, text)):
            return page.article
        return replace(page.article, text=text, word_count=sum(1 for _ in WORD.finditer(text)))

    def learn(self, page: Page) -> None:
        """Learn from the site's next page; what shows an article that is remembered teaches nothing.

        An article comes again as another revision, or because what followed upon its text failed.
        """
        if any(witness.page.article_id == page.article.article_id for witness in self._pages):
            return
        blocks = {block.key: block for block in page.blocks}
        number = self._pages[-1].page.page + 1 if self._pages else 1
        for key in blocks.keys() & self._learned.keys():
            known = self._learned[key]
            self._learned[key] = replace(known, page_count=known.page_count + 1, last_page=number)
        before = self._find_earlier(blocks.keys() - self._learned.keys())
        witness = _Witness(self._describe(number, page, blocks, before))
        for line, block in self._rise(page):
            earlier = before.get(block.key) if block else None
            if block and earlier and _is_proved(block, earlier, witness):
                self._settle(line, block, len(earlier) + 1, witness.page, page.article)
        self._pages.append(witness)
        self._new.append(witness.page)
        if number % REMEMBERED_PAGES == 0:
            oldest = number - FORGOTTEN_AFTER
            self._learned = {key: block for key, block in self._learned.items() if block.last_page > oldest}

    def lesson(self) -> SiteLesson:
        """Return what is to be stored of the pages learned from since this memory was built."""
        oldest = self._pages[0].page.page if self._pages else 0
        return SiteLesson(self._site, self._extractor, oldest, tuple(self._new), tuple(self._learned.values()))

    def _rise(self, page: Page) -> Iterator[tuple[str, Block | None]]:
        """Yield the lines of `page` from the last to the first, each with its block, None where that may not go.

        What is learned of a line before the next one is asked for counts: a heading goes with what it heads.
        """
        below_goes = True
        for line, block in reversed(list(zip_longest(page.article.text.split("\n"), page.blocks))):
            may_go = block if block and (below_goes or not block.is_short) else None
            yield line, may_go
            below_goes = may_go is not None and may_go.key in self._learned

    def _find_earlier(self, keys: Collection[int]) -> dict[int, list[_Witness]]:
        """Return for each of `keys` that recurs the remembered pages that showed it, in order."""
        pages = list(self._pages)
        shown = np.frombuffer(b"".join(witness.page.blocks for witness in pages), KEY_TYPE)
        on_page = np.repeat(np.arange(len(pages)), [len(w.page.blocks) // shown.itemsize for w in pages])
        recurs = np.isin(shown, _sort(keys, KEY_TYPE))
        earlier: dict[int, list[_Witness]] = {}
        for key, page in zip(shown[recurs].tolist(), on_page[recurs].tolist(), strict=True):
            earlier.setdefault(key, []).append(pages[page])
        return earlier

    def _describe(self, number: int, page: Page, blocks: Mapping[int, Block], recurring: Collection[int]) -> SitePage:
        """Return what is to be remembered of a page."""
        # What a page is about is what it alone says: a block shown before may be boilerplate.
        fresh = [block for key, block in blocks.items() if key not in recurring and key not in self._learned]
        topic = _find_topic(page.title, fresh)
        said = frozenset(page.title).union(*(block.words for block in fresh))
        own = [key for key in recurring if _belongs(blocks[key], topic, said)]
        return SitePage(
            self._site,
            number,
            topic=_sort(topic, WORD_TYPE).tobytes(),
            blocks=_sort(blocks, KEY_TYPE).tobytes(),
            own_blocks=_sort(own, KEY_TYPE).tobytes(),
            extractor=self._extractor,
            article_id=page.article.article_id,
        )

    def _settle(self, line: str, block: Block, count: int, page: SitePage, article: Article) -> None:
        """Learn a block that three pages have proved to be boilerplate, unless it gives a credit."""
        if not REPORTING.search(line) and not _gives_credit(line, article.outlet):
            self._learned[block.key] = SiteBlock(
                self._site, block.key, line, count, page.page, article.article_id, self._extractor
            )


def _find_topic(title: Iterable[int], blocks: Iterable[Block]) -> frozenset[int]:
    """Return the words that most blocks repeat, the earlier ones of equals; a word of the title counts as repeated."""
    counts = Counter(dict.fromkeys(title, TITLE_EMPHASIS))
    for block in blocks:
        counts.update(block.words)
    return frozenset(word for word, _ in counts.most_common(TOPIC_WORDS))


def _belongs(block: Block, topic: frozenset[int], said: frozenset[int]) -> bool:
    """Tell whether a block speaks of the topic of its page, or names what the page names (`said`, all its words)."""
    if not said.isdisjoint(block.names):
        return True
    return len(topic.intersection(block.words)) > len(block.words) // ACCIDENT


def _is_proved(block: Block, before: Sequence[_Witness], last: _Witness) -> bool:
    """Tell whether `last` and two pages before it are about three things, and all show a block foreign to them."""
    if len(before) < 2 or block.key in last.own:
        return False
    witnesses = [page for page in before if block.key not in page.own]
    if PAGES_A_WITNESS * (len(witnesses) + 1) <= last.page.page - before[0].page.page:
        return False
    others = [page for page in witnesses if page.is_about_something_else(last)][-MOST_WITNESSES:]
    return any(one.is_about_something_else(other) for one, other in combinations(others, 2))


@lru_cache(maxsize=1024)
def _gives_credit(line: str, outlet: str | None) -> bool:
    """Tell whether a block credits an outlet or a source of data, or names an agency, other than its own `outlet`."""
    credited = {credit.name for credit in CreditReader(line).read(0, len(line))}
    known = (known_outlet(match[1]) for match in NAME_AHEAD.finditer(line))
    agencies = {found.name for found in known if found and found.is_wire}
    return bool((credited | agencies) - {normalise_outlet(outlet or "")})


def _sort(numbers: Iterable[int], kind: str) -> NDArray[np.unsignedinteger]:
    return np.array(sorted(numbers), kind)
