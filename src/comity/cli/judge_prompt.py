"""The review queue as a conversation: one link after another, with the person's decision."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import click

from comity.base import Base
from comity.base.judged import decide
from comity.base.record import JUDGED
from comity.cli.output import say
from comity.locales import Labels

_ANSWERS = (*JUDGED, "skip", "quit")


def ask(
    base: Base, offers: Iterable[tuple[Mapping[str, Any], Iterator[str]]], by: str, labels: Labels
) -> int:
    """Ask about links one by one; every answer is in the record before the next question.

    Args:
        base: open.
        offers: each link as JSON, and the lines that show it.
        by: who answers.
        labels: of what is printed; the answers are the words of `record.JUDGED`.

    Returns:
        How many were decided.
    """
    made = 0
    for offer, lines in offers:
        for line in lines:
            say(line)
        answer = _answer(labels)
        if answer == "quit":
            break
        if answer == "skip":
            continue
        reason = click.prompt(labels("review_reason"), default="", show_default=False)
        when = datetime.now(UTC).isoformat(timespec="seconds")
        ends = offer["a"]["id"], offer["b"]["id"]
        pair, added = decide(base, *ends, answer, by=by, reason=reason, when=when)
        made += added
        if pair.disputed:
            say(labels("judged_disputed"))
        say()
    return made


def _answer(labels: Labels) -> str:
    """A relation, skip or quit; the beginning of a word will do where it is the only one."""
    question = f"{labels('review_question')} ({', '.join(_ANSWERS)})"
    while True:
        said = click.prompt(question, prompt_suffix=": ").strip().lower()
        meant = [word for word in _ANSWERS if word.startswith(said)]
        if said in meant or len(meant) == 1:
            return said if said in meant else meant[0]
        say(labels("review_again", words=", ".join(meant or _ANSWERS)))
