"""The commands `newsloom story …`: a story's account, and a person's word on what belongs together."""

from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, Parameter
from rich.console import Console

from flows.rendering import print_results
from flows.settings import build_settings
from flows.testimony import print_claims, tell_claims
from storage.accounts import tell_story
from storage.database import open_database
from storage.stories import StoryChanges
from storage.testimony import read_testimony

Db = Annotated[Path | None, Parameter(name="--db", env_var="NEWSLOOM_DB", help="The DuckDB file (news.duckdb).")]
Wait = Annotated[float | None, Parameter(name="--wait", help="Seconds to wait for a run that holds the database (60).")]
StoryId = Annotated[str, Parameter(help="Its id; one that was merged is as good.")]


def build_story_app(out: Console) -> App:
    """Return the commands, which print on `out`."""
    app = App(name="story", help="Show a story, or say which articles are one.", console=out)

    @app.command
    def show(
        story_id: StoryId,
        *,
        db: Db = None,
        style: Annotated[
            Literal["table", "json", "markdown"], Parameter(name="--format", help="How to print it.")
        ] = "table",
        claims: Annotated[
            bool, Parameter(name="--claims", negative="", help="Tell what its reports claim: who says what, who first.")
        ] = False,
        wait: Wait = None,
    ) -> None:
        """Tell a story: its outlets, its articles by day and why each is in it, and what happened to it.

        With --claims: each fact, how many outlets and origins tell it, who first, who disagrees, and who is quoted.
        """
        from flows.judging import find_story  # noqa: PLC0415 - other commands answer without it

        settings = build_settings(db=db, wait=wait)
        with open_database(settings.db, read_only=True, wait=settings.wait) as con:
            found = find_story(con, story_id)
            if claims:
                print_claims(tell_claims(read_testimony(con, found)), style, out)
                return
            told = tell_story(con, found)
        print_results(told, style, out)

    @app.command
    def merge(story_id: StoryId, other_story_id: StoryId, *, db: Db = None, wait: Wait = None) -> None:
        """Say that two stories are one: the older id stays, and both resolve."""
        from flows.judging import merge_stories  # noqa: PLC0415 - as above

        _tell(merge_stories(build_settings(db=db, wait=wait), story_id, other_story_id), out)

    @app.command
    def split(
        story_id: StoryId,
        *article_ids: Annotated[str, Parameter(help="Articles of the story.")],
        db: Db = None,
        wait: Wait = None,
    ) -> None:
        """Say that some articles of a story are another one; the larger part keeps the id."""
        from flows.judging import split_story  # noqa: PLC0415 - as above

        _tell(split_story(build_settings(db=db, wait=wait), story_id, article_ids), out)

    @app.command
    def pin(article_id: str, story_id: StoryId, *, db: Db = None, wait: Wait = None) -> None:
        """Say that an article belongs to a story, with its copies, and not to the one it was in."""
        from flows.judging import pin_article  # noqa: PLC0415 - as above

        _tell(pin_article(build_settings(db=db, wait=wait), article_id, story_id), out)

    return app


def _tell(changes: StoryChanges, out: Console) -> None:
    for event in changes.events:
        what = f"{event.kind}: {event.story_id}"
        what += f", from {event.other_story_id}" if event.other_story_id else ""
        what += f", article {event.article_id}" if event.article_id else ""
        out.print(what, markup=False, highlight=False, soft_wrap=True)
    if not changes.events:
        out.print("That is how it is already; it will stay so.", markup=False, highlight=False)
