"""The file of accepted patterns: what is written, what is read, what answers to it."""

import json

import pytest

from crackle_cli.errors import InputError
from crackle_cli.gate.baseline import (
    MOST_BASELINE_BYTES,
    Accepted,
    Baseline,
    read_baseline,
    render_baseline,
)
from tests.worlds.findings import drift, group, shift
from tests.worlds.reports import onset, pattern, turn

BEGUN = pattern(group={"site": "one"})
NEAR = onset(31, may_begin=("b30", "b31"))


def moved(**changes):
    """The same shift, whose place and so its id have moved a little."""
    fields = {"id": "phase_transition-ffffffff", "group": {"site": "one"}, "where": NEAR}
    return pattern(**{**fields, **changes})


def test_what_is_written_is_a_list_that_people_can_edit(tmp_path):
    text = render_baseline([BEGUN])
    assert text.startswith('{\n "schema_version": 1,\n "accepted": [\n  {\n   "id": "phase')
    assert text.endswith("}\n") and "→" in text
    assert json.loads(text)["accepted"] == [
        {
            "id": "phase_transition-0123abcd",
            "description": "duration rose by 23.9 % at b30: 45.1 → 55.9",
            "kind": "phase_transition",
            "metrics": ["duration"],
            "group": {"site": "one"},
            "begins": "b30",
        }
    ]


@pytest.mark.parametrize(
    ("now", "known"),
    [
        (BEGUN, True),
        (moved(), True),
        (moved(found=group(range(9), ("duration",))), False),
        (moved(found=shift("tests", 31)), False),
        (moved(group={"site": "two"}), False),
        (moved(where=onset(31)), False),
        (moved(found=drift("duration"), where=None), False),
    ],
    ids=["id", "moved", "kind", "metrics", "group", "elsewhere", "nowhere"],
)
def test_what_answers_to_an_entry(tmp_path, now, known):
    path = tmp_path / "known.json"
    path.write_text(render_baseline([BEGUN]))
    baseline = read_baseline(path)
    assert baseline.holds(now) is known
    assert [one.id for one in baseline.gone([now])] == ([] if known else [BEGUN.id])


def test_a_turn_is_accepted_with_what_turns_and_never_by_itself(tmp_path):
    path = tmp_path / "known.json"
    path.write_text(render_baseline([pattern(drift("duration")), turn()]))
    baseline = read_baseline(path)
    assert [one.id for one in baseline.accepted] == ["phase_transition-0123abcd"]
    assert baseline.holds(turn("phase_transition-0123abcd"))
    assert not baseline.holds(turn("phase_transition-89abcdef"))  # though its own id is there
    shifted = Baseline((Accepted("x", "", "phase_transition", ("duration",), (), "b30"),))
    assert not shifted.holds(turn())


def test_an_entry_without_a_place_is_known_by_its_id_alone(tmp_path):
    path = tmp_path / "known.json"
    path.write_text(render_baseline([pattern(drift("duration"), group={"site": "one"})]))
    assert not read_baseline(path).holds(moved(where=NEAR._replace(may_begin=("",))))


def test_an_entry_may_lack_all_but_its_id_and_have_what_it_cannot_mean(tmp_path):
    path = tmp_path / "known.json"
    entries = [{"id": "x"}, {"id": "y", "metrics": "a", "group": ["b"], "begins": 3, "kind": None}]
    path.write_text(json.dumps({"schema_version": 1, "accepted": entries}))
    assert read_baseline(path).accepted == (Accepted("x"), Accepted("y", kind="None", begins="3"))


def test_the_number_of_an_entry_without_an_id_is_told(tmp_path):
    path = tmp_path / "known.json"
    path.write_text('{"schema_version": 1, "accepted": [{"id": "x"}, {"id": 3}]}')
    with pytest.raises(InputError, match='entry 2 of the baseline has no "id"'):
        read_baseline(path)


@pytest.mark.parametrize(("size", "message"), [(0, None), (1, "no valid JSON")])
def test_a_file_may_have_sixteen_mebibytes(tmp_path, size, message):
    path = tmp_path / "known.json"
    text = '{"schema_version": 1, "accepted": []}'
    path.write_text(" " * (MOST_BASELINE_BYTES + size - len(text)) + text)
    assert MOST_BASELINE_BYTES == 16 * 1024 * 1024
    if message:
        with pytest.raises(InputError, match=message):
            read_baseline(path)
    else:
        assert read_baseline(path).accepted == ()


def test_a_folder_is_no_baseline(tmp_path):
    with pytest.raises(InputError, match="cannot be read: "):
        read_baseline(tmp_path)
