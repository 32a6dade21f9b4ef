"""Whether scores are what they say: of pairs that score 0.7, seven in ten should be related.

Expected calibration error over bins of equal count, as in Nguyen & O'Connor 2015 (EMNLP,
1587-1598), and the Brier score (Brier 1950, Mon. Weather Rev. 78:1-3).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

BINS = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """Pairs of neighbouring scores."""

    pairs: int
    score: float  # their mean
    share: float  # of them that are related


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """How far scores are from what people said; 0 is perfect for both measures."""

    pairs: int
    share: float  # of the pairs that are related
    error: float  # expected calibration error, 0 to 1
    brier: float  # mean squared distance of a score from what was said, 0 to 1
    brier_constant: float  # the same of who guesses the share for every pair
    bins: tuple[Bin, ...]  # by score

    def to_json(self) -> dict[str, float]:
        """The part of `comity evaluate --json`."""
        return {
            "pairs": self.pairs,
            "calibration_error": round(self.error, 4),
            "brier": round(self.brier, 4),
            "brier_constant": round(self.brier_constant, 4),
        }


def calibration(scores: FloatArray, related: BoolArray, *, bins: int = BINS) -> Calibration:
    """Compare scores with what people said.

    Args:
        scores: (pairs,) 0 to 1; at least one.
        related: (pairs,) what people said.
        bins: of equal count, as near as can be. Equal scores are kept in their order.
    """
    order = np.argsort(scores, kind="stable")
    parts = [part for part in np.array_split(order, bins) if len(part)]
    found = tuple(
        Bin(
            pairs=len(part),
            score=float(scores[part].mean()),
            share=float(related[part].mean()),
        )
        for part in parts
    )
    share = float(related.mean())
    return Calibration(
        pairs=len(scores),
        share=share,
        error=sum(b.pairs * abs(b.score - b.share) for b in found) / len(scores),
        brier=float(((scores - related) ** 2).mean()),
        brier_constant=share * (1 - share),
        bins=found,
    )
