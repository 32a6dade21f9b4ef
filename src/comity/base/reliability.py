"""How far several people who judged the same things agree, beyond chance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence


def krippendorff_alpha(units: Iterable[Sequence[str]]) -> float | None:
    """Agreement of any number of people on nominal values; not everybody judged everything.

    Args:
        units: for each thing judged, the values that people gave it, in any order. Those with
            fewer than two are passed over.

    Returns:
        1: all agree; 0: as by chance; below 0: less. None where it is undefined: no unit has
        two values, or there is only one value in all.

    Source:
        Krippendorff 2019, Content Analysis, 4th ed., chapter 12: 1 - observed disagreement /
        expected disagreement, from the matrix of coincidences.
    """
    totals: Counter[str] = Counter()
    agreeing = 0.0
    for values in units:
        if len(values) < 2:
            continue
        counts = Counter(values)
        totals.update(counts)
        agreeing += sum(n * (n - 1) for n in counts.values()) / (len(values) - 1)
    count = sum(totals.values())
    expected = count * (count - 1) - sum(n * (n - 1) for n in totals.values())
    if expected == 0:
        return None
    return 1 - (count - agreeing) * (count - 1) / expected


def cohen_kappa(pairs: Sequence[tuple[str, str]]) -> float | None:
    """Agreement of two people on nominal values.

    Args:
        pairs: for each thing that both judged, their two values.

    Returns:
        1: they agree; 0: as by chance, each keeping to their own shares. None where it is
        undefined: nothing was judged by both, or both gave all the same value.

    Source:
        Cohen 1960, Educational and Psychological Measurement 20:37-46.
    """
    count = len(pairs)
    first, second = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    chance = sum(n * second[value] for value, n in first.items())
    if count * count == chance:
        return None
    agreeing = sum(a == b for a, b in pairs)
    return (agreeing * count - chance) / (count * count - chance)
