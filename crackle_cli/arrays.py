"""The array types that everything speaks in, and the numbers that can be reckoned with."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
LARGEST = 1e150  # the square of a larger number is beyond float64


def too_large(values: Floats) -> NDArray[np.bool_]:
    """Which of `values` are infinite, or beyond LARGEST; missing ones are not."""
    return np.abs(values) > LARGEST
