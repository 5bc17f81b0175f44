"""Numbers with units: always in the same one, to the last digit."""

import pytest

from tests.unit.reading.test_read import file, table_of


def metric(folder, cells, name="x"):
    """The column `name` and its notes."""
    rows = "".join(f'j{i},"{cell}"\n' for i, cell in enumerate(cells))
    table = table_of(file(folder, f"job,{name}\n{rows}"))
    notes = [note for note in table.census.notes if note.startswith("column")]
    return table.metrics[name].tolist(), notes


@pytest.mark.parametrize(
    ("cells", "values", "note"),
    [
        (["956ms", "993 ms"], [0.956, 0.993], "in s (converted from ms)"),
        (["956ms", "1.08s"], [0.956, 1.08], "in s (converted from ms)"),
        (["1.08s", "1.1s"], [1.08, 1.1], "in s"),
        (["7 us", "3 ns"], [7e-6, 3e-9], "in s (converted from ns, us)"),
        (["1m3.5s", "2m"], [63.5, 120.0], "durations read as seconds"),
        (["1.5 GiB", "10 B"], [1.5 * 2**30, 10.0], "in bytes (converted from gib)"),
        (["2 MB/s", "3 MB/s"], [2e6, 3e6], "in bytes/s (converted from mb/s)"),
        (["2 MHz", "3 kHz"], [2e6, 3e3], "in Hz (converted from khz, mhz)"),
        (["87%", "3 %"], [87.0, 3.0], "in %"),
    ],
)
def test_a_unit_has_one_meaning_in_every_file(tmp_path, cells, values, note):
    assert metric(tmp_path, cells) == (values, [f'column "x": {note}'])
