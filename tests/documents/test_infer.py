"""What is inferred where nobody states it: titles and languages."""

from __future__ import annotations

from pathlib import PurePath

import pytest

from comity.documents.content import Content
from comity.documents.infer import language_of, stem_of, title_of
from comity.records import Block, Span


@pytest.mark.parametrize(
    "line",
    [
        "Principle 1. States should cooperate.",
        "1. Harbours tell the truth.",
        "(a) every harbour",
        "Article 4 Truth",
        "第一条 港口应当如实说明。",
        "المادة ١ تلتزم الموانئ بالصدق.",
        "Статья 2. Порты говорят правду.",
    ],
)
def test_a_first_provision_is_no_title(line: str) -> None:
    content = Content(text=line, blocks=(Block(span=Span(0, len(line))),))

    assert title_of(content, PurePath("harbour-truth.txt")) == "harbour-truth"


@pytest.mark.parametrize("line", ["A Charter of Harbours", "I Harbour", "Articles of Harbours"])
def test_a_first_line_that_only_looks_like_a_label_is_a_title(line: str) -> None:
    content = Content(text=line, blocks=(Block(span=Span(0, len(line))),))

    assert title_of(content, PurePath("x.txt")) == line


def test_a_file_names_ending_is_a_language_only_when_the_text_does_not_deny_it() -> None:
    english = "Every harbour shall tell the truth about the machines that it uses. " * 6
    content = Content(text=english, blocks=(Block(span=Span(0, len(english))),))

    assert stem_of(PurePath("setup.exe.txt"))[1] == ""
    assert language_of(content, PurePath("act.en.txt")) == ("en", [])
    language, notices = language_of(content, PurePath("act.uk.txt"))
    assert (language, [n.code for n in notices]) == ("en", ["language-differs"])
