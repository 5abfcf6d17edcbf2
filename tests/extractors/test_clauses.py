"""Where reported contents begin and end, sentence by sentence."""

import pytest

from extractors.reported import find_reports
from extractors.sentences import split_sentences


def contents(text: str) -> list[str]:
    reports = find_reports(text, split_sentences(text))
    return [text[report.start : report.end] for report in sorted(reports, key=lambda report: report.start)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # A clause that leads up to the main one ends where that begins.
        ("While Ms. Obi said the mill was safe, the board closed it.", ["the mill was safe"]),
        ("After saying that the mill was safe, the board closed it.", ["the mill was safe"]),
        ("Insisting that the mill was safe, the board kept it open.", ["the mill was safe"]),
        ("Despite complaints that the mill was loud, Ms. Obi kept it open.", ["the mill was loud"]),
        # So does one that hangs on a noun.
        ("Ms. Obi, who said the mill was safe, resigned on Monday.", ["the mill was safe"]),
        ("The plan, which the board is expected to drop next week, has few friends.", ["to drop next week"]),
        # What "and" adds to a noun or an infinitive with a finite verb is the sentence's own.
        ("Ms. Obi vowed to reopen the mill and hired forty people.", ["to reopen the mill"]),
        ("Ms. Obi rejected the board's report and has hired forty people.", ["the board's report"]),
        ("The board blamed Ms. Obi for the fire and accused her of lying.", ["Ms. Obi for the fire", "her of lying"]),
        ("Ms. Obi rejected the report on fires and floods.", ["the report on fires and floods"]),
        # A comma inside the closing marks is the sentence's comma.
        ("Ms. Obi said it was “a mess,” adding that nobody at all cared.", ["it was “a mess,”", "nobody at all cared"]),
        # The words around a cue may be half a clause each.
        ("The mill, she said, is safer than ever.", ["is safer than ever"]),
        ("The older of the mills, she said, is safe now.", ["The older of the mills", "is safe now"]),
        (
            "In the early spring, according to the company, forty people were hired.",
            ["In the early spring", "forty people were hired"],
        ),
        ("The mill is safe, according to the company, a baker of bread.", ["The mill is safe"]),
        # A document shows; a headline has only a colon; whoever is to do something is part of what is asked.
        ("Forty people were hired in May, a new report shows.", ["Forty people were hired in May"]),
        ("Polls show Ada Obi leading Jan Maas by ten points.", ["Ada Obi leading Jan Maas by ten points"]),
        ("Ada Obi: The mill is safe", ["The mill is safe"]),
        ("Read more: The mill is safe", []),
        ("Ms. Obi urged the board to reopen the mill.", ["the board to reopen the mill"]),
        ("Ms. Obi did not say that the mill was safe.", ["the mill was safe"]),
        # What was refused is no talk.
        ("The bakers found their requests either denied or granted in part.", []),
        ("The bakers found their requests denied outright or granted in part.", []),
        # Asked by whom.
        ("Ms. Obi was asked by a reporter whether the mill was safe.", ["whether the mill was safe"]),
        ("The mayor said at a dinner in Porto that the mill was safe.", ["the mill was safe"]),
        # A bare name or a word or two state nothing.
        ("Many voters support Ada Obi.", []),
        ("The board dismissed the report.", []),
    ],
)
def test_content_is_what_was_said_and_no_more(text: str, expected: list[str]) -> None:
    assert contents(text) == expected


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Ms. Obi was asked by host Jan Maas whether the mill was safe.", "Jan Maas"),
        ("''I hate the term 'mill town,''' said Ada Obi.", "Ada Obi"),
    ],
)
def test_speaker_of_the_first_report(text: str, speaker: str) -> None:
    assert find_reports(text, split_sentences(text))[0].speaker.name == speaker


def test_two_typewriter_apostrophes_close_only_by_two() -> None:
    assert contents("''I hate the term 'mill town,' '' she said.") == ["I hate the term 'mill town,'"]
