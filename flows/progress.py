"""What a person sees while a run goes on: documents, documents a second, time left."""

from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.text import Text


class Watcher(Protocol):
    """Someone who watches a run."""

    def start(self, size: int) -> None:
        """Hear that reading begins, over inputs of `size` bytes."""

    def advance(self, documents: int, position: float) -> None:
        """Hear that `documents` are done, and that they reach `position` bytes into the inputs."""


class Silence:
    """Nobody watches."""

    def start(self, size: int) -> None:
        """Pass it over."""

    def advance(self, documents: int, position: float) -> None:
        """Pass it over."""


class _Rate(ProgressColumn):
    """Documents and documents a second."""

    def render(self, task: Task) -> Text:
        documents = int(task.fields["documents"])
        rate = documents / task.elapsed if task.elapsed else 0.0
        return Text(f"{documents:,} documents  {rate:,.1f}/s", style="cyan")


class Bar:
    """A progress bar on a console, under the name of what goes on."""

    def __init__(self, console: Console, name: str) -> None:
        self._progress = Progress(
            TextColumn(name),
            BarColumn(),
            _Rate(),
            TextColumn("left"),
            TimeRemainingColumn(),
            console=console,
        )
        self._task = self._progress.add_task(name, total=None, documents=0, start=False)

    def start(self, size: int) -> None:
        """Show the bar."""
        self._progress.start()
        self._progress.start_task(self._task)
        self._progress.update(self._task, total=max(size, 1))

    def advance(self, documents: int, position: float) -> None:
        """Move the bar."""
        self._progress.update(self._task, completed=position, documents=documents)

    def stop(self) -> None:
        """Leave the bar as it stands."""
        self._progress.stop()
