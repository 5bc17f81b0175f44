"""Metrics of which new lacks more cells, or fewer, than base. O(N) a metric."""

import numpy as np

from crackle_cli.comparison.findings import Absence
from crackle_cli.comparison.rates import rate_p_value
from crackle_cli.comparison.sides import Sides

SURE = 0.01  # chance, over all metrics, of cells that are lacking by chance
MATTERS = 0.05  # of the tasks that more of them lack; less is a hole in the data


def absences(sides: Sides) -> list[Absence]:
    """The metrics whose cells are missing more or less often, in the order of the columns."""
    found = []
    for metric in sides.metrics:
        missing = [
            int(np.count_nonzero(~np.isfinite(table.metrics[metric]))) for table in sides[:2]
        ]
        n, k = sides.base.tasks, sides.new.tasks
        apart = missing[1] / k - missing[0] / n
        if abs(apart) < MATTERS:
            continue
        p = rate_p_value((missing[0], missing[1]), (n, k))
        if p <= SURE / len(sides.metrics):
            found.append(Absence((metric,), p, (missing[0], missing[1]), (n, k)))
    return found
