"""The people of an article where it says what they are: "Ada Obi, the mayor of Porto", "fire chief Tom Reed"."""

from extractors.claims import covers
from extractors.holders import is_role_noun
from extractors.records import Appearance, Article
from extractors.speakers import cast_of


def find_people(article: Article) -> tuple[Appearance, ...]:
    """Return each mention of a person together with a role, in the order of the text; none in other languages."""
    if not covers(article.language):
        return ()
    text = article.text
    return tuple(
        Appearance(
            article_id=article.article_id,
            person=held.name,
            role=text[held.role_start : held.role_end],
            text=text[held.start : held.end],
            char_start=held.start,
            char_end=held.end,
        )
        for held in cast_of(text).holders.held
        if is_role_noun(held.role.head)
    )
