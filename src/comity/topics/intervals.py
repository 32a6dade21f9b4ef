"""How far a count can be trusted: intervals of shares and of ratios of shares."""

from __future__ import annotations

from math import exp, log, sqrt

Z = 1.959964  # of the normal distribution, 95 %


def wilson(share: float, cases: int) -> tuple[float, float]:
    """Interval of a share, 95 %: Wilson (1927), "Probable inference, the law of succession".

    Args:
        share: 0 to 1.
        cases: at least 1. For a mean of values from 0 to 1, their number: no such values
            vary more than as many that are 0 or 1, so the interval is not too narrow.
    """
    middle = share + Z * Z / (2 * cases)
    half = Z * sqrt(share * (1 - share) / cases + Z * Z / (4 * cases * cases))
    scale = 1 + Z * Z / cases
    return max(0.0, (middle - half) / scale), min(1.0, (middle + half) / scale)


def ratio(yes: float, of: int, other_yes: float, other_of: int) -> tuple[float, float, float]:
    """Ratio of two shares with its interval, 95 %, by the normal distribution of its logarithm.

    A half is added to every count, so that a share of nothing has a ratio too: Walter
    (1975), "The distribution of Levin's measure of attributable risk"; the variance is that
    of Katz et al. (1978), "Obtaining confidence intervals for the risk ratio".

    Args:
        yes, of: cases and all of one group; `of` at least 1. For a mean of values from 0
            to 1, their sum and number: the interval is not too narrow (see `wilson`).
        other_yes, other_of: of the other group.
    """
    a, m, b, n = yes + 0.5, of + 0.5, other_yes + 0.5, other_of + 0.5
    value = log(a / m) - log(b / n)
    half = Z * sqrt(1 / a - 1 / m + 1 / b - 1 / n)
    return exp(value), exp(value - half), exp(value + half)
