"""Profiles: what the built-in ones hold, what changes give, and every mistake's message."""

from pathlib import Path

import pytest

from crackle_cli import CoolingRate, ThermalProfile
from crackle_cli.errors import ProfileError
from crackle_cli.profile.settings import SECTIONS, MinChange
from crackle_cli.profile.thermal_profile import BUILT_IN


def written(folder: Path, text: str) -> Path:
    path = folder / "mine.yaml"
    path.write_text(text)
    return path


def test_every_built_in_profile_loads_under_its_own_name():
    assert {name: ThermalProfile.load(name).name for name in BUILT_IN} == dict(
        zip(BUILT_IN, BUILT_IN, strict=True)
    )


def test_named_constructors_are_the_files():
    assert ThermalProfile.fast_cooling() == ThermalProfile.load("fast")
    assert ThermalProfile.default() == ThermalProfile.load("default")
    assert ThermalProfile.slow_cooling() == ThermalProfile.load("slow")
    assert ThermalProfile.no_detection() == ThermalProfile.load("none")


def test_a_cooling_rate_changes_what_depends_on_it_and_nothing_else():
    fast = ThermalProfile.default().with_rate(CoolingRate.FAST)
    assert fast.alpha == ThermalProfile.fast_cooling().alpha == 0.10
    assert fast.name == "default"
    assert fast.with_rate(CoolingRate.NORMAL) == ThermalProfile.default()


def test_original_distances_by_rate():
    original = ThermalProfile.load("original")
    distances = {rate: original.with_rate(rate).clustering.distance for rate in CoolingRate}
    assert distances == {"fast": 1.5, "normal": 2.5, "slow": 4.0}


def test_switching_detectors_off():
    profile = ThermalProfile.default()
    changed = (
        profile.without_clustering(),
        profile.without_phase_transitions(),
        profile.without_conservation(),
        profile.without_correlations(),
    )
    for kind, one in zip(SECTIONS, changed, strict=True):
        off = [other for other in SECTIONS if not getattr(one, other).enabled]
        assert off == [kind]
    assert profile == ThermalProfile.default()
    none = ThermalProfile.no_detection()
    assert not any(getattr(none, kind).enabled for kind in SECTIONS)


def test_a_rate_is_kept_when_a_detector_is_switched_off():
    profile = ThermalProfile.default().with_rate(CoolingRate.SLOW).without_clustering()
    assert (profile.rate, profile.alpha) == (CoolingRate.SLOW, 0.01)


def test_the_hash_depends_on_settings_alone(tmp_path):
    one = ThermalProfile.load(written(tmp_path, "extends: default\nrate: slow\n"))
    other = written(tmp_path, "rate: slow\nextends: default\n")
    assert one.sha256() == ThermalProfile.load(other).sha256()
    assert one.sha256() != ThermalProfile.default().sha256()


def test_a_file_extends_another_beside_it(tmp_path):
    (tmp_path / "base.yaml").write_text(
        "extends: default\nignore: [worker]\ncorrelation: {threshold: 0.5}\n"
    )
    mine = ThermalProfile.load(
        written(tmp_path, "extends: base.yaml\ncorrelation:\n  min_tasks: 50\n")
    )
    assert mine.ignore == ("worker",)
    assert (mine.correlation.threshold, mine.correlation.min_tasks) == (0.5, 50)
    assert mine.phase_transition == ThermalProfile.default().phase_transition


@pytest.mark.parametrize("name", BUILT_IN)
def test_yaml_of_a_profile_reads_back_as_that_profile(tmp_path, name):
    profile = ThermalProfile.load(name)
    assert ThermalProfile.load(written(tmp_path, profile.as_yaml())) == profile


