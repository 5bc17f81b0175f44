"""How often a density without groups shows as deep a valley: measured on tables of noise.

Uniform noise has the most and deepest chance valleys of all that were tried (normal, exponential,
Student t, Gumbel, a noisy ring, dithered counts), but for many metrics that share one factor,
which set the levels of 5 and more dimensions. The constants fit the 90th and 99th percentile of
the deepest valley of 300 tables of each of 40 … 1,280 tasks, 1 … 8 metrics and every k:
`python -m benchmarks.calibrate_clustering --valleys`. The level of one metric is .2 above that fit,
so that with all k together at most 1 % of uniform metrics pass at 1 %.
"""

from functools import lru_cache
from math import exp, log

import numpy as np

from crackle_cli.detectors.clustering.hierarchy import Merge
from crackle_cli.statistics.discovery import SMALLEST_P_VALUE

DIMENSIONS = (1.0, 2.0, 3.0, 5.0, 8.0)
# 90th percentile of the deepest valley among n tasks: level + slope * ln n.
LEVELS = (0.35, 0.25, 0.1, 0.3, 0.5)
SLOPES = (0.53, 0.27, 0.27, 0.27, 0.27)
TAIL_SCALES = (0.3, 0.22, 0.22, 0.22, 0.22)  # of the Gumbel tail
GUMBEL_90 = 2.25  # its 90th percentile, in scales above its mode
# Large regions seldom meet over a valley: a share f of the tasks e^(-fall * (f - free)).
FREES = (0.3, 0.12, 0.1, 0.1, 0.1)
FALLS = (9.0, 12.8, 12.8, 12.8, 12.8)


def p_value(merge: Merge, n: int, dimension: float) -> float:
    """Of the valley over which two regions meet, in (0, 1]; `dimension` of the n tasks locally."""
    level, slope, scale, free, fall = _constants(max(1.0, min(dimension, merge.dimension)))
    mode = level + slope * log(n) - GUMBEL_90 * scale
    surprise = (merge.statistic - mode) / scale + fall * max(0.0, merge.share - free)
    return max(SMALLEST_P_VALUE, exp(-surprise)) if surprise > 0 else 1.0


@lru_cache(maxsize=64)
def _constants(d: float) -> tuple[float, ...]:
    """LEVELS, SLOPES, TAIL_SCALES, FREES and FALLS of d dimensions."""
    tables = (LEVELS, SLOPES, TAIL_SCALES, FREES, FALLS)
    return tuple(float(np.interp(d, DIMENSIONS, table)) for table in tables)
