"""The body of a page: trafilatura's choice of blocks, looked at a second time, each block with its role.

The second look drops blocks that trafilatura took and takes blocks that it left out.
"""

from dataclasses import dataclass

import numpy as np
from lxml.html import HtmlElement
from trafilatura import bare_extraction
from trafilatura.settings import Document

from extractors.block_features import KINDS, Floats, describe_blocks
from extractors.block_model import score_blocks
from extractors.blocks import tidy_line
from extractors.decoding import clean_characters
from extractors.furniture import furniture_role
from extractors.layout import Layout, read_layout, write_lines
from extractors.roles import TEXT, Role, SortedBlock
from extractors.titles import is_same_title, shows_title

# A block that trafilatura took needs less to stay than another needs to come back.
KEEPS, RESTORES = 0.35, 0.5
# A page may hold its text twice, for wide and for narrow screens; shorter lines may recur in a story.
SHORTEST_REPEAT = 8
ROLE_OF_TAG = {
    "li": Role.LIST,
    "dd": Role.LIST,
    "dt": Role.LIST,
    "td": Role.TABLE,
    "th": Role.TABLE,
    **{f"h{level}": Role.HEADING for level in range(1, 7)},
}
CAPTIONS = frozenset(("figcaption", "caption"))
# What an element's names say of the blocks in it; the nearest element counts, then this order.
ROLE_OF_GROUP = {
    "comment": Role.COMMENT,
    "navigation": Role.NAVIGATION,
    "contents": Role.NAVIGATION,
    "share": Role.SHARE_BAR,
    "caption": Role.CAPTION,
    "author": Role.AUTHOR_NOTE,
    "promotion": Role.PROMOTION,
    "related": Role.RELATED,
    "legal": Role.LEGAL_LINE,
    "form": Role.FORM,
}
FARTHEST_NAME = 4
FARTHEST_COMMENT = 3
MOSTLY_LINKS = 0.5


@dataclass(frozen=True, slots=True)
class Body:
    """What a page shows: `lines` of its text, the lines trafilatura alone `extracted`, and what every block is."""

    lines: list[str]
    extracted: list[str]
    layout: Layout
    roles: list[Role]

    @property
    def blocks(self) -> list[SortedBlock]:
        """All blocks of the page in reading order, each with its role."""
        pairs = zip(self.layout.blocks, self.roles, strict=True)
        return [SortedBlock(_clean(block.text), role) for block, role in pairs]


def read_body(tree: HtmlElement, url: str | None, title: str | None) -> Body:
    """Return the body of a page whose headline is `title`; the tree stays as it is."""
    extracted = extract_lines(tree, url)
    layout = read_layout(tree)
    if not extracted or not layout.blocks:
        return Body([], [], Layout(), [])
    furniture = [furniture_role(block.text) for block in layout.blocks]
    features = describe_blocks(layout, extracted, furniture)
    belongs = choose_blocks(layout, features, score_blocks(features))
    roles = _name_roles(layout, features, furniture, belongs, title)
    chosen = [index for index, role in enumerate(roles) if role in TEXT]
    lines = _clean_lines("\n".join(write_lines(layout, chosen)))
    return Body(lines or _without_furniture(extracted, title), extracted, layout, roles)


def choose_blocks(layout: Layout, features: dict[str, Floats], scores: Floats) -> list[bool]:
    """Tell of each block whether it belongs to the story; `scores` are the model's probabilities.

    Captions and readers' comments never come back, and a paragraph counts once.
    """
    kept = features["kept"] >= 0.5
    may_return = (features["kind"] != KINDS["figcaption"]) & (features["to_comment"] > FARTHEST_COMMENT)
    belongs = np.where(kept, scores >= KEEPS, may_return & (scores >= RESTORES))
    seen: set[str] = set()
    for index in np.flatnonzero(belongs & (features["words"] >= SHORTEST_REPEAT)).tolist():
        text = layout.blocks[index].text
        belongs[index] = text not in seen
        seen.add(text)
    found: list[bool] = belongs.tolist()
    return found


def extract_lines(tree: HtmlElement, url: str | None) -> list[str]:
    """Return the lines trafilatura takes; what is found only by favouring recall is better than none."""
    # Never `deduplicate`: it remembers the pages before.
    for favor_recall in (False, True):
        found = bare_extraction(tree, url=url, include_comments=False, favor_recall=favor_recall)
        if isinstance(found, Document) and found.text:
            return _clean_lines(found.text)
    return []


def _clean_lines(text: str) -> list[str]:
    return [line for line in map(tidy_line, clean_characters(text).split("\n")) if line]


def _clean(line: str) -> str:
    return tidy_line(clean_characters(line))


def _without_furniture(lines: list[str], title: str | None) -> list[str]:
    kept = [line for line in lines if furniture_role(line) is None]
    return kept[1:] if len(kept) > 1 and title and is_same_title(kept[0], title) else kept


def _name_roles(
    layout: Layout,
    features: dict[str, Floats],
    furniture: list[Role | None],
    belongs: list[bool],
    title: str | None,
) -> list[Role]:
    """Return the role of each block; `belongs` says which ones the model counts to the story."""
    nearest = _nearest_names(features)
    linked = features["linked"].tolist()
    roles: list[Role] = []
    is_above = True
    for index, block in enumerate(layout.blocks):
        tag = layout.containers[block.container].tag
        if role := furniture[index]:
            roles.append(role)
        elif title and (
            (tag == "h1" and shows_title(block.text, title)) or (is_above and _is_title(block.text, title))
        ):
            roles.append(Role.HEADLINE)
        elif belongs[index]:
            roles.append(ROLE_OF_TAG.get(tag, Role.STORY))
            is_above = False
        elif tag in CAPTIONS:
            roles.append(Role.CAPTION)
        else:
            roles.append(nearest[index] or (Role.NAVIGATION if linked[index] > MOSTLY_LINKS else Role.OTHER))
    return roles


def _is_title(line: str, title: str) -> bool:
    # Most lines above a headline are a menu's, and far shorter.
    return 2 * len(line) >= len(title) and is_same_title(line, title)


def _nearest_names(features: dict[str, Floats]) -> list[Role | None]:
    """Return for each block the role that the names of the elements around it tell, None where they tell none."""
    distances = np.stack([features[f"to_{group}"] for group in ROLE_OF_GROUP], axis=1)
    roles = list(ROLE_OF_GROUP.values())
    return [
        roles[column] if distance <= FARTHEST_NAME else None
        for column, distance in zip(distances.argmin(axis=1).tolist(), distances.min(axis=1).tolist(), strict=True)
    ]
