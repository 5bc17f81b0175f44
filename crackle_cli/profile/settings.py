"""Settings of the detectors, one frozen section for each, and the cooling rate they depend on."""

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from enum import StrEnum
from typing import Any, ClassVar


class CoolingRate(StrEnum):
    """Fast cooling shows many fine cracks, slow cooling only the strong ones."""

    FAST = "fast"
    NORMAL = "normal"
    SLOW = "slow"


def settable(section: type) -> tuple[str, ...]:
    """The names of the settings of a section that a profile may hold."""
    return tuple(f.name for f in fields(section) if not f.metadata.get("derived"))


def setting(low: float, high: float, default: Any = MISSING) -> Any:
    """A numeric setting that must lie in [low, high]."""
    return field(default=default, metadata={"range": (low, high)})


@dataclass(frozen=True, kw_only=True)
class DetectorSettings:
    """What every detector is told.

    method     which of the detector's METHODS runs
    share      of the profile's alpha, beside the shares of the other kinds that can occur
    min_tasks  fewer tasks than this and the detector says so instead of guessing
    seed       of every random choice
    alpha      share of tables of pure noise in which it may report anything; what `share` gives
    """

    METHODS: ClassVar[tuple[str, ...]] = ("original",)

    enabled: bool = True
    method: str = "original"
    share: float = setting(0, 1, 0.25)
    min_tasks: int = setting(2, 1_000_000, 3)
    seed: int = setting(0, 2**63 - 1, 0)
    alpha: float = field(default=0.05, metadata={"derived": True})

    @property
    def gives_p_values(self) -> bool:
        """Whether its hypotheses count in the control of false discoveries."""
        return self.method != "original"


@dataclass(frozen=True, kw_only=True)
class ClusteringSettings(DetectorSettings):
    """What makes a group.

    separation  least emptiness of the valleys around it, in [0, 1] (method `density`)
    distance    tasks nearer than this belong together, in raw units (method `original`)
    """

    METHODS: ClassVar[tuple[str, ...]] = ("original", "density")

    separation: float = setting(0, 1, 0.2)
    distance: float = setting(0, 1e300, 2.5)


@dataclass(frozen=True, kw_only=True)
class PhaseTransitionSettings(DetectorSettings):
    """What a shift along the task order must be to be worth telling.

    min_effect  smallest change in standard deviations of the noise (method `shifts`)
    min_change  smallest change in per cent of the level before (method `shifts`)
    min_ratio   smallest ratio of the spreads on both sides of a shift of spread (`shifts`)
    change      smallest |second half - first half| / |mean| (method `original`)
    """

    METHODS: ClassVar[tuple[str, ...]] = ("original", "shifts")

    min_effect: float = setting(0, 1e300, 0.5)
    min_change: float = setting(0, 1e300, 0.1)
    min_ratio: float = setting(1, 1e300, 1.5)
    change: float = setting(0, 1e300, 0.5)


@dataclass(frozen=True, kw_only=True)
class ConservationSettings(DetectorSettings):
    """What counts as conserved.

    tolerance  largest coefficient of variation of a metric that stays constant
    holds      smallest share of tasks that must keep a law of several metrics (method `sparse`)
    previous   whether balances with the task before are sought: stock = previous(stock) + in
    """

    METHODS: ClassVar[tuple[str, ...]] = ("original", "sparse")

    tolerance: float = setting(0, 1, 0.3)
    holds: float = setting(0.5, 1, 0.9)
    previous: bool = False


@dataclass(frozen=True, kw_only=True)
class CorrelationSettings(DetectorSettings):
    """What metrics that move together must do to be told.

    threshold  smallest |r| that is worth telling
    link       smallest |r| that makes a metric a member of a family (method `prewhitened`)
    """

    METHODS: ClassVar[tuple[str, ...]] = ("original", "prewhitened")

    threshold: float = setting(0, 1, 0.7)
    link: float = setting(0, 1, 0.4)


@dataclass(frozen=True)
class MinChange:
    """The smallest change of a metric that matters: in per cent, and in numbers of its own.

    unit  the base unit of `absolute`; empty: whatever the metric is in
    """

    relative: float = 0.0
    absolute: float = 0.0
    unit: str = ""


@dataclass(frozen=True, kw_only=True)
class GateSettings:
    """What fails a build, where the command line is silent.

    fail_on   kinds of pattern, or "any"
    recent    a transition must begin among the last `recent` tasks; 0: anywhere
    confirm   tasks that must show a transition; with fewer it is suspect
    fail_on_mix  whether what only the shares of a text column move fails: the same, run otherwise
    min_rows  with fewer tasks there is no answer (exit code 2)
    min_confidence  what is less sure fails no build; a list may ask for more, see the profile
    """

    fail_on: tuple[str, ...] = ()
    recent: int = setting(0, 10**9, 10)
    confirm: int = setting(1, 10**9, 2)
    fail_on_mix: bool = False
    min_rows: int = setting(0, 10**9, 0)
    min_confidence: float = setting(0, 1, 0.005)  # below, it would be printed as 0.00


SECTIONS: Mapping[str, type[DetectorSettings]] = {
    "clustering": ClusteringSettings,
    "phase_transition": PhaseTransitionSettings,
    "conservation": ConservationSettings,
    "correlation": CorrelationSettings,
}