def test_the_smallest_changes_of_a_profile_read_back(tmp_path):
    text = "min_change: {p99: 60ms, heap: {absolute: 1.5 GiB, relative: 3}, tests: 5}\n"
    profile = ThermalProfile.load(written(tmp_path, text))
    assert profile.min_change == {
        "p99": MinChange(absolute=0.06, unit="s"),
        "heap": MinChange(relative=3, absolute=1.5 * 2**30, unit="bytes"),
        "tests": MinChange(relative=5),
    }
    assert ThermalProfile.load(written(tmp_path, profile.as_yaml())) == profile


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("aplha: 0.1", 1, 'unknown key "aplha" - did you mean "alpha"?'),
        ("seed: 1\ncorrelation:\n  treshold: 1", 3, '"treshold" in correlation - did you mean'),
        ("alpha: lots", 1, "alpha must be a number from 1e-09 to 0.5, not 'lots'"),
        ("alpha: yes", 1, "alpha must be a number"),
        ("alpha: true", 1, "alpha must be a number"),
        ("alpha: {fast: 0.1, normal: 0.05}", 1, "alpha must be one value, or one for each of"),
        ("alpha: {fast: 0.1, normal: 0.05, slow: 7}", 1, "alpha must be a number from"),
        ("rate: quick", 1, "rate must be one of fast, normal, slow, not 'quick'"),
        ("\n\nclustering: {method: kmeans}", 3, "method must be one of"),
        ("clustering: {enabled: no}", 1, "enabled must be true or false, not 'no'"),
        ("clustering: 3", 1, "clustering holds settings"),
        ("clustering: {min_tasks: 3.5}", 1, "min_tasks must be a whole number"),
        ("ignore: 3", 1, "ignore must be a text or a list of texts"),
        ("gate: {fail_on: [law, shfit]}", 1, 'not "shfit" - did you mean "shift"?'),
        ("label: 3", 1, "label must be a text"),
        ("glaze: [a]", 1, "glaze must be lines of the form"),
        ("min_change: {p99: lots}", 1, "min_change must be lines of the form `metric: per cent`, "),
        ("extends: [a]", 1, "extends must be the name of a profile or a file"),
        ("extends: nothing", 1, 'no profile "nothing"'),
        ("alpha: 0.1\nalpha: 0.2", 2, 'the key "alpha" stands twice'),
        ("a: [}", 1, "not valid YAML"),
        ("- a", 1, "holds no mapping"),
        ("just text", 1, "holds no mapping"),
        ("a: &x 1\nb: *x", 1, "anchors and aliases are not allowed"),
        ("a: !!python/object:os.system 1", 1, "is not allowed; write a plain value"),
        ("a: " + "[" * 500, 1, "nested deeper than 20 levels"),
        ("a: " + "[" * 5000, 1, "nest"),  # libyaml 0.2.6 ends at 1,000 levels by itself
        ("a: " + "9" * 5000, 1, "a number of 5000 digits"),
        ("a: 1\n---\nb: 2", 2, "a second document begins"),
    ],
)  # fmt: skip
def test_mistakes_are_named_with_their_line(tmp_path, text, line, message):
    path = written(tmp_path, text)
    with pytest.raises(ProfileError) as caught:
        ThermalProfile.load(path)
    assert message in str(caught.value)
    assert str(caught.value).startswith(f"{path}:{line}: ")


@pytest.mark.parametrize(
    ("fail_on", "kinds"),
    [
        ("phase_transition", ("phase_transition",)),
        ("[shifts, Conservation law]", ("phase_transition", "conservation")),
        ("any", ("any",)),
        ("[]", ()),
    ],
)
def test_the_gate_takes_kinds_by_any_word_for_them(tmp_path, fail_on, kinds):
    profile = ThermalProfile.load(written(tmp_path, f"gate: {{fail_on: {fail_on}}}\n"))
    assert profile.gate.fail_on == kinds
    assert ThermalProfile.load(written(tmp_path, profile.as_yaml())) == profile


def test_a_text_stands_for_a_list_of_one(tmp_path):
    mine = ThermalProfile.load(
        written(tmp_path, "ignore: worker\nby: {fast: a, normal: b, slow: c}\n")
    )
    assert (mine.ignore, mine.by) == (("worker",), ("b",))


def test_profiles_that_extend_each_other_end(tmp_path):
    path = written(tmp_path, "extends: mine.yaml\n")
    with pytest.raises(ProfileError, match="extend each other more than 5 times"):
        ThermalProfile.load(path)


def test_no_such_profile_suggests_one():
    with pytest.raises(ProfileError, match='no profile "defalt" - did you mean "default"'):
        ThermalProfile.load("defalt")


def test_a_file_too_large_is_refused(tmp_path):
    with pytest.raises(ProfileError, match="larger than 1 MiB"):
        ThermalProfile.load(written(tmp_path, "# " + "x" * (1 << 20)))


def test_a_file_that_is_not_utf8_is_refused(tmp_path):
    (tmp_path / "mine.yaml").write_bytes(b"name: caf\xe9\n")
    with pytest.raises(ProfileError, match="not UTF-8"):
        ThermalProfile.load(tmp_path / "mine.yaml")


def test_a_file_that_extends_nothing_changes_the_default(tmp_path):
    mine = ThermalProfile.load(written(tmp_path, "ignore: [worker]\n"))
    assert mine.ignore == ("worker",)
    assert all(getattr(mine, s) == getattr(ThermalProfile.default(), s) for s in SECTIONS)
