"""Credits in running text: where a sentence says which outlet, agency or body its news comes from."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from extractors.outlets import known_outlet, normalise_outlet

# A name as written: capitalised words, with the small words that stand inside names.
# A weekday ends a name, unless it begins one ("the Sunday Times").
_WORD = r"(?:(?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b(?! [A-Z]))[A-Z0-9][\w.&-]*(?:['’](?!s\b)\w+)?)"
_SMALL = r"(?:of|for|and|de|la|le|der|on|in|the)"
_NAME = rf"{_WORD}(?: (?:{_SMALL} ){{0,2}}{_WORD}){{0,6}}"
# Works of an outlet or a body; data are compiled by bodies only, so whoever they are from is one.
_DATA = r"(?:data|figures|estimates?|numbers|statistics|survey|poll)"
_WORK = r"(?:reports?|reporting|article|story|stories|investigation|interview|analysis|study|research)"
_TO_NAME = r"(?=(?:[Tt]he )?[A-Z])"
NAME_AHEAD = re.compile(rf"(?:[Tt]he )?({_NAME})")
NAME_BEHIND = re.compile(rf"(?<![\w.&-])({_NAME})(?:['’]s?)?$")
ALSO_AHEAD = re.compile(rf"(?:, | and |, and | or ){_TO_NAME}")
NAME_WINDOW = 120
BEHIND_WINDOW = 80
MOST_NAME_WORDS = 6
SHORT_NAME_WINDOW = 20_000

# "according to (a report by) the Financial Times", "data from Pew Research Center": an outlet or a body.
SOURCE_CUE = re.compile(
    rf"\b(?:[Aa]ccording to (?:[a-z]+ ){{0,4}}?"
    rf"(?:(?:(?P<its_data>{_DATA})|{_WORK}) (?:\w+ )?(?:by|from|in|with|of) )?"
    rf"|(?:(?P<data>{_DATA})|{_WORK})"
    rf" (?:(?:released|published|compiled|conducted|collected|carried out|provided) )?(?:by|from) ){_TO_NAME}"
)
# "told Reuters", "first reported by Bloomberg": an outlet is the source there, anyone else is who listens.
OUTLET_CUE = re.compile(
    r"(?:\b(?:tell(?:s|ing)?|told|(?:spoke|spoken|speaking) (?:to|with)|interview(?:ed)? (?:with|by|in|on)|"
    r"(?:reported|published|revealed|disclosed) (?:by|in|on)|"
    r"(?:seen|obtained|reviewed|viewed|quoted|cited|verified) by|"
    r"citing|quoting|via|contributors? to|(?:statement|comments|remarks|emails?) (?:to|in|on)|"
    rf"(?:writing|wrote|appeared|column|op-ed|article|story) in|reports? (?:by|from|in)) |\b[Ss]ource: ){_TO_NAME}"
)
# "the Financial Times (first) reported", "a Financial Times report says".
OUTLET_SAYS = re.compile(
    r"\s(?:(?:has|have|had|also|first|earlier|exclusively|separately|previously|recently|now) ){0,3}"
    r"(?:reported|reports|revealed|reveals|wrote|writes|cited|quoted|found|uncovered|(?P<said>said|says|noted|adds|added)|"
    r"(?:report|investigation|analysis|interview|story|article|scoop|poll)(?: \w+ing)? "
    r"(?:that |which |also |first ){0,2}"
    r"(?:said|says|found|finds|reveal(?:s|ed)|suggest(?:s|ed)|show(?:s|ed)|claim(?:s|ed)|alleg(?:es|ed)|detail(?:s|ed)|"
    r"cit(?:es|ed)|quot(?:es|ed)|describ(?:es|ed)|stat(?:es|ed)|not(?:es|ed))|"
    r"(?:report|story|article|scoop)(?: \w+ing)? that)\b"
)
DATA_SHOW = re.compile(
    r"\s(?:data|figures|estimates|statistics) (?:show|shows|showed|suggest|suggests|suggested|indicate|indicated)\b"
)
# The outlet as its own news: "the Guardian said it would cut jobs", "told Washington Post staff".
OWN_NEWS_AFTER = re.compile(r"\s(?:(?:that )?(?:it|its|their|they)\b|in a statement)")
OWN_PEOPLE_AFTER = re.compile(
    r"\s(?:staff|newsroom|employees|owners?|unions?|shareholders|investors|readers|board|management)\b"
)
OF_NAME = re.compile(r" of (?:the )?[A-Z]")
# What is said about a report credits it with nothing: "declined to comment on the New York Times report".
SAID_ABOUT = re.compile(
    r"\b(?:comment|respond|response|reaction|reacting|responding|denied|dismissed|rejected|criticised|criticized|about|sued|"
    r"suing)(?: \w+){0,2} (?:the |an? )?$"
)
PAPER = re.compile(
    r"(?:Times|Post|Journal|Herald|Tribune|Gazette|Chronicle|Telegraph|Observer|Star|Daily|News|Mail|Press|Globe)$"
)
# Names of papers that are common words as well: a paper is meant where another word stands before ("Arts Courier").
COMMON_PAPER = re.compile(
    r" (?:Courier|Dispatch|Examiner|Mercury|Argus|Standard|Bulletin|Sun|Review|Telegram|Sentinel|Ledger|Record|Echo|"
    r"Express|Independent|Inquirer|Register|Republic|Advertiser|Beacon|Citizen|Reporter|World|Today|Week|Weekly|"
    r"Magazine|Messenger|Banner|Leader|Enterprise|Monitor|Lantern|Wire)$"
)
# A learned journal publishes as a paper does.
JOURNAL = re.compile(r"(?:Journal|Annals|Proceedings|Archives|Transactions|Review|Reviews) (?:of|in|on) (?:the )?[A-Z]")
BODY_WORD = re.compile(
    r"\b(?:Ventures|Research|Institut(?:e|ion|es)|University|College|School|Group|Bank|Inc|Corp|Company|Office|Bureau|"
    r"Ministry|Department|Agency|Administration|Authority|Association|Council|Commission|Cent(?:er|re)|Foundation|Survey|"
    r"Services?|Capital|Partners|Analytics|Data|Labs?|Society|Union|Committee|Fund|Organi[sz]ation|Observatory|Statistics|"
    r"Exchange|Federation|Nations|Court|Board|Trust|Network|Initiative|Project|Consortium|Academy|Hospital|Insights?|"
    r"Intelligence|Technologies|Securities|Advisors|Reserve|Treasury|Registry|Alliance|Monitor|News|Times|Post|Journal|"
    r"Tribune|Herald|Gazette|Chronicle|Daily|Magazine|Press|Census|Index|International|Global|Media|Broadcasting)\b"
)
HONORIFIC = re.compile(
    r"(?:Mr|Mrs|Ms|Dr|Prof|Professor|Sir|Dame|Lord|Lady|Sen|Rep|Gov|Governor|President|Minister|Senator|Judge|Justice|"
    r"Captain|Sgt|Lt|Col|Gen|Chief|CEO|Sheriff|Mayor)\b"
)


TITLE_BEFORE = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov|Mayor)\.? $")
# After the name of a body comes no noun it only modifies ("State Department officials", "Internet companies").
NAME_ENDS = re.compile(
    r"[^\w\s]|$|\n|['’]s|\s(?:and|or|on|in|for|that|which|this|last|published|released|show\w*|suggest\w*|indicat\w*|found|"
    r"say|says|said|statement|statements|report|reports|data|figures|documents?|filings?|estimates?|survey|poll)\b"
)


@dataclass(frozen=True, slots=True)
class Credit:
    """A credited name as written at [start, end) of the text; `name` is normalised, `is_outlet` no mere body."""

    start: int
    end: int
    name: str
    is_outlet: bool


@dataclass(frozen=True, slots=True)
class CreditReader:
    """Reads the credits of one text; `persons` and `bodies` are the names, in lower case, of those who speak in it."""

    text: str
    persons: frozenset[str] = frozenset()
    bodies: frozenset[str] = frozenset()

    def read(self, start: int, end: int) -> list[Credit]:
        """Return the credits of the sentence `text[start:end]` in order, each name once."""
        found: dict[int, Credit] = {}
        for credit in (*self._after_cues(start, end), *self._before_cues(start, end)):
            found.setdefault(credit.start, credit)
        return [found[position] for position in sorted(found)]

    def _after_cues(self, start: int, end: int) -> Iterator[Credit]:
        for cue in SOURCE_CUE.finditer(self.text, start, end):
            yield from self._names_ahead(cue.end(), end, is_data=bool(cue["data"] or cue["its_data"]))
        for cue in OUTLET_CUE.finditer(self.text, start, end):
            for credit in self._outlets_ahead(cue.end(), end):
                if not OWN_PEOPLE_AFTER.match(self.text, credit.end, end):
                    yield credit

    def _before_cues(self, start: int, end: int) -> Iterator[Credit]:
        for cue in OUTLET_SAYS.finditer(self.text, start, end):
            credit = self._name_behind(start, cue.start(), is_data=False)
            is_own_news = cue["said"] and OWN_NEWS_AFTER.match(self.text, cue.end(), end)
            if credit and credit.is_outlet and not is_own_news and not self._is_said_about(start, credit.start):
                yield credit
        for cue in DATA_SHOW.finditer(self.text, start, end):
            if credit := self._name_behind(start, cue.start(), is_data=True):
                yield credit

    def _names_ahead(self, position: int, end: int, *, is_data: bool) -> Iterator[Credit]:
        """Yield the names listed from `position`; after the first only known outlets count ("the BBC and Reuters")."""
        outlets = list(self._outlets_ahead(position, end))
        if outlets:
            yield from outlets
        elif match := NAME_AHEAD.match(self.text, position, min(end, position + NAME_WINDOW)):
            body = self._body(match.start(1), match[1], is_data=is_data)
            if body:
                yield body

    def _outlets_ahead(self, position: int, end: int) -> Iterator[Credit]:
        while match := NAME_AHEAD.match(self.text, position, min(end, position + NAME_WINDOW)):
            credit = self._outlet_at(match.start(1), match[1])
            if credit is None:
                return
            yield credit
            also = ALSO_AHEAD.match(self.text, credit.end, end)
            if also is None:
                return
            position = also.end()

    def _name_behind(self, start: int, position: int, *, is_data: bool) -> Credit | None:
        """Return the outlet, or with `is_data` the body, whose name ends at `position`."""
        window = max(start, position - BEHIND_WINDOW)
        behind = NAME_BEHIND.search(self.text[window:position])
        if behind is None:
            return None
        for word in re.finditer(r"\S+", behind[1]):
            name_start, name_end = window + behind.start(1) + word.start(), window + behind.end(1)
            outlet = None if word[0] == "The" else self._outlet(name_start, self.text[name_start:name_end])
            if outlet:
                return Credit(name_start, name_end, outlet, is_outlet=True)
        return self._body(window + behind.start(1), behind[1], is_data=True) if is_data else None

    def _outlet_at(self, start: int, phrase: str) -> Credit | None:
        """Return the longest outlet's name that `phrase`, which stands at `start`, begins with."""
        for word in reversed(list(re.finditer(r"\S+", phrase))[:MOST_NAME_WORDS]):
            written = phrase[: word.end()].rstrip(".,")
            outlet = self._outlet(start, written)
            if outlet:
                return Credit(start, start + len(written), outlet, is_outlet=True)
        return None

    def _outlet(self, start: int, written: str) -> str | None:
        """Return the outlet that `written` names: a known one, or "the Times" by the fuller name found in the text."""
        known = known_outlet(written)
        if known:
            # A person may bear an outlet's name: "Mr. Bloomberg said".
            is_person = self._is_person(written.casefold()) or TITLE_BEFORE.search(self.text, max(0, start - 9), start)
            return None if is_person else known.name
        has_article = self.text[max(0, start - 4) : start].casefold() == "the "
        if JOURNAL.match(written):
            return normalise_outlet(written)
        # "the Journal" of "the Journal of Hydrology" is none.
        if OF_NAME.match(self.text, start + len(written)):
            return None
        if has_article and (PAPER.search(written) or COMMON_PAPER.search(written)):
            return _fuller_outlet(self.text[:SHORT_NAME_WINDOW], written) or normalise_outlet(written)
        return None

    def _body(self, start: int, phrase: str, *, is_data: bool) -> Credit | None:
        """Return `phrase` as a credited body, None where it is a person's name or may well be one."""
        written = phrase.rstrip(".,")
        folded = normalise_outlet(written).casefold()
        if NAME_ENDS.match(self.text, start + len(written)) is None:
            return None
        if not folded or HONORIFIC.match(written) or written.isdigit() or self._is_person(folded):
            return None
        is_acronym = " " not in written and sum(map(str.isupper, written)) >= 2
        has_article = self.text[max(0, start - 4) : start].casefold() == "the "
        if is_data or is_acronym or has_article or folded in self.bodies or BODY_WORD.search(written):
            return Credit(start, start + len(written), normalise_outlet(written), is_outlet=False)
        return None

    def _is_person(self, folded: str) -> bool:
        return any(folded == person or folded in person.split() for person in self.persons)

    def _is_said_about(self, start: int, name_start: int) -> bool:
        return SAID_ABOUT.search(self.text[max(start, name_start - BEHIND_WINDOW) : name_start]) is not None


@lru_cache(maxsize=64)
def _fuller_outlet(text: str, written: str) -> str | None:
    """Return the known outlet whose fuller name stands in `text` ("New York Times" where `written` is "Times")."""
    for fuller in re.finditer(rf"(?:[A-Z][\w.]* ){{1,3}}{re.escape(written)}\b", text):
        words = fuller[0].split()
        for first in range(len(words) - 1):
            if outlet := known_outlet(" ".join(words[first:])):
                return outlet.name
    return None
