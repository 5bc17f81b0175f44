"""The library's life of a task: fire, record, cool."""

from dataclasses import dataclass

import pytest

from crackle_cli import CoolingRate, CrackleTask, GlazeLayer, Kiln, TaskOutput, ThermalProfile


@dataclass
class Reading:
    label: str
    value: float

    def fire(self):
        return TaskOutput(self.value, {"value": self.value, "is_anomaly": float(self.value > 40)})


class Failing:
    def fire(self):
        raise RuntimeError("no sensor")

    def label(self):
        return "broken"


@dataclass
class Ranked(Reading):
    """Adds its rank among all tasks when they have cooled."""

    def cool(self, output, all_metrics):
        return {"rank": sum(m["value"] < output.value for _, m in all_metrics)}


SENSORS = [Reading("s1", 22.5), Reading("s2", 23.1), Reading("s3", 45.2)]


def original_fast():
    return ThermalProfile.load("original").with_rate(CoolingRate.FAST)


def test_the_first_example_gives_the_patterns_first_described():
    kiln = Kiln(original_fast())
    kiln.fire_all(SENSORS)
    patterns = kiln.cool()
    cluster = next(p for p in patterns if p.kind == "clustering")
    assert list(cluster.involved_tasks) == ["s1", "s2"]
    assert cluster.metrics["average_distance"] == pytest.approx(0.6)
    assert "average distance: 0.600" in cluster.description
    shifted = [p.involved_metrics for p in patterns if p.kind == "phase_transition"]
    assert ("value",) in shifted


def test_firing_alone_records_nothing():
    kiln = Kiln()
    assert kiln.fire_task(SENSORS[0]).value == 22.5
    assert kiln.task_count == 0


def test_a_task_that_raises_is_recorded_and_stops_nothing():
    kiln = Kiln(original_fast())
    kiln.fire_all([SENSORS[0], Failing(), *SENSORS[1:]])
    assert kiln.task_count == 4
    assert [(f.label, str(f.error)) for f in kiln.failed] == [("broken", "no sensor")]
    clusters = [p.involved_tasks for p in kiln.cool() if p.kind == "clustering"]
    assert [list(tasks) for tasks in clusters] == [["s1", "s2"]]


@pytest.mark.parametrize(
    ("fired", "message"),
    [
        (3, "fire() must return a TaskOutput, not int"),
        (TaskOutput(1, None), "metrics must be a mapping of names, not NoneType"),
        (TaskOutput(1, {3: 1}), "the name of a metric must be a text, not int"),
        (TaskOutput(1, {"a": "fast"}), 'the metric "a" is no number but str'),
    ],
)
def test_a_task_that_returns_no_numbers_has_failed_and_stops_nothing(fired, message):
    class Odd(Failing):
        def fire(self):
            return fired

    kiln = Kiln(original_fast())
    kiln.fire_all([*SENSORS, Odd()])
    assert [(f.label, str(f.error)) for f in kiln.failed] == [("broken", message)]
    assert kiln.table().tasks == 4
    assert kiln.cool()


def test_what_is_added_while_cooling_must_be_numbers_too():
    class Wordy(Reading):
        def cool(self, output, all_metrics):
            return {"rank": "first"}

    kiln = Kiln(original_fast())
    kiln.fire_all([*SENSORS, Wordy("s4", 1.0)])
    kiln.cool()
    assert [str(f.error) for f in kiln.failed] == ['the metric "rank" is no number but str']


def test_a_task_without_a_label_is_recorded_and_stops_nothing():
    class Nameless:
        def fire(self):
            return TaskOutput(1.0, {"value": 1.0})

    kiln = Kiln(original_fast())
    kiln.fire_all([SENSORS[0], Nameless(), SENSORS[1]])
    (failed,) = kiln.failed
    assert failed.label == "row 1" and isinstance(failed.error, AttributeError)
    assert kiln.task_count == 3 and kiln.cool() is not None


@pytest.mark.parametrize("label", [5, None])
def test_a_label_that_is_no_text_fails_the_task_and_stops_nothing(label):
    kiln = Kiln(original_fast())
    kiln.fire_all([SENSORS[0], Reading(label, 1.0), SENSORS[1]])
    (failed,) = kiln.failed
    told = f"the label of a task must be a text, not {type(label).__name__}"
    assert (failed.label, str(failed.error)) == ("row 1", told)
    assert list(kiln.table().labels) == ["s1", "row 1", "s2"]


def test_an_error_passes_through_fire_task():
    with pytest.raises(RuntimeError, match="no sensor"):
        Kiln().fire_task(Failing())


def test_tasks_cool_after_all_have_fired():
    kiln = Kiln()
    kiln.fire_all(Ranked(s.label, s.value) for s in reversed(SENSORS))
    kiln.cool()
    assert kiln.table().metrics["rank"].tolist() == [2, 1, 0]


def test_cooling_twice_gives_the_same():
    kiln = Kiln(original_fast())
    kiln.fire_all(Ranked(s.label, s.value) for s in SENSORS)
    assert kiln.cool() == kiln.cool()


def test_a_task_that_fails_while_cooling_keeps_what_it_fired():
    class Faulty(Reading):
        def cool(self, output, all_metrics):
            raise ValueError("cooling failed")

    kiln = Kiln()
    kiln.fire_all([Faulty("s0", 1.0), *SENSORS])
    kiln.cool()
    assert [str(f.error) for f in kiln.failed] == ["cooling failed"]
    assert kiln.table().metrics["value"].tolist() == [1.0, 22.5, 23.1, 45.2]


def test_reset_forgets_every_task():
    kiln = Kiln()
    kiln.fire_all(SENSORS)
    kiln.reset()
    assert kiln.task_count == 0
    assert kiln.cool() == []


def test_a_metric_that_a_task_lacks_is_missing():
    @dataclass
    class Sparse:
        label: str
        metrics: dict

        def fire(self):
            return TaskOutput(None, self.metrics)

    kiln = Kiln()
    kiln.fire_all([Sparse("a", {"x": 1.0}), Sparse("b", {"y": 2.0})])
    assert kiln.table().census.missing_cells == 2


def test_outputs_are_not_changed_in_place():
    output = TaskOutput(3, {"x": 1.0})
    assert dict(output.with_metric("y", 2.0).metrics) == {"x": 1.0, "y": 2.0}
    assert dict(output.metrics) == {"x": 1.0}


def test_a_glaze_adds_derived_metrics_each_seeing_the_ones_before():
    glazed = (
        GlazeLayer(SENSORS[0])
        .with_derived_metric("double", lambda out: 2 * out.value)
        .with_derived_metric("quadruple", lambda out: 2 * out.metrics["double"])
    )
    assert isinstance(glazed, CrackleTask)
    assert glazed.label == "s1"
    assert dict(glazed.fire().metrics) == {
        "value": 22.5,
        "is_anomaly": 0.0,
        "double": 45.0,
        "quadruple": 90.0,
    }


def test_a_glazed_task_still_cools():
    kiln = Kiln()
    kiln.fire_all(
        GlazeLayer(Ranked(s.label, s.value)).with_derived_metric("half", lambda out: out.value / 2)
        for s in SENSORS
    )
    kiln.cool()
    assert kiln.table().metrics["rank"].tolist() == [0, 1, 2]
