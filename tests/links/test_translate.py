"""Words are learnt to stand for each other from pairs of texts, and no belief feeds itself."""

from __future__ import annotations

import numpy as np
import pytest

from comity.links.translate import Translations, incidence, learn, translation

OURS = [["lune", "mer"], ["lune", "port"], ["mer", "port"], ["sel", "quai"], ["sel", "nuit"]]
THEIRS = [["moon", "sea"], ["moon", "haven"], ["sea", "haven"], ["salt", "pier"], ["salt", "dark"]]


def test_words_of_the_same_texts_are_taken_for_translations() -> None:
    a, b = incidence(OURS), incidence(THEIRS)

    learnt = Translations(a, b, learn(a, b, np.eye(5))).of()

    assert {one: max(found, key=found.__getitem__) for one, found in learnt.items()} == {
        "lune": "moon",
        "mer": "sea",
        "port": "haven",
        "sel": "salt",
    }


def test_a_word_of_one_text_teaches_nothing() -> None:
    assert {"quai", "nuit"}.isdisjoint(incidence(OURS).terms)


def test_a_pair_of_texts_is_not_supported_by_what_it_taught_itself() -> None:
    a, b = incidence([["mer"], ["mer"], ["sel"]]), incidence([["sea"], ["sea"], ["salt"]])
    believed = np.zeros((3, 3))
    believed[0, 0] = 1.0  # the one pair from which "mer" is learnt to be "sea"

    learnt = learn(a, b, believed)
    value = translation(a, b, learnt, believed)

    assert Translations(a, b, learnt).of()["mer"]["sea"] > 0
    assert value[0, 0] == pytest.approx(0.0, abs=1e-12)
    assert value[1, 1] > 0  # another pair with these words is supported


def test_nothing_is_learnt_from_nothing() -> None:
    a, b = incidence([]), incidence([[], []])

    learnt = learn(a, b, np.zeros((0, 2)))

    assert len(learnt.a) == 0
    assert translation(a, b, learnt, np.zeros((0, 2))).shape == (0, 2)
