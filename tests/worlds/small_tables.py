"""Small tables of everything that arithmetic dislikes, drawn from a seed; nothing is planted."""

import numpy as np

from crackle_cli import MetricTable

Values = np.ndarray


def whole(rng: np.random.Generator, n: int) -> Values:
    return rng.integers(0, rng.choice([2, 4, 10]), n).astype(float)


def counts(rng: np.random.Generator, n: int) -> Values:
    return rng.integers(0, 9000, n).astype(float)


def real(rng: np.random.Generator, n: int) -> Values:
    return rng.normal(rng.choice([0, 100]), 1, n)


def decimals(rng: np.random.Generator, n: int) -> Values:
    return rng.lognormal(0, 1, n).round(int(rng.integers(0, 3)))


def steady(rng: np.random.Generator, n: int) -> Values:
    """Constant, or constant but for one task."""
    values = np.full(n, float(rng.choice([0, 1, -3, 0.1, 1e300])))
    values[: int(rng.integers(0, 2))] += rng.choice([1, 1e-12, 1e12])
    return values


def rare(rng: np.random.Generator, n: int) -> Values:
    return np.where(rng.random(n) < 0.2, rng.integers(1, 60, n), 0).astype(float)


def counter(rng: np.random.Generator, n: int) -> Values:
    return rng.choice([0, 1.7e9, 1e15]) + np.cumsum(rng.integers(0, 3, n)).astype(float)


def wide(rng: np.random.Generator, n: int) -> Values:
    """From the smallest float64 to the largest, of either sign."""
    return 10.0 ** rng.uniform(-320, 308, n) * rng.choice([-1, 0, 1], n)


def huge(rng: np.random.Generator, n: int) -> Values:
    return 1.79e308 * rng.uniform(-1, 1, n)


def tiny(rng: np.random.Generator, n: int) -> Values:
    return rng.integers(-9, 9, n) * 5e-324


def levels(rng: np.random.Generator, n: int) -> Values:
    values = np.where(np.arange(n) < rng.integers(0, n + 1), 1.0, rng.choice([1.0, 2.0, 1e9]))
    return values + rng.choice([0, 1e-9, 0.1]) * rng.normal(0, 1, n)


SOURCES = (whole, counts, real, decimals, steady, rare, counter, wide, huge, tiny, levels)
# With 8 to 13 rows, of which some are equal, laws and their broken tasks are hardest to tell apart.
ROWS = (1, 2, 3, 5, 8, 9, 10, 11, 12, 13, 16, 20, 24, 40)
GAPS = (0.0, 0.0, 0.0, 0.1, 0.6, 1.0)


def small_table(rng: np.random.Generator, rows: tuple[int, ...] = ROWS) -> MetricTable:
    """Up to six metrics; some are sums or multiples of others, some rows are equal, cells empty."""
    n = int(rng.choice(rows))
    columns = [_column(rng, n) for _ in range(int(rng.integers(1, 5)))]
    for _ in range(int(rng.integers(0, 3))):
        columns.append(_derived(rng, columns))
    values = np.column_stack(columns)
    if rng.random() < 0.5:
        values[: int(rng.integers(1, n + 1))] = values[0]
    if rng.random() < 0.5:
        values = values[rng.permutation(n)]
    values[rng.random(values.shape) < rng.choice(GAPS)] = np.nan
    names = rng.permutation(list("abcdef"))[: values.shape[1]]
    return MetricTable.from_columns(dict(zip(map(str, names), values.T, strict=True)))


def _column(rng: np.random.Generator, n: int) -> Values:
    source = SOURCES[int(rng.integers(len(SOURCES)))]
    return source(rng, n)


def _derived(rng: np.random.Generator, columns: list[Values]) -> Values:
    """Bound to other columns, here and there not quite."""
    first, second = (columns[int(rng.integers(len(columns)))] for _ in range(2))
    with np.errstate(all="ignore"):
        made = [first + second, first - second, first * second, 60 * first, first - first % 1]
        result = made[int(rng.integers(len(made)))]
        return result + (rng.random(first.size) < rng.choice([0, 0.1])) * rng.integers(20, 40)
