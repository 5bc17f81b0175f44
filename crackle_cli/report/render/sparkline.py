"""A trend as one line of block characters."""

from math import isnan

from crackle_cli.report.trend import Trend

BLOCKS = "▁▂▃▄▅▆▇█"
MARK = "│"


def sparkline(trend: Trend) -> str:
    """One block for each point, a space where it is missing, `│` where a change begins or ends."""
    present = [v for v in trend.values if not isnan(v)]
    low, high = min(present), max(present)
    cells = [_block(v, low, high) for v in trend.values]
    for mark in reversed(trend.marks):
        cells.insert(mark, MARK)
    return "".join(cells)


def _block(value: float, low: float, high: float) -> str:
    if isnan(value):
        return " "
    if high == low:
        return BLOCKS[len(BLOCKS) // 2]
    share = (value / 2 - low / 2) / (high / 2 - low / 2)  # halved: the range may overflow
    return BLOCKS[min(len(BLOCKS) - 1, int(share * len(BLOCKS)))]
