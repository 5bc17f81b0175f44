"""ThermalProfile: how sensitive the cooling is, as frozen settings loaded from YAML.

A setting is one value, or one by cooling rate: `distance: {fast: 1.5, normal: 2.5, slow: 4}`.
A profile `extends:` another one, by name or by a path beside it; `default` where it names none.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, TypeVar

from crackle_cli.errors import ProfileError
from crackle_cli.profile.kinds import kinds_of
from crackle_cli.profile.min_change import as_written, entry_of
from crackle_cli.profile.packaged import packaged
from crackle_cli.profile.settings import (
    SECTIONS,
    ClusteringSettings,
    ConservationSettings,
    CoolingRate,
    CorrelationSettings,
    DetectorSettings,
    GateSettings,
    MinChange,
    PhaseTransitionSettings,
    settable,
    setting,
)
from crackle_cli.profile.validation import as_list, check_profile, holds_list
from crackle_cli.suggest import did_you_mean

BUILT_IN = ("fast", "default", "slow", "none", "original")
WHOLE = ("default", "original")  # extend nothing
MOST_EXTENSIONS = 5  # profiles one upon the other: a company, a team, a project; more are a circle
UNINHERITED = ("name", "description")


@dataclass(frozen=True)
class ThermalProfile:
    """The sensitivity of every detector, and what a project wants of its files.

    alpha      false alarms allowed: share of tables of pure noise that report anything
    min_confidence   patterns below it are not told unless they fail the build; -v counts them
    label, metrics, ignore, order_by, ordered, by, where, glaze   as the options of `crackle cool`
    better     metric or glob -> "lower" or "higher": the direction that is wanted
    min_change metric or glob -> the smallest change that fails a build
    gate       what fails a build
    document   the profile as written, everything it extends merged in; `with_rate` reads it anew
    """

    name: str
    description: str = ""
    rate: CoolingRate = CoolingRate.NORMAL
    alpha: float = setting(1e-9, 0.5, 0.05)
    seed: int = setting(0, 2**63 - 1, 0)
    min_confidence: float = setting(0, 1, 0.0)
    clustering: ClusteringSettings = field(default_factory=ClusteringSettings)
    phase_transition: PhaseTransitionSettings = field(default_factory=PhaseTransitionSettings)
    conservation: ConservationSettings = field(default_factory=ConservationSettings)
    correlation: CorrelationSettings = field(default_factory=CorrelationSettings)
    label: str | None = None
    metrics: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    order_by: str | None = None
    ordered: bool | None = None
    by: tuple[str, ...] = ()
    where: str | None = None
    glaze: Mapping[str, str] = field(default_factory=dict)
    better: Mapping[str, str] = field(default_factory=dict)
    min_change: Mapping[str, MinChange] = field(default_factory=dict)
    gate: GateSettings = field(default_factory=GateSettings)
    document: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def fast_cooling(cls) -> "ThermalProfile":
        """Low thresholds, many fine cracks: for exploring."""
        return cls.load("fast")

    @classmethod
    def default(cls) -> "ThermalProfile":
        """Balanced."""
        return cls.load("default")

    @classmethod
    def slow_cooling(cls) -> "ThermalProfile":
        """Only strong patterns: for production."""
        return cls.load("slow")

    @classmethod
    def no_detection(cls) -> "ThermalProfile":
        """No detector at all: for measuring the reading."""
        return cls.load("none")

    @classmethod
    def load(cls, name_or_path: str | Path) -> "ThermalProfile":
        """A built-in profile by name, or one from a YAML file. Raises ProfileError."""
        path = profile_path(name_or_path)
        return _built(_document(path), path.stem)

    def with_rate(self, rate: CoolingRate) -> "ThermalProfile":
        """The same profile with the settings it has for another cooling rate."""
        return self._changed({"rate": CoolingRate(rate).value})

    def with_seed(self, seed: int) -> "ThermalProfile":
        return self._changed({"seed": seed})

    def with_min_confidence(self, least: float) -> "ThermalProfile":
        """The same profile that neither tells nor fails a build for what is less sure."""
        return self._changed({"min_confidence": least, "gate": {"min_confidence": least}})

    def without(self, detector: str) -> "ThermalProfile":
        """The same profile with one detector switched off, by the value of its PatternKind."""
        return self._changed({detector: {"enabled": False}})

    def without_clustering(self) -> "ThermalProfile":
        return self.without("clustering")

    def without_phase_transitions(self) -> "ThermalProfile":
        return self.without("phase_transition")

    def without_conservation(self) -> "ThermalProfile":
        return self.without("conservation")

    def without_correlations(self) -> "ThermalProfile":
        return self.without("correlation")

    def sha256(self) -> str:
        """Hash of the settings as written, extensions merged in; equal settings, equal hash."""
        import hashlib  # 3 ms, for JSON alone
        import json

        return hashlib.sha256(json.dumps(self.document, sort_keys=True).encode()).hexdigest()

    def as_yaml(self) -> str:
        """Every setting at its cooling rate, as a profile that gives these very settings."""
        sections = (*SECTIONS, "gate")
        own = [f.name for f in fields(self) if f.name not in (*sections, "document")]
        lines = [_yaml_line(name, getattr(self, name)) for name in own]
        for name in sections:
            section = getattr(self, name)
            values = ((key, getattr(section, key)) for key in settable(type(section)))
            lines += [f"{name}:", *(f"  {_yaml_line(k, v)}" for k, v in values)]
        return "\n".join(line for line in lines if line.strip()) + "\n"

    def _changed(self, changes: Mapping[str, Any]) -> "ThermalProfile":
        return _built(_merged(self.document, changes), self.name)


def _yaml_line(name: str, value: Any) -> str:
    """`name: value`; JSON values are YAML. Nothing for what is not set."""
    if value is None or value == () or value == {}:
        return ""
    import json

    return f"{name}: {json.dumps(value, ensure_ascii=False, default=as_written)}"


def profile_path(name_or_path: str | Path, where: str = "") -> Path:
    """The file of a profile. Raises ProfileError, which begins with `where`, when there is none."""
    if str(name_or_path) in BUILT_IN:
        return packaged("profiles") / f"{name_or_path}.yaml"
    path = Path(name_or_path)
    if path.is_file():
        return path
    raise ProfileError(
        f'{where}no profile "{name_or_path}"{did_you_mean(str(name_or_path), BUILT_IN)}; '
        f"name one of {', '.join(BUILT_IN)}, or a YAML file"
    )


def _document(path: Path, depth: int = 0) -> dict[str, Any]:
    """What a profile says, over what it extends, checked line by line."""
    from crackle_cli.profile.yaml_file import read_yaml

    if depth > MOST_EXTENSIONS:
        raise ProfileError(f"{path}: profiles extend each other more than {MOST_EXTENSIONS} times")
    written = read_yaml(path)
    check_profile(written, ThermalProfile)
    whole = path in (profile_path(name) for name in WHOLE)
    base = written.data.get("extends", None if whole else "default")
    if base is None:
        return written.data
    beside = path.parent / base
    named = base if base in BUILT_IN or not beside.is_file() else beside
    found = profile_path(named, f"{written.where('extends')}: extends: ")
    own = {key: value for key, value in written.data.items() if key != "extends"}
    inherited = _document(found, depth + 1)
    return _merged({k: v for k, v in inherited.items() if k not in UNINHERITED}, own)


def _merged(base: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """`changes` over `base`; the sections merge key by key, all else is replaced."""
    result = dict(base)
    for key, value in changes.items():
        section = (key in SECTIONS or key == "gate") and isinstance(value, Mapping)
        result[key] = {**result.get(key, {}), **value} if section else value
    return result


def _at_rate(owner: type, name: str, value: Any, rate: CoolingRate) -> Any:
    """The value of a setting at a cooling rate, lists as tuples."""
    if isinstance(value, Mapping) and set(value) == set(CoolingRate):
        value = value[rate]
    return as_list(value) if holds_list(owner, name) else value


Section = TypeVar("Section", bound=DetectorSettings)


def _built(document: Mapping[str, Any], name: str) -> ThermalProfile:
    """The profile that a checked document describes, at its cooling rate."""
    rate = CoolingRate(document.get("rate", CoolingRate.NORMAL))

    def resolved(owner: type, written: Mapping[str, Any]) -> dict[str, Any]:
        return {name: _at_rate(owner, name, value, rate) for name, value in written.items()}

    own = resolved(ThermalProfile, {k: v for k, v in document.items() if k not in SECTIONS})
    own.update(rate=rate, document=document)
    gate = GateSettings(**resolved(GateSettings, document.get("gate", {})))
    own["gate"] = replace(gate, fail_on=kinds_of(gate.fail_on))
    least = {name: entry_of(written) for name, written in document.get("min_change", {}).items()}
    own["min_change"] = {name: change for name, change in least.items() if change}
    own.setdefault("name", name)
    shared = {key: own[key] for key in ("alpha", "seed") if key in own}

    def section(kind: type[Section], key: str) -> Section:
        written: dict[str, Any] = shared | resolved(kind, document.get(key, {}))
        return kind(**written)

    return ThermalProfile(
        clustering=section(ClusteringSettings, "clustering"),
        phase_transition=section(PhaseTransitionSettings, "phase_transition"),
        conservation=section(ConservationSettings, "conservation"),
        correlation=section(CorrelationSettings, "correlation"),
        **own,
    )
