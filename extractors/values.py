"""Whether two figures can both be right, after rounding, qualifiers and ranges."""

import math
import re

from extractors.records import Quantity

ROUGHLY = 0.05
# Just less than a half, so that neighbours do not touch: 3.25 billion rounds to one of 3.2 and 3.3.
HALF = 0.499
MOST_ROUNDING = 0.02


def interval(quantity: Quantity) -> tuple[float, float]:
    """Return the values a figure can stand for, as (lowest, highest).

    A scaled, decimal or round figure stands for what rounds to it: "3.2 billion" for 3.15 to 3.25 billion.
    """
    low, high = quantity.value, quantity.value if quantity.value_max is None else quantity.value_max
    slack = _rounding(quantity)
    if quantity.qualifier == "about":
        slack = max(slack, ROUGHLY * abs(high))
    low, high = low - slack, high + slack
    if quantity.qualifier in {"more_than", "at_least"}:
        return low, math.inf
    if quantity.qualifier in {"less_than", "at_most"}:
        return -math.inf, high
    return low, high


def are_compatible(left: Quantity, right: Quantity) -> bool:
    """Return whether the two figures can both be right of one thing."""
    return overlap(interval(left), interval(right))


def overlap(left: tuple[float, float], right: tuple[float, float]) -> bool:
    """Return whether two closed intervals have a value in common."""
    return left[0] <= right[1] and right[0] <= left[1]


def _rounding(quantity: Quantity) -> float:
    digits = re.search(r"[0-9][0-9,]*(?:\.[0-9]+)?", quantity.text)
    if not digits or not quantity.value:
        return 0.0
    written = digits[0].replace(",", "")
    scale = quantity.value / (float(written) or 1.0)
    decimals = len(written.partition(".")[2])
    if decimals or scale > 1.0 or quantity.unit in {"percent", "percentage point"}:
        return min(HALF * scale * 10.0**-decimals, MOST_ROUNDING * abs(quantity.value) * 5)
    zeros = len(written) - len(written.rstrip("0"))
    # "2,000 workers" may be 1,978; "40 dead" is no rounding.
    return (
        min(HALF * 10.0**zeros, MOST_ROUNDING * abs(quantity.value)) if zeros >= 2 and quantity.value >= 1000 else 0.0
    )
