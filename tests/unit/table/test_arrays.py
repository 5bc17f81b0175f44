import numpy as np
import pytest

from crackle_cli.table.arrays import without

NONE = np.empty(0, np.intp)


@pytest.mark.parametrize(
    ("rows", "gone"),
    [([5, 1, 3, 3], [3, 9]), ([], [2]), ([4, 0], []), ([], []), ([7, 7], [7])],
)
def test_rows_without_others_are_distinct_and_ascend(rows, gone):
    rows, gone = np.append(NONE, rows).astype(np.intp), np.append(NONE, gone).astype(np.intp)
    assert without(rows, gone).tolist() == np.setdiff1d(rows, gone).tolist()
